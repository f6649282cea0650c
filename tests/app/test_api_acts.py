"""Every act of the table of states over JSON: with its body, its answer, and what does not fit."""

import pytest

from tests.support.house_of_tests import FIRST_DAY, wish

GROUND = {"ground": "directive", "given_by": "Direktur"}
AT_THE_DOOR = f"{FIRST_DAY}T08:45:00+07:00"


@pytest.fixture
def requested(machine):
    return machine("pemda").submit(wish(guests=2)).json


@pytest.fixture
def scheduled(machine, requested):
    return machine("petugas").post(f"/requests/{requested['reference']}/approve", GROUND).json


@pytest.fixture
def arrived(machine, scheduled, at):
    at(AT_THE_DOOR)
    guests = [{"id": guest["id"]} for guest in scheduled["guests"]]
    return machine("resepsionis").post(f"/requests/{scheduled['reference']}/check-in", {"guests": guests}).json


@pytest.fixture
def act(machine):
    """Does an act as somebody: ``act("petugas", booking, "move", …)``."""

    def do(name, booking, what, **body):
        return machine(name).post(f"/requests/{booking['reference']}/{what}", body)

    return do


def last(answer):
    return answer.json["journal"][-1]


class TestTheOffice:
    def test_moves_a_schedule_for_a_reason_of_its_own(self, act, scheduled):
        there = {"date": FIRST_DAY, "start": "13:00"}
        moved = act("petugas", scheduled, "move", slot=there, reason="closure", note="Ruang dipakai")
        assert (moved.status_code, moved.json["slot"]) == (200, there | {"end": "14:00"})
        assert (last(moved)["act"], last(moved)["reason"], last(moved)["note"]) == ("move", "closure", "Ruang dipakai")
        assert moved.json["sequence"] == scheduled["sequence"] + 1

    def test_moves_to_a_video_conference_with_a_link(self, act, scheduled):
        there = {"date": FIRST_DAY, "start": "08:00"}
        said = {"slot": there, "mode": "video_conference", "reason": "unit", "meeting_url": "https://rapat.uji.test/1"}
        assert act("petugas", scheduled, "move", **(said | {"meeting_url": None})).status_code == 422
        moved = act("petugas", scheduled, "move", **said)
        assert (moved.json["mode"], moved.json["meeting_url"]) == ("video_conference", "https://rapat.uji.test/1")

    def test_releases_a_schedule(self, act, scheduled):
        released = act("petugas", scheduled, "release", reason="directive")
        assert [released.json[key] for key in ("state", "reason", "note")] == ["released", "directive", None]

    def test_amends_room_and_link(self, act, scheduled):
        amended = act("petugas", scheduled, "amend", room="lantai-5", unit=None)
        assert (amended.status_code, amended.json["room"], amended.json["unit"]) == (200, "lantai-5", "dana-desa")
        assert act("petugas", scheduled, "amend").status_code == 400

    @pytest.mark.parametrize("none", [None, ""])
    def test_takes_the_room_from_a_video_conference_with_a_link_only_where_it_says_so(self, machine, act, none):
        video = wish(mode="video_conference", room="lantai-5")
        asked = {"reference": machine("petugas").submit(video).json["reference"]}
        given = {"ground": "directive", "given_by": "Direktur", "meeting_url": "https://rapat.uji.test/1"}
        assert act("petugas", asked, "approve", **given).json["room"] == "lantai-5"
        assert act("petugas", asked, "amend", room=0).status_code == 400
        assert act("petugas", asked, "amend", room=none).json["room"] is None

    def test_asks_and_is_answered(self, act, requested):
        asked = act("petugas", requested, "ask", question="Siapa yang hadir?")
        assert (asked.json["state"], last(asked)["note"]) == ("requested", "Siapa yang hadir?")
        replied = act("pemda", requested, "reply", answer="Dua orang.")
        assert (replied.json["state"], last(replied)["note"]) == ("requested", "Dua orang.")

    @pytest.mark.parametrize(
        ("notice", "state"), [(True, "excused"), (False, "no_show")], ids=["with notice", "without notice"]
    )
    def test_writes_down_an_absence_and_takes_it_back(self, act, scheduled, at, notice, state):
        at(f"{FIRST_DAY}T09:30:00+07:00")
        absent = act("petugas", scheduled, "mark-absent", notice=notice, note="Tidak datang")
        assert (absent.status_code, absent.json["state"]) == (200, state)
        restored = act("petugas", scheduled, "restore", note="Salah catat")
        assert (restored.status_code, restored.json["state"]) == (200, "held")

    def test_reopens_a_record(self, machine, act, arrived, at):
        at(f"{FIRST_DAY}T09:50:00+07:00")
        unit = machine("unit")
        assert act("unit", arrived, "finish").status_code == 200
        for kind in ("minutes", "attendance"):
            assert unit.file(arrived["reference"], kind).status_code == 201
        assert act("unit", arrived, "close").json["state"] == "closed"
        assert act("petugas", arrived, "reopen", note="Halaman kurang").json["state"] == "held"


class TestTheUnit:
    @pytest.mark.parametrize(
        "said",
        [
            {"answer": "accept"},
            {"answer": "decline", "note": "Bukan topik kami"},
            {"answer": "propose", "slot": {"date": FIRST_DAY, "start": "14:00"}},
            {"answer": "propose", "mode": "video_conference", "note": None},
        ],
        ids=["accepts", "declines", "another slot", "another mode"],
    )
    def test_considers_a_request(self, act, requested, said):
        considered = act("unit", requested, "consider", **said)
        assert (considered.status_code, considered.json["state"]) == (200, "requested")
        told = {key: value for key, value in said.items() if key != "note"}
        assert (last(considered)["facts"], last(considered)["note"]) == (told, said.get("note"))

    def test_proposes_something(self, act, requested):
        assert act("unit", requested, "consider", answer="propose").status_code == 400


class TestThePartyThatComes:
    def test_is_named_anew_and_keeps_its_numbers(self, act, requested):
        first, second = requested["guests"]
        guests = [
            {"id": second["id"], "name": "Tamu 2", "position": "Kepala Dinas", "office": "other"},
            {"name": "Wali Kota", "position": "Wali Kota", "office": "regional_head", "nip": None},
        ]
        changed = act("pemda", requested, "change-guests", guests=guests)
        assert changed.status_code == 200
        told = [(guest["name"], guest["position"], guest["id"] == second["id"]) for guest in changed.json["guests"]]
        assert told == [("Tamu 2", "Kepala Dinas", True), ("Wali Kota", "Wali Kota", False)]
        assert first["id"] not in {guest["id"] for guest in changed.json["guests"]}

    def test_is_no_larger_than_the_cap(self, act, requested):
        guests = [{"name": f"Tamu {place}", "position": "Staf", "office": "other"} for place in range(3)]
        refused = act("pemda", requested, "change-guests", guests=guests)
        assert (refused.status_code, refused.json["refusals"][0]["code"]) == (422, "guest_cap")

    def test_has_no_guest_of_another_booking(self, act, requested):
        guest = {"id": 2**31, "name": "Tamu", "position": "Staf", "office": "other"}
        assert act("pemda", requested, "change-guests", guests=[guest]).status_code == 400
        assert act("pemda", requested, "change-guests", guests=[guest | {"id": 999}]).status_code == 400


class TestTheDesk:
    def test_notes_departures_and_signed_travel_orders(self, act, arrived, at):
        first, second = (guest["id"] for guest in arrived["guests"])
        at(f"{FIRST_DAY}T09:40:00+07:00")
        left = act("resepsionis", arrived, "depart", guest=first, happened_at=f"{FIRST_DAY}T09:30:00+07:00")
        assert [guest["left_at"] for guest in left.json["guests"]] == [f"{FIRST_DAY}T09:30:00+07:00", None]
        order = {"number": "SPPD/1", "dated_on": "2026-11-24"}
        signed = act("resepsionis", arrived, "sign-travel-order", guest=second, **order)
        assert [guest["travel_order"] for guest in signed.json["guests"]] == [None, order]
        undone = act("resepsionis", arrived, "undo-check-in", guest=second, note="Salah orang")
        assert undone.status_code == 409

    def test_signs_for_nobody_who_was_not_admitted(self, act, scheduled, at):
        entered, awaited = (guest["id"] for guest in scheduled["guests"])
        at(AT_THE_DOOR)
        assert act("resepsionis", scheduled, "check-in", guests=[{"id": entered}]).status_code == 200
        order = {"number": "SPPD/1", "dated_on": "2026-11-24"}
        refused = act("resepsionis", scheduled, "sign-travel-order", guest=awaited, **order)
        told = [(each["clause"], each["code"]) for each in refused.json["refusals"]]
        assert (refused.status_code, told) == (422, [("E.3.c.7", "not_admitted")])


@pytest.mark.parametrize(
    ("what", "body"),
    [
        ("move", {"slot": None, "reason": "closure"}),
        ("move", {"slot": {"date": FIRST_DAY, "start": "10:00"}, "reason": "wish"}),
        ("release", {"reason": "closure", "surprise": 1}),
        ("mark-absent", {"notice": "yes", "note": "x"}),
        ("mark-absent", {"note": "x"}),
        ("ask", {"question": " "}),
        ("consider", {"answer": "maybe"}),
        ("sign-travel-order", {"guest": -1, "number": "1", "dated_on": FIRST_DAY}),
        ("depart", {"guest": 10**30}),
        ("restore", {}),
    ],
)
def test_a_body_that_does_not_fit_is_bad_input(act, requested, what, body):
    assert act("petugas", requested, what, **body).status_code == 400


@pytest.mark.parametrize("what", ["submit", "lapse", "expire", "promote", "mark_absent", "APPROVE"])
def test_what_is_no_act_of_a_caller_is_not_found(act, requested, what):
    assert act("petugas", requested, what).status_code == 404
