"""The papers of the desk: pass, day sheet, list to sign and slip, drawn and read by a PDF reader; and who gets them."""

import io
import re
from datetime import timedelta

import pypdf
import pytest
import zxingcpp

from app.db import reading
from app.paper import attendance, day_sheet, slip, visit_pass
from booking import codes, turned_away
from booking.models import Admission, Booking, Departure, Guest, Letter, Room, TravelOrder, Unit
from booking.reads import AtTheDesk
from booking.terms import TurnedAwayFor
from booking.turned_away import Party
from booking.workflow.door import Away
from rules import desk as law
from rules import parameters
from rules.citation import channels
from rules.facts import Slot
from tests.app.test_paper import KEY, LONGEST, SESSION, UNIT, ink_in_the_margin, pictures, tags_of, text_of
from tests.support.house_of_tests import FIRST_DAY, wish

HOURS = ("09:00", "10:00", "13:30", "14:30")
INSTITUTION = "Dinas Pemberdayaan Masyarakat, Desa, Kependudukan, dan Pencatatan Sipil Kabupaten"
OFFICES = ("regional_head", "dprd_chair", "other", "other")
NAMES = [f"Raden {name} {'mas' * 30}"[:80] for name in ("Ajeng", "Bagas", "Citra", "Damar")]
ONE_WORD = [LONGEST, *NAMES[1:]]


def visit(place=0, names=ONE_WORD):
    """A visit of four, a head and a chair among them, whose names have 80 letters."""
    guests = [
        Guest(
            id=10 * place + seat,
            seat=seat,
            name=name,
            position=f"Kepala Bidang Pengelolaan Keuangan dan Aset Daerah {seat}",
            office=office,
            nip="198001012005011001",
            phone="+62811000001",
        )
        for seat, (name, office) in enumerate(zip(names, OFFICES, strict=False), start=1)
    ]
    return Booking(
        id=place,
        reference=f"7KQ2-M4X{'DEFG'[place]}",
        mode="visit",
        state="scheduled",
        sequence=3,
        institution=INSTITUTION[:80],
        region_code="64.72",
        date=SESSION.date(),
        start=HOURS[place],
        changed_at=SESSION,
        letter=Letter(number="005/1", subject="Dana Desa"),
        unit=Unit(name=UNIT),
        room=Room(name="Ruang Video Conference DJPK, lantai 3"),
        guests=guests,
    )


@pytest.fixture(scope="module")
def pass_():
    return visit_pass.printed(KEY, visit())


@pytest.fixture(scope="module")
def sheet():
    visits = [visit(place) for place in range(len(HOURS))]
    first, second = visits[0].guests[:2]
    for guest in (first, second):
        guest.admission = Admission(happened_at=SESSION - timedelta(minutes=19))
    left = {first.id: Departure(happened_at=SESSION + timedelta(minutes=55))}
    signed = {second.id: TravelOrder(number="SPPD/090/2026")}
    desk = {0: AtTheDesk(left, signed)} | {each.id: AtTheDesk({}, {}) for each in visits[1:]}
    return day_sheet.printed(SESSION.date(), visits, desk, SESSION)


@pytest.fixture(scope="module")
def to_sign():
    return attendance.to_sign(visit(), SESSION)


@pytest.fixture(scope="module")
def slip_():
    policy = parameters.in_force().policy(SESSION.date(), SESSION.date())
    refusal = law.turned_away("guest_cap", None, policy)
    party = Party(7, LONGEST, INSTITUTION[:80], TurnedAwayFor.GUEST_CAP, SESSION, SESSION, "7KQ2-M4XD")
    free = [Slot(SESSION.date(), "13:30"), Slot(SESSION.date(), "14:30")]
    return slip.printed(party, Away(7, refusal, party.code, free), SESSION)


EXPECTED = {"pass_": (1, (210, 297)), "sheet": (2, (210, 297)), "to_sign": (1, (297, 210)), "slip_": (1, (148, 210))}
"""How many pages each paper has at most, and of what size in millimetres."""


@pytest.mark.parametrize("paper", EXPECTED)
def test_names_of_80_letters_fit_and_nothing_is_cut_off(request, paper):
    pdf = request.getfixturevalue(paper)
    drawn = pictures(pdf, scale=1.0)
    most, size = EXPECTED[paper]
    assert len(drawn) == most
    assert [round(side / 72 * 25.4) for side in drawn[0].size] == list(size)
    assert [number for number, page in enumerate(drawn, 1) if ink_in_the_margin(page)] == []
    said = text_of(pdf).replace(" ", "")
    named = [LONGEST] if paper == "slip_" else ONE_WORD
    assert [name for name in named if name.replace(" ", "") not in said] == []
    assert INSTITUTION[:80].replace(" ", "") in said


@pytest.mark.parametrize("paper", EXPECTED)
def test_a_reader_finds_language_title_and_tags(request, paper):
    pdf = request.getfixturevalue(paper)
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    root = reader.trailer["/Root"]
    assert (root["/Lang"], root["/MarkInfo"]["/Marked"]) == ("id", True)
    assert b"pdfuaid" in reader.xmp_metadata.stream.get_data()
    tables = {"pass_": 1, "sheet": 5, "to_sign": 1, "slip_": 0}[paper]
    tags = tags_of(pdf)
    assert (tags.count("/H1"), tags.count("/Table"), tags.count("/THead")) == (1, tables, tables)


@pytest.mark.parametrize("paper", ["pass_", "sheet", "to_sign"])
def test_no_paper_of_the_desk_tells_a_nip_or_a_telephone(request, paper):
    said = text_of(request.getfixturevalue(paper))
    assert [each for each in ("198001012005011001", "+62811000001") if each in said] == []


def in_order(pdf, *parts):
    """Whether a reader comes upon these parts in this order."""
    said = text_of(pdf)
    assert [part for part in parts if part not in said] == []
    return sorted(parts, key=said.index) == list(parts)


def test_the_pass_tells_schedule_party_cctv_and_that_it_is_free(pass_):
    told = ("Pas kunjungan", "Rabu, 25 November 2026", "09.00–10.00 WIB", "7KQ2-M4XD", "Kota Samarinda", "lantai 3")
    more = ("pukul 08.30 WIB", "Kepala daerah", "Ketua DPRD", "dilengkapi CCTV", "tidak dikenakan biaya")
    assert in_order(pass_, *told, *more)


def test_its_code_is_read_from_the_picture_and_is_bound_to_booking_and_version(pass_):
    [found] = zxingcpp.read_barcodes(pictures(pass_)[0])
    assert codes.of_pass(KEY, found.text) == ("7KQ2-M4XD", 3)
    later = visit()
    later.sequence += 1
    [other] = zxingcpp.read_barcodes(pictures(visit_pass.printed(KEY, later))[0])
    assert other.text != found.text
    assert visit_pass.printed(KEY, visit()) == pass_


def test_the_sheet_has_the_sessions_in_order_with_boxes_and_what_is_recorded(sheet):
    assert in_order(sheet, "Lembar resepsionis", "CCTV", *(f"7KQ2-M4X{sign}" for sign in "DEFG"), "Tamu tanpa jadwal")
    said = text_of(sheet)
    assert [said.count(each) for each in ("Masuk", "Keluar", "Nomor SPPD", "08.41", "09.55", "SPPD/090/2026")] == [
        *(4, 4, 4),
        *(2, 1, 1),
    ]
    assert tags_of(sheet).count("/TR") == 4 * (1 + 4) + 1 + 4


def test_a_usual_day_is_one_page_and_a_day_without_visits_too():
    usual = [visit(place, ["Siti Rahma", "Budi Santoso"]) for place in range(len(HOURS))]
    for each in usual:
        each.institution = "BPKAD Kota Samarinda"
    desk = {each.id: AtTheDesk({}, {}) for each in usual}
    assert len(pictures(day_sheet.printed(SESSION.date(), usual, desk, SESSION), scale=0.5)) == 1
    nobody = day_sheet.printed(SESSION.date(), [], {}, SESSION)
    assert "Tidak ada kunjungan terjadwal" in text_of(nobody)
    assert len(pictures(nobody, scale=0.5)) == 1


def test_the_list_to_sign_names_everybody_and_leaves_them_nip_telephone_and_signature(to_sign):
    assert in_order(to_sign, "DAFTAR HADIR", "09.00–10.00 WIB", "Tanda tangan")
    assert len(re.findall(r"NIP \.{10,}", text_of(to_sign))) == 4
    assert tags_of(to_sign).count("/TR") == 1 + 8


def test_the_slip_tells_clause_both_sentences_slots_channels_and_that_it_is_free(slip_):
    told = ("Lembar penjelasan", "7KQ2-M4XD", "Yang diterima paling banyak 2 orang", "At most 2 people", "E.3.c.6")
    slots = ("Rabu, 25 November 2026, 13.30–14.30 WIB", "Rabu, 25 November 2026, 14.30–15.30 WIB")
    assert in_order(slip_, *told, *slots, "Saluran layanan", "150420", "DitjenPK Kemenkeu RI", "tidak dikenakan biaya")
    said = text_of(slip_)
    assert [each.value for each in channels("service") if each.value not in said] == []


@pytest.fixture
def given(machine):
    reference = machine("pemda").submit(wish(guests=2)).json["reference"]
    approved = {"ground": "directive", "given_by": "Direktur"}
    assert machine("petugas").post(f"/requests/{reference}/approve", approved).status_code == 200
    return reference


def test_each_paper_is_reached_from_its_page(browser_of, machine, app, given):
    away = {"name": "Rina", "institution": "BPKAD", "code": "walk_in", "happened_at": "2026-11-20T09:00:00+07:00"}
    number = machine("resepsionis").post("/refusals", away).json["id"]
    ways = {
        "/resepsionis/tolak/1": f"/resepsionis/tolak/{number}.pdf",
        f"/resepsionis/lembar?tanggal={FIRST_DAY}": f"/resepsionis/lembar.pdf?tanggal={FIRST_DAY}",
        f"/resepsionis/lembar?tanggal={FIRST_DAY}#": f"/resepsionis/{given}/daftar-hadir.pdf",
        f"/permohonan/{given}/pas": f"/permohonan/{given}/pas.pdf",
    }
    for page, paper in ways.items():
        browser = browser_of("pemda" if "permohonan" in page else "resepsionis")
        assert f'href="{paper}"' in browser.get(page).get_data(as_text=True)
        answer = browser.get(paper)
        assert (paper, answer.mimetype, answer.data[:5]) == (paper, "application/pdf", b"%PDF-")
    with app.app_context():
        assert turned_away.one(reading(), number).name == "Rina"


def test_a_visit_without_a_schedule_has_no_pass_and_no_list_and_stands_on_no_sheet(browser_of, machine):
    waiting = machine("pemda").submit(wish()).json["reference"]
    desk, region = browser_of("resepsionis"), browser_of("pemda")
    assert desk.get(f"/resepsionis/{waiting}/daftar-hadir.pdf").status_code == 404
    assert waiting not in desk.get(f"/resepsionis/lembar?tanggal={FIRST_DAY}").get_data(as_text=True)
    answer = region.get(f"/permohonan/{waiting}/pas.pdf")
    assert (answer.status_code, answer.location) == (302, f"/permohonan/{waiting}")


def test_the_sheets_page_shows_who_entered_and_when(browser_of, machine, at, given):
    at(f"{FIRST_DAY}T08:45:00+07:00")
    first = machine("pemda").get(f"/requests/{given}").json["guests"][0]["id"]
    machine("resepsionis").post(f"/requests/{given}/check-in", {"guests": [{"id": first}]})
    page = browser_of("resepsionis").get("/resepsionis/lembar").get_data(as_text=True)
    assert re.findall(r'<td class="sheet__box" data-label="Jam masuk">([^<]*)</td>', page) == ["08.45", ""]
    assert "CCTV" in page
