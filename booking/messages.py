"""The outbox: which act tells whom what. Written with the act, as kind and values; ``app/mail`` renders and sends."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from booking.models import Booking
from booking.terms import MessageKind


@dataclass(frozen=True)
class Attachment:
    """A file that goes with a message."""

    filename: str
    content_type: str
    content: bytes


@dataclass(frozen=True)
class Sending:
    """A message about to be sent: what the act told (``params``), and the booking as it stands now.

    ``params`` of a booking's message: mode, state, date, start, room and unit (their names), meeting_url, sequence,
    changed_at, and where the act has them reason, note, moved_from {date, start}, earliest [{date, start}, ...],
    question, answer, hold_until, due. Of a letter's copy: number, dated_on, subject, institution, channel, received_at,
    reference. Days, hours and instants are text as on the wire. ``number`` is the same at each attempt.
    """

    kind: MessageKind
    number: str
    recipient: str
    at: datetime
    params: dict[str, Any]
    booking: Booking | None
    access_code: str | None = None
    confirm_token: str | None = None
    attachments: tuple[Attachment, ...] = ()
