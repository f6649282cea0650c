"""The public calendar: each session open or closed with its reason, for everybody and for one region."""

from datetime import date
from urllib.parse import parse_qs, urlsplit

import html5lib
import pytest

from app.db import store
from booking.models import Closure, RoomBlock
from rules.regions import register
from rules.strict import instant
from tests.support.house_of_tests import FIRST_DAY, NOW, wish

VIDEO = "/jadwal?mode=video_conference"
OTHERS = ("64.71", "91.71", "11", "12", "13", "14")


class Page:
    """A page as it is read: by the class of its parts."""

    def __init__(self, answer):
        assert answer.status_code == 200
        self.root = html5lib.parse(answer.get_data(as_text=True), namespaceHTMLElements=False)

    def all(self, name, within=None):
        inside = self.root if within is None else within
        return [each for each in inside.iter() if name in each.get("class", "").split()]

    def days(self):
        """The days by their number."""
        return {told(self.all("day__short", day)[0]): day for day in self.all("day") if self.all("day__short", day)}

    def links(self, name):
        """The addresses and words of the links in the parts of a class."""
        return [(told(link), link.get("href")) for part in self.all(name) for link in part.iter("a")]


def told(element):
    """The words of an element, each gap one blank."""
    return " ".join("".join(element.itertext()).split())


@pytest.fixture
def page(app, browser_of):
    """``page("/jadwal")``, or as somebody: ``page("/jadwal", "pemda")``."""

    def ask(address, name=None):
        return Page(browser_of(name).get(address))

    return ask


@pytest.fixture
def put(app):
    def add(*rows):
        with app.app_context(), store().writing() as session:
            session.add_all(rows)

    return add


@pytest.fixture
def book(machine):
    """Books sessions of other regions, as day of December 2026 and hour."""
    officer = machine("petugas")

    def ask(*slots, **more):
        for number, (day, hour) in enumerate(slots):
            wanted = wish(f"8/{day}/{hour}", **{"region": OTHERS[number], "date": day, "start": hour, **more})
            assert officer.submit(wanted).status_code == 201

    return ask


class TestASession:
    def test_that_is_open_is_a_link_with_its_whole_name(self, page):
        first = page("/jadwal").days()["25"]
        (link, *_) = first.iter("a")
        assert told(link) == "Pilih 09.00, Rabu 25 November 2026, pukul 09.00 sampai 10.00 WIB, tersedia"
        assert parse_qs(urlsplit(link.get("href")).query) == {
            "mode": ["visit"], "date": [FIRST_DAY], "start": ["09:00"]
        }  # fmt: skip

    def test_brings_the_region_along_to_the_letter(self, page):
        (link, *_) = page("/jadwal?region=Kab.+Bone").days()["25"].iter("a")
        assert parse_qs(urlsplit(link.get("href")).query)["region"] == ["Kabupaten Bone"]
        (field,) = [each for each in page(link.get("href")).root.iter("input") if each.get("name") == "region"]
        assert field.get("value") == "Kabupaten Bone"

    def test_that_is_closed_says_why_and_by_which_clause(self, page, book):
        book((FIRST_DAY, "10:00"))
        found = page("/jadwal")
        (closed,) = found.all("session--closed", found.days()["25"])
        assert told(closed) == (
            "10.00–11.00 Rabu 25 November 2026, pukul 10.00 sampai 11.00 WIB, tidak tersedia: Terisi butir E.3.c.8"
        )
        (clause,) = closed.iter("a")
        assert clause.get("href") == "/aturan#E.3.c.8"

    def test_that_the_office_closed_by_its_own_choice_says_so_in_words(self, page, book):
        book((FIRST_DAY, "10:00"), mode="video_conference")
        found = page(VIDEO)
        (closed,) = found.all("session--closed", found.days()["25"])
        assert told(closed).endswith("Terisi butir E.3.b.2 dipilih kantor")
        (notes,) = found.all("calendar__notes")
        assert "kantor yang memutuskan: dipilih kantor" in told(notes)
        (notes,) = page("/jadwal").all("calendar__notes")
        assert "dipilih kantor" not in told(notes)

    def test_tells_its_zone_once_for_the_whole_month(self, page):
        found = page("/jadwal")
        assert [told(each) for each in found.all("session__hours") if "WIB" in told(each)] == []
        assert told(found.all("calendar__notes")[0]).startswith("Jam dalam WIB.")

    @pytest.mark.parametrize(
        ("address", "local", "zone"),
        [
            (f"{VIDEO}&region=Kota+Jayapura", "10.00 WIT", "Jam dalam WIB, di bawahnya jam setempat (WIT)."),
            (f"{VIDEO}&region=Kota+Denpasar", "09.00 WITA", "Jam dalam WIB, di bawahnya jam setempat (WITA)."),
            (f"{VIDEO}&region=Kota+Medan", None, "Jam dalam WIB."),
            ("/jadwal?region=Kota+Jayapura", None, "Jam dalam WIB."),
        ],
    )
    def test_tells_the_hour_of_a_region_further_east_for_video_conferences(self, page, address, local, zone):
        found = page(address)
        day = found.days()["25"]
        assert [told(each) for each in found.all("session__local", day)][:1] == ([local] if local else [])
        assert told(found.all("calendar__notes")[0]).startswith(zone)
        if local:
            assert f"WIB, {local}, tersedia" in told(day)


class TestADay:
    def test_that_is_closed_for_one_reason_says_it_once(self, page, put):
        put(Closure(date=date(2026, 12, 1), name="Rapat pimpinan", decree="ND-1", created_at=instant(NOW)))
        found = page("/jadwal?month=2026-12")
        closed = {number: told(day).partition("Tidak ada sesi: ")[2] for number, day in found.days().items()}
        assert {number: why for number, why in closed.items() if why} == {
            "1": "Tutup: Rapat pimpinan butir E.3.c.8",
            "24": "Tutup: Cuti Bersama Hari Raya Natal butir E.3.c.8",
            "25": "Tutup: Hari Raya Natal butir E.3.c.8",
        }

    def test_that_is_full_for_several_reasons_tells_them_by_the_hour(self, page, put, book):
        book(("2026-12-02", "09:00"), ("2026-12-02", "10:00"), ("2026-12-02", "14:00"))
        put(RoomBlock(room_code="lantai-3", date=date(2026, 12, 2), start="13:00", reason="perbaikan"))
        found = page("/jadwal?month=2026-12")
        (reasons,) = found.all("day__reason", found.days()["2"])
        assert [told(line) for line in reasons] == [
            "09.00, 10.00, 14.00 tidak tersedia: Terisi butir E.3.c.8",
            "13.00 tidak tersedia: Ruang tidak tersedia butir E.3.c.3",
        ]


class TestAMonth:
    def test_that_one_reason_closes_says_it_once_with_the_day_it_reopens(self, page):
        found = page("/jadwal?received=2026-12-22&month=2026-12")
        (above,) = found.all("refusal")
        assert "hari pertama yang dapat dipilih adalah Selasa, 29 Desember 2026" in told(above)
        assert told(found.all("refusal__reopens", above)[0]) == "Terbuka lagi mulai Selasa, 29 Desember 2026."
        assert [told(link) for link in above.iter("a")] == ["Butir E.3.c.2"]
        assert [told(each) for each in found.all("day__reason", found.days()["1"])] == [
            "Tidak ada sesi: Sebelum 29 Des"
        ]

    def test_that_few_days_of_lead_begin_says_nothing_above(self, page):
        found = page("/jadwal")
        assert found.all("refusal") == []
        assert told(found.days()["24"]).endswith("Sebelum 25 Nov butir E.3.c.2")

    def test_whose_year_is_unknown_says_that_the_office_chose_so(self, page):
        (above,) = page("/jadwal?month=2028-03").all("refusal")
        assert told(above).endswith("Butir E.3.c.2 dipilih oleh kantor")

    def test_that_is_over_says_so(self, page):
        (over,) = page("/jadwal?month=2026-10").all("notice__title")
        assert told(over) == "Bulan ini sudah lewat"

    def test_leads_to_its_neighbours_and_to_twelve_months(self, page):
        found = page("/jadwal?month=2026-12&mode=video_conference&region=Kota+Medan")
        assert found.links("calendar__head") == [
            (f"{word}: {name}", f"/jadwal?mode=video_conference&month={month}&region=Kota+Medan#bulan")
            for word, name, month in (
                ("Bulan sebelumnya", "November 2026", "2026-11"),
                ("Bulan berikutnya", "Januari 2027", "2027-01"),
            )
        ]
        months = [each for each in found.root.iter("option") if each.get("value", "x")[:2] in ("20", "")]
        assert [told(each) for each in months][:3] == ["Bulan sesi paling cepat", "November 2026", "Desember 2026"]
        assert [told(each) for each in months][-1] == "Oktober 2027"
        assert [told(each) for each in months if each.get("selected") is not None] == ["Desember 2026"]

    @pytest.mark.parametrize(("month", "folded"), [("2026-10", 22), ("2026-12", 0)])
    def test_keeps_its_days_folded_once_it_is_over(self, page, month, folded):
        found = page(f"/jadwal?month={month}")
        folds = [each for each in found.root.iter("details") if found.all("day__label", each)]
        assert [fold.get("open") for fold in folds] == [None] * bool(folded)
        assert sum(len(found.all("day__label", fold)) for fold in folds) == folded

    def test_long_over_is_still_offered_while_it_is_shown(self, page):
        months = [each.get("value") for each in page("/jadwal?month=2025-05").root.iter("option")]
        assert "2025-05" in months

    @pytest.mark.parametrize("month", ["2026-13", "1999-01", "2099-01", "x", "2026-11'"])
    def test_that_is_none_shows_that_of_the_earliest_session(self, page, month):
        (heading,) = [each for each in page(f"/jadwal?month={month}").root.iter("h2") if each.get("id") == "bulan-nama"]
        assert told(heading) == "Tatap muka, November 2026"


class TestALetterOfAnEarlierDay:
    """Sent now it would count as received today: the calendar shows its sessions and offers none of them."""

    EARLIER = "/jadwal?received=2026-11-16&region=Kota+Bima"

    def test_finds_sessions_open_that_nobody_can_ask_for_from_here(self, page):
        found = page(self.EARLIER)
        (first, *_) = found.all("session--open", found.days()["23"])
        assert told(first).endswith("pukul 09.00 sampai 10.00 WIB, tersedia")
        assert found.all("session__choose") == []
        assert "Surat yang diunggah sekarang terhitung diterima hari ini" in told(found.all("earliest")[0])

    def test_is_led_to_the_first_session_for_a_letter_of_today(self, page):
        ((words, address),) = page(self.EARLIER).links("earliest__act")
        assert words == "Ajukan dengan surat hari ini: Rabu, 25 November 2026, 09.00–10.00 WIB"
        assert parse_qs(urlsplit(address).query) == {
            "mode": ["visit"], "date": [FIRST_DAY], "start": ["09:00"], "region": ["Kota Bima"]
        }  # fmt: skip

    def test_is_not_spoken_of_where_it_came_today(self, page):
        found = page("/jadwal?received=2026-11-20")
        assert found.links("earliest__act")[0][0] == "Ajukan untuk sesi ini"
        assert "terhitung diterima hari ini" not in told(found.all("earliest")[0])

    def test_offers_the_office_no_way_to_ask(self, page):
        assert page(self.EARLIER, "petugas").links("earliest__act") == []


class TestARegion:
    @pytest.mark.parametrize(
        ("typed", "names"),
        [
            ("Bima", ["Kabupaten Bima", "Kota Bima"]),
            ("samrinda", ["Kota Samarinda"]),
            ("kab manokwri", ["Kabupaten Manokwari"]),
            ("Kota Bima", []),
            ("kota", []),
            ("xyzzy", []),
        ],
    )
    def test_that_is_not_typed_as_its_name_can_be_chosen(self, page, typed, names):
        found = page(f"{VIDEO}&region={typed}&received=2026-11-19")
        chosen = found.links("candidates")
        assert [name for name, _ in chosen][: len(names) or None] == names
        for name, address in chosen:
            kept = {"mode": ["video_conference"], "received": ["2026-11-19"], "region": [name]}
            assert parse_qs(urlsplit(address).query) == kept
            assert page(address).all("candidates") == []

    @pytest.mark.parametrize(
        ("typed", "said"),
        [
            ("Bima", "Ada beberapa daerah dengan nama itu. Pilih satu."),
            ("samrinda", "Daerah itu tidak ditemukan. Pilih salah satu yang mirip, atau tulis namanya."),
            ("xyzzy", "Daerah itu tidak ditemukan. Tulis namanya, misalnya Kota Manado."),
        ],
    )
    def test_that_cannot_be_told_is_asked_for_again(self, page, typed, said):
        (error,) = page(f"/jadwal?region={typed}").all("field__error")
        assert told(error) == f"Galat: {said}"

    def test_of_jakarta_counts_with_its_province(self, page):
        name, province = register()["31.74"].name, register()["31"].name
        found = page(f"/jadwal?region={name}")
        assert f"{name} dihitung sebagai satu daerah dengan Provinsi {province}" in told(found.all("earliest")[0])
        assert "dihitung sebagai satu daerah dengan" not in told(page("/jadwal?region=Kota+Bima").all("earliest")[0])

    def test_is_one_with_its_council(self, page):
        said = "Pemerintah daerah, DPRD, dan perangkatnya dihitung sebagai satu daerah."
        assert said in told(page("/jadwal?region=Kota+Bima").all("earliest")[0])


USED_UP = (
    "Jatah kunjungan setiap daerah dalam satu bulan adalah 2 kali, dan untuk Desember 2026 daerah ini sudah memakai 2"
)
DAYS = "Kamis, 3 Desember 2026 dan Kamis, 17 Desember 2026"


class TestTheVisitsOfARegion:
    """Who has had its visits of the month is closed to it; on which days they are, not everybody is told."""

    @pytest.fixture
    def region(self, machine):
        for day in ("2026-12-03", "2026-12-17"):
            assert machine("pemda").submit(wish(f"4/{day}", date=day)).status_code == 201
        return register()["64.72"].name

    @pytest.mark.parametrize(
        ("name", "told_days"),
        [(None, False), ("pemda-lain", False), ("pemda", True), ("petugas", True), ("pimpinan", True)],
    )
    def test_are_told_by_their_days_to_itself_and_the_office_alone(self, page, region, name, told_days):
        found = page(f"/jadwal?region={region}&month=2026-12", name)
        (sentence,) = found.all("refusal__sentence")
        assert told(sentence) == (f"{USED_UP}: {DAYS}." if told_days else f"{USED_UP}.")
        assert told(found.all("refusal__reopens")[0]) == "Terbuka lagi mulai Jumat, 1 Januari 2027."

    @pytest.mark.parametrize(("name", "told_days"), [(None, False), ("pemda", True)])
    def test_are_told_so_beside_the_earliest_session_too(self, page, region, at, name, told_days):
        at("2026-12-01T10:00:00+07:00")
        (earliest,) = page(f"/jadwal?region={region}", name).all("earliest")
        assert USED_UP in told(earliest)
        assert (DAYS in told(earliest)) is told_days

    @pytest.mark.parametrize(("name", "told_days"), [(None, False), ("pemda-lain", False), ("pemda", True)])
    def test_are_told_so_to_machines(self, machine, region, name, told_days):
        answer = machine(name).get("/slots?mode=visit&month=2026-12&region=64.72").json["slots"]
        said = {
            each["says"][language]
            for slot in answer
            for each in slot["refusals"]
            if each["code"] == "region_frequency"
            for language in ("id", "en")
        }
        assert len(said) == 2
        assert {("17" in sentence) for sentence in said} == {told_days}
