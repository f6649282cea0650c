"""Bookings as JSON."""

from __future__ import annotations

from booking.models import Booking, Guest, Letter
from booking.reads import AtTheDesk, Happened
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


def whole(
    booking: Booking,
    happened: list[Happened],
    decision: int | None,
    flags: list[str],
    desk_: AtTheDesk,
    *,
    details: bool,
) -> Json:
    """A booking with its guests, place and history; NIPs and phone numbers only where ``details`` are to be told."""
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
            "phone": booking.contact_phone if details else None,
            "email": booking.contact_email,
        },
        "hold_until": booking.hold_until.isoformat() if booking.hold_until else None,
        "guests": [_guest(guest, desk_, details) for guest in booking.guests],
        "documents": {
            "minutes": booking.minutes_id,
            "attendance": booking.attendance_id,
            "recording": booking.recording_id,
        },
        "journal": [_event(row) for row in happened],
        "decision": decision,
        "flags": flags,
    }


def _guest(guest: Guest, desk_: AtTheDesk, details: bool) -> Json:
    left, signed = desk_.departures.get(guest.id), desk_.travel_orders.get(guest.id)
    admitted = guest.admission.happened_at.isoformat() if guest.admission else None
    return {
        "id": guest.id,
        "name": guest.name,
        "nip": guest.nip if details else None,
        "position": guest.position,
        "office": guest.office,
        "phone": guest.phone if details else None,
        "admitted_at": admitted,
        "left_at": left.happened_at.isoformat() if left else None,
        "travel_order": {"number": signed.number, "dated_on": signed.dated_on.isoformat()} if signed else None,
    }


def _event(row: Happened) -> Json:
    return {
        "at": row.entry.at.isoformat(),
        "act": row.entry.act,
        "state": row.entry.to_state,
        "by": row.entry.actor_role,
        "reason": row.entry.reason,
        "note": row.note,
        "facts": row.entry.facts,
    }


def letter(found: Letter) -> Json:
    """A registered letter with the ways it came."""
    return {
        "id": found.id,
        "region": found.region_code,
        "institution": found.institution,
        "number": found.number,
        "dated_on": found.dated_on.isoformat(),
        "subject": found.subject,
        "addressed_to_director_general": found.addressed_to_director_general,
        "received_at": found.received_at.isoformat(),
        "receipts": [
            {
                "channel": each.channel,
                "received_at": each.received_at.isoformat(),
                "registered_at": each.registered_at.isoformat(),
                "reason": each.reason,
            }
            for each in found.receipts
        ],
    }
