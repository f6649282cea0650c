"""approve and reject: the officer's answer to a request."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from booking import gather
from booking.errors import Refused, Unfit
from booking.journal import Actor
from booking.store import Store
from booking.terms import Act, Ground, RejectReason
from booking.workflow.shape import Doing, perform
from booking.workflow.submission import codes_known
from rules import desk
from rules.facts import Mode


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

    The rules are asked again first; a lead time that was kept when the schedule was asked for is settled.
    """

    def asked(doing: Doing) -> gather.Asked:
        _fits(doing)
        return replace(gather.of_booking(doing.booking, now), room=room or doing.booking.room_code)

    def _fits(doing: Doing) -> None:
        booking = doing.booking
        if not given_by.strip():
            raise Unfit("given_by", "Tuliskan siapa yang memberi arahan.", "Say who gave the word.")
        if given_at is not None and given_at > now:
            raise Unfit("given_at", "Arahan tidak dapat bertanggal esok.", "The word cannot be given in the future.")
        if unit is None and booking.unit_code is None:
            raise Unfit("unit", "Pilih unit teknis yang menerima.", "Choose the technical unit that receives.")
        codes_known(doing.session, None, unit, room)
        meeting_link_fits(meeting_url)
        refusals = desk.meeting_place(Mode(booking.mode), room or booking.room_code, meeting_url or booking.meeting_url)
        if refusals:
            raise Refused(list(refusals))

    def effect(doing: Doing) -> None:
        booking = doing.booking
        booking.ground, booking.given_by, booking.given_at = ground.value, given_by.strip(), given_at or now
        booking.unit_code = unit or booking.unit_code
        booking.room_code = room or booking.room_code
        booking.meeting_url = meeting_url or booking.meeting_url
        doing.facts.update(ground=ground.value, unit=booking.unit_code, room=booking.room_code)
        doing.personal["given_by"] = given_by.strip()

    perform(store, Act.APPROVE, reference, actor, now, effect, asked=asked)


def meeting_link_fits(url: str | None) -> None:
    """Raise Unfit for a meeting link that is not https, or leads nowhere."""
    if url and not (url.startswith("https://") and url.removeprefix("https://").strip("/ ")):
        raise Unfit("meeting_url", "Tautan rapat diawali https://.", "A meeting link begins with https://.")


def reject(store: Store, reference: str, actor: Actor, now: datetime, *, reason: RejectReason, note: str) -> None:
    """Turn a request down, with a reason from the closed list and words for the requester."""
    perform(store, Act.REJECT, reference, actor, now, reason=reason.value, note=note)
