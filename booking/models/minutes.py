"""Minutes (Berita Acara Konsultasi) as they are written in the browser: every saved version stays."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from booking.models.base import Base


class MinutesRevision(Base):
    """A version of a session's minutes, numbered from 1. ``document_id`` is the PDF that was made of it, if one was."""

    __tablename__ = "minutes_revisions"
    __table_args__ = (
        UniqueConstraint("booking_id", "number"),
        CheckConstraint("number > 0", name="number_counts_from_one"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    booking_id: Mapped[int] = mapped_column(ForeignKey("bookings.id"))
    number: Mapped[int]
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]
    document_id: Mapped[int | None] = mapped_column(ForeignKey("documents.id"))
