"""The words by which a booking is found."""

from __future__ import annotations

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from booking.models.base import Base

LONGEST_WORD = 40


class SearchWord(Base):
    """A word of a booking's reference, institution, region, letter or guests, folded. The newest are found first by the
    order of its key."""

    __tablename__ = "search_words"

    word: Mapped[str] = mapped_column(String(LONGEST_WORD), primary_key=True)
    booking_id: Mapped[int] = mapped_column(ForeignKey("bookings.id"), primary_key=True, autoincrement=False)
