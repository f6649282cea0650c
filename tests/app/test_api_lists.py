"""What the API lists and counts, and what a refusal leaves behind."""

from datetime import date

import pytest
from sqlalchemy import func, select

from app.db import store
from booking.models import Document, DocumentPiece, RoomBlock
from tests.support.house_of_tests import FIRST_DAY, wish

GROUND = {"ground": "directive", "given_by": "Direktur"}
NINE = date.fromisoformat(FIRST_DAY)
MONTH = "/slots?mode=visit&month=2026-11"


@pytest.fixture
def blocked(app):
    """Takes a room away at the first day's first hour."""

    def block(room="lantai-3", start="09:00"):
        with app.app_context(), store().writing() as session:
            session.add(RoomBlock(room_code=room, date=NINE, start=start, reason="perbaikan"))

    return block


@pytest.fixture
def files(app):
    """How many files, and pieces of files, there are."""

    def count():
        with app.app_context(), store().reading() as session:
            return tuple(session.scalar(select(func.count()).select_from(each)) for each in (Document, DocumentPiece))

    return count


def codes(answer):
    return [(refusal["clause"], refusal["code"]) for refusal in answer.json["refusals"]]


def open_sessions(answer):
    assert answer.status_code == 200
    return [(slot["date"], slot["start"]) for slot in answer.json["slots"] if slot["open"]]


class TestARoomThatIsTaken:
    def test_is_a_conflict_for_who_asks(self, machine, blocked):
        blocked()
        answer = machine("pemda").submit(wish())
        assert (answer.status_code, codes(answer)) == (409, [("E.3.c.3", "room_taken")])
        assert answer.json["earliest"] == {"date": FIRST_DAY, "start": "10:00"}

    def test_is_a_conflict_for_who_approves(self, machine, blocked):
        reference = machine("pemda").submit(wish()).json["reference"]
        blocked()
        answer = machine("petugas").post(f"/requests/{reference}/approve", GROUND)
        assert (answer.status_code, codes(answer)) == (409, [("E.3.c.3", "room_taken")])


class TestFilesOfARefusal:
    def test_a_refused_letter_leaves_no_file(self, machine, files):
        region = machine("pemda")
        assert region.submit(wish(guests=3)).status_code == 422
        assert region.submit(wish(topic="football")).status_code == 400
        assert machine("pemda-lain").submit(wish()).status_code == 403
        assert files() == (0, 0)
        assert region.submit(wish()).status_code == 201
        assert files() == (1, 1)

    def test_a_paper_that_is_not_taken_leaves_no_file(self, machine, files):
        reference = machine("pemda").submit(wish()).json["reference"]
        assert machine("unit").file(reference, "minutes").status_code == 409
        assert machine("petugas").file(reference, "minutes").status_code == 403
        assert files() == (1, 1)


class TestTheList:
    @pytest.fixture
    def three(self, machine):
        """References: Balikpapan on the first day, Sorong there and on the next."""
        wanted = (
            ("pemda", wish()),
            ("pemda-lain", wish("9/1", region="91.71", start="10:00")),
            ("pemda-lain", wish("9/2", region="91.71", date="2026-11-26")),
        )
        return [machine(name).submit(each).json["reference"] for name, each in wanted]

    @pytest.mark.parametrize(
        ("query", "places"),
        [
            ("", [2, 1, 0]),
            ("region=91.71", [2, 1]),
            ("region=64.72", [0]),
            ("region=31", []),
            ("date=2026-11-25", [1, 0]),
            ("date=2026-11-26", [2]),
            ("date=2026-11-25&region=91.71", [1]),
            ("date=2026-11-27", []),
        ],
    )
    def test_is_narrowed_by_region_and_date(self, machine, three, query, places):
        listed = machine("petugas").get(f"/requests?{query}").json
        assert [row["reference"] for row in listed["requests"]] == [three[place] for place in places]
        assert (listed["total"], listed["page"], listed["next"]) == (len(places), 1, None)

    def test_of_twenty_six_has_one_on_its_second_page(self, machine):
        officer = machine("petugas")
        made = [
            officer.submit(wish(f"9/{number}", region=None, slot=None)).json["reference"] for number in range(1, 27)
        ]
        first, second = officer.get("/requests").json, officer.get("/requests?page=2").json
        assert [row["reference"] for row in first["requests"]] == made[:0:-1]
        assert (first["page"], first["total"], first["next"]) == (1, 26, 2)
        assert [row["reference"] for row in second["requests"]] == made[:1]
        assert (second["page"], second["total"], second["next"]) == (2, 26, None)


class TestLongLines:
    @pytest.mark.parametrize(("length", "status"), [(300, 201), (301, 400)])
    def test_a_line_has_at_most_300_characters(self, machine, length, status):
        answer = machine("pemda").submit(wish(institution="x" * length))
        assert answer.status_code == status
        if status == 400:
            assert [each["field"] for each in answer.json["errors"]] == ["request.institution"]

    @pytest.mark.parametrize(("length", "status"), [(2_000, 200), (2_001, 400)])
    def test_a_note_has_at_most_2000_characters(self, machine, length, status):
        reference = machine("pemda").submit(wish()).json["reference"]
        said = {"reason": "other", "note": "x" * length}
        assert machine("petugas").post(f"/requests/{reference}/reject", said).status_code == status


class TestSlots:
    def test_a_region_that_had_its_visits_finds_the_month_closed(self, machine):
        region = machine("pemda")
        for number, day in enumerate(("2026-11-25", "2026-11-26"), start=1):
            assert region.submit(wish(f"9/{number}", date=day)).status_code == 201
        nobody = machine()
        own, other, none = (
            nobody.get(f"{MONTH}{more}").json["slots"] for more in ("&region=64.72", "&region=91.71", "")
        )
        (first,) = [slot for slot in own if (slot["date"], slot["start"]) == ("2026-11-27", "09:00")]
        assert [(each["code"], each["reopens_on"]) for each in first["refusals"]] == [
            ("region_frequency", "2026-12-01")
        ]
        assert [slot for slot in own if slot["open"]] == []
        assert ("2026-11-27", "09:00") in [(slot["date"], slot["start"]) for slot in other if slot["open"]]
        assert [slot for slot in other if slot["open"]] == [slot for slot in none if slot["open"]]

    @pytest.mark.parametrize(
        ("received_at", "first"),
        [
            ("", "2026-11-25"),
            ("2026-11-18T09:00:00%2B07:00", "2026-11-23"),
            ("2026-11-18T09:00:00+07:00", "2026-11-23"),
            ("2026-11-23T09:00:00%2B07:00", "2026-11-26"),
        ],
    )
    def test_the_days_are_counted_from_the_receipt(self, machine, received_at, first):
        found = open_sessions(machine().get(f"{MONTH}&received_at={received_at}"))
        assert found[0] == (first, "09:00")

    @pytest.mark.parametrize(("day", "status"), [("2024-01-01", 400), ("2024-01-02", 200)])
    def test_no_letter_is_older_than_the_circular(self, machine, day, status):
        answer = machine().get(f"{MONTH}&received_at={day}T12:00:00%2B07:00")
        assert answer.status_code == status
        if status == 400:
            assert [each["field"] for each in answer.json["errors"]] == ["received_at"]


class TestTheCircular:
    def test_counts_refusals_since_new_year(self, machine, at):
        region, counts = machine("pemda"), []
        for instant in ("2025-12-31T12:00:00+07:00", "2026-01-01T00:00:00+07:00", "2026-11-02T10:00:00+07:00"):
            at(instant)
            before = wish(guests=3, date="2026-11-25")
            before["letter"]["dated_on"] = "2025-12-30"
            assert region.submit(before).status_code == 422
            at("2026-11-20T10:00:00+07:00")
            clauses = {each["clause"]: each["refused_this_year"] for each in machine().get("/circular").json["clauses"]}
            counts.append(clauses["E.3.c.6"])
        assert counts == [{}, {"guest_cap": 1}, {"guest_cap": 2}]


def test_the_words_of_an_act_are_told_in_the_journal(machine):
    region = machine("pemda")
    reference = region.submit(wish()).json["reference"]
    said = {"reason": "duplicate", "note": "Sudah ada jadwal.\nLihat surat lain."}
    told = machine("petugas").post(f"/requests/{reference}/reject", said).json["journal"]
    assert [(row["act"], row["state"], row["reason"], row["note"]) for row in told] == [
        ("submit", "requested", None, None),
        ("reject", "rejected", "duplicate", "Sudah ada jadwal.\nLihat surat lain."),
    ]
    assert region.get(f"/requests/{reference}").json["journal"] == told


def test_an_approvals_word_is_told_with_its_instant(machine):
    reference = machine("pemda").submit(wish()).json["reference"]
    given_at = "2026-11-19T16:00:00+07:00"
    approved = machine("petugas").post(f"/requests/{reference}/approve", {**GROUND, "given_at": given_at})
    assert approved.json["given"] == {"ground": "directive", "by": "Direktur", "at": given_at}
