"""Who is shown the NIPs and phone numbers of a party and of its contact, and the files in which they stand."""

from __future__ import annotations

from datetime import datetime

from booking.journal import Actor
from booking.models import Booking
from booking.terms import Role
from booking.workflow.shape import visible
from rules.facts import WIB

_ASKED_OR_ANSWERS = frozenset({Role.REGION, Role.HOLDER, Role.OFFICER, Role.UNIT})


def sees_details(actor: Actor, found: Booking, now: datetime) -> bool:
    """Whether an actor may see them at all: whoever asked, an officer, the unit that receives, and the reception desk
    on the day of the visit. Leadership and administrators never."""
    if actor.role is Role.RECEPTIONIST:
        return found.date == now.astimezone(WIB).date()
    return actor.role in _ASKED_OR_ANSWERS and visible(found, actor)
