"""The page on which an officer decides: every act as a form, its refusals at their place, and nothing typed is lost."""

import re
from html import unescape

import pytest

from app.db import store
from app.web.deeds import DEEDS
from booking.models import Flag
from booking.states import STATES, may
from booking.terms import Act, Role
from rules.facts import Mode
from rules.strict import instant
from tests.support.house_of_tests import FIRST_DAY, wish

VIDEO = {"mode": "video_conference"}
GIVEN = {"ground": "directive", "given_by": "Direktur"}
AFTER = f"{FIRST_DAY}T14:00:00+07:00"
LINK = "https://rapat.uji.test/1"
APPROVE = {"ground": "unit_consideration", "given_by": "Kasubdit DAU", "unit": "dana-desa", "room": "lantai-3"}
MOVE = {"slot": "2026-11-26T10:00", "mode": "visit", "reason": "room", "note": "Ruang diperbaiki."}

DONE = {
    "approve": ({}, APPROVE, "scheduled"),
    "move": ({}, MOVE, "requested"),
    "move a schedule": ({"given": True}, MOVE | {"slot": "other", "date": "2026-11-27", "start": "13:00"}, "scheduled"),
    "ask": ({}, {"question": "Siapa yang memimpin?"}, "requested"),
    "amend": ({}, {"unit": "pajak-daerah", "room": ""}, "requested"),
    "reject": ({}, {"reason": "duplicate", "note": "Sudah ada jadwal."}, "rejected"),
    "withdraw": ({}, {"asked": "y"}, "withdrawn"),
    "release": ({"given": True}, {"reason": "closure", "note": ""}, "released"),
    "cancel": ({"given": True}, {"note": "Bupati berhalangan."}, "cancelled"),
    "mark-absent": ({"given": True, "now": AFTER}, {"notice": "no", "note": "Tanpa kabar."}, "no_show"),
    "mark-absent with notice": ({"given": True, "now": AFTER}, {"notice": "yes", "note": "Banjir."}, "excused"),
    "restore": ({"given": True, "now": AFTER, "missed": True}, {"note": "Ternyata hadir."}, "held"),
}


@pytest.fixture
def brought(machine, at):
    """A request brought to where an act is open, by its reference."""

    def bring(*, given=False, missed=False, now=None, **more):
        reference = machine("pemda").submit(wish(guests=2, **more)).json["reference"]
        if given:
            assert machine("petugas").post(f"/requests/{reference}/approve", GIVEN).status_code == 200
        if now:
            at(now)
        if missed:
            machine("petugas").post(f"/requests/{reference}/mark-absent", {"notice": False, "note": "Tanpa kabar."})
        return reference

    return bring


@pytest.fixture
def officer(browser_of):
    found = browser_of("petugas")
    page = found.get("/petugas/pengaduan").get_data(as_text=True)  # any page's proof is good for all forms
    found.proof = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)[1]
    return found


def sent(officer, reference, act, **fields):
    proof = {"csrf_token": officer.proof, "act": act.partition(" ")[0]}
    return officer.post(f"/petugas/{reference}", data=proof | fields)


def words(answer):
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.get_data(as_text=True))).split())


def at_field(answer, field):
    """What is told at a field."""
    page = answer.get_data(as_text=True)
    found = re.search(rf'<div class="field__error" id="{field}-error">(.*?)</div>', page, re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", found[1])).split()) if found else ""


def offered(answer):
    return set(re.findall(r'name="act" value="([a-z-]+)"', answer.get_data(as_text=True)))


@pytest.mark.parametrize("act", DONE)
def test_an_act_is_done_from_its_form(brought, machine, officer, act):
    before, fields, state = DONE[act]
    reference = brought(**before)
    answer = sent(officer, reference, act, **fields)
    assert (answer.status_code, answer.location) == (303, f"/petugas/{reference}")
    told = machine("petugas").get(f"/requests/{reference}").json
    assert (told["state"], told["journal"][-1]["act"]) == (state, act.partition(" ")[0])
    assert officer.get(f"/petugas/{reference}").status_code == 200


def test_a_session_whose_papers_are_filed_is_not_moved_and_the_officer_is_told_why(machine, at, officer):
    reference = machine("pemda").submit(wish(**VIDEO, start="13:00")).json["reference"]
    machine("petugas").post(f"/requests/{reference}/approve", {**GIVEN, "meeting_url": LINK})
    at("2026-11-25T13:10:00+07:00")
    assert machine("unit").file(reference, "minutes").status_code == 201
    answer = sent(officer, reference, "move", **MOVE | {"slot": "other", "date": "2026-12-01", "start": "13:00"})
    told = "Berkas sesi ini sudah diarsipkan dan menyebut harinya, sehingga sesi tidak dapat dipindahkan."
    assert (answer.status_code, told in words(answer)) == (409, True)


def test_a_closed_record_is_opened_again(machine, at, officer):
    reference = machine("pemda").submit(wish(**VIDEO, start="13:00")).json["reference"]
    machine("petugas").post(f"/requests/{reference}/approve", {**GIVEN, "meeting_url": LINK})
    at(AFTER)
    unit = machine("unit")
    unit.post(f"/requests/{reference}/finish")
    unit.file(reference, "minutes")
    assert unit.post(f"/requests/{reference}/close").json["state"] == "closed"
    assert offered(officer.get(f"/petugas/{reference}")) == {"reopen"}
    assert sent(officer, reference, "reopen", note="Halaman kurang.").status_code == 303
    assert machine("petugas").get(f"/requests/{reference}").json["state"] == "held"


WRONG = {
    "waiting": [
        ("approve", {**APPROVE, "ground": ""}, "ground", "Pilih dasar penjadwalannya."),
        ("move", {**MOVE, "slot": ""}, "slot", "Pilih sesinya."),
        ("move", {**MOVE, "slot": "yesterday"}, "slot", "Pilih sesinya dari daftar."),
        ("move", {**MOVE, "slot": "other", "date": "2026-11-27"}, "start", "Pilih jamnya."),
        ("move", {**MOVE, "slot": "other", "start": "09:00"}, "date", "Isikan harinya."),
        ("move", {**MOVE, "reason": ""}, "reason", "Pilih alasannya."),
        ("ask", {"question": " "}, "question", "Tuliskan pertanyaannya."),
        ("amend", {"unit": "", "room": ""}, "unit", "Sebutkan unit, ruang, atau tautan yang baru."),
        ("reject", {"reason": "", "note": "Sudah ada jadwal."}, "reason", "Pilih alasannya."),
        ("reject", {"reason": "other", "note": ""}, "note", "Tuliskan penjelasannya dengan singkat."),
        ("withdraw", {}, "asked", "Centang bila daerah memang memintanya."),
    ],
    "given": [
        ("release", {"reason": "", "note": "Maaf."}, "reason", "Pilih alasannya."),
        ("cancel", {"note": ""}, "note", "Tuliskan alasannya dengan singkat."),
    ],
    "over": [("mark-absent", {"note": "Banjir."}, "notice", "Pilih salah satu.")],
    "missed": [("restore", {"note": ""}, "note", "Tuliskan alasannya dengan singkat.")],
    "without a unit": [("approve", {**APPROVE, "unit": ""}, "unit", "Pilih unit teknis yang menerima.")],
}
BROUGHT = {
    "waiting": {},
    "given": {"given": True},
    "over": {"given": True, "now": AFTER},
    "missed": {"given": True, "now": AFTER, "missed": True},
    "without a unit": {"topic": "lainnya"},
}


@pytest.mark.parametrize("situation", WRONG)
def test_what_does_not_fit_is_told_at_its_field_with_everything_typed_still_there(brought, officer, situation):
    reference = brought(**BROUGHT[situation])
    for act, fields, field, says in WRONG[situation]:
        answer = sent(officer, reference, act, **fields)
        page = unescape(answer.get_data(as_text=True))
        assert (answer.status_code, at_field(answer, f"{act}-{field}")) == (400, f"Galat: {says}")
        assert f'href="#{act}-{field}' in page
        typed = [value for name, value in fields.items() if name in ("note", "given_by", "date") and value]
        assert [value for value in typed if value not in page] == []


def test_a_video_conference_without_room_and_link_is_told_at_the_field(machine, officer):
    reference = machine("pemda").submit(wish(**VIDEO)).json["reference"]
    answer = sent(officer, reference, "approve", **APPROVE | {"room": "", "meeting_url": ""})
    assert (answer.status_code, "E.3.b.2" in at_field(answer, "approve-meeting_url")) == (422, True)
    assert 'value="Kasubdit DAU"' in answer.get_data(as_text=True)
    linked = sent(officer, reference, "approve", **APPROVE | {"room": "", "meeting_url": LINK})
    assert linked.status_code == 303


@pytest.mark.parametrize(
    ("act", "fields"),
    [
        ("approve", {**APPROVE, "room": "", "meeting_url": LINK}),
        ("amend", {"unit": "", "room": "-", "meeting_url": LINK}),
        ("move", {**MOVE, **VIDEO, "room": "-", "meeting_url": LINK}),
    ],
)
def test_a_video_conference_with_a_link_gives_its_room_back(machine, officer, act, fields):
    reference = machine("petugas").submit(wish(**VIDEO, room="lantai-5")).json["reference"]
    page = officer.get(f"/petugas/{reference}").get_data(as_text=True)
    form = page[page.index(f'id="act-{act}"') :].partition("</details>")[0]
    assert f'value="{fields["room"]}">Tanpa ruang, cukup tautan' in form
    assert sent(officer, reference, act, **fields).status_code == 303
    told = machine("petugas").get(f"/requests/{reference}").json
    assert (told["room"], told["meeting_url"]) == (None, LINK)


def test_a_visit_is_not_moved_out_of_every_room(brought, officer):
    answer = sent(officer, brought(), "move", **MOVE | {"room": "-"})
    assert (answer.status_code, at_field(answer, "move-room")) == (400, "Galat: Tatap muka selalu di sebuah ruang.")


def test_a_slot_that_a_clause_refuses_is_refused_with_the_clause_and_the_words_still_there(brought, officer):
    early = {**MOVE, "slot": "other", "date": "2026-11-23", "start": "09:00"}
    answer = sent(officer, brought(), "move", **early)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "E.3.c.2" in page[page.index('id="refusals"') : page.index('class="desk"')]
    assert re.search(r'<details class="fold act" id="act-move"[^>]* open>', page)
    assert "Ruang diperbaiki." in page


def test_who_is_outrun_by_another_officer_keeps_the_words(brought, machine, officer):
    reference = brought()
    machine("petugas").post(f"/requests/{reference}/approve", GIVEN)
    answer = sent(officer, reference, "reject", reason="other", note="Alasan yang panjang.")
    assert (answer.status_code, "Alasan yang panjang." in words(answer)) == (409, True)
    assert "sudah berubah" in words(answer)


def test_another_day_that_is_filled_in_is_the_one_that_is_meant(brought, machine, officer):
    reference = brought()
    elsewhere = MOVE | {"slot": "", "date": "2026-11-27", "start": "13:00"}
    assert sent(officer, reference, "move", **elsewhere).status_code == 303
    assert machine("petugas").get(f"/requests/{reference}").json["slot"]["date"] == "2026-11-27"


def test_a_request_that_was_moved_since_the_page_was_opened_is_looked_at_before_it_is_decided(
    brought, machine, officer
):
    reference = brought()

    def seen():
        page = officer.get(f"/petugas/{reference}").get_data(as_text=True)
        return re.search(r'name="seen"[^>]*value="(\d+)"', page)[1]

    before = seen()
    elsewhere = {"slot": {"date": FIRST_DAY, "start": "14:00"}, "reason": "unit"}
    assert machine("petugas").post(f"/requests/{reference}/move", elsewhere).status_code == 200
    said = {"ground": "directive", "given_by": "Direktur", "unit": "dana-desa", "room": "lantai-3"}
    answer = sent(officer, reference, "approve", seen=before, **said)
    assert (answer.status_code, "sudah berubah sejak halaman ini dibuka" in words(answer)) == (409, True)
    assert re.search(r'name="seen"[^>]*value="(\d+)"', answer.get_data(as_text=True))[1] == seen() != before
    assert sent(officer, reference, "approve", seen=seen(), **said).status_code == 303


def test_only_what_the_state_and_the_hour_open_is_offered(brought, at, officer):
    waiting = brought()
    assert offered(officer.get(f"/petugas/{waiting}")) == {"approve", "move", "ask", "amend", "reject", "withdraw"}
    given = brought(given=True, start="10:00", number="1/A")
    assert offered(officer.get(f"/petugas/{given}")) == {"move", "amend", "release", "cancel"}
    assert sent(officer, given, "mark-absent", notice="no", note="Awal.").status_code == 409
    at(AFTER)
    assert offered(officer.get(f"/petugas/{given}")) == {"move", "amend", "mark-absent"}


def test_the_sessions_offered_to_move_to_are_open_and_not_its_own(brought, machine, officer):
    brought(number="1/A")
    reference = brought(start="10:00")
    page = officer.get(f"/petugas/{reference}").get_data(as_text=True)
    slots = re.findall(r'<input[^>]*name="slot"[^>]*value="([^"]+)"', page)
    of_the_next_day = [f"2026-11-26T{hour}:00" for hour in ("09", "10", "13")]
    assert slots == [f"{FIRST_DAY}T13:00", f"{FIRST_DAY}T14:00", *of_the_next_day, "other"]
    assert sent(officer, reference, "move", **MOVE | {"slot": slots[0]}).status_code == 303
    assert machine("petugas").get(f"/requests/{reference}").json["slot"]["start"] == "13:00"


def test_cancelling_a_visit_warns_that_the_letter_is_spent(brought, officer):
    page = officer.get(f"/petugas/{brought(given=True)}").get_data(as_text=True)
    form = page[page.index('id="act-cancel"') :].partition("</details>")[0]
    assert "tidak dapat dipakai lagi untuk kunjungan" in form
    assert 'href="/aturan#E.3.c.9"' in form


def test_an_unknown_act_is_not_done(brought, officer):
    assert sent(officer, brought(), "check-in").status_code == 400


def test_the_reference_stands_in_the_heading(brought, officer):
    reference = brought()
    page = officer.get(f"/petugas/{reference}").get_data(as_text=True)
    assert reference in page[page.index("<h1>") : page.index("</h1>")]


def test_the_page_tells_what_was_asked_answered_considered_and_broken(app, brought, machine, officer):
    reference = brought()
    machine("petugas").post(f"/requests/{reference}/ask", {"question": "Siapa yang memimpin?"})
    machine("pemda").post(f"/requests/{reference}/reply", {"answer": "Kepala BPKAD."})
    machine("petugas").post(f"/requests/{reference}/ask", {"question": "Bahannya apa?"})
    proposal = {"answer": "propose", "slot": {"date": "2026-11-27", "start": "09:00"}, "note": "Tim bertugas."}
    machine("unit").post(f"/requests/{reference}/consider", proposal)
    with app.app_context(), store().writing() as session:
        session.add(Flag(booking_id=1, code="lead_time", raised_at=instant("2026-11-20T10:00:00+07:00")))
    page = words(officer.get(f"/petugas/{reference}"))
    talk = page[page.index("Pertimbangan dan tanya jawab") : page.index("Butir demi butir")]
    expected = ("Siapa yang memimpin?", "Kepala BPKAD.", "Bahannya apa?", "Belum dijawab", "Tim bertugas.", "27 Nov")
    assert [talk.count(said) for said in expected] == [1] * len(expected)
    assert "Tidak lagi terpenuhi: E.3.c.2 Jarak hari kerja sejak surat diterima" in page


def test_the_page_tells_of_the_same_guests_and_of_both_bodies_of_the_region(machine, officer):
    region = machine("pemda")
    first = region.submit(wish("1/A")).json["reference"]
    second = region.submit(wish("170/9/DPRD", start="10:00", institution="Sekretariat DPRD")).json["reference"]
    page = officer.get(f"/petugas/{second}").get_data(as_text=True)
    claims = page[page.index('class="claims"') :].partition("</ol>")[0]
    assert claims.index("BPKAD Kota Samarinda") < claims.index("Sekretariat DPRD")
    assert f'href="/petugas/{first}"' in claims
    alike = page[page.index("Surat atau tamu yang sama") :].partition("</section>")[0]
    assert (first in alike, "Nama tamu yang sama: Tamu 1" in alike) == (True, True)


def test_the_page_tells_of_the_other_body_that_was_refused_because_the_month_is_full(machine, officer):
    region, council = machine("pemda"), "Sekretariat DPRD"
    first = region.submit(wish("1/A")).json["reference"]
    second = region.submit(wish("2/A", start="10:00")).json["reference"]
    assert region.submit(wish("170/9/DPRD", start="13:00", institution=council)).status_code == 422
    shown = words(officer.get(f"/petugas/{second}"))
    assert "Daerah ini meminta kunjungan November 2026 lebih banyak daripada jatahnya" in shown
    said = shown[shown.index("Permohonan lain dari") :].partition(" Surat Peramban")[0]
    asked = "Jumat, 20 November 2026, 10.00 WIB"
    assert said == (
        f"Permohonan lain dari Kota Samarinda Surat 170/9/DPRD · Diterima {asked}"
        f" Rabu, 25 November 2026, 13.00–14.00 WIB · Diajukan {asked} Ditolak karena jatah bulan terpakai"
    )
    officer_of = machine("petugas")
    officer_of.post(f"/requests/{first}/reject", {"reason": "duplicate", "note": "Ganda."})
    region.submit(wish("171/9/DPRD", start="14:00", institution=council))
    both = words(officer.get(f"/petugas/{second}"))
    claims = both[both.index("Lebih dari satu lembaga") : both.index("Yang diminta")]
    assert [claims.count(name) for name in ("BPKAD Kota Samarinda", council, "Surat 170/9/DPRD")] == [1, 1, 1]


def section(answer, title):
    """A section of what stands around the request: its words, and the references it leads to."""
    html = answer.get_data(as_text=True)
    part = html[html.index(f"<h2>{title}") :].partition("</section>")[0]
    said = " ".join(unescape(re.sub(r"<[^>]+>", " ", part.partition("</h2>")[2])).split())
    return said, re.findall(r'href="/petugas/([^"]+)"', part)


def test_the_page_tells_of_the_regions_month_and_of_the_days_other_sessions(machine, officer):
    region = machine("pemda")
    first = region.submit(wish("1/A", date="2026-11-26", start="13:00")).json["reference"]
    own = region.submit(wish("2/A")).json["reference"]
    elsewhere = wish("3/A", region="91.71", institution="BPKAD Kota Jayapura", start="10:00")
    beside = machine("pemda-lain").submit(elsewhere).json["reference"]
    page = officer.get(f"/petugas/{own}")
    used = "Terpakai 2 dari 2, termasuk permohonan ini."
    month = f"{used} 25 Nov, 09.00 permohonan ini 26 Nov, 13.00 {first}"
    assert section(page, "Kunjungan daerah pada November 2026") == (month, [first])
    day = "10.00–11.00 WIB BPKAD Kota Jayapura Tatap muka · Menunggu keputusan"
    assert section(page, "Sesi lain pada hari itu") == (day, [beside])


def test_the_waiting_requests_before_and_after_are_one_link_away(brought, officer):
    first, second = brought(), brought(start="10:00", number="1/A")
    page = officer.get(f"/petugas/{first}").get_data(as_text=True)
    assert re.findall(r'href="/petugas/([^"?]+)" rel="(prev|next)"', page) == [(second, "next")]
    page = officer.get(f"/petugas/{second}").get_data(as_text=True)
    assert re.findall(r'href="/petugas/([^"?]+)" rel="(prev|next)"', page) == [(first, "prev")]


def test_every_act_of_an_officer_has_a_place():
    acts = {act for (_, act), step in STATES.items() for mode in Mode if may(Role.OFFICER, step, mode, act)}
    elsewhere = {Act.SUBMIT, Act.REPLY, Act.CHANGE_GUESTS, Act.FINISH, Act.CLOSE}
    assert acts - elsewhere == set(DEEDS)
