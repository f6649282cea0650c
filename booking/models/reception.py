"""What happens at the door after an admission, and who was turned away."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from booking.models.base import Base, Day, closed_list
from booking.terms import TurnedAwayFor


class Departure(Base):
    """An admitted guest who left, once."""

    __tablename__ = "departures"

    guest_id: Mapped[int] = mapped_column(ForeignKey("admissions.guest_id"), primary_key=True, autoincrement=False)
    happened_at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))


class TravelOrder(Base):
    """E.3.c.7: a travel order (SPPD) signed for a guest who was admitted: one a guest, and none for anybody else."""

    __tablename__ = "travel_orders"
    __table_args__ = (
        ForeignKeyConstraint(["guest_id", "booking_id"], ["guests.id", "guests.booking_id"]),
        UniqueConstraint("booking_id", "number"),
        CheckConstraint("number <> ''", name="number_told"),
    )

    guest_id: Mapped[int] = mapped_column(ForeignKey("admissions.guest_id"), primary_key=True, autoincrement=False)
    booking_id: Mapped[int]
    number: Mapped[str]
    dated_on: Mapped[Day]
    signed_at: Mapped[datetime]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))


class TurnedAway(Base):
    """E.3.c.4, E.3.c.11: a party that reception did not admit, and why."""

    __tablename__ = "turned_away"
    __table_args__ = (closed_list("code", TurnedAwayFor), Index(None, "happened_at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    booking_id: Mapped[int | None] = mapped_column(ForeignKey("bookings.id"))
    name: Mapped[str]
    institution: Mapped[str]
    code: Mapped[str]
    happened_at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
