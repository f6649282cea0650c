"""Jobs: what runs without anybody asking. Bodies stand in ``booking.chores``, schedules in ``schedule``.

Every process looks for what is due; whoever inserts an occurrence's row runs it. Of missed occurrences only the latest
is run, since each body does whatever is due as things stand.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.jobs import schedule
from app.jobs.outbox import Post, send_due
from booking import chores, runs
from booking.outbox import LEASE
from booking.runs import Outcome
from booking.store import Store

_log = logging.getLogger(__name__)

OUTBOX = "outbox"
CHORES: dict[str, Callable[[Store, datetime], Outcome]] = {
    "lapse": chores.lapse,
    "expire": chores.expire,
    "escalate": chores.escalate,
    "remind": chores.remind,
    "no-shows": chores.no_shows,
    "finish": chores.finish,
    "overdue": chores.overdue,
    "seal": chores.seal,
    "sweep": chores.sweep,
}
NAMES = tuple(schedule.TIMES)


@dataclass(frozen=True)
class Work:
    """What jobs work with: the register, the post (made when it is needed), and whether they are to stop."""

    store: Store
    post: Callable[[], Post]
    stopping: Callable[[], bool] = lambda: False
    at_once: timedelta | None = None
    lease: timedelta = LEASE

    def do(self, name: str, now: datetime) -> Outcome:
        """A job's body, as of an instant."""
        if name == OUTBOX:
            return send_due(
                self.store, self.post(), now, at_once=self.at_once, stopping=self.stopping, lease=self.lease
            )
        return CHORES[name](self.store, now)


def due(name: str, now: datetime) -> datetime:
    """A job's latest occurrence at or before an instant."""
    return schedule.TIMES[name].schedule.due(now)


def tick(work: Work, now: Callable[[], datetime]) -> None:
    """Run whatever is due, the outbox last. A job that breaks does not stop the others."""
    occurrences = {name: due(name, now()) for name in CHORES}
    with work.store.reading() as session:
        waiting = runs.open_ones(session, occurrences, now(), schedule.RETRY)
    for name in CHORES:
        if name in waiting and not work.stopping():
            _quietly(lambda name=name: run(work, name, now(), occurrences[name]))  # type: ignore[misc]
    if not work.stopping():
        _quietly(lambda: look_at_outbox(work, now()))


def _quietly(run_one: Callable[[], object]) -> None:
    try:
        run_one()
    except Exception:
        _log.exception("a job broke off")


def run(work: Work, name: str, now: datetime, occurrence: datetime) -> Outcome | None:
    """Run an occurrence of a job; None where somebody else has it. Raises what the body raises, having noted it."""
    if not runs.claim(work.store, name, occurrence, now, schedule.RETRY):
        return None
    return _noted(work, name, now, occurrence)


def run_by_hand(work: Work, name: str, at: datetime, now: datetime) -> Outcome:
    """Run a job as of an instant, whoever ran that occurrence before. One that is still ahead stays due."""
    if name == OUTBOX:
        at = max(at, now)  # what is due now: a claim reckoned from the past would be over at once
    if at > now:
        return work.do(name, at)
    return _noted(work, name, at, due(name, at))


def look_at_outbox(work: Work, now: datetime) -> None:
    """Send what is due. Every process does so with every tick, whoever has the occurrence: the messages are claimed one
    by one, so a clock set back stops nothing. The occurrence's row only says that the outbox lives and what it did."""
    occurrence, outcome = due(OUTBOX, now), Outcome()
    began = time.monotonic()
    try:
        outcome = work.do(OUTBOX, now)
    except Exception as error:
        _broken(work, OUTBOX, now, occurrence, error)
        raise
    with work.store.reading() as session:
        new = OUTBOX in runs.open_ones(session, {OUTBOX: occurrence}, now, schedule.RETRY)
    if new or outcome.counts or outcome.failures:
        runs.ended(work.store, OUTBOX, occurrence, now, now + _since(began), outcome)


def _noted(work: Work, name: str, now: datetime, occurrence: datetime) -> Outcome:
    began = time.monotonic()
    try:
        outcome = work.do(name, now)
    except Exception as error:
        _broken(work, name, now, occurrence, error)
        raise
    runs.ended(work.store, name, occurrence, now, now + _since(began), outcome)
    return outcome


def _broken(work: Work, name: str, now: datetime, occurrence: datetime, error: Exception) -> None:
    told = Outcome(failures=[f"broke off: {type(error).__name__}"])
    runs.ended(work.store, name, occurrence, now, None, told)


def _since(began: float) -> timedelta:
    return timedelta(seconds=time.monotonic() - began)
