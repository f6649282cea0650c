"""A tablet at reception whose network drops: the day goes on, and what was pressed is counted once when it is back."""

import re
from datetime import timedelta
from socket import SHUT_RDWR
from threading import Event

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from app import clock
from app.db import reading, store
from booking import people
from booking.models import Admission, JournalEntry
from tests.browser.conftest import barriers, sideways
from tests.support.house_of_tests import FIRST_DAY, wish

pytestmark = pytest.mark.browser

GIVEN = {"ground": "directive", "given_by": "Direktur"}
TABLET = {"width": 820, "height": 1180}
FIFTEEN_HOURS = 15 * 60 * 60 * 1000
BETWEEN_TWO_SESSIONS = f"{FIRST_DAY}T09:40:00+07:00"

OFFICE_CLOCK = """
self.later = 0;
const tablet = Date, behind = %d - tablet.now();
Date = class extends tablet {
  constructor(...given) { given.length ? super(...given) : super(Date.now()); }
  static now() { return tablet.now() + behind + self.later; }
};
"""

UNTIL_KEPT = """async () => {
  while (!(await caches.match("/resepsionis"))) await new Promise((later) => setTimeout(later, 10));
}"""

UNTIL_LET_GO = """async () => {
  for (let tries = 0; tries < 200 && (await caches.match("/resepsionis")); tries += 1) {
    await new Promise((later) => setTimeout(later, 10));
  }
}"""

KEPT = """async () => {
  const pages = [];
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const key of await cache.keys()) pages.push(await (await cache.match(key)).text());
  }
  return JSON.stringify([pages, await deskQueue.all(), Object.values({...sessionStorage, ...localStorage})]);
}"""
"""Everything that the tablet keeps of the office."""


IN_A_HURRY = "const slowly = setInterval; setInterval = (deed, after) => slowly(deed, after / 20);"

FROM_PAPER = 'hour => { document.querySelector("form[data-queued] [name=happened_at]").value = hour; }'
"""Types the hour of a paper sheet."""


class Server:
    """The application behind a gateway, and a network that can drop the answer to a form after the office has acted."""

    def __init__(self, app):
        self.inner, self.down, self.losing, self.lost = app.wsgi_app, False, "", Event()
        app.wsgi_app = self

    def __call__(self, environ, start_response):
        if self.down:
            if environ["PATH_INFO"] == "/resepsionis/antrean":
                self.lost.set()
            start_response("502 Bad Gateway", [("Content-Type", "text/plain")])
            return [b"nobody answers"]
        answer = self.inner(environ, start_response)
        if (environ["REQUEST_METHOD"], environ["PATH_INFO"]) == ("POST", self.losing):
            answer.close()
            self.losing = ""
            environ["werkzeug.socket"].shutdown(SHUT_RDWR)
            self.lost.set()
            raise ConnectionAbortedError
        return answer


@pytest.fixture
def server(site):
    standing = Server(site.app)
    yield standing
    site.app.wsgi_app = standing.inner


@pytest.fixture
def parties(machine, at):
    """A head with three of his people at nine, two guests at ten, and the hour at which both may enter."""
    region, found = machine("pemda"), []
    for number, start, guests in (("005/1", "09:00", ("regional_head", *["other"] * 3)), ("005/2", "10:00", None)):
        wanted = wish(number, start=start, guests=2, offices=guests or ())
        found.append(region.submit(wanted).json["reference"])
        assert machine("petugas").post(f"/requests/{found[-1]}/approve", GIVEN).status_code == 200
    at(BETWEEN_TWO_SESSIONS)
    return found


def _after(script, worker):
    worker.set_data(script + worker.get_data(as_text=True))
    return worker


class Tablet:
    """The receptionist's tablet, on the day's page that its worker keeps."""

    def __init__(self, site, *, clock_off=timedelta(0)):
        self.site, self.page = site, site.visitor(viewport=TABLET)
        office = clock.now() + clock_off
        set_clock = OFFICE_CLOCK % int(office.timestamp() * 1000)
        self.page.add_init_script(set_clock)
        views, worker = site.app.view_functions, site.app.view_functions["offline.worker"]
        views["offline.worker"] = lambda: _after(set_clock, worker())
        self.signs_in()
        self.page.evaluate(UNTIL_KEPT)
        self.status = self.page.locator("#desk")

    def signs_in(self):
        self.page.goto("/masuk")
        self.page.fill("[name=email]", "resepsionis@uji.test")
        self.page.fill("[name=password]", "kata sandi untuk uji")
        self.page.click("main button[type=submit]")
        self.page.wait_for_url("**/resepsionis")

    def loses_its_network(self):
        self.page.context.set_offline(True)
        self.says("Tanpa jaringan. Kehadiran tetap dapat dicatat, dan dikirim begitu tersambung lagi.")

    def is_connected_again(self):
        self.page.context.set_offline(False)

    def checks_in(self, reference, *guests):
        party = self.page.locator(f"#sesi-{reference}")
        for guest in guests:
            party.get_by_label(f"Tamu {guest}").check()
        party.get_by_role("button", name="Catat hadir").click()

    def says(self, words):
        expect(self.status).to_contain_text(words)

    def leaves(self):
        self.page.get_by_role("button", name="Keluar").click()

    def keeps(self):
        return self.page.evaluate(KEPT)


def entered(site):
    """Who was admitted, when, and what the journal flags."""
    with site.app.app_context():
        rows = list(reading().scalars(select(Admission).order_by(Admission.guest_id)))
        facts = reading().scalars(select(JournalEntry.facts).where(JournalEntry.act == "check-in"))
        off = [each.get("clock_off_seconds") for each in facts]
        return [(row.guest_id, row.happened_at.strftime("%H:%M")) for row in rows], off


def five_check_ins(tablet, parties):
    nine, ten = parties
    pressed = ((nine, 1), (nine, 2), (nine, 3), (nine, 4), (ten, 1))
    for waiting, (reference, guest) in enumerate(pressed, start=1):
        tablet.checks_in(reference, guest)
        tablet.says(f"Tanpa jaringan: {waiting} catatan menunggu dikirim. Kehadiran tetap dapat dicatat.")
        tablet.says("Daftar ini sebagaimana pukul 09.40 WIB.")


def test_five_check_ins_wait_and_are_counted_once_though_the_first_answer_is_lost(site, server, parties):
    tablet = Tablet(site)
    tablet.loses_its_network()
    five_check_ins(tablet, parties)
    assert (barriers(tablet.page), sideways(tablet.page)) == ([], 0)
    expect(tablet.page.get_by_text("menunggu dikirim", exact=True)).to_have_count(5)
    assert entered(site) == ([], [])
    server.losing = "/resepsionis/antrean"
    tablet.is_connected_again()
    assert server.lost.wait(10)
    assert [each[1] for each in entered(site)[0]] == ["09:40"] * 5
    tablet.page.evaluate("dispatchEvent(new Event('online'))")
    tablet.says("Tersambung lagi: 5 catatan terkirim.")
    assert (len(entered(site)[0]), entered(site)[1]) == (5, [None] * 5)
    expect(tablet.page.get_by_text("Hadir 4 dari 4 tamu")).to_be_visible()
    assert tablet.page.evaluate("deskQueue.all()") == []


def test_a_check_in_whose_own_answer_was_lost_comes_again_and_admits_nobody_who_was_taken_back(
    site, server, machine, parties
):
    tablet, desk = Tablet(site), machine("resepsionis")
    views, sends = site.app.view_functions, site.app.view_functions["offline.waited"]
    views["offline.waited"] = lambda: ("", 503)
    server.losing = "/resepsionis"
    tablet.checks_in(parties[0], 1)
    assert server.lost.wait(10)
    tablet.says("1 catatan menunggu dikirim.")
    [(guest, _)], _ = entered(site)
    undone = desk.post(f"/requests/{parties[0]}/undo-check-in", {"guest": guest, "note": "Keliru."})
    assert undone.status_code == 200
    views["offline.waited"] = sends
    tablet.page.evaluate("dispatchEvent(new Event('online'))")
    tablet.says("Tersambung lagi: 1 catatan terkirim.")
    assert entered(site) == ([], [None])


def test_a_gateway_behind_which_nobody_answers_is_no_network_and_is_tried_again_without_a_hint(site, server, parties):
    tablet = Tablet(site)
    tablet.page.add_init_script(IN_A_HURRY)
    server.down = True
    tablet.page.reload()
    tablet.says("Daftar ini sebagaimana pukul 09.40 WIB.")
    tablet.checks_in(parties[0], 1)
    tablet.says("Tanpa jaringan: 1 catatan menunggu dikirim.")
    assert server.lost.wait(10)
    server.down = False
    tablet.says("Tersambung lagi: 1 catatan terkirim.")
    assert len(entered(site)[0]) == 1


def test_a_press_that_lacks_something_is_told_in_sight_and_the_next_one_counts(site, parties):
    tablet = Tablet(site)
    tablet.loses_its_network()
    tablet.checks_in(parties[1])
    tablet.says("Centang dahulu tamu yang masuk.")
    expect(tablet.status.locator("p")).to_be_in_viewport(ratio=1)
    tablet.checks_in(parties[1], 1)
    tablet.says("Tanpa jaringan: 1 catatan menunggu dikirim.")
    tablet.page.get_by_label("Pas, nomor permohonan, atau nama").fill("Samarinda")
    tablet.page.keyboard.press("Enter")
    tablet.says("Tanpa jaringan pas dan nama tidak dapat dicari.")
    assert len(tablet.page.evaluate("deskQueue.all()")) == 1


@pytest.mark.parametrize("hours", [2, -2], ids=["fast", "slow"])
def test_five_check_ins_of_a_tablet_two_hours_off_are_counted_once_and_flagged(site, parties, hours):
    tablet = Tablet(site, clock_off=timedelta(hours=hours))
    tablet.loses_its_network()
    five_check_ins(tablet, parties)
    tablet.is_connected_again()
    tablet.says("Tersambung lagi: 5 catatan terkirim.")
    rows, off = entered(site)
    assert ([each[1] for each in rows], [round(each / 3600) for each in off]) == (["09:40"] * 5, [-hours] * 5)


def test_an_hour_from_paper_is_the_offices_whatever_the_clock_of_the_tablet_says(site, parties):
    tablet = Tablet(site, clock_off=timedelta(hours=2))
    tablet.loses_its_network()
    tablet.checks_in(parties[0], 1)
    tablet.says("Tanpa jaringan: 1 catatan menunggu dikirim.")
    tablet.page.evaluate(FROM_PAPER, "09:35")
    tablet.checks_in(parties[0], 2)
    tablet.says("Tanpa jaringan: 2 catatan menunggu dikirim.")
    tablet.is_connected_again()
    tablet.says("Tersambung lagi: 2 catatan terkirim.")
    rows, off = entered(site)
    assert [each[1] for each in rows] == ["09:40", "09:35"]
    assert [abs(each + 7200) < 60 for each in off] == [True, True]


def test_what_the_office_refuses_is_taken_back_with_its_reason_until_it_is_read(site, parties):
    tablet = Tablet(site)
    tablet.loses_its_network()
    tablet.checks_in(parties[0], 2, 3, 4)
    tablet.says("Tanpa jaringan: 1 catatan menunggu dikirim.")
    tablet.is_connected_again()
    taken_back = tablet.page.locator("#desk-taken-back")
    for _ in range(2):
        expect(taken_back).to_contain_text(f"Tamu 2, Tamu 3, Tamu 4 · {parties[0]}")
        expect(taken_back.get_by_role("link", name="Butir E.3.c.6")).to_be_in_viewport(ratio=1)
        expect(tablet.page.locator(f"#sesi-{parties[0]}").get_by_label("Tamu 2")).not_to_be_checked()
        tablet.page.reload()
    assert entered(site) == ([], [])
    taken_back.get_by_role("button", name="Mengerti").click()
    expect(taken_back).to_be_empty()
    assert tablet.page.evaluate("deskQueue.all()") == []


def test_a_step_back_to_what_was_refused_admits_nobody_and_shows_what_holds_now(site, parties):
    tablet, nine = Tablet(site), parties[0]
    here = tablet.page.locator(f"#sesi-{nine}")
    tablet.checks_in(nine, 2, 3, 4)
    expect(here.locator("#refusals")).to_contain_text("E.3.c.6")
    here.get_by_label("Tamu 4").uncheck()
    tablet.checks_in(nine)
    expect(here).to_contain_text("Hadir 2 dari 4 tamu")
    tablet.checks_in(nine, 1)
    expect(here).to_contain_text("Hadir 3 dari 4 tamu")
    for _ in range(2):
        tablet.page.go_back()
        expect(here.locator(".state")).to_contain_text("Hadir 3 dari 4 tamu")
    expect(here.locator("#refusals")).to_have_count(0)
    assert tablet.page.locator("#desk").get_attribute("data-source") == "network"
    assert (len(entered(site)[0]), tablet.page.evaluate("deskQueue.all()")) == (3, [])


def test_whoever_leaves_hears_what_waits_and_leaves_no_name(site, parties):
    tablet = Tablet(site)
    assert "Tamu 1" in tablet.keeps()
    tablet.loses_its_network()
    tablet.checks_in(parties[0], 1)
    tablet.says("Tanpa jaringan: 1 catatan menunggu dikirim.")
    tablet.leaves()
    expect(tablet.page.get_by_role("alert").get_by_text("belum terkirim dari tablet ini: 1")).to_be_visible()
    site.app.view_functions["offline.waited"], sends = (lambda: ("", 503)), site.app.view_functions["offline.waited"]
    tablet.is_connected_again()
    tablet.leaves()
    tablet.page.wait_for_url("**/masuk")
    expect(tablet.page.locator("#desk-left")).to_contain_text("belum terkirim: 1")
    kept = tablet.keeps()
    assert [name for name in ("Tamu", "Kepala Bidang", "Resepsionis") if name in kept] == []
    assert parties[0] in kept
    site.app.view_functions["offline.waited"] = sends
    tablet.signs_in()
    tablet.says("Tersambung lagi: 1 catatan terkirim.")
    assert len(entered(site)[0]) == 1


def signed_out_elsewhere(site):
    with site.app.app_context():
        people.sign_out(store(), people.by_email(reading(), "resepsionis@uji.test").id)


def test_what_waits_outlasts_the_sign_in_and_is_sent_with_the_next(site, parties):
    tablet = Tablet(site)
    tablet.loses_its_network()
    tablet.checks_in(parties[0], 1)
    tablet.says("Tanpa jaringan: 1 catatan menunggu dikirim.")
    signed_out_elsewhere(site)
    tablet.is_connected_again()
    tablet.says("1 catatan menunggu dikirim. Masuk lagi sebagai resepsionis untuk mengirimnya.")
    assert entered(site) == ([], [])
    tablet.signs_in()
    tablet.says("Tersambung lagi: 1 catatan terkirim.")
    assert len(entered(site)[0]) == 1


@pytest.mark.parametrize("where", ["on this tablet", "elsewhere"])
def test_with_the_sign_in_ends_what_is_kept_of_its_day(site, parties, where):
    tablet = Tablet(site)
    assert "Tamu 1" in tablet.keeps()
    if where == "on this tablet":
        tablet.leaves()
    else:
        signed_out_elsewhere(site)
        tablet.page.reload()
    tablet.page.wait_for_url(re.compile("/masuk"))
    tablet.page.evaluate(UNTIL_LET_GO)
    assert [name for name in ("Tamu", "Kepala Bidang", "Resepsionis") if name in tablet.keeps()] == []


@pytest.mark.parametrize("radio", ["off", "on, with no network behind it"])
def test_whoever_leaves_without_a_network_is_told_and_signed_out_when_it_is_back(site, parties, radio):
    tablet = Tablet(site)
    tablet.loses_its_network()
    tablet.checks_in(parties[0], 1)
    tablet.says("Tanpa jaringan: 1 catatan menunggu dikirim.")
    if radio != "off":
        tablet.page.evaluate("Object.defineProperty(navigator, 'onLine', { get: () => true })")
    tablet.leaves()
    expect(tablet.page.get_by_role("alert").get_by_text("dikirim saat resepsionis masuk lagi")).to_be_visible()
    tablet.leaves()
    expect(tablet.page.get_by_text("Anda belum keluar, karena tidak ada jaringan.")).to_be_visible()
    assert "Tamu 1" not in tablet.page.content() + tablet.keeps()
    tablet.page.reload()
    expect(tablet.page.get_by_text("Anda belum keluar, karena tidak ada jaringan.")).to_be_visible()
    expect(tablet.page.locator("#desk-left")).to_be_empty()
    tablet.is_connected_again()
    tablet.page.wait_for_url("**/masuk")
    expect(tablet.page.get_by_text("Anda sudah keluar dari semua perangkat.")).to_be_visible()
    tablet.signs_in()
    tablet.says("Tersambung lagi: 1 catatan terkirim.")


def test_whoever_left_without_a_network_and_closed_the_tab_is_signed_out_by_the_next(site, parties):
    tablet = Tablet(site)
    tablet.loses_its_network()
    tablet.leaves()
    expect(tablet.page.get_by_text("Anda belum keluar, karena tidak ada jaringan.")).to_be_visible()
    another = tablet.page.context.new_page()
    tablet.page.close()
    another.context.set_offline(False)
    another.goto("/aturan")
    another.wait_for_url("**/masuk")
    expect(another.get_by_text("Anda sudah keluar dari semua perangkat.")).to_be_visible()


def test_whoever_leaves_in_one_tab_leaves_no_name_in_another(site, parties):
    tablet = Tablet(site)
    other = tablet.page.context.new_page()
    other.goto(f"/resepsionis/{parties[0]}/tamu")
    expect(other.locator("[name=guests-0-name]")).to_have_value("Tamu 1")
    tablet.leaves()
    for page in (tablet.page, other):
        expect(page.get_by_label("Kata sandi")).to_be_visible()


def test_whoever_leaves_without_a_network_leaves_no_name_in_another_tab(site, parties):
    tablet = Tablet(site)
    other = tablet.page.context.new_page()
    other.goto(f"/resepsionis/{parties[0]}/tamu")
    expect(other.locator("[name=guests-0-name]")).to_have_value("Tamu 1")
    tablet.loses_its_network()
    tablet.leaves()
    for page in (tablet.page, other):
        expect(page.get_by_role("heading", name="Halaman ini memerlukan jaringan")).to_be_visible()


@pytest.mark.parametrize("who_notices", ["the page that is open", "the worker, asked for a page"])
def test_with_the_day_ends_what_is_kept_of_it(site, parties, who_notices):
    tablet = Tablet(site)
    assert "Tamu 1" in tablet.keeps()
    tablet.loses_its_network()
    if who_notices == "the page that is open":
        tablet.page.evaluate(f"self.later = {FIFTEEN_HOURS}; document.dispatchEvent(new Event('visibilitychange'))")
    else:
        tablet.page.context.service_workers[0].evaluate(f"self.later = {FIFTEEN_HOURS}")
        tablet.page.goto("/resepsionis")
    expect(tablet.page.get_by_role("heading", name="Halaman ini memerlukan jaringan")).to_be_visible()
    assert "Tamu" not in tablet.keeps()


def test_only_todays_page_is_kept_and_nothing_but_check_ins_waits(site, parties):
    tablet = Tablet(site)
    tablet.checks_in(parties[0], 1)
    expect(tablet.page.locator(f"#sesi-{parties[0]}")).to_contain_text("Hadir 1 dari 4 tamu")
    tablet.page.goto("/resepsionis?date=2026-11-26")
    tablet.page.goto("/resepsionis")
    tablet.loses_its_network()
    tablet.page.locator("summary", has_text="Ralat").click()
    tablet.page.get_by_label("Alasan ralat").fill("Keliru.")
    tablet.page.get_by_role("button", name="Hapus catatan hadir").click()
    tablet.says("Tanpa jaringan hanya kehadiran yang dapat dicatat.")
    tablet.page.goto("/resepsionis?date=2026-11-26")
    expect(tablet.page.get_by_role("heading", name="Halaman ini memerlukan jaringan")).to_be_visible()
    tablet.page.goto("/resepsionis")
    tablet.says("Daftar ini sebagaimana pukul 09.40 WIB.")
    expect(tablet.page.locator(f"#sesi-{parties[0]}")).to_contain_text("Hadir 1 dari 4 tamu")
    assert len(entered(site)[0]) == 1
