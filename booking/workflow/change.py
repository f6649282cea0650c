"""move, amend and release: the office changes what it gave, for a reason of its own. The letter keeps its worth."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import delete

from booking import availability, gather
from booking.errors import NotOpen, Refused, Unfit
from booking.journal import Actor
from booking.models import Flag
from booking.store import Store
from booking.terms import Act, OfficeReason
from booking.workflow.decide import meeting_link_fits
from booking.workflow.places import put_at, seat_party
from booking.workflow.record import filed
from booking.workflow.shape import Doing, not_over, perform
from booking.workflow.submission import codes_known
from rules import desk
from rules.facts import Mode, Office, Slot, State
from rules.parameters import HOLDS_FROM

MOVED = "moved"
"""Why a booking is not moved that somebody else has moved meanwhile."""

RECORDED = "recorded"
"""Why a session is not moved whose papers are filed: they tell of the day and hour at which it was held."""

_NEXT_TOLD = 3
"""How many of the next open slots a released party is told."""


def move(
    store: Store,
    reference: str,
    actor: Actor,
    now: datetime,
    *,
    slot: Slot,
    reason: OfficeReason,
    mode: Mode | None = None,
    room: str | None = None,
    meeting_url: str | None = None,
    note: str = "",
    seen_at: Slot | None = None,
) -> None:
    """Move a request or schedule to another slot or mode, judged as if it were asked for now.

    A wish of the region itself is no reason: that is a cancellation (E.3.c.9). A move to where it stands does nothing.
    Where the caller saw it (``seen_at``) and it stands elsewhere by now, it is not moved: NotOpen, ``moved``.
    Nor is a session whose papers are filed: NotOpen, ``recorded``.
    """
    if slot.date < HOLDS_FROM:
        raise Unfit("slot", "Pilih hari yang akan datang.", "Choose a day that lies ahead.")

    def asked(doing: Doing) -> gather.Asked:
        codes_known(doing.session, None, None, room)
        meeting_link_fits(meeting_url)
        booking, to_mode = doing.booking, mode or Mode(doing.booking.mode)
        if seen_at not in (None, Slot(booking.date, booking.start)):
            raise NotOpen(doing.act, State(booking.state), MOVED)
        if filed(booking):
            raise NotOpen(doing.act, State(booking.state), RECORDED)
        there = _room_there(doing, to_mode, slot, room)
        if booking.state == State.SCHEDULED.value:
            refusals = desk.meeting_place(to_mode, there, meeting_url or booking.meeting_url)
            if refusals:
                raise Refused(list(refusals))
        return replace(gather.of_booking(booking, now), mode=to_mode, slot=slot, room=there)

    def effect(doing: Doing) -> None:
        booking, to_mode = doing.booking, mode or Mode(doing.booking.mode)
        before = Slot(booking.date, booking.start)
        same_link = to_mode is Mode.VISIT or meeting_url in (None, booking.meeting_url)
        same_place = same_link and room in (None, booking.room_code)
        if (before, booking.mode) == (slot, to_mode.value) and same_place:
            doing.repeated = True
            return
        there = _room_there(doing, to_mode, slot, room)
        doing.facts.update(mode=to_mode.value, date=slot.date.isoformat(), start=slot.start)
        doing.facts["from"] = doing.said["moved_from"] = {"date": before.date.isoformat(), "start": before.start}
        booking.mode, booking.room_code = to_mode.value, there
        booking.meeting_url = None if to_mode is Mode.VISIT else meeting_url or booking.meeting_url
        put_at(doing.session, booking, slot)
        seat_party(booking, [Office(guest.office) for guest in booking.guests])
        doing.session.execute(delete(Flag).where(Flag.booking_id == booking.id))

    perform(
        store, Act.MOVE, reference, actor, now, effect, reason=reason.value, note=note, asked=asked, toward=slot
    )


def _room_there(doing: Doing, mode: Mode, slot: Slot, room: str | None) -> str | None:
    """The room at the new slot: the one named, else that of a visit; a video conference keeps its own."""
    booking = doing.booking
    if room is not None or mode.value == booking.mode:
        return room or booking.room_code
    return gather.visit_room(slot.date) if mode is Mode.VISIT else None


def amend(
    store: Store,
    reference: str,
    actor: Actor,
    now: datetime,
    *,
    unit: str | None = None,
    room: str | None = None,
    meeting_url: str | None = None,
) -> None:
    """Give a request or schedule another unit, room or meeting link. Only the room is judged again."""

    def asked(doing: Doing) -> gather.Asked:
        codes_known(doing.session, None, unit, room)
        meeting_link_fits(meeting_url)
        return replace(gather.of_booking(doing.booking, now), room=room or doing.booking.room_code)

    def effect(doing: Doing) -> None:
        booking = doing.booking
        given = {"unit_code": unit, "room_code": room, "meeting_url": meeting_url}
        changed = {name: value for name, value in given.items() if value and value != getattr(booking, name)}
        doing.repeated = not changed
        if not any(given.values()):
            raise Unfit("unit", "Sebutkan unit, ruang, atau tautan yang baru.", "Name the new unit, room or link.")
        for name, value in changed.items():
            setattr(booking, name, value)
        doing.facts.update(unit=booking.unit_code, room=booking.room_code, changed=sorted(changed))

    perform(store, Act.AMEND, reference, actor, now, effect, asked=asked)


def release(
    store: Store, reference: str, actor: Actor, now: datetime, *, reason: OfficeReason, note: str = ""
) -> None:
    """Take a schedule back. The letter stays good, and the next open slots are told."""

    def effect(doing: Doing) -> None:
        booking = doing.booking
        own = Slot(booking.date, booking.start)
        not_over(doing)
        free = availability.next_open(
            doing.session,
            Mode(booking.mode),
            booking.region_code,
            booking.letter.received_at,
            now,
            _NEXT_TOLD + 1,
            leaving_out=booking.id,
        )
        others = [slot for slot in free if slot != own][:_NEXT_TOLD]
        doing.said["earliest"] = [{"date": slot.date.isoformat(), "start": slot.start} for slot in others]

    perform(store, Act.RELEASE, reference, actor, now, effect, reason=reason.value, note=note)
