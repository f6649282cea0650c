"""People who sign in, and the tokens that speak for them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from booking.models.base import Base, among
from booking.terms import STAFF, Role

_SIGNING_IN = STAFF | {Role.REGION}


class Person(Base):
    """Somebody with a sign-in: one role; a region for a regional account, a unit for a unit's."""

    __tablename__ = "people"
    __table_args__ = (
        CheckConstraint(among("role", _SIGNING_IN), name="role_known"),
        CheckConstraint("role <> 'region' OR region_code IS NOT NULL", name="region_named"),
        CheckConstraint("role <> 'unit' OR unit_code IS NOT NULL", name="unit_named"),
        CheckConstraint("email = lower(email)", name="email_folded"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str]
    role: Mapped[str]
    region_code: Mapped[str | None] = mapped_column(ForeignKey("regions.code"))
    unit_code: Mapped[str | None] = mapped_column(ForeignKey("units.code"))
    password_hash: Mapped[str]
    session_key: Mapped[str]
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]


class Token(Base):
    """A bearer token: only its hash is kept."""

    __tablename__ = "tokens"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    name: Mapped[str]
    secret_hash: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship()
