"""What time brings, as situations. Every chore is run twice: the second time it finds nothing to do."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from booking import chores, days, moving, people, runs, workflow
from booking.days import DayOff
from booking.errors import NotOpen
from booking.journal import Actor
from booking.messages import contact_center
from booking.models import Answer, Document, JobRun, JournalEntry, Message
from booking.runs import Outcome
from booking.store import Store
from booking.terms import DocumentKind, MessageKind, OfficeReason, Role
from tests.booking import asking, office
from tests.booking.office import BEGINS, MINUTE, NOW, VIDEO, at, instant, region_letter, state_of

Chore = Callable[[Store, datetime], Outcome]
NOBODY = Actor(Role.HOLDER)
LEADERSHIP, UNIT = "director@djpk.example", "dtu@djpk.example"
DAY = timedelta(days=1)


def done(store: Store, chore: Chore, now: datetime) -> int:
    """Do a chore twice; gives how much was done."""
    first, second = chore(store, now), chore(store, now)
    assert (first.failures, second.counts["done"], second.failures) == ([], 0, [])
    return first.counts["done"]


def messages(store: Store, kind: MessageKind) -> list[tuple[str, int]]:
    """Recipients and versions of the messages of a kind."""
    with store.reading() as session:
        rows = session.scalars(select(Message).where(Message.kind == kind.value).order_by(Message.id))
        return [(row.recipient, row.version) for row in rows]


def acts(store: Store, reference: str) -> list[tuple[str, str]]:
    with store.reading() as session:
        rows = select(JournalEntry).where(JournalEntry.stream == f"booking:{reference}").order_by(JournalEntry.seq)
        return [(row.act, row.actor_role) for row in session.scalars(rows)]


class TestLapse:
    def test_a_hold_ends_after_its_half_hour_and_not_before(self, store: Store) -> None:
        reference = office.submit(store, NOBODY).reference
        assert done(store, chores.lapse, NOW + 29 * MINUTE) == 0
        assert done(store, chores.lapse, NOW + 30 * MINUTE) == 1
        assert state_of(store, reference) == "expired"
        assert acts(store, reference)[-1] == ("lapse", "clock")

    def test_a_request_is_no_hold(self, store: Store) -> None:
        office.requested(store)
        assert done(store, chores.lapse, NOW + DAY) == 0


class TestExpire:
    def test_a_request_ends_with_an_apology_when_its_session_begins(self, store: Store) -> None:
        reference = office.requested(store)
        assert done(store, chores.expire, BEGINS - MINUTE) == 0
        assert done(store, chores.expire, BEGINS) == 1
        assert state_of(store, reference) == "expired"
        assert [to for to, _ in messages(store, MessageKind.EXPIRED)] == [office.WISH.contact_email]

    def test_a_schedule_does_not(self, store: Store) -> None:
        office.scheduled(store)
        assert done(store, chores.expire, BEGINS + DAY) == 0


class TestEscalate:
    """The request came on Friday the 20th; its working day is Monday the 23rd."""

    def test_it_waits_a_working_day(self, store: Store) -> None:
        reference = office.requested(store)
        assert done(store, chores.escalate, instant(23, 23, 59)) == 0
        assert acts(store, reference) == [("submit", "officer")]

    def test_then_contact_center_and_leadership_hear_of_it_once(self, store: Store) -> None:
        reference = office.requested(store)
        assert done(store, chores.escalate, instant(24, 8)) == 2
        assert done(store, chores.escalate, instant(25, 8)) == 0
        assert messages(store, MessageKind.ESCALATED) == [(contact_center(), 0), (LEADERSHIP, 0)]
        assert acts(store, reference) == [("submit", "officer"), ("escalate", "clock")]
        assert state_of(store, reference) == "requested"

    def test_what_was_decided_in_time_is_not(self, store: Store) -> None:
        office.scheduled(store)
        office.rejected(store, **region_letter(2, slot=at(26)))
        assert done(store, chores.escalate, instant(24, 8)) == 0

    def test_leaders_who_left_hear_nothing(self, store: Store) -> None:
        office.requested(store)
        number = people.add(
            store, NOW, email="former@djpk.example", name="Dahulu", role=Role.LEADERSHIP, password_hash="-"
        )
        with store.writing() as session:
            session.get_one(people.Person, number).active = False
        assert done(store, chores.escalate, instant(24, 8)) == 2


class TestRemind:
    def test_the_working_day_before(self, store: Store) -> None:
        office.scheduled(store)
        assert done(store, chores.remind, instant(23, 8)) == 0
        assert done(store, chores.remind, instant(24, 8)) == 1
        assert done(store, chores.remind, instant(25, 8)) == 0
        assert messages(store, MessageKind.REMINDER) == [(office.WISH.contact_email, office.FIRST_DAY.toordinal())]

    def test_on_friday_of_monday(self, store: Store) -> None:
        office.scheduled(store, slot=at(30))
        assert done(store, chores.remind, instant(26, 8)) == 0
        assert done(store, chores.remind, instant(27, 8)) == 1
        assert done(store, chores.remind, instant(28, 8)) == 0

    def test_a_session_is_reminded_of_once_a_day_it_is_given(self, store: Store) -> None:
        reference = office.scheduled(store)
        assert done(store, chores.remind, instant(24, 8)) == 1
        workflow.amend(store, reference, office.OFFICER, instant(24, 9), room="lantai-5")
        assert done(store, chores.remind, instant(24, 8)) == 0
        workflow.move(store, reference, office.OFFICER, instant(24, 9), slot=at(26), reason=OfficeReason.ROOM)
        assert done(store, chores.remind, instant(25, 8)) == 1
        days = [office.FIRST_DAY.toordinal(), office.FIRST_DAY.toordinal() + 1]
        assert [version for _, version in messages(store, MessageKind.REMINDER)] == days

    def test_a_request_is_not_reminded_of(self, store: Store) -> None:
        office.requested(store)
        assert done(store, chores.remind, instant(24, 8)) == 0


class TestNoShows:
    def test_a_visit_nobody_came_to_from_noon_of_the_next_working_day(self, store: Store) -> None:
        reference = office.scheduled(store)
        assert done(store, chores.no_shows, instant(26, 11, 59)) == 0
        assert done(store, chores.no_shows, instant(26, 12)) == 1
        assert state_of(store, reference) == "no_show"
        assert acts(store, reference)[-1] == ("mark-absent", "clock")
        assert [to for to, _ in messages(store, MessageKind.NO_SHOW)] == [office.WISH.contact_email]

    def test_on_friday_it_is_noon_of_monday(self, store: Store) -> None:
        office.scheduled(store, slot=at(27))
        assert done(store, chores.no_shows, instant(29, 12)) == 0
        assert done(store, chores.no_shows, instant(30, 12)) == 1

    def test_neither_who_arrived_nor_a_video_conference(self, store: Store) -> None:
        office.arrived(store)
        office.scheduled(store, **region_letter(2, **VIDEO))
        assert done(store, chores.no_shows, instant(30, 12)) == 0


class TestFinish:
    def test_in_the_evening_the_day_s_sessions_are_held(self, store: Store) -> None:
        visit, video = office.arrived(store), office.scheduled(store, **region_letter(2, **VIDEO))
        assert done(store, chores.finish, instant(25, 17, 59)) == 0
        assert done(store, chores.finish, instant(25, 18)) == 2
        assert (state_of(store, visit), state_of(store, video)) == ("held", "held")
        assert acts(store, visit)[-1] == ("finish", "clock")

    def test_a_visit_nobody_came_to_was_not(self, store: Store) -> None:
        office.scheduled(store)
        assert done(store, chores.finish, instant(25, 18)) == 0

    def test_days_later_too(self, store: Store) -> None:
        office.arrived(store)
        assert done(store, chores.finish, instant(30, 1)) == 1


EARTHQUAKE = [DayOff(office.FIRST_DAY, "Gempa")]


def closed_at(store: Store, now: datetime) -> None:
    days.close(store, EARTHQUAKE, "Arahan", office.OFFICER, now)


def blocked_at(store: Store, now: datetime) -> None:
    days.block(store, "lantai-3", [office.SLOT], "Listrik padam", office.OFFICER, now)


class TestWhereTheOfficeReceivesNobody:
    @pytest.mark.parametrize("entered", [instant(25, 8, 30), instant(25, 16), instant(26, 9)])
    def test_on_a_closed_day_nothing_was_held_and_nobody_was_absent(self, store: Store, entered: datetime) -> None:
        """Whether the closure is entered before the session, after it, or the morning after."""
        visit = office.scheduled(store)
        both = {visit}
        if entered < instant(25, 18):
            both.add(office.scheduled(store, **region_letter(2, **VIDEO | {"slot": at(25, "10:00")})))
        closed_at(store, entered)
        assert done(store, chores.finish, instant(25, 18, 30)) == 0
        assert done(store, chores.no_shows, instant(26, 12, 5)) == 0
        assert {state_of(store, each) for each in both} == {"scheduled"}
        now = instant(26, 13)
        with store.reading() as session:
            wanted = [
                moving.Wanted(each.booking.reference, each.slot, each.slots[0])
                for each in moving.proposals(session, now).listed
            ]
        assert {each.reference for each in wanted} == both
        assert {each.outcome for each in moving.move_all(store, wanted, office.OFFICER, now)} == {
            moving.Outcome.MOVED
        }
        assert messages(store, MessageKind.NO_SHOW) == []

    def test_in_a_room_that_is_blocked_at_that_hour_neither(self, store: Store) -> None:
        blocked = office.scheduled(store)
        beside = office.scheduled(store, **region_letter(2, slot=at(25, "10:00")))
        blocked_at(store, instant(25, 8))
        assert done(store, chores.no_shows, instant(26, 12)) == 1
        assert (state_of(store, blocked), state_of(store, beside)) == ("scheduled", "no_show")

    def test_guests_who_came_before_the_day_was_closed_were_received(self, store: Store) -> None:
        reference = office.arrived(store)
        closed_at(store, instant(25, 11))
        assert done(store, chores.finish, instant(25, 18)) == 1
        assert state_of(store, reference) == "held"

    def test_a_request_that_nobody_decided_ends_with_its_apology_and_its_letter_stays_good(self, store: Store) -> None:
        office.requested(store)
        closed_at(store, instant(25, 8))
        assert done(store, chores.expire, BEGINS) == 1
        office.submit(store, now=BEGINS, slot=at(30))

    def test_an_officer_notes_no_absence_without_notice(self, store: Store) -> None:
        """The other ways stay open: to move or release it, or to note that the region gave notice."""
        reference = office.scheduled(store)
        noted = {"note": "tidak ada yang datang"}
        for enter in (blocked_at, closed_at):
            enter(store, instant(25, 8))
            field = asking.unfit(workflow.mark_absent, store, reference, office.OFFICER, instant(25, 15), **noted)
            assert (field, state_of(store, reference)) == ("notice", "scheduled")
        workflow.mark_absent(store, reference, office.OFFICER, instant(25, 15), notice=True, **noted)
        assert state_of(store, reference) == "excused"

    def test_it_is_released_though_its_hour_is_past(self, store: Store) -> None:
        reference = office.scheduled(store)
        closed_at(store, instant(25, 8))
        workflow.release(store, reference, office.OFFICER, instant(26), reason=OfficeReason.CLOSURE)
        assert state_of(store, reference) == "released"

    def test_whose_room_is_blocked_is_reminded_of_the_hour_it_is_given_instead(self, store: Store) -> None:
        reference = office.scheduled(store)
        blocked_at(store, instant(23))
        assert done(store, chores.remind, instant(24, 8)) == 0
        workflow.move(
            store, reference, office.OFFICER, instant(24, 9), slot=at(25, "10:00"), reason=OfficeReason.ROOM
        )
        assert done(store, chores.remind, instant(24, 10)) == 1


class TestOverdue:
    def test_from_the_next_working_day_on_each_working_day_once(self, store: Store) -> None:
        office.held(store)
        days = (25, 26, 27, 28, 29, 30)
        assert [done(store, chores.overdue, instant(day, 8)) for day in days] == [0, 2, 2, 0, 0, 2]
        assert done(store, chores.overdue, instant(30, 20)) == 0
        told = [(to, instant(day).toordinal()) for day in (26, 27, 30) for to in (UNIT, contact_center())]
        assert messages(store, MessageKind.RECORD_OVERDUE) == told

    def test_half_a_record_of_a_visit_is_none(self, store: Store) -> None:
        office.file(store, office.held(store), DocumentKind.MINUTES)
        assert done(store, chores.overdue, instant(26, 8)) == 2

    def test_a_whole_one_is(self, store: Store) -> None:
        reference = office.held(store)
        office.file(store, reference, DocumentKind.MINUTES)
        office.file(store, reference, DocumentKind.ATTENDANCE)
        assert done(store, chores.overdue, instant(26, 8)) == 0

    def test_minutes_are_enough_of_a_video_conference(self, store: Store) -> None:
        office.file(store, office.held(store, **VIDEO), DocumentKind.MINUTES)
        assert done(store, chores.overdue, instant(26, 8)) == 0

    def test_a_closed_session_is_not(self, store: Store) -> None:
        office.closed(store)
        assert done(store, chores.overdue, instant(26, 8)) == 0


class TestSweep:
    def test_old_loose_ends_go_and_nothing_else(self, store: Store) -> None:
        reference = office.requested(store)
        loose = office.paper(store)
        with store.writing() as session:
            session.add(Answer(caller="a", key="old", digest="-", created_at=NOW - 4 * DAY))
            session.add(Answer(caller="a", key="young", digest="-", created_at=NOW - 2 * DAY))
            for job, days in (("seal", 20), ("seal", 19), ("lapse", 15), ("lapse", 1)):
                ran = NOW - days * DAY
                session.add(JobRun(job=job, occurrence=ran, started_at=ran, ended_at=ran, counts={}))
                session.flush()
        swept = chores.sweep(store, NOW + MINUTE).counts
        assert (swept["documents"], swept["answers"], swept["runs"]) == (0, 1, 2)
        swept = chores.sweep(store, NOW + DAY + MINUTE).counts
        assert (swept["documents"], swept["answers"], swept["runs"]) == (1, 1, 0)
        with store.reading() as session:
            assert session.get(Document, loose) is None
            assert len(session.scalars(select(Document)).all()) == 1
            kept = select(JobRun.job, JobRun.started_at).order_by(JobRun.id)
            assert [(job, (NOW - ran).days) for job, ran in session.execute(kept)] == [("seal", 19), ("lapse", 1)]
        assert acts(store, reference) == [("submit", "officer")]


class TestFailures:
    @pytest.fixture
    def two(self, sqlite_store: Store) -> tuple[str, str]:
        return office.requested(sqlite_store), office.requested(sqlite_store, **region_letter(2, slot=at(26)))

    def test_one_that_fails_is_named_and_does_not_stop_the_others(
        self, sqlite_store: Store, two: tuple[str, str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        whole = workflow.expire

        def failing(store: Store, reference: str, now: datetime) -> None:
            if reference == two[0]:
                raise ZeroDivisionError
            whole(store, reference, now)

        monkeypatch.setattr(workflow, "expire", failing)
        outcome = chores.expire(sqlite_store, instant(26, 12))
        assert dict(outcome.counts) == {"failed": 1, "done": 1}
        assert outcome.error == f"{two[0]}: ZeroDivisionError"
        assert (state_of(sqlite_store, two[0]), state_of(sqlite_store, two[1])) == ("requested", "expired")

    def test_somebody_quicker_is_no_failure(
        self, sqlite_store: Store, two: tuple[str, str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def late(store: Store, reference: str, now: datetime) -> None:
            raise NotOpen("expire", None)

        monkeypatch.setattr(workflow, "expire", late)
        outcome = chores.expire(sqlite_store, instant(26, 12))
        assert (dict(outcome.counts), outcome.error) == ({"skipped": 2}, None)


class TestRuns:
    OCCURRENCE = NOW

    def claim(self, store: Store, now: datetime = NOW) -> bool:
        return runs.claim(store, "remind", NOW, now, 10 * MINUTE)

    def open(self, store: Store, now: datetime) -> bool:
        with store.reading() as session:
            return runs.open_ones(session, {"remind": NOW}, now, 10 * MINUTE) == {"remind"}

    def test_an_occurrence_is_claimed_once(self, store: Store) -> None:
        assert self.open(store, NOW)
        assert [self.claim(store), self.claim(store)] == [True, False]
        runs.ended(store, "remind", NOW, NOW, NOW + MINUTE, Outcome())
        assert not self.claim(store, NOW + DAY)
        assert not self.open(store, NOW + DAY)

    @pytest.mark.parametrize("died", [True, False])
    def test_one_whose_process_died_or_failed_is_taken_over_after_a_while(self, store: Store, died: bool) -> None:
        self.claim(store)
        if not died:
            runs.ended(store, "remind", NOW, NOW, NOW, Outcome(failures=["X: Error"]))
        assert (self.open(store, NOW + 9 * MINUTE), self.claim(store, NOW + 9 * MINUTE)) == (False, False)
        assert self.open(store, NOW + 10 * MINUTE)
        assert [self.claim(store, NOW + 10 * MINUTE) for _ in range(2)] == [True, False]

    def test_what_runs_of_one_occurrence_did_is_added_up(self, store: Store) -> None:
        for now in (NOW, NOW + MINUTE):
            outcome = Outcome()
            outcome.counts["done"] = 2
            runs.ended(store, "outbox", NOW, now, now, outcome)
        with store.reading() as session:
            [row] = session.scalars(select(JobRun))
            assert (row.counts, row.ended_at) == ({"done": 4}, NOW + MINUTE)

    def test_how_each_stands(self, store: Store) -> None:
        runs.ended(store, "seal", NOW, NOW, NOW, Outcome())
        runs.ended(store, "seal", NOW + MINUTE, NOW + MINUTE, None, Outcome(failures=["Boom"]))
        runs.ended(store, "seal", NOW + DAY, NOW, NOW, Outcome())  # of a clock that ran ahead
        with store.reading() as session:
            known = runs.last(session, ["seal", "sweep"], NOW + 2 * MINUTE)
        assert known == {"seal": runs.Last(NOW, True, "Boom"), "sweep": runs.Last(None, False)}

    def test_the_proof_of_writing_changes_nothing(self, store: Store) -> None:
        assert not runs.writable(store)
        runs.ended(store, "seal", NOW, NOW, NOW, Outcome())
        assert runs.writable(store)
        with store.reading() as session:
            assert [row.job for row in session.scalars(select(JobRun))] == ["seal"]
