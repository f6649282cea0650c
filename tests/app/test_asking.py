"""Asking in four steps without JavaScript: what leads on, what is told, and that nothing typed is ever lost."""

import io
import json
import re
from datetime import date
from html import unescape
from threading import Thread

import pytest
from sqlalchemy import select

from app.config import LARGEST_TYPED_WITH
from app.db import store
from app.web import asking
from booking import chores, drafts
from booking.models import Booking, Document, Draft, RoomBlock
from rules.citation import CODES
from rules.regions import register
from rules.strict import instant
from rules.words import long_day
from tests.support import house_of_tests as house
from tests.support.asking import KONTAK, NINE, SURAT, Asker, rows, value_of, words
from tests.support.house_of_tests import FIRST_DAY, LETTER, NOW, wish


@pytest.fixture
def asker(app):
    return Asker(app.test_client())


@pytest.fixture
def region(browser_of):
    return Asker(browser_of("pemda"))


@pytest.fixture
def stored(app):
    """What the register holds: ``stored(Booking)``."""

    def read(model):
        with app.app_context(), store().reading() as session:
            return list(session.scalars(select(model)))

    return read


LETTER_WORDS = ("region", "institution", "letter_number", "letter_dated_on", "letter_subject")


def typed_is_there(asker, changed=()):
    """Every word of the three steps still stands in its field, and the session that was picked."""
    changed = dict(changed)
    letter = asker.get(f"{asker.draft}/surat")
    assert {name: value_of(letter, name) for name in LETTER_WORDS} == {name: SURAT[name] for name in LETTER_WORDS}
    assert "surat.pdf" in words(letter)
    if letter.status_code == 200 and "addressed" not in changed:
        party = asker.get(f"{asker.draft}/tamu")
        assert {name: value_of(party, name) for name in KONTAK} == KONTAK
        guests = len(changed.get("offices", ("other",)))
        assert [value_of(party, f"guests-{place}-name") for place in range(guests)] == [
            f"Tamu {place + 1}" for place in range(guests)
        ]
        picked = asker.get(f"{asker.draft}/sesi").get_data(as_text=True)
        assert ("Pilihan Anda: " in picked) or ("Your choice: " in picked)


class TestTheWay:
    def test_four_steps_lead_to_a_request_that_waits_for_its_address(self, asker, stored):
        answer = asker.whole()
        assert answer.status_code == 302
        (booking,) = stored(Booking)
        assert (booking.state, booking.region_code, booking.start, booking.contact_email) == (
            "unconfirmed",
            "64.72",
            "09:00",
            "rina@uji.test",
        )
        page = words(asker.get())
        assert "Periksa surel rina@uji.test dan konfirmasikan permohonan ini sebelum" in page
        assert "Jumat, 20 November 2026, 10.30 WIB" in page
        assert "Halaman ini hanya menampilkannya sekali" in page
        assert "Halaman ini hanya menampilkannya sekali" not in words(asker.get())

    def test_a_regions_account_is_not_asked_whom_it_speaks_for(self, region, stored):
        assert 'name="region"' not in region.get().get_data(as_text=True)
        region.whole(asks_for=None, region=None)
        (booking,) = stored(Booking)
        assert (booking.state, booking.region_code) == ("requested", "64.72")

    def test_a_region_cannot_ask_for_another_by_typing_its_name(self, region, stored):
        region.whole(asks_for="region", region="Kota Manado")
        assert [booking.region_code for booking in stored(Booking)] == ["64.72"]

    def test_a_ministry_asks_without_a_region(self, asker, stored):
        asker.whole(asks_for="other", region="", institution="Kementerian Dalam Negeri")
        assert [booking.region_code for booking in stored(Booking)] == [None]

    def test_the_first_free_session_is_taken_when_it_is_sent(self, asker, machine, stored):
        asker.letter()
        asker.pick("first")
        asker.party("other")
        assert "Sesi pertama yang tersedia, saat ini Rabu, 25 November 2026, 09.00–10.00 WIB" in words(asker.get())
        machine("pemda-lain").submit(wish("900/1", region="91.71"))
        assert asker.send().status_code == 302
        assert {booking.start for booking in stored(Booking)} == {"09:00", "10:00"}

    def test_a_session_chosen_in_the_calendar_comes_along(self, asker):
        asker.at = f"/ajukan?mode=video_conference&date={FIRST_DAY}&start=15:00"
        asker.letter()
        page = asker.get(f"{asker.draft}/sesi")
        assert "Pilihan Anda: Rabu, 25 November 2026, 15.00–16.00 WIB (16.00–17.00 WITA)" in words(page)

    def test_beside_a_visit_stands_the_sooner_video_conference(self, asker, app):
        with app.app_context(), store().writing() as session:
            for start in ("09:00", "10:00", "13:00", "14:00"):
                row = RoomBlock(
                    room_code="lantai-3", date=instant(f"{FIRST_DAY}T00:00:00+07:00").date(), start=start, reason="-"
                )
                session.add(row)
        asker.letter()
        said = words(asker.get())
        assert "Paling cepat untuk Anda: Kamis, 26 November 2026, 09.00–10.00 WIB" in said
        assert (
            "Video conference dapat lebih cepat: Rabu, 25 November 2026, 08.00–09.00 WIB (09.00–10.00 WITA),"
            " tanpa perjalanan." in said
        )

    def test_a_letter_that_came_before_by_whatsapp_keeps_its_day(self, asker, machine):
        letter = {
            "region": "64.72",
            "institution": "BPKAD",
            **{key: wish()["letter"][key] for key in wish()["letter"]},
            "received_at": "2026-11-19T09:00:00+07:00",
            "channel": "whatsapp",
        }
        answer = machine("petugas").client.post(
            "/api/v1/letters",
            data={"letter": json.dumps(letter), "file": (io.BytesIO(LETTER), "surat.pdf")},
            headers=machine("petugas").headers,
            content_type="multipart/form-data",
        )
        assert answer.status_code == 201, answer.json
        asker.letter()
        assert "Paling cepat untuk Anda: Selasa, 24 November 2026, 09.00–10.00 WIB" in words(asker.get())

    def test_a_step_not_reached_yet_leads_back_to_the_first_thing_missing(self, asker):
        draft = re.search(r'action="(/ajukan/[^"]+)/surat"', asker.letter(file=None).get_data(as_text=True))[1]
        for step in ("sesi", "tamu", "periksa"):
            assert asker.get(f"{draft}/{step}").location == f"{draft}/surat"


class TestNothingIsLost:
    def test_what_was_typed_wrong_stays_on_reload_too(self, asker):
        answer = asker.letter(letter_dated_on="kemarin", region="Kota Smarinda")
        assert answer.status_code == 400
        draft = re.search(r'action="(/ajukan/[^"]+)/surat"', answer.get_data(as_text=True))[1]
        for page in (answer, asker.get(f"{draft}/surat")):
            assert value_of(page, "region") == "Kota Smarinda"
            assert value_of(page, "letter_subject") == SURAT["letter_subject"]
            assert "surat.pdf" in words(page)
        assert "Tulis tanggal sebagai tahun-bulan-hari" in words(answer)
        assert "Tulis tanggal sebagai tahun-bulan-hari" not in words(asker.get(f"{draft}/surat"))

    def test_back_at_a_step_everything_stands_as_it_was_typed(self, asker):
        asker.letter()
        asker.pick()
        asker.party("other")
        typed_is_there(asker)

    def test_rows_come_and_go_and_the_others_stay(self, asker):
        asker.letter()
        asker.pick()
        asker.party("other", "regional_head", act="add")
        page = asker.get(f"{asker.draft}/tamu")
        assert [value_of(page, f"guests-{place}-name") for place in (0, 1, 2)] == ["Tamu 1", "Tamu 2", ""]
        assert "2 tamu tertulis, paling banyak 4." in words(page)
        asker.party("other", "regional_head", act="drop:0")
        page = asker.get(f"{asker.draft}/tamu")
        assert value_of(page, "guests-0-name") == "Tamu 2"
        assert 'name="guests-1-name"' not in page.get_data(as_text=True)

    def test_a_letter_is_replaced_by_another_and_the_first_is_not_kept(self, asker, stored):
        asker.letter()
        asker.letter(name="lain.pdf", path=f"{asker.draft}/surat")
        assert [document.filename for document in stored(Document)] == ["lain.pdf"]

    def test_a_letter_of_eleven_megabytes_is_told_with_every_word_still_there(self, asker):
        answer = asker.letter(file=LETTER + b"\n" * (11 * 1024 * 1024))
        assert answer.status_code == 400
        assert "Berkas lebih dari 10 MB." in words(answer)
        assert value_of(answer, "letter_subject") == SURAT["letter_subject"]

    def test_a_letter_beyond_all_measure_is_told_as_a_page(self, asker):
        size = LARGEST_TYPED_WITH + 1
        told = {"CONTENT_LENGTH": str(size), "CONTENT_TYPE": "multipart/form-data; boundary=b"}
        answer = asker.client.post("/ajukan", data=b"-", environ_overrides=told)
        assert answer.status_code == 413

    def test_an_unfinished_request_is_offered_again(self, asker):
        asker.letter()
        assert asker.get("/ajukan").location == f"{asker.draft}/surat"
        assert value_of(asker.get(f"{asker.draft}/surat"), "letter_subject") == SURAT["letter_subject"]
        assert value_of(asker.get("/ajukan?baru=1"), "letter_subject") == ""
        asker.pick()
        asker.party("other")
        asker.send()
        assert asker.get("/ajukan").status_code == 200

    def test_a_session_chosen_in_the_calendar_joins_an_unfinished_request(self, asker):
        asker.letter()
        along = f"?mode=visit&date={FIRST_DAY}&start=14:00"
        resumed = asker.get(f"/ajukan{along}").location
        assert resumed == f"{asker.draft}/surat{along}"
        asker.letter(file=None, path=resumed)
        assert "Pilihan Anda: Rabu, 25 November 2026, 14.00–15.00 WIB" in words(asker.get(f"{asker.draft}/sesi"))

    def test_another_browser_does_not_open_it(self, asker, app):
        asker.letter()
        assert app.test_client().get(f"{asker.draft}/surat").status_code == 404

    def test_a_draft_left_behind_is_swept_with_its_letter_and_one_in_use_is_not(self, asker, app, stored):
        asker.letter()
        with app.app_context():
            chores.sweep(store(), instant(NOW) + drafts.KEPT / 2)
            assert [len(stored(model)) for model in (Draft, Document)] == [1, 1]
            chores.sweep(store(), instant(NOW) + drafts.KEPT * 2)
        assert [stored(model) for model in (Draft, Document)] == [[], []]


class TestSending:
    def test_a_second_press_leads_to_the_same_request(self, asker, stored):
        asker.letter()
        asker.pick()
        asker.party("other")
        check = asker.at
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', asker.get().get_data(as_text=True))[1]
        first, second = (asker.client.post(check, data={"csrf_token": token}) for _ in range(2))
        assert first.location == second.location
        assert len(stored(Booking)) == 1
        assert asker.get(check).location == asker.get(f"{check.rpartition('/')[0]}/surat").location == first.location

    def test_a_press_that_was_cut_off_before_the_draft_knew_leads_to_its_request_as_well(self, asker, app, stored):
        asker.letter()
        asker.pick()
        asker.party("other")
        check, (before,) = asker.at, stored(Draft)
        asker.send()
        with app.app_context(), store().writing() as session:
            draft = session.scalars(select(Draft)).one()
            draft.reference, draft.answers, draft.document_id = None, before.answers, before.document_id
        assert asker.get(check).location == asker.at
        assert len(stored(Booking)) == 1

    def test_a_session_lost_meanwhile_keeps_everything_and_offers_the_next(self, asker, machine, stored):
        asker.letter()
        asker.pick()
        asker.party("other")
        machine("pemda-lain").submit(wish("900/1", region="91.71"))
        looked = asker.get()
        assert looked.status_code == 200
        answer = asker.send()
        for page in (looked, answer):
            said = words(page)
            assert "Sesi ini tidak dapat diambil lagi" in said
            assert "E.3.c.8" in said
            assert re.findall(r'name="slot" value="([^"]+)"', page.get_data(as_text=True)) == [
                f"{FIRST_DAY}T10:00",
                f"{FIRST_DAY}T13:00",
                f"{FIRST_DAY}T14:00",
            ]
        assert answer.status_code == 422
        typed_is_there(asker)
        asker.pick(f"{FIRST_DAY}T10:00")
        assert asker.at.endswith("/periksa")
        assert asker.send().status_code == 302
        assert sorted(booking.start for booking in stored(Booking)) == ["09:00", "10:00"]

    def test_one_request_an_address_waits_at_a_time(self, asker, app):
        asker.whole()
        again = Asker(app.test_client())
        answer = again.whole(letter_number="005/124", slot=f"{FIRST_DAY}T10:00")
        assert answer.status_code == 400
        assert "Masih ada permohonan dari alamat ini yang menunggu konfirmasi." in words(answer)
        typed = again.get(f"{again.draft}/tamu")
        assert value_of(typed, "contact_email") == "rina@uji.test"


VISIT_FULL = [wish(f"900/{hour}", start=hour) for hour in ("09:00", "10:00")]


def taken(machine, *wishes, then=()):
    """Bookings that are there before, each of the region or of another, and what is done with them."""
    for wanted in wishes:
        name = "pemda" if wanted["region"] == "64.72" else "pemda-lain"
        answer = machine(name).submit(wanted)
        assert answer.status_code == 201, answer.json
        for act, who, body in then:
            done = machine(who).post(f"/requests/{answer.json['reference']}/{act}", body)
            assert done.status_code == 200, done.json


GIVEN = ("approve", "petugas", {"ground": "directive", "given_by": "Direktur"})
CANCELLED = ("cancel", "pemda", {"note": "Berhalangan."})

REFUSED = {
    "letter_not_addressed": ({"addressed": None}, (), (), None),
    "letter_in_use": ({}, [wish(start="14:00")], (), None),
    "lead_time": ({"slot": "2026-11-24T09:00"}, (), (), "2026-11-25"),
    "calendar_unknown": ({"slot": "2028-03-01T09:00"}, (), (), None),
    "slot_passed": ({"slot": "2026-11-20T09:00"}, (), (), "2026-11-25"),
    "not_a_working_day": ({"slot": "2026-11-28T09:00"}, (), (), "2026-11-30"),
    "not_a_session": ({"slot": f"{FIRST_DAY}T11:00"}, (), (), None),
    "session_taken": ({}, [wish("900/1", region="91.71")], (), None),
    "region_frequency": ({"slot": f"{FIRST_DAY}T13:00"}, VISIT_FULL, (), "2026-12-01"),
    "guest_cap": ({"offices": ("other",) * 3}, (), (), None),
    "no_guest": ({"offices": ()}, (), (), None),
    "new_letter_required": ({}, [wish(start="14:00")], (GIVEN, CANCELLED), None),
    "room_taken": ({}, (), (), None),
}
"""What provokes each code, what is there before, and the day from which it no longer stands."""

TOGETHER = {"slot_passed": ["lead_time", "slot_passed"]}
"""A session of today is also too soon."""


def test_every_code_of_the_rules_is_provoked_through_the_form():
    told_elsewhere = {"no_meeting_room", "outside_window", "record_missing", "not_admitted"}
    told_elsewhere |= {"walk_in", "wrong_day", "party_too_large"}
    assert REFUSED.keys() == CODES.keys() - told_elsewhere


@pytest.mark.parametrize(("language", "mode"), [("id", "visit"), ("en", "visit"), ("en", "video_conference")])
@pytest.mark.parametrize("code", REFUSED)
def test_each_refusal_tells_its_sentence_its_clause_and_its_day_and_keeps_what_was_typed(
    asker, app, machine, code, language, mode
):
    clause = CODES[code].clause.get(mode)
    if clause is None:
        clause = "heard for visits alone"
        mode = "visit"
    changed, before, then, reopens = REFUSED[code]
    asker.client.set_cookie("bahasa", language)
    asker.letter()
    asker.pick(mode=mode)
    asker.party("other")
    taken(machine, *({**wanted, "mode": mode} for wanted in before), then=then)
    if code == "room_taken":
        with app.app_context(), store().writing() as session:
            day = instant(f"{FIRST_DAY}T00:00:00+07:00").date()
            session.add(RoomBlock(room_code="lantai-3", date=day, start="09:00", reason="-"))
    answer = provoked(asker, mode, changed)
    if code == "room_taken" and mode == "video_conference":
        assert answer.status_code == 302, "a request for a video conference names no room"
        return
    assert answer.status_code == 422, words(answer)
    codes = TOGETHER.get(code, [code])
    refusals = re.search(r'id="refusals".*?</ul>', answer.get_data(as_text=True), re.DOTALL)[0]
    assert re.findall(r'class="clause" href="/aturan#([^"]+)"', refusals) == sorted(
        {CODES[each].clause[mode] for each in codes}
    ) or len(codes) > 1
    template = (CODES[code].discreet or CODES[code].sentence).in_(language)
    said = words(answer)
    pieces = [piece.strip(" .,:;") for piece in re.split(r"\{[^}]*\}", template)]
    assert [piece for piece in pieces if piece and piece not in said] == []
    opens = {"id": r"Terbuka lagi mulai ([^.]+)\.", "en": r"Open again from ([^.]+)\."}
    due = [long_day(date.fromisoformat(reopens), language)] if reopens else []
    assert re.findall(opens[language], said) == due
    typed_is_there(asker, changed)


def provoked(asker, mode, changed):
    """The step that provokes a refusal, sent once more; what nothing typed provokes is told when it is sent."""
    if "offices" in changed:
        return asker.party(*changed["offices"])
    if "slot" in changed:
        return asker.pick(changed["slot"], mode)
    if changed:
        return asker.letter(file=None, path=f"{asker.draft}/surat", **changed)
    return asker.send()


def test_the_letter_counts_for_a_video_conference_where_its_visit_was_cancelled(asker, machine):
    taken(machine, wish(start="14:00"), then=(GIVEN, CANCELLED))
    assert asker.whole(mode="video_conference").status_code == 302


@pytest.mark.parametrize("act", ["next", "add", "drop:0", "drop:x"])
def test_endless_rows_and_words_are_not_kept(asker, stored, act):
    asker.letter(letter_subject="x" * 400_000)
    asker.letter()
    asker.pick()
    many = {f"guests-{number}-id": "" for number in range(3_000)}
    strange = {"guests-²-name": "A", f"guests-{'9' * 5_000}-name": "B", "guests-0-name": "C", "guests-0-evil": "D"}
    asker.post(f"{asker.draft}/tamu", KONTAK | many | strange | {"act": act})
    assert asker.get(f"{asker.draft}/tamu").status_code == 200
    kept = [len(json.dumps(draft.answers)) for draft in stored(Draft)]
    assert max(kept) < 20_000


def test_who_signs_in_goes_on_typing_and_who_signs_out_leaves_nothing(asker, app):
    asker.letter()
    asker.post("/masuk", {"email": "pemda@uji.test", "password": house.PASSWORD})
    resumed = asker.get("/ajukan").location
    page = asker.get(resumed)
    assert value_of(page, "letter_subject") == SURAT["letter_subject"]
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page.get_data(as_text=True))[1]
    asker.client.post("/keluar", data={"csrf_token": token})
    assert asker.get(resumed).status_code == 404


def test_a_sign_in_that_was_ended_elsewhere_opens_neither_draft_nor_request(region, app, browser_of):
    region.whole(asks_for=None, region=None)
    reference, draft = region.reference, region.get("/ajukan").status_code
    assert draft == 200
    elsewhere = browser_of("pemda")
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', elsewhere.get("/permohonan").get_data(as_text=True))[1]
    elsewhere.post("/keluar", data={"csrf_token": token})
    assert region.get(region.check).status_code == 404
    assert region.get(f"/permohonan/{reference}").location == f"/cek?nomor={reference}"


def test_what_somebody_took_while_it_was_sent_is_not_offered_again(asker, machine, monkeypatch):
    asker.letter()
    asker.pick()
    asker.party("other")
    submit = asking.submit

    def quicker():
        for number, hour in enumerate(("09:00", "10:00")):
            machine("pemda-lain").submit(wish(f"900/{number}", region="91.71", start=hour))

    def late(*told):
        somebody = Thread(target=quicker)
        somebody.start()
        somebody.join()
        return submit(*told)

    monkeypatch.setattr(asking, "submit", late)
    answer = asker.send()
    assert re.findall(r'name="slot" value="([^"]+)"', answer.get_data(as_text=True)) == [
        f"{FIRST_DAY}T13:00",
        f"{FIRST_DAY}T14:00",
        "2026-11-26T09:00",
    ]


def test_each_step_has_a_title_of_its_own_and_the_first_offers_every_region(asker):
    first = asker.get()
    offered = re.search(r'<datalist id="daerah">(.*?)</datalist>', first.get_data(as_text=True), re.DOTALL)[1]
    names = re.findall(r'<option value="([^"]+)"', offered)
    assert [unescape(name) for name in names] == [region.name for region in register().values()]
    asker.letter()
    asker.pick()
    asker.party("other")
    paths = ("surat", "sesi", "tamu", "periksa")
    pages = [asker.get(f"{asker.draft}/{path}").get_data(as_text=True) for path in paths]
    assert len({re.search("<title>(.*?)</title>", page)[1] for page in pages}) == len(paths)


def test_rows_that_are_no_rows_are_not_kept(asker):
    asker.letter()
    asker.pick()
    more = {"guests-x-name": "A", "evil": "B"}
    asker.post(f"{asker.draft}/tamu", rows("other") | KONTAK | more | {"act": "next"})
    assert asker.send().status_code == 302


def test_a_picked_session_that_is_none_is_told(asker):
    asker.letter()
    assert asker.pick("besok").status_code == 400
    assert asker.pick(NINE, mode="telepati").status_code == 400
