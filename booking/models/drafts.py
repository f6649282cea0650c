"""Requests that are still being filled in: kept so that nothing typed is lost, and swept when they were left behind."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from booking.models.base import Base


class Draft(Base):
    """What was typed so far, by step and field, for the browser (``owner``, a hash) that typed it. ``reference`` is the
    request it became."""

    __tablename__ = "drafts"
    __table_args__ = (Index(None, "changed_at"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    owner: Mapped[str]
    answers: Mapped[dict[str, Any]] = mapped_column(JSON)
    document_id: Mapped[int | None] = mapped_column(ForeignKey("documents.id"))
    reference: Mapped[str | None]
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
