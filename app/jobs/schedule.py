"""When each job runs, and how long it may be silent before somebody must look."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from rules.facts import WIB

_START = datetime(2024, 1, 1, tzinfo=UTC)
"""From here on periods are counted, so that every process finds the same occurrences."""


@dataclass(frozen=True)
class Every:
    """Again and again, after a period."""

    period: timedelta

    def due(self, now: datetime) -> datetime:
        """The latest occurrence at or before an instant."""
        return (_START + (now - _START) // self.period * self.period).astimezone(WIB)


@dataclass(frozen=True)
class Daily:
    """Once a day, at an hour WIB."""

    hour: int

    def due(self, now: datetime) -> datetime:
        """The latest occurrence at or before an instant."""
        today = now.astimezone(WIB)
        at = datetime.combine(today, time(self.hour), WIB)
        return at if at <= today else at - timedelta(days=1)


@dataclass(frozen=True)
class Times:
    """A job's schedule, and the age of its last run above which the house is not ready."""

    schedule: Every | Daily
    allowed: timedelta


def _every(period: timedelta, allowed: timedelta) -> Times:
    return Times(Every(period), allowed)


def _daily(hour: int) -> Times:
    return Times(Daily(hour), timedelta(hours=26))


TICK = timedelta(seconds=5)
"""How often a process looks for what is due."""

RETRY = timedelta(minutes=10)
"""After so long a run that failed, or whose process died, is run again by whoever comes first."""

_MINUTE, _HOUR = timedelta(minutes=1), timedelta(hours=1)
TIMES: dict[str, Times] = {
    "outbox": _every(_MINUTE, 5 * _MINUTE),
    "lapse": _every(_MINUTE, 5 * _MINUTE),
    "expire": _every(5 * _MINUTE, 20 * _MINUTE),
    "escalate": _daily(8),
    "remind": _daily(8),
    "no-shows": _every(15 * _MINUTE, _HOUR),
    "finish": _every(15 * _MINUTE, _HOUR),
    "overdue": _daily(8),
    "seal": _every(_HOUR, 3 * _HOUR),
    "sweep": _daily(2),
}
"""Each job by its name, in the order in which they run. The outbox is looked at with every tick: its occurrences only
say that it lives."""

OLDEST_MESSAGE = timedelta(minutes=15)
"""A message that has been due for longer means that nobody sends."""
