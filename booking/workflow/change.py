"""move, amend and release: the office changes what it gave, for a reason of its own. The letter keeps its worth."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import delete

from booking import availability, gather, standing
from booking.errors import NotOpen, Unfit
from booking.journal import Actor
from booking.models import Flag
from booking.store import Store
from booking.terms import Act, OfficeReason
from booking.workflow.decide import meeting_link_fits, meets_somewhere, room_meant
from booking.workflow.places import put_at, seat_party
from booking.workflow.record import filed
from booking.workflow.shape import Doing, not_over, perform
from booking.workflow.submission import codes_known
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
        codes_known(doing.session, None, None, room or None)
        meeting_link_fits(meeting_url)
        booking, to_mode = doing.booking, mode or Mode(doing.booking.mode)
        if seen_at not in (None, Slot(booking.date, booking.start)):
            raise NotOpen(doing.act, State(booking.state), MOVED)
        if filed(booking):
            raise NotOpen(doing.act, State(booking.state), RECORDED)
        there = _room_there(doing, to_mode, slot, room)
        meets_somewhere(booking, to_mode, there, meeting_url, due=booking.state == State.SCHEDULED.value)
        return replace(gather.of_booking(booking, now), mode=to_mode, slot=slot, room=there)

    def effect(doing: Doing) -> None:
        booking, to_mode = doing.booking, mode or Mode(doing.booking.mode)
        before = Slot(booking.date, booking.start)
        same_link = to_mode is Mode.VISIT or meeting_url in (None, booking.meeting_url)
        there = _room_there(doing, to_mode, slot, room)
        same_place = same_link and there == booking.room_code
        if (before, booking.mode) == (slot, to_mode.value) and same_place:
            doing.repeated = True
            return
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
    """The room at the new slot: the one that is meant; who comes by another way than before has none of its own."""
    booking = doing.booking
    usual = gather.visit_room(slot.date) if mode is Mode.VISIT else None
    return room_meant(mode, room, booking.room_code if mode.value == booking.mode else usual)


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
    """Give a request or schedule another unit, room or meeting link. Only the room is judged again; ``NO_ROOM`` takes
    it from a video conference that has a link. That a room was taken is told no longer once it is another."""

    def asked(doing: Doing) -> gather.Asked:
        booking = doing.booking
        codes_known(doing.session, None, unit, room or None)
        meeting_link_fits(meeting_url)
        there = room_meant(Mode(booking.mode), room, booking.room_code)
        meets_somewhere(booking, Mode(booking.mode), there, meeting_url, due=False)
        return replace(gather.of_booking(booking, now), room=there)

    def effect(doing: Doing) -> None:
        booking = doing.booking
        given = {
            "unit_code": unit or booking.unit_code,
            "room_code": room_meant(Mode(booking.mode), room, booking.room_code),
            "meeting_url": meeting_url or booking.meeting_url,
        }
        changed = {name: value for name, value in given.items() if value != getattr(booking, name)}
        doing.repeated = not changed
        if not (unit or room or meeting_url or given["room_code"] != booking.room_code):
            raise Unfit("unit", "Sebutkan unit, ruang, atau tautan yang baru.", "Name the new unit, room or link.")
        for name, value in changed.items():
            setattr(booking, name, value)
        if "room_code" in changed:
            flagged = Flag.booking_id == booking.id, Flag.code == "room_taken"
            doing.session.execute(delete(Flag).where(*flagged))
        doing.facts.update(unit=booking.unit_code, room=booking.room_code, changed=sorted(changed))

    perform(store, Act.AMEND, reference, actor, now, effect, asked=asked)


def release(
    store: Store, reference: str, actor: Actor, now: datetime, *, reason: OfficeReason, note: str = ""
) -> None:
    """Take a schedule back. The letter stays good, and the next open slots are told. Not once the session is over,
    unless it could not take place where it stands."""

    def effect(doing: Doing) -> None:
        booking = doing.booking
        own = Slot(booking.date, booking.start)
        if not standing.cannot_stay(doing.session, booking):
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
