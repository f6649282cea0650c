"""What machines are told: answers kept for a repeated call, and the secret addresses of calendars."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from booking.models.base import Base, closed_list
from booking.models.people import Person
from booking.terms import FeedScope


class Answer(Base):
    """A call that carried an Idempotency-Key: claimed in the transaction of its act, its answer kept afterwards.

    ``about`` names what the act made or changed, so that an answer that was never kept can be given all the same.
    """

    __tablename__ = "answers"
    __table_args__ = (Index(None, "created_at"),)

    caller: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    digest: Mapped[str]
    about: Mapped[str | None]
    status: Mapped[int | None]
    body: Mapped[str | None]
    created_at: Mapped[datetime]


class Feed(Base):
    """A secret calendar address: of it only the hash is kept. It speaks for a person, or for a booking's holder."""

    __tablename__ = "feeds"
    __table_args__ = (
        closed_list("scope", FeedScope),
        CheckConstraint("(scope = 'all') = (subject IS NULL)", name="subject_named"),
        CheckConstraint("person_id IS NOT NULL OR scope = 'booking'", name="owner_told"),
        Index(None, "person_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    scope: Mapped[str]
    subject: Mapped[str | None]
    secret_hash: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]

    person: Mapped[Person | None] = relationship()
