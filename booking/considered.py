"""What units said to requests that wait for their decision."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from booking.models import JournalEntry
from booking.terms import Act, UnitAnswer

_STREAM = "booking:"


@dataclass(frozen=True)
class Considered:
    """A unit's latest answer, and when it was given."""

    answer: UnitAnswer
    at: datetime


def latest(session: Session, references: Iterable[str]) -> dict[str, Considered]:
    """The latest answer to each of some requests; none for those that nobody considered."""
    rows = session.scalars(
        select(JournalEntry)
        .where(
            JournalEntry.stream.in_([f"{_STREAM}{reference}" for reference in references]),
            JournalEntry.act == Act.CONSIDER.value,
        )
        .order_by(JournalEntry.stream, JournalEntry.seq)
    )
    return {row.stream.removeprefix(_STREAM): Considered(UnitAnswer(row.facts["answer"]), row.at) for row in rows}
