"""A booking read whole for an answer, as it stands after whatever was just done. That somebody of the office is
answered NIPs and phone numbers is written down."""

from __future__ import annotations

from app import clock
from app.access import actor, person
from app.api import views
from app.db import reading, store
from booking import looks, reads, sight
from booking.journal import Actor
from booking.terms import Looked
from rules.wire import Json


def told_again(answer: Json) -> None:
    """Write down that somebody of the office is given a kept answer again, where it tells NIPs and phone numbers."""
    if person() is not None and answer.get("contact", {}).get("phone") is not None:
        looks.note_again(store(), actor(), clock.now(), answer["reference"])


def whole(reference: str, who: Actor) -> Json:
    """A booking with its guests, history and what hangs on it. Raises Unknown where the actor does not see it."""
    session = reading()
    session.rollback()
    booking = reads.booking(session, reference, who)
    now = clock.now()
    details = sight.sees_details(who, booking, now)
    decision = reads.last_decision(session, booking.id)
    answer = views.whole(
        booking,
        reads.happened(session, booking.reference, who),
        decision.id if decision else None,
        reads.flags(session, booking.id),
        reads.at_the_desk(session, booking.id),
        details=details,
    )
    if details:
        looks.note(store(), who, now, Looked.GUESTS, booking_id=booking.id)
    return answer
