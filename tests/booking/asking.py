"""How a test hears an answer: the refusals by clause and code, or that the act was not open."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select

from booking.errors import NotOpen, Refused, Unfit
from booking.models import Booking, Decision, Document, JournalEntry, Letter, Receipt
from booking.store import Store


def refused(act: Callable[..., Any], *given: Any, **named: Any) -> list[tuple[str, str]]:
    """Clause and code of each refusal."""
    return [(each.clause, each.code) for each in refusal(act, *given, **named).refusals]


def refusal(act: Callable[..., Any], *given: Any, **named: Any) -> Refused:
    """The refusal whole."""
    with pytest.raises(Refused) as answer:
        act(*given, **named)
    return answer.value


def unfit(act: Callable[..., Any], *given: Any, **named: Any) -> str:
    """The field that does not fit."""
    with pytest.raises(Unfit) as answer:
        act(*given, **named)
    assert set(answer.value.says) == {"id", "en"}
    assert all(answer.value.says.values())
    return answer.value.field


def not_open(act: Callable[..., Any], *given: Any, **named: Any) -> tuple[str, str | None, str]:
    """Act, state, and why it is not open."""
    with pytest.raises(NotOpen) as answer:
        act(*given, **named)
    return answer.value.act, answer.value.state, answer.value.why


def counted(store: Store) -> dict[str, int]:
    """How many rows an act may have left."""
    tables = (Booking, Letter, Receipt, Decision, Document, JournalEntry)
    with store.reading() as session:
        return {
            table.__tablename__: session.scalar(select(func.count()).select_from(table)) or 0 for table in tables
        }


def decisions(store: Store) -> list[tuple[str, bool, list[str], bool]]:
    """Each decision: the act, whether it was allowed, what was settled, whether it has a booking."""
    with store.reading() as session:
        return [
            (each.act, each.allowed, each.settled, each.booking_id is not None)
            for each in session.scalars(select(Decision).order_by(Decision.id))
        ]


def acts_told(store: Store, stream: str) -> list[tuple[str, str | None, str | None, str]]:
    """A stream of the journal: act, from, to, by which role."""
    with store.reading() as session:
        rows = select(JournalEntry).where(JournalEntry.stream == stream).order_by(JournalEntry.seq)
        return [(row.act, row.from_state, row.to_state, row.actor_role) for row in session.scalars(rows)]
