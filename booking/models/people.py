"""People who sign in, and the tokens that speak for them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from booking.models.base import Base, among, closed_list
from booking.models.reference import Region
from booking.terms import STAFF, AccountAnswer, Role

_SIGNING_IN = STAFF | {Role.REGION}


class Person(Base):
    """Somebody with a sign-in: one role; a region for a regional account, a unit for a unit's."""

    __tablename__ = "people"
    __table_args__ = (
        CheckConstraint(among("role", _SIGNING_IN), name="role_known"),
        CheckConstraint("role <> 'region' OR region_code IS NOT NULL", name="region_named"),
        CheckConstraint("role <> 'unit' OR unit_code IS NOT NULL", name="unit_named"),
        CheckConstraint("email = lower(email)", name="email_folded"),
        Index(None, "name"),
        Index(None, "role", "name"),
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
    __table_args__ = (Index(None, "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    name: Mapped[str]
    secret_hash: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship()


_WAITING = f"state = '{AccountAnswer.WAITING.value}'"


class AccountRequest(Base):
    """Somebody of a region who asks for an account; an officer answers. At most one waits for an address."""

    __tablename__ = "account_requests"
    __table_args__ = (
        closed_list("state", AccountAnswer),
        CheckConstraint("email = lower(email)", name="email_folded"),
        CheckConstraint(f"({_WAITING}) = (decided_at IS NULL)", name="decided_at_an_instant"),
        CheckConstraint(
            f"state <> '{AccountAnswer.REFUSED.value}' OR (note IS NOT NULL AND note <> '')", name="refusal_has_a_note"
        ),
        Index(
            "uq_account_requests_waiting",
            "email",
            unique=True,
            sqlite_where=text(_WAITING),
            postgresql_where=text(_WAITING),
        ),
        Index("ix_account_requests_state", "state", "created_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254))
    name: Mapped[str]
    position: Mapped[str]
    phone: Mapped[str]
    region_code: Mapped[str] = mapped_column(ForeignKey("regions.code"))
    institution: Mapped[str]
    state: Mapped[str]
    note: Mapped[str | None]
    created_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))

    region: Mapped[Region] = relationship()
