"""Request letters and the ways they came."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from booking.models.base import Base, Day, closed_list
from booking.terms import Channel

NO_REGION = "-"
"""The requester key shared by all who are no region: letters are told apart among them, and NULL never hides one."""


class Letter(Base):
    """A letter, registered once: its requester, folded number and year tell it from every other."""

    __tablename__ = "letters"
    __table_args__ = (
        UniqueConstraint("requester_key", "number_key", "year"),
        UniqueConstraint("id", "requester_key"),
        CheckConstraint("number_key <> ''", name="number_told"),
        Index("ix_letters_requester", "requester_key", "received_at"),
        Index(None, "number_key"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    requester_key: Mapped[str]
    region_code: Mapped[str | None] = mapped_column(ForeignKey("regions.code"))
    institution: Mapped[str]
    number: Mapped[str]
    number_key: Mapped[str]
    dated_on: Mapped[Day]
    year: Mapped[int]
    subject: Mapped[str]
    addressed_to_director_general: Mapped[bool]
    received_at: Mapped[datetime]
    created_at: Mapped[datetime]

    receipts: Mapped[list[Receipt]] = relationship(order_by="Receipt.id")


class Receipt(Base):
    """One arrival of a letter: channel, instant, by whom it was taken in, and its file."""

    __tablename__ = "receipts"
    __table_args__ = (closed_list("channel", Channel), Index(None, "letter_id"), Index(None, "document_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    letter_id: Mapped[int] = mapped_column(ForeignKey("letters.id"))
    channel: Mapped[str]
    received_at: Mapped[datetime]
    registered_at: Mapped[datetime]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    document_id: Mapped[int | None] = mapped_column(ForeignKey("documents.id"))
    reason: Mapped[str | None]
