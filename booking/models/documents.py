"""Files, in pieces, so that one backup holds everything and no act holds the write lock for megabytes."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from booking.models.base import Base, closed_list
from booking.terms import DocumentKind


class Document(Base):
    """A file, or a recording's address and checksum. Unlinked until an act links it to its booking."""

    __tablename__ = "documents"
    __table_args__ = (
        closed_list("kind", DocumentKind),
        CheckConstraint("(kind = 'recording') = (url IS NOT NULL)", name="recording_is_an_address"),
        Index(None, "booking_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    booking_id: Mapped[int | None] = mapped_column(ForeignKey("bookings.id"))
    filename: Mapped[str]
    content_type: Mapped[str]
    size: Mapped[int]
    sha256: Mapped[str]
    url: Mapped[str | None]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    created_at: Mapped[datetime]
    linked_at: Mapped[datetime | None]


class DocumentPiece(Base):
    """A piece of a file's bytes."""

    __tablename__ = "document_pieces"

    document_id: Mapped[int] = mapped_column(ForeignKey("documents.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)
