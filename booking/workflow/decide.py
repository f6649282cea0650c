"""approve and reject: the officer's answer to a request."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from booking import gather
from booking.errors import Refused, Unfit
from booking.journal import Actor
from booking.models import Booking
from booking.store import Store
from booking.terms import Act, Ground, RejectReason
from booking.workflow.shape import Doing, perform
from booking.workflow.submission import codes_known
from rules import desk
from rules.facts import Mode

NO_ROOM = ""
"""In place of a room's code: without a room, for a video conference that has a link."""


def approve(
    store: Store,
    reference: str,
    actor: Actor,
    now: datetime,
    *,
    ground: Ground,
    given_by: str,
    given_at: datetime | None = None,
    unit: str | None = None,
    room: str | None = None,
    meeting_url: str | None = None,
) -> None:
    """E.3.c.3: give a request its schedule, on the word of the leadership or the unit's consideration.

    The rules are asked again first; a lead time that was kept when the schedule was asked for is settled. A room that
    is not named stays; ``NO_ROOM`` takes it from a video conference that has a link.
    """

    def asked(doing: Doing) -> gather.Asked:
        _fits(doing)
        return replace(gather.of_booking(doing.booking, now), room=_room(doing.booking))

    def _room(booking: Booking) -> str | None:
        return room_meant(Mode(booking.mode), room, booking.room_code)

    def _fits(doing: Doing) -> None:
        booking = doing.booking
        if not given_by.strip():
            raise Unfit("given_by", "Tuliskan siapa yang memberi arahan.", "Say who gave the word.")
        if given_at is not None and given_at > now:
            raise Unfit("given_at", "Arahan tidak dapat bertanggal esok.", "The word cannot be given in the future.")
        if unit is None and booking.unit_code is None:
            raise Unfit("unit", "Pilih unit teknis yang menerima.", "Choose the technical unit that receives.")
        codes_known(doing.session, None, unit, room or None)
        meeting_link_fits(meeting_url)
        meets_somewhere(booking, Mode(booking.mode), _room(booking), meeting_url, due=True)

    def effect(doing: Doing) -> None:
        booking = doing.booking
        booking.ground, booking.given_by, booking.given_at = ground.value, given_by.strip(), given_at or now
        booking.unit_code = unit or booking.unit_code
        booking.room_code = _room(booking)
        booking.meeting_url = meeting_url or booking.meeting_url
        doing.facts.update(ground=ground.value, unit=booking.unit_code, room=booking.room_code)
        doing.personal["given_by"] = given_by.strip()

    perform(store, Act.APPROVE, reference, actor, now, effect, asked=asked)


def room_meant(mode: Mode, named: str | None, own: str | None) -> str | None:
    """The room that is named, else its own. ``NO_ROOM`` is none; a visit keeps its own all the same."""
    return None if named == NO_ROOM and mode is Mode.VIDEO_CONFERENCE else named or own


def meets_somewhere(booking: Booking, mode: Mode, room: str | None, link: str | None, *, due: bool) -> None:
    """E.3.b.2: raise Refused for a video conference that is left without room and link, where a place is ``due`` or
    its own room would be taken from it."""
    had_a_room = booking.mode == Mode.VIDEO_CONFERENCE.value and booking.room_code is not None
    refusals = desk.meeting_place(mode, room, link or booking.meeting_url)
    if refusals and (due or had_a_room):
        raise Refused(list(refusals))


def meeting_link_fits(url: str | None) -> None:
    """Raise Unfit for a meeting link that is not https, or leads nowhere."""
    if url and not (url.startswith("https://") and url.removeprefix("https://").strip("/ ")):
        raise Unfit("meeting_url", "Tautan rapat diawali https://.", "A meeting link begins with https://.")


def reject(store: Store, reference: str, actor: Actor, now: datetime, *, reason: RejectReason, note: str) -> None:
    """Turn a request down, with a reason from the closed list and words for the requester."""
    perform(store, Act.REJECT, reference, actor, now, reason=reason.value, note=note)
