"""Decisions as they were made: the situation whole, with calendar and figures, and the verdict with that day's text."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from booking.models.base import Base

_REFUSED = text("booking_id IS NULL")


class Decision(Base):
    """One judgement; a refused submission is kept too, without a booking. Ids, offices and figures, never names."""

    __tablename__ = "decisions"
    __table_args__ = (
        Index(None, "booking_id"),
        Index(None, "at"),
        # submissions that were refused; what is kept for a booking has no place in it, and costs no more to write
        Index("ix_decisions_refused", "requester_key", "at", sqlite_where=_REFUSED, postgresql_where=_REFUSED),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    booking_id: Mapped[int | None] = mapped_column(ForeignKey("bookings.id"))
    requester_key: Mapped[str]
    act: Mapped[str]
    at: Mapped[datetime]
    allowed: Mapped[bool]
    settled: Mapped[list[str]] = mapped_column(JSON)
    situation: Mapped[dict[str, Any]] = mapped_column(JSON)
    verdict: Mapped[dict[str, Any]] = mapped_column(JSON)
    known_years: Mapped[list[int]] = mapped_column(JSON)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
