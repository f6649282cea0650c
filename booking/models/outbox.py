"""Messages that wait to be sent, the runs of the jobs, and the seals of the journal."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from booking.models.base import Base, closed_list
from booking.terms import Delivery, MessageKind

_WAITING = f"state = '{Delivery.WAITING.value}'"
_NOT_SENT = text(f"state <> '{Delivery.SENT.value}'")
NOT_SENT = text(f"messages.state <> '{Delivery.SENT.value}'")
"""Whether a message was not sent, in the very words of the index of those: only then a database looks into it."""


class Message(Base):
    """A message, written with the act it tells of and sent once: kind and values, rendered when it is sent.

    ``about`` is the journal stream it belongs to, ``version`` the row there (or the day of a daily reminder);
    ``claimed_until`` is how long the process that sends it may take.
    """

    __tablename__ = "messages"
    __table_args__ = (
        UniqueConstraint("about", "kind", "version", "recipient"),
        closed_list("kind", MessageKind),
        closed_list("state", Delivery),
        CheckConstraint("recipient <> ''", name="recipient_told"),
        CheckConstraint("(state = 'sent') = (sent_at IS NOT NULL)", name="sent_at_an_instant"),
        Index("ix_messages_waiting", "next_at", "id", sqlite_where=text(_WAITING), postgresql_where=text(_WAITING)),
        Index("ix_messages_not_sent", "state", "id", sqlite_where=_NOT_SENT, postgresql_where=_NOT_SENT),
        Index(None, "created_at"),
        Index(None, "recipient"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    about: Mapped[str]
    booking_id: Mapped[int | None] = mapped_column(ForeignKey("bookings.id"))
    kind: Mapped[str]
    version: Mapped[int]
    recipient: Mapped[str] = mapped_column(String(254))
    params: Mapped[dict[str, Any]] = mapped_column(JSON)
    created_at: Mapped[datetime]
    state: Mapped[str]
    attempts: Mapped[int]
    next_at: Mapped[datetime]
    claimed_until: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    error: Mapped[str | None]


class JobRun(Base):
    """One occurrence of a job: whoever inserts its row runs it. ``error`` is what went wrong."""

    __tablename__ = "job_runs"
    __table_args__ = (UniqueConstraint("job", "occurrence"), Index(None, "started_at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    job: Mapped[str]
    occurrence: Mapped[datetime]
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    counts: Mapped[dict[str, Any]] = mapped_column(JSON)
    error: Mapped[str | None]


class Seal(Base):
    """The ends of the chains that grew since the last seal, under a key kept outside the database."""

    __tablename__ = "seals"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    last_entry: Mapped[int]
    before: Mapped[str]
    mac: Mapped[str]


class SealedEnd(Base):
    """Where a chain ended when it was sealed."""

    __tablename__ = "sealed_ends"

    seal_id: Mapped[int] = mapped_column(ForeignKey("seals.id"), primary_key=True)
    stream: Mapped[str] = mapped_column(primary_key=True)
    seq: Mapped[int]
    hash: Mapped[str]


class Flag(Base):
    """A booking that somebody must look at: what broke under it after it was given, such as a corrected receipt."""

    __tablename__ = "flags"

    booking_id: Mapped[int] = mapped_column(ForeignKey("bookings.id"), primary_key=True)
    code: Mapped[str] = mapped_column(primary_key=True)
    raised_at: Mapped[datetime]
