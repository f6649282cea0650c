"""How often each clause refused, counted as it happens."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from booking.models.base import Base


class RefusalCount(Base):
    """Refusals of a month (WIB) by the province of whoever asked, by clause and code. The decisions tell the same, but
    each holds its whole situation: counting them reads all of that."""

    __tablename__ = "refusal_counts"
    __table_args__ = (CheckConstraint("number > 0", name="number_counted"),)

    month: Mapped[str] = mapped_column(String(len("YYYY-MM")), primary_key=True)
    province: Mapped[str] = mapped_column(primary_key=True)
    clause: Mapped[str] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int]
