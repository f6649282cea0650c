"""The day's page at reception: what is found by a scan, and what happens to a party guest by guest."""

import re

import pytest
from sqlalchemy import select

from app import jobs
from app.db import store
from app.web import scanning
from booking import codes
from booking.models import JournalEntry
from booking.scan import Why
from rules.strict import instant
from tests.support.asking import value_of, words
from tests.support.house_of_tests import FIRST_DAY, wish

GIVEN = {"ground": "directive", "given_by": "Direktur"}
LEADERS_PARTY = ("other", "other", "regional_head", "other")


@pytest.fixture
def scheduled(machine):
    def make(number="005/1", **more):
        asker = machine("pemda-lain" if more.get("region") == "91.71" else "pemda")
        reference = asker.submit(wish(number, **{"guests": 2, **more})).json["reference"]
        assert machine("petugas").post(f"/requests/{reference}/approve", GIVEN).status_code == 200
        return reference

    return make


class Counter:
    """A receptionist without JavaScript, who sends the forms as the page shows them."""

    def __init__(self, client, machine):
        self.client, self.machine = client, machine

    def guests(self, reference):
        return self.machine("resepsionis").get(f"/requests/{reference}").json["guests"]

    def ids(self, reference):
        return [guest["id"] for guest in self.guests(reference)]

    def page(self, query=""):
        return self.client.get(f"/resepsionis{query}")

    def party(self, reference, page=None):
        """What the page says at a party."""
        shown = (page or self.page()).get_data(as_text=True)
        place = re.search(rf'<section class="party" id="sesi-{reference}">.*?</section>', shown, re.DOTALL)
        return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", place[0]))

    def scans(self, said):
        return self.client.post("/resepsionis/pindai", data={"said": said})

    def does(self, act, reference, seen=0, **fields):
        said = {"act": act, "reference": reference, "seen": seen}
        return self.client.post(f"/resepsionis?date={FIRST_DAY}", data=said | fields)

    def admits(self, reference, *guests, **fields):
        return self.does("check-in", reference, guests=[str(guest) for guest in guests], **fields)


@pytest.fixture
def counter(app, at, machine, browser_of):
    """Opens the desk at an instant. That forms carry their token is tried in a browser (test_desk)."""

    def open_at(hour):
        at(f"{FIRST_DAY}T{hour}:00+07:00")
        client = browser_of("resepsionis")
        app.config["WTF_CSRF_ENABLED"] = False
        return Counter(client, machine)

    return open_at


def pass_of(app, reference, version=0):
    return codes.visit_pass(app.extensions["store"].journal_key, reference, version)


def told(answer):
    """What the page answers above the sessions."""
    shown = re.sub(r"<template.*?</template>", "", answer.get_data(as_text=True), flags=re.DOTALL)
    found = re.search(r'<div class="summary.*?</div>', shown, re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", found[0])).strip()


class TestScanning:
    def test_a_pass_and_a_reference_lead_to_their_party_and_say_so_there(self, app, scheduled, counter):
        reference = scheduled()
        desk = counter("08:40")
        for said in (pass_of(app, reference), reference.lower()):
            answer = desk.scans(said)
            assert (answer.status_code, answer.location) == (
                303,
                f"/resepsionis?date={FIRST_DAY}#sesi-{reference}",
            )
            assert "Pas atau nomornya berlaku." in desk.party(reference)
        assert "Pas atau nomornya berlaku." not in desk.party(reference)

    def test_a_name_leads_to_the_one_party_or_to_a_choice_and_says_when_there_is_none(self, scheduled, counter):
        first = scheduled(institution="BPKAD Kota Samarinda")
        second = scheduled("005/2", start="10:00", region="91.71", institution="Bapenda Kota Jayapura")
        desk = counter("08:40")
        assert desk.scans("bapenda").location.endswith(f"#sesi-{second}")
        several = desk.scans("kota")
        assert several.status_code == 200
        assert re.findall(r'btn-outline-primary" href="[^"]*#sesi-([^"]+)"', several.get_data(as_text=True)) == [
            first,
            second,
        ]
        assert told(desk.scans("Rombongan lain")).startswith("Tidak ada rombongan hari ini dengan nama atau nomor itu")
        assert desk.scans("").status_code == 400
        assert desk.client.get("/resepsionis/pindai").location == "/resepsionis"

    def test_a_refused_pass_tells_why_by_which_clause_and_what_to_do(self, app, scheduled, machine, counter):
        reference = scheduled(start="10:00")
        desk = counter("09:00")
        code = pass_of(app, reference)
        early = desk.scans(code)
        assert early.status_code == 422
        assert told(early).startswith("Belum waktunya masuk Tamu diterima pada sesi yang dijadwalkan")
        assert "Butir E.3.c.11" in told(early)
        forged = told(desk.scans(code[:-1] + ("A" if code[-1] != "A" else "B")))
        assert (forged.split(" Kode")[0], "Butir" in forged) == ("Pas tidak dikenali", False)
        office = machine("petugas")
        slot = {"slot": {"date": FIRST_DAY, "start": "13:00"}, "reason": "unit"}
        assert office.post(f"/requests/{reference}/move", slot).status_code == 200
        older = desk.scans(code)
        assert told(older).startswith("Pas lama, sudah diganti")
        assert f'href="/resepsionis?date={FIRST_DAY}#sesi-{reference}"' in older.get_data(as_text=True)
        assert office.post(f"/requests/{reference}/cancel", {"note": "-"}).status_code == 200
        assert told(desk.scans(code)).startswith("Jadwal tidak berlaku lagi")
        with app.app_context(), store().reading() as session:
            rows = session.scalars(select(JournalEntry).where(JournalEntry.stream == "desk")).all()
            assert [row.facts["why"] for row in rows] == ["early", "not_ours", "older", "not_standing"]

    def test_turning_away_is_offered(self, app):
        with app.test_request_context():
            answers = (scanning.refused(Why.NOT_OURS, None), scanning.meant([]))
            offered = [action.href for answer in answers for action in answer.actions]
        assert offered == ["/resepsionis/tolak?sebab=walk_in"] * 2


class TestAParty:
    def test_who_is_expected_arrived_and_missing_is_told_above_and_at_each_party(self, app, scheduled, counter):
        first = scheduled()
        second = scheduled("005/2", start="10:00", guests=1)
        absent = scheduled("005/3", start="13:00", region="91.71")
        desk = counter("09:00")
        desk.admits(first, desk.ids(first)[0])
        assert [desk.party(each).count("Hadir 1 dari 2 tamu") for each in (first, second)] == [1, 0]
        assert "1 tamu belum hadir" in desk.party(second)
        desk = counter("14:30")
        with app.app_context():
            jobs.CHORES["no-shows"](store(), instant("2026-11-26T12:00:00+07:00"))
        page = desk.page()
        figures = re.findall(r"<dt>([^<]+)</dt><dd>(\d+)</dd>", page.get_data(as_text=True))
        assert figures == [("tamu diharapkan", "5"), ("sudah masuk", "1"), ("belum hadir", "1"), ("tidak hadir", "3")]
        assert "Tidak hadir Tamu 1" in desk.party(absent, page)

    def test_the_running_session_stands_first_and_what_is_over_last(self, scheduled, counter):
        references = [scheduled(), scheduled("005/2", start="10:00"), scheduled("005/3", start="13:00", region="91.71")]
        orders = []
        for hour in ("08:40", "10:00", "13:30", "15:30"):
            shown = counter(hour).page().get_data(as_text=True)
            orders.append([references.index(each) for each in re.findall(r'id="sesi-([^"]+)"', shown)])
        assert orders == [[0, 1, 2], [1, 2, 0], [2, 0, 1], [0, 1, 2]]

    def test_two_enter_until_their_leader_has_and_none_beyond_two_stay_without(self, scheduled, counter):
        reference = scheduled(offices=LEADERS_PARTY)
        desk = counter("09:00")
        one, two, head, four = desk.ids(reference)
        steps = [((one, two, four), 422), ((one, two), 303), ((four,), 422), ((head, four), 303)]
        for guests, status in steps:
            answer = desk.admits(reference, *guests)
            assert (guests, answer.status_code) == (guests, status)
            assert ("Butir E.3.c.6" in words(answer)) == (status == 422)
        kept = desk.does("undo-check-in", reference, guest=head, note="Salah orang.")
        assert (kept.status_code, "Butir E.3.c.6" in told(kept)) == (422, True)
        assert "Hadir 4 dari 4 tamu" in desk.party(reference)

    def test_who_is_ticked_before_the_door_opens_is_not_admitted(self, scheduled, counter):
        reference = scheduled()
        early = counter("08:29")
        assert "Tamu yang masuk sekarang" in early.party(reference)
        refused = early.admits(reference, early.ids(reference)[0])
        assert (refused.status_code, "Butir E.3.c.11" in words(refused)) == (422, True)
        desk = counter("08:30")
        assert desk.admits(reference, desk.ids(reference)[0]).status_code == 303

    @pytest.mark.parametrize(("hour", "status"), [("08:29", 422), ("09:30", 400)])
    def test_an_hour_that_was_not_taken_stays_in_sight_and_no_session_is_said_to_be_over(
        self, scheduled, counter, hour, status
    ):
        reference = scheduled()
        desk = counter("09:00")
        wrong = desk.admits(reference, desk.ids(reference)[0], happened_at=hour)
        shown = wrong.get_data(as_text=True)
        folds = r'<details class="fold"( open)?>\s*<summary>Jam lain, dari lembar kertas</summary>'
        assert (wrong.status_code, re.findall(folds, shown), f'value="{hour}"' in shown) == (status, [" open"], True)
        assert "Waktu penerimaan sudah berakhir" not in shown
        assert re.findall(folds, desk.page().get_data(as_text=True)) == [""]

    def test_rows_of_the_paper_sheet_are_keyed_in_with_their_hours(self, scheduled, counter, machine):
        reference = scheduled()
        desk = counter("10:20")
        one, two = desk.ids(reference)
        without = desk.admits(reference, one)
        assert (without.status_code, "E.3.c.11" in desk.party(reference, without)) == (422, True)
        for hour, status in (("10:30", 400), ("8.61", 400), ("08:29", 422), ("09.05", 303)):
            assert (hour, desk.admits(reference, one, happened_at=hour).status_code) == (hour, status)
        assert machine("petugas").post(f"/requests/{reference}/finish").json["state"] == "held"
        assert desk.admits(reference, two, happened_at="09:10").status_code == 303
        assert [guest["admitted_at"][11:16] for guest in desk.guests(reference)] == ["09:05", "09:10"]
        too_soon = desk.does("depart", reference, guests=[str(one)], happened_at="09:00")
        assert (too_soon.status_code, "Tamu tidak dapat pulang sebelum masuk." in words(too_soon)) == (400, True)
        assert desk.does("depart", reference, guests=[str(one), str(two)], happened_at="09:55").status_code == 303
        assert desk.party(reference).count("pulang 09.55") == 2

    def test_the_sheet_of_a_day_is_keyed_in_the_next_morning_and_tells_its_own_hours(self, scheduled, counter, at):
        reference = scheduled()
        desk = counter("09:00")
        at("2026-11-26T08:00:00+07:00")
        page = desk.page(f"?date={FIRST_DAY}")
        assert "Tamu yang menurut lembar kertas sudah masuk" in desk.party(reference, page)
        one, _two = desk.ids(reference)
        order = {"number": "SPPD/1", "dated_on": "2026-11-23"}
        acts = [
            desk.admits(reference, one, happened_at="09.05"),
            desk.does("depart", reference, guests=[str(one)], happened_at="09.55"),
            desk.does("sign-travel-order", reference, guest=one, **order),
        ]
        assert [answer.status_code for answer in acts] == [303] * 3
        party = desk.party(reference, desk.page(f"?date={FIRST_DAY}"))
        assert "masuk 09.05 · pulang 09.55 · SPPD nomor SPPD/1" in party

    def test_guests_leave_one_by_one_or_together(self, scheduled, counter):
        reference = scheduled()
        desk = counter("09:00")
        one, two = desk.ids(reference)
        desk.admits(reference, one, two)
        assert "Tercatat hadir: 2 orang." in desk.party(reference)
        assert desk.does("depart", reference).status_code == 400
        assert desk.does("depart", reference, guests=[str(two)]).status_code == 303
        assert desk.party(reference).count("pulang 09.00") == 1
        again = desk.does("depart", reference, guests=[str(one), str(two)])  # who left before, left then
        assert again.status_code == 303
        assert desk.party(reference).count("pulang 09.00") == 2

    def test_who_is_told_to_have_left_together_left_all_or_none(self, scheduled, counter):
        reference = scheduled()
        desk = counter("09:20")
        one, two = desk.ids(reference)
        desk.admits(reference, one, happened_at="09.00")
        desk.admits(reference, two)
        for others in ([str(two)], ["0"], [str(2**63)]):
            refused = desk.does("depart", reference, guests=[str(one), *others], happened_at="09.10")
            assert (refused.status_code, "pulang 09.10" in desk.party(reference)) == (400, False)
        desk = counter("10:00")
        both = [str(one), str(two), str(one)]
        assert desk.does("depart", reference, guests=both, happened_at="09.50").status_code == 303
        assert desk.party(reference).count("pulang 09.50") == 2

    def test_the_register_of_travel_orders_says_how_many_of_how_many_and_whose_cannot_be_signed(
        self, scheduled, counter
    ):
        reference = scheduled()
        desk = counter("09:00")
        one, two = desk.ids(reference)
        desk.admits(reference, one)
        party = desk.party(reference)
        assert "SPPD: 0 dari 1 ditandatangani" in party
        assert "Belum dapat ditandatangani, karena belum tercatat masuk: Tamu 2. " in party
        order = {"number": "SPPD/1", "dated_on": "2026-11-23"}
        refused = desk.does("sign-travel-order", reference, guest=two, **order)
        assert refused.status_code == 422
        assert "SPPD hanya ditandatangani untuk tamu yang tercatat masuk" in desk.party(reference, refused)
        assert "E.3.c.7" in desk.party(reference, refused)
        assert desk.does("sign-travel-order", reference, guest=one).status_code == 400
        assert desk.does("sign-travel-order", reference, guest=one, **order).status_code == 303
        party = desk.party(reference)
        assert [said in party for said in ("SPPD: 1 dari 1 ditandatangani", "SPPD nomor SPPD/1", "Ralat")] == [1, 1, 0]
        late = desk.does("undo-check-in", reference, guest=one, note="Salah orang.")
        assert (late.status_code, "SPPD tamu ini sudah ditandatangani" in words(late)) == (409, True)

    def test_a_stale_form_admits_nobody(self, scheduled, counter, machine):
        reference = scheduled()
        desk = counter("09:00")
        ids = desk.ids(reference)
        other = [{"name": "Dedi", "position": "Staf", "office": "other", "id": ids[0]}]
        said = {"guests": other, "note": "Sakit"}
        assert machine("resepsionis").post(f"/requests/{reference}/change-guests", said).status_code == 200
        stale = desk.admits(reference, ids[0])
        assert stale.status_code == 409
        assert told(stale).startswith(f"Belum ada yang dicatat untuk {reference}")
        assert f"Belum ada yang dicatat untuk {reference}" in desk.party(reference, stale)
        assert desk.does("check-in", reference, seen="", guests=[str(ids[0])]).status_code == 400
        assert [guest["admitted_at"] for guest in desk.guests(reference)] == [None]
        assert desk.admits(reference, ids[0], seen=1).status_code == 303

    def test_what_another_desk_did_meanwhile_is_told_where_its_form_is_gone(self, scheduled, counter):
        reference = scheduled()
        desk = counter("09:00")
        one, two = desk.ids(reference)
        desk.admits(reference, one, two)
        endless = desk.does("undo-check-in", reference, guest=two, note="a" * 201)
        assert (endless.status_code, "Alasan ralat: Paling panjang 200 huruf." in words(endless)) == (400, True)
        answers = [desk.does("undo-check-in", reference, guest=two, note="Keliru.") for _desk in range(2)]
        order = {"guest": one, "dated_on": "2026-11-23"}
        answers += [desk.does("sign-travel-order", reference, number=number, **order) for number in ("1", "2")]
        assert [answer.status_code for answer in answers] == [303, 400, 303, 400]
        assert told(answers[1]) == f"Belum ada yang dicatat untuk {reference} Tamu ini belum tercatat hadir."
        assert told(answers[3]) == f"Belum ada yang dicatat untuk {reference} SPPD tamu ini sudah ditandatangani."

    def test_a_form_of_a_visit_that_was_cancelled_meanwhile_is_told_so(self, scheduled, counter, machine):
        reference = scheduled()
        desk = counter("08:40")
        ids = desk.ids(reference)
        assert machine("petugas").post(f"/requests/{reference}/cancel", {"note": "-"}).status_code == 200
        late = desk.admits(reference, *ids)
        assert (late.status_code, "Keadaannya sekarang: Dibatalkan." in told(late)) == (409, True)


class TestGuestsAtTheDesk:
    def changes(self, desk, reference, rows, note="Sakit", **more):
        address = f"/resepsionis/{reference}/tamu"
        said = {"act": "send", "note": note, **more}
        if "seen" not in more:
            said["seen"] = value_of(desk.client.get(address), "seen")
        for place, (number, name, office) in enumerate(rows):
            said |= {f"guests-{place}-id": number, f"guests-{place}-name": name, f"guests-{place}-office": office}
            said[f"guests-{place}-position"] = "Kepala Bidang"
        return desk.client.post(address, data=said)

    def test_who_comes_instead_is_somebody_new_and_who_stays_keeps_what_the_desk_does_not_see(
        self, app, machine, counter
    ):
        guests = wish(guests=2)["guests"]
        guests[0] |= {"nip": "197501012000032001", "phone": "0811-1"}
        reference = machine("pemda").submit(wish(guests=2) | {"guests": guests}).json["reference"]
        assert machine("petugas").post(f"/requests/{reference}/approve", GIVEN).status_code == 200
        desk = counter("08:40")
        page = desk.client.get(f"/resepsionis/{reference}/tamu").get_data(as_text=True)
        assert ("197501012000032001" in page, "0811-1" in page) == (False, False)
        one, two = desk.ids(reference)
        rows = [(one, "TAMU 1", "other"), (two, "Dedi Irawan", "other")]
        assert self.changes(desk, reference, rows, note="").status_code == 400
        assert self.changes(desk, reference, rows).status_code == 303
        stays, instead = desk.guests(reference)
        assert (stays["id"], stays["name"], stays["nip"]) == (one, "TAMU 1", "197501012000032001")
        assert (instead["name"], instead["nip"], instead["phone"]) == ("Dedi Irawan", None, None)
        assert "Rombongan sudah diganti." in desk.party(reference)
        assert [desk.admits(reference, one, seen=seen).status_code for seen in (0, 1)] == [409, 303]
        with app.app_context(), store().reading() as session:
            row = session.scalars(select(JournalEntry).where(JournalEntry.act == "change-guests")).one()
            assert row.facts == {"guests": 2, "gone": [two]}

    def test_the_cap_is_judged_again_and_who_entered_stays(self, scheduled, counter):
        reference = scheduled(offices=LEADERS_PARTY)
        desk = counter("09:00")
        ids = desk.ids(reference)
        rows = [(number, f"Tamu {place}", "other") for place, number in enumerate(ids, start=1)]
        refused = self.changes(desk, reference, rows)
        assert (refused.status_code, "Butir E.3.c.6" in told(refused)) == (422, True)
        assert desk.admits(reference, ids[0]).status_code == 303
        entered = self.changes(desk, reference, [("", "Orang Lain", "other"), (ids[1], "Tamu 2", "other")])
        assert (entered.status_code, "Tamu yang sudah masuk tidak dapat diganti." in words(entered)) == (400, True)

    def test_where_the_party_changed_meanwhile_it_is_told_and_what_was_typed_is_kept(self, scheduled, counter, machine):
        reference = scheduled()
        desk = counter("08:40")
        one, two = desk.ids(reference)
        typed = [(one, "Tamu 1", "other"), (two, "Dedi Irawan", "other")]
        stale = self.changes(desk, reference, typed, seen=7)
        assert (stale.status_code, [guest["name"] for guest in desk.guests(reference)]) == (409, ["Tamu 1", "Tamu 2"])
        assert "Sekarang tercatat: Tamu 1, Tamu 2. Yang Anda ketik masih ada di bawah." in words(stale)
        shown = stale.get_data(as_text=True)
        assert ('value="Dedi Irawan"' in shown, 'name="seen" type="hidden" value="0"' in shown) == (True, True)
        assert self.changes(desk, reference, typed, seen=0).status_code == 303

    def test_where_the_visit_was_cancelled_meanwhile_its_party_stays_and_what_was_typed_too(
        self, scheduled, counter, machine
    ):
        reference = scheduled()
        desk = counter("08:40")
        one, two = desk.ids(reference)
        cancelled = machine("petugas").post(f"/requests/{reference}/cancel", {"note": "Diminta daerah."})
        assert cancelled.status_code == 200
        late = self.changes(desk, reference, [(one, "Tamu 1", "other"), (two, "Dedi Irawan", "other")], seen=0)
        assert (late.status_code, "Keadaannya sekarang: Dibatalkan." in words(late)) == (409, True)
        assert 'value="Dedi Irawan"' in late.get_data(as_text=True)

    def test_on_another_day_reception_is_led_back(self, scheduled, browser_of):
        reference = scheduled()
        answer = browser_of("resepsionis").get(f"/resepsionis/{reference}/tamu")
        assert (answer.status_code, answer.location) == (303, f"/resepsionis?date={FIRST_DAY}#sesi-{reference}")
