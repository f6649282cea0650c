"""Complaints, suggestions and comments (E.5) that came through the form."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from booking.models.base import Base, closed_list
from booking.terms import ComplaintKind


class Complaint(Base):
    """What somebody complains of or suggests. Whoever wants no answer need not say who they are."""

    __tablename__ = "complaints"
    __table_args__ = (
        closed_list("kind", ComplaintKind),
        CheckConstraint("words <> ''", name="words_told"),
        Index(None, "created_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    words: Mapped[str]
    name: Mapped[str | None]
    email: Mapped[str | None]
    phone: Mapped[str | None]
    booking_reference: Mapped[str | None]
    created_at: Mapped[datetime]
