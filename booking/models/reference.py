"""What bookings point at: regions, units, topics, rooms, the office's days off, and the limits in force."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from booking.models.base import Base, Day

HOUR = String(len("HH:MM"))


class Region(Base):
    """A province, kabupaten or kota, with the requester under whose name its visits and letters count."""

    __tablename__ = "regions"

    code: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    name: Mapped[str]
    province_code: Mapped[str]
    time_zone: Mapped[str]
    requester: Mapped[str]


class Unit(Base):
    """A technical unit (unit teknis). ``verified`` tells whether a source names it."""

    __tablename__ = "units"

    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    name_en: Mapped[str]
    verified: Mapped[bool]
    active: Mapped[bool] = mapped_column(default=True)


class Topic(Base):
    """A matter of consultation and the unit it is proposed to; None leaves the routing to the officer."""

    __tablename__ = "topics"

    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    name_en: Mapped[str]
    unit_code: Mapped[str | None] = mapped_column(ForeignKey("units.code"))
    position: Mapped[int]
    active: Mapped[bool] = mapped_column(default=True)


class Room(Base):
    """A room in which sessions are held."""

    __tablename__ = "rooms"

    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    name_en: Mapped[str]
    active: Mapped[bool] = mapped_column(default=True)


class RoomBlock(Base):
    """A room that is not to be had at a day and hour."""

    __tablename__ = "room_blocks"
    __table_args__ = (UniqueConstraint("room_code", "date", "start"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    room_code: Mapped[str] = mapped_column(ForeignKey("rooms.code"))
    date: Mapped[Day]
    start: Mapped[str] = mapped_column(HOUR)
    reason: Mapped[str]


class Closure(Base):
    """A day on which the office is closed beside the holidays."""

    __tablename__ = "closures"

    date: Mapped[Day] = mapped_column(primary_key=True)
    name: Mapped[str]
    decree: Mapped[str]
    created_at: Mapped[datetime]


class CalendarYear(Base):
    """A year whose days off were entered by hand: they replace the year's list whole and make it known."""

    __tablename__ = "calendar_years"

    year: Mapped[int] = mapped_column(primary_key=True)
    decree: Mapped[str]
    created_at: Mapped[datetime]


class CalendarDay(Base):
    """A day off of an entered year."""

    __tablename__ = "calendar_days"

    date: Mapped[Day] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(ForeignKey("calendar_years.year"))
    name: Mapped[str]


class Policy(Base):
    """The limits in force from a day on, filled from the circular's figures; bookings carry them by foreign key."""

    __tablename__ = "policies"
    __table_args__ = (
        UniqueConstraint(
            "holds_from", "visits_limit", "video_limit", "guests_limit", "leader_limit", name="uq_policies_limits"
        ),
        CheckConstraint("visits_limit >= 0 AND video_limit >= 0", name="limits_counted"),
    )

    holds_from: Mapped[Day] = mapped_column(primary_key=True)
    visits_limit: Mapped[int]
    video_limit: Mapped[int]
    guests_limit: Mapped[int]
    leader_limit: Mapped[int]
