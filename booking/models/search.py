"""The words by which a booking is found."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from booking.models.base import Base

LONGEST_WORD = 40
_BY_ITS_SIGNS = String(LONGEST_WORD).with_variant(String(LONGEST_WORD, collation="C"), "postgresql")
"""Ordered sign by sign on both databases, so that all words with a beginning stand together."""


class SearchWord(Base):
    """A word of a booking's reference, institution, region, letter or guests, folded. The newest are found first by the
    order of its key."""

    __tablename__ = "search_words"
    __table_args__ = (Index(None, "booking_id", "word"), {"sqlite_with_rowid": False})

    word: Mapped[str] = mapped_column(_BY_ITS_SIGNS, primary_key=True)
    booking_id: Mapped[int] = mapped_column(ForeignKey("bookings.id"), primary_key=True, autoincrement=False)
