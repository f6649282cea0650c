"""Who looked at personal data: written once, apart from the journal, which tells what was done."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from booking.models.base import Base, closed_list
from booking.terms import Looked


class Look(Base):
    """A person of the office opened a party's NIPs and phone numbers, a letter or a filed paper."""

    __tablename__ = "looks"
    __table_args__ = (
        closed_list("what", Looked),
        Index(None, "at"),
        Index(None, "booking_id", "at"),
        Index(None, "person_id", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    role: Mapped[str]
    what: Mapped[str]
    booking_id: Mapped[int | None] = mapped_column(ForeignKey("bookings.id"))
    document_id: Mapped[int | None] = mapped_column(ForeignKey("documents.id"))
