"""The page of service standards: every item with its source, figures as they are in force."""

import re
from html import unescape

import pytest

from app.web import guarded, services
from booking.guards import GUARDS, HOUSE, UNHELD
from booking.standards import ASPECTS, standards
from rules import parameters
from rules.citation import CLAUSES


def text_of(browser, path):
    page = browser.get(path).get_data(as_text=True)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split()), page


def test_the_aspects_stand_in_the_order_of_the_data():
    assert tuple(services.ASPECTS) == ASPECTS


@pytest.mark.parametrize("language", ["id", "en"])
def test_every_item_is_shown_with_its_clause_and_what_is_not_given_is_said_so(browser_of, language):
    text, page = text_of(browser_of(), f"/layanan?lang={language}")
    [djpk] = standards()
    items = [item for way in djpk.ways for told in way.items.values() for item in told]
    plain = [item.text.in_("id" if language == "id" else "en") for item in items if not item.figures]
    assert [words for words in plain if words not in text] == []
    linked = re.findall(r'class="clause" href="/aturan#([^"]+)"', page.split("<main")[1].split("</main>")[0])
    assert sorted(linked) == sorted(["D.2", *(item.clause for item in items if item.given)])
    assert "{" not in text
    assert set(linked) - set(CLAUSES) == set()


def test_what_the_source_does_not_give_is_called_so(browser_of):
    text, _page = text_of(browser_of(), "/layanan")
    [djpk] = standards()
    missing = [item for way in djpk.ways for told in way.items.values() for item in told if not item.given]
    assert [item.text.id for item in missing if f"{item.text.id}: tidak tercantum" not in text] == []
    assert text.count(": tidak tercantum") == len(missing)


def test_figures_are_those_in_force(browser_of, monkeypatch):
    text, _page = text_of(browser_of(), "/layanan")
    assert "paling lambat 3 hari kerja" in text
    assert "Paling banyak 2 tamu, atau 4 tamu bila" in text
    assert "pukul 09.00–10.00, 10.00–11.00, 13.00–14.00 dan 14.00–15.00 WIB" in text
    figure = parameters.in_force().by_name["guests"]
    held = figure.values[0]
    changed = parameters.Value(held.holds_from, 7, held.source, held.checked_on)
    figures = parameters.Figures(
        parameters.in_force().by_name | {"guests": parameters.Figure(**vars(figure) | {"values": (changed,)})}
    )
    monkeypatch.setattr(parameters, "in_force", lambda: figures)
    assert "Paling banyak 7 tamu, atau 4 tamu bila" in text_of(browser_of(), "/layanan")[0]


def test_what_a_figure_says_the_office_chose_is_marked_so(browser_of):
    _text, page = text_of(browser_of(), "/layanan")
    assert re.search(r'<span class="chosen">Sesi dimulai pukul 08\.00, ', page)
    assert '<span>Setiap daerah paling banyak 2 kali dalam satu bulan.</span>' in page


def test_the_home_page_leads_to_standards_and_complaints_and_asks_for_no_account(browser_of):
    text, page = text_of(browser_of(), "/")
    main = page.split("<main")[1].split("</main>")[0]
    assert [href for href in ("/ajukan", "/layanan", "/pengaduan") if f'href="{href}"' not in main] == []
    assert "tidak perlu akun" in text
    assert "Belum mempunyai akun" not in text


def test_the_database_speaks_of_every_guard_of_the_circular():
    assert set(guarded.REFUSED) == {guard.refused for guard in GUARDS if guard.clause != HOUSE}
    assert (set(guarded.LEFT), set(guarded.WHY)) == ({one.what for one in UNHELD}, {one.why for one in UNHELD})


def test_a_clause_tells_what_the_database_refuses_and_what_it_cannot(browser_of):
    text, page = text_of(browser_of(), "/aturan")
    assert "Basis data sendiri menolak menyimpan: dua kunjungan pada satu sesi." in text
    assert "bahwa jamnya termasuk sesi, karena jam sesi adalah angka yang dapat diubah" in text
    constraints = {name for guard in GUARDS if guard.clause != HOUSE for name in guard.constraints}
    assert [name for name in constraints if f"<code>{name}</code>" not in page] == []


def test_every_line_of_the_contents_leads_somewhere(browser_of):
    _text, page = text_of(browser_of(), "/aturan")
    targets = set(re.findall(r'\bid="([^"]+)"', page))
    assert set(re.findall(r'href="#([^"]+)"', page)) - targets == set()
    assert set(CLAUSES) - set(re.findall(r'href="#([^"]+)"', page)) == set()
