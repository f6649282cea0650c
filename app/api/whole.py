"""A booking read whole for an answer, as it stands after whatever was just done."""

from __future__ import annotations

from app.api import views
from app.db import reading
from booking import reads
from booking.journal import Actor
from rules.wire import Json


def whole(reference: str, who: Actor) -> Json:
    """A booking with its guests, history and what hangs on it. Raises Unknown where the actor does not see it."""
    session = reading()
    session.rollback()
    booking = reads.booking(session, reference, who)
    decision = reads.last_decision(session, booking.id)
    return views.whole(
        booking,
        reads.happened(session, booking.reference, who),
        decision.id if decision else None,
        reads.flags(session, booking.id),
        reads.at_the_desk(session, booking.id),
    )
