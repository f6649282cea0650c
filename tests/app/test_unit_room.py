"""The unit's own page: what is overdue, what it is asked, what comes; and what it says to a request."""

import re

import pytest
from markupsafe import escape
from sqlalchemy import select

from app.db import store
from booking.models import Document
from tests.support.asking import value_of, words
from tests.support.house_of_tests import FIRST_DAY, wish

GIVEN = {"ground": "directive", "given_by": "Direktur"}


@pytest.fixture
def requested(machine):
    return machine("pemda").submit(wish()).json["reference"]


@pytest.fixture
def unit(browser_of):
    return browser_of("unit")


def say(client, reference, **typed):
    """Send the form of a request as it stands, with what is typed."""
    token = value_of(client.get("/unit"), "csrf_token")
    fields = {f"{reference}-{name}": value for name, value in typed.items()}
    return client.post("/unit", data={"csrf_token": token, "reference": reference} | fields)


def considered(machine, reference):
    """The answers the journal holds, as the office reads them."""
    happened = machine("petugas").get(f"/requests/{reference}").json["journal"]
    return [(each["act"], each["note"]) for each in happened if each["act"] == "consider"]


def test_what_is_overdue_stands_first_then_what_is_asked_then_what_comes(machine, unit, at):
    late, coming = (
        machine("pemda").submit(wish(f"005/{number}", date=day)).json["reference"]
        for number, day in ((1, FIRST_DAY), (2, "2026-12-01"))
    )
    for reference in (late, coming):
        assert machine("petugas").post(f"/requests/{reference}/approve", GIVEN).status_code == 200
    at("2026-11-30T10:00:00+07:00")
    body = wish("005/9", region="64.71", date="2026-12-03")
    body["letter"]["dated_on"] = "2026-11-30"
    asked = machine("petugas").submit(body).json["reference"]
    page = unit.get("/unit").get_data(as_text=True)
    order = re.findall("|".join((late, coming, asked)), page)
    assert list(dict.fromkeys(order)) == [late, asked, coming]


def test_an_overdue_record_says_since_when(machine, unit, at, requested):
    video = machine("pemda").submit(wish("005/2", start="10:00", mode="video_conference")).json["reference"]
    given = GIVEN | {"meeting_url": "https://rapat.uji.test/1"}
    assert machine("petugas").post(f"/requests/{video}/approve", given).status_code == 200
    at("2026-11-30T10:00:00+07:00")
    assert "Belum lengkap sejak 25 Nov (3 hari kerja)" in words(unit.get("/unit")).replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize(
    ("typed", "label"),
    [
        ({"answer": "accept"}, "Menyetujui"),
        ({"answer": "decline", "note": "Di luar kewenangan."}, "Tidak menyetujui"),
        ({"answer": "propose", "slot": "2026-11-26", "start": "10:00"}, "Mengusulkan waktu atau cara lain"),
        ({"answer": "propose", "mode": "video_conference"}, "Mengusulkan waktu atau cara lain"),
    ],
)
def test_what_a_unit_says_reaches_the_office_and_stays_on_its_page(machine, unit, requested, typed, label):
    answer = say(unit, requested, **typed)
    assert (answer.status_code, answer.location) == (303, f"/unit#minta-{requested}")
    assert considered(machine, requested) == [("consider", typed.get("note"))]
    page = words(unit.get("/unit"))
    assert f"{label}, Jumat, 20 November 2026, 10.00 WIB" in page
    assert "Menunggu pertimbangan unit" not in page


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({}, "Pilih pertimbangannya."),
        ({"answer": "propose"}, "Usulkan sesi atau cara lain."),
        ({"answer": "propose", "slot": "2026-11-26"}, "Pilih jam yang diusulkan."),
        ({"answer": "propose", "start": "10:00"}, "Isikan juga harinya."),
        ({"answer": "propose", "slot": "besok", "start": "10:00"}, "Tulis tanggal sebagai tahun-bulan-hari"),
        ({"answer": "accept", "note": "x" * 2001}, "Paling panjang 2000 huruf."),
    ],
)
def test_what_does_not_fit_is_told_at_its_field_and_nothing_typed_is_lost(machine, unit, requested, typed, told):
    answer = say(unit, requested, **{"note": "Ketikan saya"} | typed)
    assert (answer.status_code, told in words(answer)) == (400, True)
    assert value_of(answer, f"{requested}-note").strip() == typed.get("note", "Ketikan saya")
    assert considered(machine, requested) == []


def test_the_officer_reads_what_the_unit_proposes(browser_of, unit, requested):
    typed = {"answer": "propose", "slot": "2026-11-26", "start": "10:00", "mode": "video_conference"}
    say(unit, requested, **typed, note="Lebih leluasa.")
    said = "Mengusulkan waktu atau cara lain, Kamis, 26 November 2026, 10.00–11.00 WIB, Video conference. Lebih leluasa"
    assert said in words(browser_of("petugas").get(f"/petugas/{requested}"))


def test_another_units_request_is_unknown(browser_of, machine, requested):
    assert machine("pemda").submit(wish("005/2", start="10:00", topic="pdrd")).status_code == 201
    other = browser_of("unit-lain")
    token = value_of(other.get("/unit"), "csrf_token")
    typed = {"csrf_token": token, "reference": requested, f"{requested}-answer": "decline"}
    assert other.post("/unit", data=typed).status_code == 404
    assert considered(machine, requested) == []


def test_without_sessions_the_page_says_what_comes_here(browser_of):
    assert "Belum ada sesi untuk unit Anda" in words(browser_of("unit-lain").get("/unit"))


class TestARecording:
    URL, SUM = "https://rekaman.uji.test/rapat?hari=25&sesi=9", "0A" * 32

    @pytest.fixture
    def video(self, machine, at):
        """A video conference that is under way."""
        reference = machine("pemda").submit(wish(mode="video_conference")).json["reference"]
        given = GIVEN | {"meeting_url": "https://rapat.uji.test/1"}
        assert machine("petugas").post(f"/requests/{reference}/approve", given).status_code == 200
        at(f"{FIRST_DAY}T09:30:00+07:00")
        return reference

    @pytest.fixture
    def file(self, unit, video):
        """Send the form of a recording with what is typed."""

        def sent(**typed):
            token = value_of(unit.get(f"/unit/{video}"), "csrf_token")
            fields = {"csrf_token": token, "act": "record", "url": self.URL, "sha256": self.SUM}
            return unit.post(f"/unit/{video}", data=fields | typed)

        return sent

    def test_is_filed_by_its_address_and_checksum_and_its_address_is_a_link(self, app, unit, video, file):
        assert file().location == f"/unit/{video}#berkas"
        with app.app_context(), store().reading() as session:
            [kept] = session.scalars(select(Document).where(Document.kind == "recording"))
            assert (kept.url, kept.sha256, kept.size) == (self.URL, self.SUM.lower(), 0)
        page = unit.get(f"/unit/{video}").get_data(as_text=True)
        assert re.findall(r'<a href="(https://rekaman[^"]+)" rel="noreferrer">', page) == [escape(self.URL)]

    @pytest.mark.parametrize(
        ("typed", "told"),
        [
            ({"url": "http://rekaman.uji.test/1"}, "Tuliskan alamat lengkap yang diawali https://."),
            ({"url": "javascript:alert(1)"}, "Tuliskan alamat lengkap yang diawali https://."),
            ({"sha256": "0" * 63}, "Jumlah periksa SHA-256 terdiri atas 64 angka atau huruf a sampai f."),
        ],
    )
    def test_that_does_not_fit_is_told_at_its_field(self, file, typed, told):
        answer = file(**typed)
        assert (answer.status_code, told in words(answer)) == (400, True)
        assert {name: value_of(answer, name) for name in ("url", "sha256")} == {
            "url": self.URL,
            "sha256": self.SUM,
        } | typed

    @pytest.mark.parametrize(
        ("when", "told"),
        [
            (f"{FIRST_DAY}T08:59:00+07:00", "dapat dicatat sejak sesi dimulai: Rabu, 25 November 2026, 09.00 WIB."),
            (f"{FIRST_DAY}T09:40:00+07:00", "Keadaan sesi ini sekarang: Selesai."),
        ],
        ids=["before the session begins", "after a colleague closed it"],
    )
    def test_that_comes_at_another_time_is_told_so_and_what_was_typed_stands(
        self, app, machine, at, video, file, when, told
    ):
        if "Selesai" in told:
            colleague = machine("unit")
            assert colleague.post(f"/requests/{video}/finish").status_code == 200
            assert colleague.file(video, "minutes").status_code == 201
            assert colleague.post(f"/requests/{video}/close").status_code == 200
        at(when)
        answer = file()
        assert (answer.status_code, told in words(answer)) == (409, True)
        assert [value_of(answer, name) for name in ("url", "sha256")] == [self.URL, self.SUM]
        with app.app_context(), store().reading() as session:
            assert session.scalars(select(Document).where(Document.kind == "recording")).all() == []


def test_of_what_is_overdue_the_oldest_stands_first(machine, unit, at):
    days = ("2026-11-27", FIRST_DAY, "2026-11-26")
    overdue = {}
    for number, day in enumerate(days):
        taken = machine("petugas").submit(wish(f"005/{number}", date=day, region=f"71.0{number + 1}"))
        overdue[day] = taken.json["reference"]
        assert machine("petugas").post(f"/requests/{overdue[day]}/approve", GIVEN).status_code == 200
    at("2026-11-30T10:00:00+07:00")
    page = unit.get("/unit").get_data(as_text=True)
    found = dict.fromkeys(re.findall("|".join(overdue.values()), page))
    assert list(found) == [overdue[day] for day in sorted(days)]
