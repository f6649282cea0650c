"""Bookings, their guests and who was admitted, with the constraints that hold the circular.

The limits of the circular stand in ``policies``; a booking carries its own by foreign key, so that no figure stands
in a constraint.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from booking.models.base import Base, Day, among, closed_list, month_of
from booking.models.letters import NO_REGION, Letter
from booking.models.reference import HOUR, Region, Room, Topic, Unit
from booking.terms import Ground, OfficeReason, RejectReason
from rules.facts import Mode, Office, State

_HOLDS = among("state", (state for state in State if state.holds))
_LIVE = among("state", (state for state in State if state.live))
_GIVEN = among(
    "state",
    set(State) - {State.UNCONFIRMED, State.REQUESTED, State.REJECTED, State.WITHDRAWN, State.EXPIRED},
)
_REASONS = {each.value for each in (*RejectReason, *OfficeReason)}
_VISIT = f"mode = '{Mode.VISIT.value}'"
_VIDEO = f"mode = '{Mode.VIDEO_CONFERENCE.value}'"
_NOT_OVER = f"state NOT {among('', (state for state in State if not state.holds)).strip()}"
HOLDS = text(f"bookings.{_NOT_OVER}")
"""Whether a booking holds its slot, in the very words of the indexes of those: only then a database looks into them.
Said by what it is not, since a list of states it may be in leads SQLite to the index of states instead."""
_COUNTED = f"{_VISIT} AND requester_key <> '{NO_REGION}' AND {_LIVE}"


def _only(name: str, *columns: str, where: str) -> Index:
    """At most one row with these values among those that ``where`` picks."""
    return _of_those(name, *columns, where=where, unique=True)


def _of_those(name: str, *columns: str, where: str, unique: bool = False) -> Index:
    """An index of only those rows that ``where`` picks."""
    return Index(name, *columns, unique=unique, sqlite_where=text(where), postgresql_where=text(where))


class Booking(Base):
    """A request for a slot, and the schedule it became. ``sequence`` counts its changes, for calendars and passes."""

    __tablename__ = "bookings"
    __table_args__ = (
        closed_list("mode", Mode),
        closed_list("state", State),
        # one session, one visit; one room, one session; as many video conferences as may run
        _only("uq_bookings_visit_session", "date", "start", where=f"{_VISIT} AND {_HOLDS}"),
        _only("uq_bookings_room", "room_code", "date", "start", where=f"room_code IS NOT NULL AND {_HOLDS}"),
        _only("uq_bookings_video_place", "date", "start", "video_place", where="video_place IS NOT NULL"),
        CheckConstraint(f"(video_place IS NOT NULL) = ({_VIDEO} AND {_HOLDS})", name="video_place_held"),
        CheckConstraint("video_place BETWEEN 1 AND video_limit", name="video_place_limited"),
        CheckConstraint(f"NOT ({_VISIT}) OR room_code IS NOT NULL", name="visit_has_a_room"),
        # a region's visits of the month
        _only("uq_bookings_region_month", "requester_key", "month", "ordinal", where="ordinal IS NOT NULL"),
        CheckConstraint(f"(ordinal IS NOT NULL) = ({_COUNTED})", name="ordinal_counted"),
        CheckConstraint("ordinal BETWEEN 1 AND visits_limit", name="ordinal_limited"),
        CheckConstraint(month_of("date") == text("month"), name="month_of_its_day"),
        ForeignKeyConstraint(
            ["policy_from", "visits_limit", "video_limit", "guests_limit", "leader_limit"],
            [
                "policies.holds_from",
                "policies.visits_limit",
                "policies.video_limit",
                "policies.guests_limit",
                "policies.leader_limit",
            ],
            name="fk_bookings_policy",
        ),
        # the party
        UniqueConstraint("id", "guest_cap"),
        CheckConstraint(
            f"NOT ({_VISIT}) OR guest_cap = CASE WHEN has_leader THEN leader_limit ELSE guests_limit END",
            name="guest_cap_of_the_party",
        ),
        # one letter, one schedule; one unconfirmed request an address
        _only("uq_bookings_letter", "letter_id", where=_LIVE),
        ForeignKeyConstraint(["letter_id", "requester_key"], ["letters.id", "letters.requester_key"]),
        _only("uq_bookings_unconfirmed_email", "contact_email", where=f"state = '{State.UNCONFIRMED.value}'"),
        CheckConstraint(f"state <> '{State.UNCONFIRMED.value}' OR hold_until IS NOT NULL", name="hold_ends"),
        # no schedule without its ground, no refusal, release or cancellation without a reason, no end without a record
        CheckConstraint(
            f"NOT ({_GIVEN}) OR (given_by <> '' AND given_by IS NOT NULL AND given_at IS NOT NULL"
            f" AND unit_code IS NOT NULL AND ground IS NOT NULL AND {among('ground', Ground)})",
            name="schedule_has_a_ground",
        ),
        CheckConstraint(
            f"NOT ({_GIVEN} AND {_VIDEO}) OR room_code IS NOT NULL OR meeting_url IS NOT NULL",
            name="video_has_a_place",
        ),
        CheckConstraint(f"reason IS NULL OR {among('reason', _REASONS)}", name="reason_known"),
        CheckConstraint(
            f"state <> '{State.REJECTED.value}' OR (reason IS NOT NULL AND {among('reason', RejectReason)}"
            " AND note IS NOT NULL AND note <> '')",
            name="rejection_has_a_reason",
        ),
        CheckConstraint(
            f"state <> '{State.RELEASED.value}' OR (reason IS NOT NULL AND {among('reason', OfficeReason)})",
            name="release_has_a_reason",
        ),
        CheckConstraint(
            f"state <> '{State.CANCELLED.value}' OR (note IS NOT NULL AND note <> '')",
            name="cancellation_has_a_note",
        ),
        CheckConstraint(
            f"NOT (state = '{State.CLOSED.value}' AND {_VISIT})"
            " OR (minutes_id IS NOT NULL AND attendance_id IS NOT NULL)",
            name="visit_closes_with_its_record",
        ),
        CheckConstraint(
            f"NOT (state = '{State.CLOSED.value}' AND {_VIDEO})"
            " OR minutes_id IS NOT NULL OR recording_id IS NOT NULL",
            name="video_closes_with_its_record",
        ),
        # what is read often, however much is stored
        _of_those("ix_bookings_holding", "date", "start", where=_NOT_OVER),
        _of_those("ix_bookings_unit", "unit_code", "date", "start", where=_NOT_OVER),
        Index("ix_bookings_letter", "letter_id"),
        Index("ix_bookings_requester", "requester_key", "submitted_at"),
        Index("ix_bookings_requester_state", "requester_key", "state", "submitted_at"),
        Index("ix_bookings_requester_month", "requester_key", "month"),
        Index("ix_bookings_state", "state", "submitted_at"),
        Index("ix_bookings_state_day", "state", "date", "start", "room_code"),
        Index("ix_bookings_day", "date", "submitted_at"),
        Index("ix_bookings_submitted", "submitted_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(String(16), unique=True)
    access_code_hash: Mapped[str]
    state: Mapped[str]
    mode: Mapped[str]
    region_code: Mapped[str | None] = mapped_column(ForeignKey("regions.code"))
    requester_key: Mapped[str]
    institution: Mapped[str]
    letter_id: Mapped[int]
    topic_code: Mapped[str] = mapped_column(ForeignKey("topics.code"))
    unit_code: Mapped[str | None] = mapped_column(ForeignKey("units.code"))
    contact_name: Mapped[str]
    contact_phone: Mapped[str]
    contact_email: Mapped[str]

    date: Mapped[Day]
    start: Mapped[str] = mapped_column(HOUR)
    month: Mapped[str] = mapped_column(String(len("YYYY-MM")))
    room_code: Mapped[str | None] = mapped_column(ForeignKey("rooms.code"))
    meeting_url: Mapped[str | None]
    ordinal: Mapped[int | None]
    video_place: Mapped[int | None]
    policy_from: Mapped[Day]
    visits_limit: Mapped[int]
    video_limit: Mapped[int]
    guests_limit: Mapped[int]
    leader_limit: Mapped[int]
    has_leader: Mapped[bool]
    guest_cap: Mapped[int]

    ground: Mapped[str | None]
    given_by: Mapped[str | None]
    given_at: Mapped[datetime | None]
    reason: Mapped[str | None]
    note: Mapped[str | None]
    minutes_id: Mapped[int | None] = mapped_column(
        ForeignKey("documents.id", name="fk_bookings_minutes", use_alter=True)
    )
    attendance_id: Mapped[int | None] = mapped_column(
        ForeignKey("documents.id", name="fk_bookings_attendance", use_alter=True)
    )
    recording_id: Mapped[int | None] = mapped_column(
        ForeignKey("documents.id", name="fk_bookings_recording", use_alter=True)
    )
    hold_until: Mapped[datetime | None]
    submitted_at: Mapped[datetime]
    submitted_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    changed_at: Mapped[datetime]
    sequence: Mapped[int]

    letter: Mapped[Letter] = relationship(
        primaryjoin="Booking.letter_id == Letter.id", foreign_keys="Booking.letter_id"
    )
    region: Mapped[Region | None] = relationship()
    topic: Mapped[Topic] = relationship()
    unit: Mapped[Unit | None] = relationship()
    room: Mapped[Room | None] = relationship()
    guests: Mapped[list[Guest]] = relationship(
        order_by="Guest.seat", back_populates="booking", cascade="all, delete-orphan"
    )


class Guest(Base):
    """Somebody of the party, on a numbered seat. The seat is never above the party's cap, and the number of a guest who
    was taken off is nobody else's later: who still holds it lets nobody in by it."""

    __tablename__ = "guests"
    __table_args__ = (
        ForeignKeyConstraint(
            ["booking_id", "cap"],
            ["bookings.id", "bookings.guest_cap"],
            onupdate="CASCADE",
            name="fk_guests_party",
        ),
        UniqueConstraint("booking_id", "seat"),
        UniqueConstraint("id", "booking_id"),
        CheckConstraint("seat BETWEEN 1 AND cap", name="seat_within_the_cap"),
        closed_list("office", Office),
        _of_those("ix_guests_nip", "nip", where="nip IS NOT NULL"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    booking_id: Mapped[int]
    cap: Mapped[int]
    seat: Mapped[int]
    name: Mapped[str]
    nip: Mapped[str | None]
    position: Mapped[str]
    office: Mapped[str]
    phone: Mapped[str | None]

    booking: Mapped[Booking] = relationship(back_populates="guests")
    admission: Mapped[Admission | None] = relationship(back_populates="guest")


class Admission(Base):
    """A guest who entered: once, when it happened, and when it was told."""

    __tablename__ = "admissions"
    __table_args__ = (ForeignKeyConstraint(["guest_id", "booking_id"], ["guests.id", "guests.booking_id"]),)

    guest_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    booking_id: Mapped[int]
    happened_at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    nonce: Mapped[str | None] = mapped_column(unique=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))

    guest: Mapped[Guest] = relationship(back_populates="admission")
