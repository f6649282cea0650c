"""The office's days on its pages: who stands on a day is shown before it is closed, and moved by one click after."""

import io
import re
from datetime import date

import pytest
from sqlalchemy import select
from werkzeug.datastructures import FileStorage

from app.db import store
from app.feeds import daylist
from booking.models import Booking, CalendarYear, Closure, JournalEntry, RoomBlock
from tests.app.test_account import token_of
from tests.support.asking import value_of, words
from tests.support.house_of_tests import FIRST_DAY, multipart, wish

DAYS = "/petugas/hari-libur"
CLOSED = {"date": FIRST_DAY, "name": "Hari pemungutan suara", "decree": "Keppres 99/2026"}
YEAR = {"what": "year", "decree": "SKB 1/2027"}
WHOLE = "2028-01-01,Tahun Baru\n17/08/2028,Kemerdekaan\n"
REGIONS = ("64.72", "91.71", "11.01", "12.71")


@pytest.fixture
def stored(app):
    def rows(model, *where):
        with app.app_context(), store().reading() as session:
            return list(session.scalars(select(model).where(*where)))

    return rows


@pytest.fixture
def four(machine):
    """Four visits on one day, by their hour."""
    taken = {}
    for region, start in zip(REGIONS, ("09:00", "10:00", "13:00", "14:00"), strict=True):
        asked = wish(f"005/{region}", start=start, region=region, institution=f"BPKAD {region}")
        taken[start] = machine("petugas").submit(asked).json["reference"]
    return taken


def sends(browser, path, fields, file=None):
    page = browser.get(path)
    said = {"csrf_token": token_of(page), **fields}
    if file is None:
        return browser.post(path, data=said)
    return browser.post(path, **multipart(said | {"file": FileStorage(io.BytesIO(file), "libur.csv")}))


def proposed(browser):
    """What the page of proposals sends when nothing on it is changed."""
    page = browser.get(f"{DAYS}/pindah")
    html = page.get_data(as_text=True)
    ticked = re.findall(r'name="pindah" value="([^"]+)"[^>]* checked', html)
    fields = {"csrf_token": token_of(page), "pindah": ticked}
    for name in ticked:
        fields[f"dari-{name}"] = value_of(page, f"dari-{name}")
        fields[f"ke-{name}"] = re.search(rf'name="ke-{name}" value="([^"]+)"[^>]* checked', html)[1]
    return fields


def test_who_stands_on_a_day_is_shown_before_it_is_closed_and_moved_by_one_click_after(browser_of, four, stored):
    officer = browser_of("petugas")
    before = sends(officer, f"{DAYS}/tutup", CLOSED)
    assert before.status_code == 200
    shown = [words(before).index(four[start]) for start in four]
    assert shown == sorted(shown)
    assert stored(Closure) == []

    saved = sends(officer, f"{DAYS}/tutup", CLOSED | {"act": "save"})
    assert (saved.status_code, saved.location) == (303, f"{DAYS}/pindah")
    assert [(each.date.isoformat(), each.name, each.decree) for each in stored(Closure)] == [tuple(CLOSED.values())]
    fields = proposed(officer)
    assert fields["pindah"] == list(four.values())
    assert [fields[f"ke-{name}"] for name in four.values()] == [f"2026-11-26T{start}" for start in four]

    done = officer.post(f"{DAYS}/pindah", data=fields)
    assert (done.status_code, done.location) == (303, f"{DAYS}/pindah?sudah={'.'.join(four.values())}")
    told = words(officer.get(done.location))
    assert "4 jadwal dipindahkan" in told
    assert told.count("Kamis, 26 November 2026") == 4
    assert "Semua jadwal berdiri di hari kerja" in told
    assert len(stored(JournalEntry, JournalEntry.act == "move", JournalEntry.reason == "closure")) == 4


def test_a_form_sent_twice_moves_nobody_twice(browser_of, four, stored):
    officer = browser_of("petugas")
    sends(officer, f"{DAYS}/tutup", CLOSED | {"act": "save"})
    fields = proposed(officer)
    assert officer.post(f"{DAYS}/pindah", data=fields).status_code == 303
    again = officer.post(f"{DAYS}/pindah", data=fields)
    assert again.status_code == 409
    assert "Sudah dipindahkan orang lain, atau tidak perlu lagi" in words(again)
    assert len(stored(JournalEntry, JournalEntry.act == "move")) == 4


def test_a_slot_taken_meanwhile_is_told_at_its_line_with_a_new_proposal_and_the_others_are_done(
    browser_of, machine, four, stored
):
    officer = browser_of("petugas")
    sends(officer, f"{DAYS}/tutup", CLOSED | {"act": "save"})
    fields = proposed(officer)
    assert machine("petugas").submit(wish("7/VII", date="2026-11-26", start="10:00", region="32.73")).status_code == 201
    answer = officer.post(f"{DAYS}/pindah", data=fields)
    assert answer.status_code == 409
    told = words(answer)
    assert "Belum dipindahkan: Sesi pada Kamis, 26 November 2026, pukul 10.00 WIB, sudah terisi." in told
    assert "Yang lain sudah selesai." in told
    left = proposed(officer)
    assert (left["pindah"], left[f"ke-{four['10:00']}"]) == ([four["10:00"]], "2026-11-27T09:00")
    assert officer.post(f"{DAYS}/pindah", data=left).status_code == 303
    assert stored(Booking, Booking.date == date.fromisoformat(FIRST_DAY)) == []


def test_another_of_the_slots_is_chosen_for_one_and_the_others_wait(browser_of, four, stored):
    officer = browser_of("petugas")
    sends(officer, f"{DAYS}/tutup", CLOSED | {"act": "save"})
    one = four["13:00"]
    assert f'name="ke-{one}" value="2026-11-27T09:00"' in officer.get(f"{DAYS}/pindah").get_data(as_text=True)
    fields = proposed(officer) | {"pindah": [one], f"ke-{one}": "2026-11-27T09:00"}
    assert officer.post(f"{DAYS}/pindah", data=fields).status_code == 303
    assert len(proposed(officer)["pindah"]) == 3
    [moved] = stored(Booking, Booking.reference == one)
    assert (moved.date.isoformat(), moved.start) == ("2026-11-27", "09:00")


@pytest.mark.parametrize("fields", [{}, {"pindah": "XXXX-XXXX"}, {"pindah": "XXXX-XXXX", "ke-XXXX-XXXX": "besok"}])
def test_nothing_ticked_or_nothing_that_can_be_read_moves_nobody(browser_of, fields):
    officer = browser_of("petugas")
    token = token_of(officer.get(f"{DAYS}/tutup"))
    answer = officer.post(f"{DAYS}/pindah", data={"csrf_token": token, **fields})
    assert (answer.status_code, answer.location) == (303, f"{DAYS}/pindah")
    assert "Centang dahulu" in words(officer.get(answer.location))


def test_what_was_typed_is_kept_when_it_is_wrong_and_when_it_is_to_be_changed(browser_of, stored):
    officer = browser_of("petugas")
    wrong = sends(officer, f"{DAYS}/tutup", CLOSED | {"until": "2026-11-20", "decree": ""})
    assert wrong.status_code == 400
    assert (value_of(wrong, "name"), value_of(wrong, "until")) == (CLOSED["name"], "2026-11-20")
    assert "Isi tanggal yang sama atau sesudahnya" in words(wrong)
    past = sends(officer, f"{DAYS}/tutup", CLOSED | {"date": "2026-11-12"})
    assert (past.status_code, "sudah lewat" in words(past)) == (400, True)
    kept = sends(officer, f"{DAYS}/tutup", CLOSED | {"act": "change"})
    assert (kept.status_code, value_of(kept, "date"), value_of(kept, "decree")) == (200, FIRST_DAY, CLOSED["decree"])
    assert stored(Closure) == []


def test_days_in_a_row_are_closed_together_and_taken_back_one_by_one(browser_of, stored):
    officer = browser_of("petugas")
    saved = sends(officer, f"{DAYS}/tutup", CLOSED | {"until": "2026-11-26", "act": "save"})
    assert saved.location == DAYS
    assert len(stored(Closure)) == 2
    token = token_of(officer.get(DAYS))
    assert officer.post(f"{DAYS}/buka", data={"csrf_token": token, "date": FIRST_DAY}).location == DAYS
    assert [each.date.isoformat() for each in stored(Closure)] == ["2026-11-26"]
    assert officer.post(f"{DAYS}/buka", data={"csrf_token": token, "date": "besok"}).status_code == 400
    assert officer.post(f"{DAYS}/buka", data={"csrf_token": token, "date": FIRST_DAY}).status_code == 404


def test_the_public_calendar_that_is_kept_shows_a_closure_at_once(browser_of):
    visitor, officer = browser_of(), browser_of("petugas")
    path = "/jadwal?month=2026-12"
    first = visitor.get(path)
    assert CLOSED["name"] not in words(first)
    assert visitor.get(path, headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
    sends(officer, f"{DAYS}/tutup", CLOSED | {"date": "2026-12-02", "act": "save"})
    after = visitor.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert (after.status_code, CLOSED["name"] in words(after)) == (200, True)


def test_a_years_list_is_shown_then_saved_and_its_slots_open(browser_of, stored, machine):
    officer = browser_of("admin")
    asked = "/slots?mode=visit&month=2028-01&received_at=2027-12-20T09:00:00%2B07:00"
    assert not any(slot["open"] for slot in machine().get(asked).json["slots"])
    shown = sends(officer, f"{DAYS}/daftar", YEAR | {"text": WHOLE})
    told = words(shown)
    assert "Tidak ada di daftar ini, padahal libur di setiap tahun lain: 1 Mei, 1 Jun, 25 Des." in told
    assert "Belum dikenal; dengan daftar ini sesinya dibuka" in told
    assert stored(CalendarYear) == []
    saved = sends(officer, f"{DAYS}/daftar", YEAR | {"text": value_of(shown, "text"), "act": "save"})
    assert saved.location == DAYS
    assert [(each.year, each.decree) for each in stored(CalendarYear)] == [(2028, "SKB 1/2027")]
    assert any(slot["open"] for slot in machine().get(asked).json["slots"])
    assert "2 hari libur" in words(officer.get(DAYS))


def test_who_stands_on_the_days_of_a_years_list_is_shown_before_it_is_saved_and_moved_under_their_names(
    browser_of, four, stored
):
    """In order of receipt; and pages tell a day off by the name in the list."""
    officer = browser_of("petugas")
    listed = {"what": "year", "decree": "SKB 2026", "text": f"{FIRST_DAY},{CLOSED['name']}\n2026-12-25,Natal\n"}
    shown = words(sends(officer, f"{DAYS}/daftar", listed))
    places = [shown.index(reference) for reference in four.values()]
    assert places == sorted(places)
    assert stored(CalendarYear) == []
    assert sends(officer, f"{DAYS}/daftar", listed | {"act": "save"}).location == f"{DAYS}/pindah"
    assert words(officer.get(f"{DAYS}/pindah")).count(f"Libur: {CLOSED['name']}") == 4
    for page in ("/jadwal?month=2026-11", f"/petugas/kalender?tanggal={FIRST_DAY}"):
        assert CLOSED["name"] in words(officer.get(page)), page


def test_a_file_of_closures_is_added_beside_the_holidays(browser_of, stored):
    officer = browser_of("petugas")
    closures = {"what": "closures", "decree": "Keppres 99/2026"}
    shown = sends(officer, f"{DAYS}/daftar", closures, b"25/12/2026;Natal\n28/12/2026;Cuti bersama\n")
    assert "Sudah libur, jadi tidak dicatat lagi: 25 Des." in words(shown)
    sends(officer, f"{DAYS}/daftar", closures | {"text": value_of(shown, "text"), "act": "save"})
    assert [each.name for each in stored(Closure)] == ["Cuti bersama"]


@pytest.mark.parametrize(
    ("fields", "file", "said"),
    [
        (YEAR | {"text": "besok,Libur"}, None, "Baris 1: “besok” bukan tanggal."),
        (YEAR, b"2028-01-01\n", "Baris 1: nama harinya belum ditulis."),
        (YEAR, b" ", "Tidak ada hari dalam daftar ini."),
        (YEAR, None, "Pilih berkasnya, atau tempel daftarnya di sini."),
        (YEAR, b"x" * (daylist.LARGEST + 1), "Berkas ini lebih besar dari 1 MB."),
        (YEAR | {"text": "2028-01-01,A\n2029-01-01,B"}, None, "Daftar ini memuat beberapa tahun (2028, 2029)."),
        (YEAR | {"text": "2025-01-01,A"}, None, "Isikan tahun 2026 sampai 2036."),
        ({"what": "closures", "decree": "x", "text": "2026-11-01,A"}, None, "sudah lewat"),
        ({"text": WHOLE}, None, "Pilih salah satu."),
    ],
)
def test_a_list_that_does_not_fit_is_told_where_it_is_wrong(browser_of, stored, fields, file, said):
    answer = sends(browser_of("petugas"), f"{DAYS}/daftar", fields, file)
    assert (answer.status_code, said in words(answer)) == (400, True)
    assert stored(CalendarYear) == []


def test_a_room_is_blocked_at_some_hours_and_who_stands_in_it_is_moved_the_same_day(browser_of, four, stored):
    officer = browser_of("petugas")
    blocked = {"room": "lantai-3", "date": FIRST_DAY, "hours": ["09:00", "10:00"], "reason": "Listrik padam"}
    shown = words(sends(officer, f"{DAYS}/ruang", blocked))
    assert [four[start] in shown for start in four] == [True, True, False, False]
    assert stored(RoomBlock) == []
    sends(officer, f"{DAYS}/ruang", blocked | {"act": "save"})
    assert [each.start for each in stored(RoomBlock)] == ["09:00", "10:00"]
    assert "Ruangnya diblokir pada jam itu" in words(officer.get(f"{DAYS}/pindah"))
    assert officer.post(f"{DAYS}/pindah", data=proposed(officer)).status_code == 303
    assert len(stored(JournalEntry, JournalEntry.act == "move", JournalEntry.reason == "room")) == 2
    token = token_of(officer.get(DAYS))
    officer.post(f"{DAYS}/ruang/lepas", data={"csrf_token": token, "room": "lantai-3", "date": FIRST_DAY})
    assert stored(RoomBlock) == []
    wrong = sends(officer, f"{DAYS}/ruang", blocked | {"hours": []})
    assert (wrong.status_code, "Pilih setidaknya satu jam." in words(wrong)) == (400, True)


def test_an_administrator_enters_days_and_is_told_that_officers_move(browser_of, four):
    admin = browser_of("admin")
    saved = sends(admin, f"{DAYS}/tutup", CLOSED | {"act": "save"})
    assert saved.location == DAYS
    told = admin.get(DAYS)
    assert "Petugas Contact Center memindahkannya." in words(told)
    assert f"{DAYS}/pindah" not in told.get_data(as_text=True)
    assert admin.get(f"{DAYS}/pindah").status_code == 403


def test_holidays_are_imported_from_the_command_line(app, four, stored, tmp_path):
    def run(name, content, *options):
        (tmp_path / name).write_text(content)
        return app.test_cli_runner().invoke(args=["holidays", "import", str(tmp_path / name), *options])

    year = run("2028.csv", WHOLE + "2028-05-01,Buruh\n2028-06-01,Pancasila\n2028-12-25,Natal\n", "--decree", "SKB 1")
    assert (year.exit_code, year.stdout) == (0, "2028: its whole list, days off: 5\nno booking stands on a day off\n")
    assert [each.decree for each in stored(CalendarYear)] == ["SKB 1"]
    closed = run("tambahan.csv", f"{FIRST_DAY};Hari pemungutan suara\n2026-12-25;Natal\n")
    first = "2026: known already; closures entered: 1, off already or past: 1"
    assert closed.stdout.splitlines()[0] == first
    assert [line[:9] for line in closed.stdout.splitlines()[1:5]] == list(four.values())
    assert closed.stdout.splitlines()[5].startswith("bookings that cannot stay: 4; an officer")
    assert [each.decree for each in stored(Closure)] == ["tambahan.csv"]
    wrong = run("salah.csv", "besok;Libur\n2026-12-02;Libur\n")
    assert (wrong.exit_code, "Line 1: “besok” is no date." in wrong.stderr) == (1, True)
    assert len(stored(Closure)) == 1
    replaced = run("2027.csv", "2027-01-01,New Year\n", "--replace")
    assert "2027: its whole list, days off: 1; not among them" in replaced.stdout


def test_a_region_whose_day_is_closed_is_told_to_stay_and_that_its_letter_is_good(machine, browser_of):
    reference = machine("pemda").submit(wish()).json["reference"]
    given = {"ground": "directive", "given_by": "Direktur"}
    assert machine("petugas").post(f"/requests/{reference}/approve", given).status_code == 200
    region, officer = browser_of("pemda"), browser_of("petugas")
    pages = (f"/permohonan/{reference}", f"/permohonan/{reference}/batal")
    stay = "Kantor tidak dapat menerima pada waktu ini, jangan berangkat"

    def told():
        return [stay in region.get(page).get_data(as_text=True) for page in pages]

    assert told() == [False, False]
    closed = {"date": FIRST_DAY, "name": "Banjir", "decree": "Arahan Direktur"}
    assert sends(officer, f"{DAYS}/tutup", closed | {"act": "save"}).status_code == 303
    assert told() == [True, True]
    page = region.get(pages[0]).get_data(as_text=True)
    assert ("Silakan datang sesuai jadwal" in page, 'class="panel pass' in page) == (False, False)
    assert officer.post(f"{DAYS}/pindah", data=proposed(officer)).status_code == 303
    assert told() == [False, False]
