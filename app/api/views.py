"""Bookings as JSON."""

from __future__ import annotations

from typing import Any

from booking.models import Booking
from booking.reads import Happened
from rules import desk
from rules.facts import Slot
from rules.wire import Json


def slot(found: Slot) -> Json:
    """A slot with its end."""
    return {
        "date": found.date.isoformat(),
        "start": found.start,
        "end": Slot.at(desk.ends_at(found)).start,
    }


def summary(booking: Booking) -> Json:
    """A booking in a list."""
    return {
        "reference": booking.reference,
        "state": booking.state,
        "mode": booking.mode,
        "region": booking.region_code,
        "institution": booking.institution,
        "slot": slot(Slot(booking.date, booking.start)),
        "topic": booking.topic_code,
        "unit": booking.unit_code,
        "letter": {
            "id": booking.letter.id,
            "number": booking.letter.number,
            "dated_on": booking.letter.dated_on.isoformat(),
            "subject": booking.letter.subject,
            "received_at": booking.letter.received_at.isoformat(),
        },
        "submitted_at": booking.submitted_at.isoformat(),
        "sequence": booking.sequence,
    }


def whole(booking: Booking, happened: list[Happened], decision: int | None) -> Json:
    """A booking with its guests, place and history."""
    given: Json | None = None
    if booking.ground and booking.given_at:
        given = {"ground": booking.ground, "by": booking.given_by, "at": booking.given_at.isoformat()}
    return {
        **summary(booking),
        "room": booking.room_code,
        "meeting_url": booking.meeting_url,
        "given": given,
        "reason": booking.reason,
        "note": booking.note,
        "contact": {
            "name": booking.contact_name,
            "phone": booking.contact_phone,
            "email": booking.contact_email,
        },
        "guests": [_guest(guest) for guest in booking.guests],
        "documents": {
            "minutes": booking.minutes_id,
            "attendance": booking.attendance_id,
            "recording": booking.recording_id,
        },
        "journal": [_event(row) for row in happened],
        "decision": decision,
    }


def _guest(guest: Any) -> Json:
    admitted = guest.admission.happened_at.isoformat() if guest.admission else None
    return {
        "id": guest.id,
        "name": guest.name,
        "nip": guest.nip,
        "position": guest.position,
        "office": guest.office,
        "phone": guest.phone,
        "admitted_at": admitted,
    }


def _event(row: Happened) -> Json:
    return {
        "at": row.entry.at.isoformat(),
        "act": row.entry.act,
        "state": row.entry.to_state,
        "by": row.entry.actor_role,
        "reason": row.entry.reason,
        "note": row.note,
    }
