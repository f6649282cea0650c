"""The journal: a chain of rows for each stream, and apart from it the personal values they speak of."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from booking.models.base import Base


class JournalEntry(Base):
    """What happened: written once, never changed. Each row carries the hash of the one before it in its stream."""

    __tablename__ = "journal"
    __table_args__ = (
        UniqueConstraint("stream", "seq"),
        CheckConstraint("seq > 0", name="seq_counts_from_one"),
        # what is looked for, the newest first, however much is stored
        Index(None, "at"),
        Index(None, "stream", "at"),
        Index(None, "actor_id", "at"),
        Index(None, "act", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    stream: Mapped[str]
    seq: Mapped[int]
    at: Mapped[datetime]
    act: Mapped[str]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    actor_role: Mapped[str]
    channel: Mapped[str]
    from_state: Mapped[str | None]
    to_state: Mapped[str | None]
    reason: Mapped[str | None]
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    personal_digest: Mapped[str | None]
    before: Mapped[str]
    hash: Mapped[str]


class PersonalNote(Base):
    """A personal value a row speaks of. Erasing it leaves the chain whole: the row holds only a keyed digest."""

    __tablename__ = "journal_personal"

    entry_id: Mapped[int] = mapped_column(ForeignKey("journal.id"), primary_key=True)
    values: Mapped[dict[str, Any]] = mapped_column(JSON)
