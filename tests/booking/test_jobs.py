"""Jobs: when they run, that each occurrence runs once, and the outbox being emptied."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from app import jobs
from app.jobs import schedule
from app.jobs.outbox import send_due
from booking import chores, runs
from booking.messages import put
from booking.models import JobRun, Message
from booking.runs import Outcome
from booking.store import Store
from booking.terms import Channel, Delivery, MessageKind
from rules.facts import WIB, Mode
from tests.booking import office
from tests.booking.office import BEGINS, LATER, MINUTE, NOW, instant
from tests.support.post import Box, Refusing

HOUR = timedelta(hours=1)
BY_MAIL = {"channel": Channel.EMAIL}
"""A letter that came by mail is not sent on to where it came from."""


@pytest.fixture
def box() -> Box:
    return Box()


@pytest.fixture
def work(store: Store, box: Box) -> jobs.Work:
    return jobs.Work(store, box.post)


def ran(store: Store, job: str) -> list[tuple[datetime, dict[str, int]]]:
    with store.reading() as session:
        rows = session.scalars(select(JobRun).where(JobRun.job == job).order_by(JobRun.occurrence))
        return [(row.occurrence, row.counts) for row in rows]


class TestSchedule:
    def test_every_quarter_of_an_hour(self) -> None:
        every = schedule.Every(15 * MINUTE)
        assert every.due(instant(20, 10, 0)) == instant(20, 10, 0)
        assert every.due(instant(20, 10, 14)) == instant(20, 10, 0)
        assert every.due(instant(20, 10, 15)) == instant(20, 10, 15)
        assert every.due(instant(20, 10, 15)).tzinfo is WIB

    def test_daily_at_eight(self) -> None:
        daily = schedule.Daily(8)
        assert daily.due(instant(20, 7, 59)) == instant(19, 8)
        assert daily.due(instant(20, 8)) == instant(20, 8)
        assert daily.due(instant(20, 23)) == instant(20, 8)

    def test_every_name_has_a_body_and_times_that_allow_a_missed_retry(self) -> None:
        assert set(schedule.TIMES) == {*jobs.CHORES, jobs.OUTBOX}
        for name, times in schedule.TIMES.items():
            period = times.schedule.period if isinstance(times.schedule, schedule.Every) else timedelta(days=1)
            assert times.allowed >= period + timedelta(minutes=4), name


class TestTicking:
    def test_every_job_runs_with_the_first_tick_and_then_only_what_is_due(self, store: Store, work: jobs.Work) -> None:
        jobs.tick(work, lambda: NOW)
        assert {name: len(ran(store, name)) for name in jobs.NAMES} == dict.fromkeys(jobs.NAMES, 1)
        jobs.tick(work, lambda: NOW)
        jobs.tick(work, lambda: NOW + MINUTE)
        again = {name for name in jobs.NAMES if len(ran(store, name)) == 2}
        assert again == {"lapse", "outbox"}

    def test_of_missed_occurrences_the_latest_is_run(self, store: Store, work: jobs.Work) -> None:
        jobs.tick(work, lambda: NOW)
        jobs.tick(work, lambda: NOW + timedelta(days=3))
        assert [at for at, _ in ran(store, "remind")] == [instant(20, 8), instant(23, 8)]
        assert len(ran(store, "lapse")) == 2

    def test_an_occurrence_somebody_has_is_left_alone(
        self, store: Store, work: jobs.Work, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        called: list[str] = []
        monkeypatch.setitem(jobs.CHORES, "lapse", lambda store, now: called.append("lapse") or Outcome())
        at = jobs.due("lapse", NOW)
        assert [jobs.run(work, "lapse", NOW, at) is not None for _ in range(3)] == [True, False, False]
        assert called == ["lapse"]

    def test_a_job_that_breaks_off_does_not_stop_the_others_and_is_run_again(
        self, store: Store, work: jobs.Work, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def broken(store: Store, now: datetime) -> Outcome:
            raise ZeroDivisionError

        monkeypatch.setitem(jobs.CHORES, "remind", broken)
        jobs.tick(work, lambda: NOW)
        with store.reading() as session:
            known = runs.last(session, jobs.NAMES, NOW)
        assert known["remind"] == runs.Last(None, True, "broke off: ZeroDivisionError")
        assert all(last.ran is not None for name, last in known.items() if name != "remind")
        monkeypatch.setitem(jobs.CHORES, "remind", chores.remind)
        jobs.tick(work, lambda: NOW + 9 * MINUTE)
        with store.reading() as session:
            assert runs.last(session, ["remind"], NOW + 9 * MINUTE)["remind"].failed
        jobs.tick(work, lambda: NOW + 10 * MINUTE)
        with store.reading() as session:
            assert runs.last(session, ["remind"], NOW + 10 * MINUTE)["remind"] == runs.Last(instant(20, 8), False)

    def test_a_clock_set_back_an_hour_runs_nothing_twice_and_mails_still_go(
        self, store: Store, work: jobs.Work, box: Box, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        times: dict[str, list[datetime]] = {name: [] for name in jobs.CHORES}
        for name, body in jobs.CHORES.items():
            monkeypatch.setitem(
                jobs.CHORES, name, lambda s, now, name=name, body=body: times[name].append(now) or body(s, now)
            )
        minutes = [NOW + number * MINUTE for number in range(61)]
        for now in minutes:
            jobs.tick(work, lambda now=now: now)
        before = {name: len(ran(store, name)) for name in jobs.CHORES}
        office.requested(store, now=minutes[-1], **BY_MAIL)
        for now in minutes:  # once more the same hour
            jobs.tick(work, lambda now=now: now)
        assert {name: len(ran(store, name)) for name in jobs.CHORES} == before
        assert {name: len(called) for name, called in times.items()} == before
        assert box.told == [("received", office.WISH.contact_email)]
        office.requested(store, now=NOW, **office.region_letter(2, slot=office.at(26)))
        jobs.tick(work, lambda: NOW)
        assert len(box.mails) == 2

    def test_nothing_new_is_begun_when_the_process_is_to_stop(self, store: Store, box: Box) -> None:
        office.requested(store)
        jobs.tick(jobs.Work(store, box.post, stopping=lambda: True), lambda: LATER)
        assert (box.mails, ran(store, "lapse")) == ([], [])


class TestByHand:
    def test_twice_as_of_the_same_instant_changes_nothing_more(self, store: Store, work: jobs.Work) -> None:
        office.requested(store)
        counts = [jobs.run_by_hand(work, "expire", BEGINS, BEGINS + HOUR).counts["done"] for _ in range(2)]
        assert counts == [1, 0]
        assert ran(store, "expire") == [(BEGINS, {"done": 1})]

    def test_every_job_twice(self, store: Store, work: jobs.Work) -> None:
        office.held(store)
        office.requested(store, **office.region_letter(2, slot=office.at(26)))
        office.scheduled(store, **office.region_letter(3, mode=Mode.VIDEO_CONFERENCE, slot=office.at(27, "13:00")))
        now = instant(26, 12)
        first = {name: jobs.run_by_hand(work, name, now, now) for name in jobs.NAMES}
        assert [name for name, outcome in first.items() if outcome.error] == []
        done = {name: outcome.counts["done"] for name, outcome in first.items() if outcome.counts["done"]}
        assert done == {"expire": 1, "remind": 1, "overdue": 2, "seal": 6}
        with store.reading() as session:
            written = len(session.scalars(select(Message)).all())
        again = {name: jobs.run_by_hand(work, name, now, now) for name in jobs.NAMES if name != jobs.OUTBOX}
        assert {name: outcome.counts["done"] for name, outcome in again.items() if outcome.counts["done"]} == {}
        with store.reading() as session:
            assert len(session.scalars(select(Message)).all()) == written

    def test_one_that_is_still_ahead_stays_due(self, store: Store, work: jobs.Work) -> None:
        office.scheduled(store)
        assert jobs.run_by_hand(work, "remind", instant(24, 8), NOW).counts["done"] == 1
        assert ran(store, "remind") == []


class TestEmptyingTheOutbox:
    def test_approved_moved_twice_and_cancelled_is_told_in_order(self, store: Store, work: jobs.Work, box: Box) -> None:
        office.approved_moved_twice_and_cancelled(store)
        assert jobs.run_by_hand(work, "outbox", LATER + HOUR, LATER + HOUR).counts == {"sent": 5}
        recipient = office.WISH.contact_email
        assert box.told == [(kind, recipient) for kind in ("received", "scheduled", "moved", "moved", "cancelled")]
        assert [mail.get_content().split()[2] for mail in box.mails[1:]] == ["0", "1", "2", "3"]

    def test_a_server_that_is_away_is_asked_again_later(self, store: Store, box: Box) -> None:
        office.scheduled(store, **BY_MAIL)
        box.refuses = Refusing("421 away", permanent=False)
        outcome = send_due(store, box.post(), LATER)
        assert (outcome.counts, outcome.error) == ({"failed": 1}, "nothing was sent: Refusing")
        box.refuses = None
        assert send_due(store, box.post(), LATER).counts == {}
        assert send_due(store, box.post(), LATER + 2 * MINUTE).counts == {"sent": 2}
        assert [kind for kind, _ in box.told] == ["received", "scheduled"]

    def test_an_address_that_is_none_is_given_up_and_the_rest_goes(self, store: Store, box: Box) -> None:
        office.requested(store, **BY_MAIL)
        box.refuses = Refusing("550 no such user", permanent=True)
        assert send_due(store, box.post(), LATER).counts == {"dead": 1}
        with store.reading() as session:
            row = session.scalars(select(Message)).one()
            assert (row.state, row.error) == (Delivery.DEAD, "550 no such user")

    def test_a_message_that_cannot_be_rendered_is_tried_again_and_says_no_value(self, store: Store, box: Box) -> None:
        office.requested(store, **BY_MAIL)
        box.refuses = ValueError("Ratna Dewi")
        assert send_due(store, box.post(), LATER).counts == {"failed": 1}
        with store.reading() as session:
            assert session.scalars(select(Message.error)).one() == "ValueError"

    def test_what_is_no_longer_so_is_dropped(self, store: Store, box: Box) -> None:
        office.requested(store, **BY_MAIL)
        with store.writing() as session:
            booking = session.scalars(select(office.Booking)).one()
            about = f"booking:{booking.reference}"
            put(session, about, MessageKind.REMINDER, 0, "a@uji.test", {"date": "", "start": ""}, NOW, booking.id)
        assert send_due(store, box.post(), LATER).counts == {"sent": 1, "dropped": 1}

    def test_it_makes_room_for_the_other_jobs(self, store: Store, box: Box) -> None:
        office.scheduled(store, **BY_MAIL)
        assert send_due(store, box.post(), LATER, at_once=timedelta(0)).counts == {}
        assert box.mails == []
