"""The page for complaints: nobody must say who they are, nothing typed is lost, and one form is one complaint."""

import re
import shutil
from html import unescape

import pytest
from sqlalchemy import select

from app import create_app
from app.config import Settings
from app.db import store
from booking.models import Complaint, JournalEntry
from rules.citation import channels
from tests.app.test_account import token_of
from tests.support.house_of_tests import wish
from tests.support.strict_client import StrictClient

WORDS = "Diminta membayar.\nTerjadi di lobi."
TYPED = {
    "kind": "suggestion",
    "words": WORDS,
    "booking": "k7qm-3txd",
    "name": "Rina <Dewi>",
    "email": "rina@uji.test",
    "phone": "0811 0000 001",
}


def one_time(page):
    return re.search(r'name="token"[^>]*value="([^"]+)"', page.get_data(as_text=True))[1]


def opened(browser):
    """What a form that was just opened sends beside what is typed."""
    page = browser.get("/pengaduan")
    return {"csrf_token": token_of(page), "token": one_time(page)}


def words_of(page):
    text = re.sub(r"<[^>]+>", " ", page.get_data(as_text=True))
    return " ".join(unescape(text).split())


@pytest.fixture
def kept(app):
    def read():
        with app.app_context(), store().reading() as session:
            return list(session.scalars(select(Complaint).order_by(Complaint.id)))

    return read


@pytest.mark.parametrize("language", ["id", "en"])
def test_all_nine_channels_stand_beside_the_form(browser_of, language):
    page = browser_of().get(f"/pengaduan?lang={language}").get_data(as_text=True)
    found = [channel.value for channel in channels("complaint") if channel.value in page]
    assert len(found) == 9
    assert [channel.href for channel in channels("complaint") if f'href="{channel.href}"' not in page] == []


def test_a_complaint_without_a_name_is_taken_and_its_number_told(browser_of, kept):
    browser = browser_of()
    sent = browser.post("/pengaduan", data=opened(browser) | {"kind": "complaint", "words": WORDS})
    [complaint] = kept()
    assert (sent.status_code, sent.location) == (303, f"/pengaduan/{complaint.reference}")
    assert re.fullmatch(r"P-[2-9A-Z]{4}-[2-9A-Z]{4}", complaint.reference)
    said = (complaint.words, complaint.name, complaint.email, complaint.phone, complaint.booking_reference)
    assert said == (WORDS, None, None, None, None)
    page = words_of(browser_of().get(sent.location))
    assert complaint.reference in page
    assert "kami tidak dapat membalas" in page
    assert "membayar" not in page


def test_whoever_left_an_address_is_told_of_the_receipt_but_the_page_shows_none_of_it(browser_of, kept):
    browser = browser_of()
    sent = browser.post("/pengaduan", data=opened(browser) | TYPED)
    [complaint] = kept()
    assert (complaint.kind, complaint.booking_reference) == ("suggestion", "K7QM-3TXD")
    page = words_of(browser.get(sent.location))
    assert "Tanda terima dikirim ke alamat e-mail yang Anda tuliskan." in page
    assert [value for value in (WORDS[:8], "Rina", "rina@uji.test", "0811 0000", "K7QM") if value in page] == []


def test_a_form_sent_twice_is_one_complaint(browser_of, kept):
    browser = browser_of()
    form = opened(browser) | TYPED
    first, second = (browser.post("/pengaduan", data=form) for _ in range(2))
    assert (first.location, len(kept())) == (second.location, 1)


def test_a_form_sent_again_with_other_words_is_kept_on_the_page_and_may_go_as_another(browser_of, kept):
    browser = browser_of()
    form = opened(browser) | TYPED
    first = browser.post("/pengaduan", data=form)
    again = browser.post("/pengaduan", data=form | {"words": "Hal lain."})
    assert again.status_code == 409
    assert first.location.rpartition("/")[2] in words_of(again)
    assert "Hal lain." in again.get_data(as_text=True)
    third = browser.post("/pengaduan", data=form | {"words": "Hal lain.", "token": one_time(again)})
    assert third.status_code == 303
    assert [complaint.words for complaint in kept()] == [WORDS, "Hal lain."]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"words": " \n "}, "words"),
        ({"words": "x" * 4_001}, "words"),
        ({"kind": "praise"}, "kind"),
        ({"email": "rina"}, "email"),
        ({"email": "rina@uji.test\nBcc: all@uji.test"}, "email"),
        ({"booking": "K7QM"}, "booking"),
        ({"name": "x" * 201}, "name"),
        ({"phone": "1" * 201}, "phone"),
    ],
)
def test_nothing_typed_is_lost_where_something_is_wrong(browser_of, kept, wrong, field):
    browser = browser_of()
    form = opened(browser) | TYPED | wrong
    answer = browser.post("/pengaduan", data=form)
    page = answer.get_data(as_text=True)
    assert (answer.status_code, kept()) == (400, [])
    assert f'id="{field}-error"' in page
    shown = unescape(page)
    lost = [name for name, value in (TYPED | {"token": form["token"]}).items() if name != field and value not in shown]
    assert lost == []


def test_a_form_open_for_too_long_comes_back_filled_in_and_goes_the_second_time(browser_of, kept):
    browser = browser_of()
    form = opened(browser) | TYPED
    browser.delete_cookie("session")
    late = browser.post("/pengaduan", data=form)
    assert late.status_code == 400
    assert "Formulir ini terlalu lama terbuka. Isiannya masih ada" in words_of(late)
    assert WORDS in late.get_data(as_text=True)
    assert browser.post("/pengaduan", data=form | {"csrf_token": token_of(late)}).status_code == 303
    assert len(kept()) == 1


@pytest.mark.parametrize("token", ["", "x", "é" * 22, "a" * 23])
def test_a_form_without_a_token_of_ours_is_given_one(browser_of, kept, token):
    browser = browser_of()
    answer = browser.post("/pengaduan", data=opened(browser) | TYPED | {"token": token})
    assert (answer.status_code, len(kept())) == (303, 1)


def test_somebody_signed_in_complains_without_being_noted(app, browser_of):
    region = browser_of("pemda")
    assert "akun Anda tidak dicatat" in words_of(region.get("/pengaduan"))
    region.post("/pengaduan", data=opened(region) | TYPED)
    with app.app_context(), store().reading() as session:
        [entry] = session.scalars(select(JournalEntry).where(JournalEntry.act == "complain"))
        assert (entry.actor_id, entry.actor_role) == (None, "holder")


def test_one_address_sends_ten_an_hour_and_what_the_eleventh_typed_stays(template, tmp_path, at):
    file = shutil.copy(template, tmp_path / "temu.db")
    app = create_app(Settings(f"sqlite:///{file}", "uji", "journal"))
    app.test_client_class = StrictClient
    browser = app.test_client()
    answers = [browser.post("/pengaduan", data=opened(browser) | TYPED) for _ in range(11)]
    assert [answer.status_code for answer in answers] == [303] * 10 + [429]
    assert WORDS in answers[-1].get_data(as_text=True)
    assert re.search(r"Coba lagi mulai pukul \d\d\.\d\d WIB\.", words_of(answers[-1]))
    assert 0 < int(answers[-1].headers["Retry-After"]) <= 3_600


def test_a_number_there_is_not_is_not_found(browser_of):
    assert browser_of().get("/pengaduan/P-AAAA-AAAA").status_code == 404
    assert browser_of("petugas").get("/petugas/pengaduan/P-AAAA-AAAA").status_code == 404


def test_the_contact_center_reads_it_whole_and_finds_the_request(machine, browser_of, kept):
    reference = machine("pemda").submit(wish()).json["reference"]
    visitor = browser_of()
    visitor.post("/pengaduan", data=opened(visitor) | TYPED | {"booking": reference})
    visitor.post("/pengaduan", data=opened(visitor) | {"kind": "complaint", "words": "x" * 200})
    first, second = kept()
    officer = browser_of("petugas")
    listed = officer.get("/petugas/pengaduan")
    assert re.findall(r"P-\w{4}-\w{4}(?=</a>)", listed.get_data(as_text=True)) == [second.reference, first.reference]
    assert "Tanpa nama" in words_of(listed)
    assert f"{'x' * 160}…" in words_of(listed)
    page = officer.get(f"/petugas/pengaduan/{first.reference}").get_data(as_text=True)
    assert WORDS in page
    assert f'href="/petugas/{reference}"' in page
    assert 'href="mailto:rina%40uji.test"' in page or 'href="mailto:rina@uji.test"' in page
    nameless = words_of(officer.get(f"/petugas/pengaduan/{second.reference}"))
    assert "Tanpa nama dan alamat: tidak dapat dibalas." in nameless


def test_a_request_number_that_is_none_is_said_to_be_none(browser_of, kept):
    visitor = browser_of()
    visitor.post("/pengaduan", data=opened(visitor) | TYPED)
    page = browser_of("petugas").get(f"/petugas/pengaduan/{kept()[0].reference}")
    assert "K7QM-3TXD (tidak ada permohonan dengan nomor ini)" in words_of(page)


def test_an_empty_list_says_what_will_come(browser_of):
    assert "Belum ada kiriman" in words_of(browser_of("petugas").get("/petugas/pengaduan"))


def test_more_than_a_page_is_paged(app, browser_of):
    from booking import complaints
    from booking.complaints import Told
    from booking.terms import ComplaintKind
    from rules.strict import instant

    with app.app_context():
        for place in range(complaints.PAGE + 1):
            told = Told(ComplaintKind.COMMENT, "Baik.")
            complaints.take(store(), told, instant("2026-11-20T10:00:00+07:00"), token=str(place))
    officer = browser_of("petugas")
    assert 'href="/petugas/pengaduan?page=2"' in officer.get("/petugas/pengaduan").get_data(as_text=True)
    assert "Halaman 2 dari 2" in words_of(officer.get("/petugas/pengaduan?page=9223372036854775807"))
