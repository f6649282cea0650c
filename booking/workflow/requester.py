"""The requester's own acts: withdraw and cancel, a reply to a question, and the party that will come."""

from __future__ import annotations

from datetime import datetime

from booking.journal import Actor
from booking.store import Store
from booking.terms import Act
from booking.workflow.shape import not_over, perform


def withdraw(store: Store, reference: str, actor: Actor, now: datetime) -> None:
    """Take a request back before it has a schedule: the letter stays good."""
    perform(store, Act.WITHDRAW, reference, actor, now)


def cancel(store: Store, reference: str, actor: Actor, now: datetime, *, note: str) -> None:
    """E.3.c.9: give a schedule up while its session is not over. A visit's letter is then spent for visits."""
    perform(store, Act.CANCEL, reference, actor, now, not_over, note=note)
