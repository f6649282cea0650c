"""What units and requesters said to requests that wait for their decision."""

from __future__ import annotations

from collections.abc import Collection, Iterable
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
    rows = _of(session, references, {Act.CONSIDER})
    return {reference: Considered(UnitAnswer(row.facts["answer"]), row.at) for reference, row in rows.items()}


def talk(session: Session, references: Iterable[str]) -> dict[str, Act]:
    """Whether the latest word with each requester is a question (ask) or its answer (reply)."""
    return {reference: Act(row.act) for reference, row in _of(session, references, {Act.ASK, Act.REPLY}).items()}


def _of(session: Session, references: Iterable[str], acts: Collection[Act]) -> dict[str, JournalEntry]:
    """The latest row of some acts in the journal of each of some requests."""
    rows = session.scalars(
        select(JournalEntry)
        .where(
            JournalEntry.stream.in_([f"{_STREAM}{reference}" for reference in references]),
            JournalEntry.act.in_([act.value for act in acts]),
        )
        .order_by(JournalEntry.stream, JournalEntry.seq)
    )
    return {row.stream.removeprefix(_STREAM): row for row in rows}
