"""What the circular asks once a schedule stands: at reception (E.3.c.6, 11) and of the record (E.3.b.3, E.3.c.10)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time, timedelta

from rules.facts import WIB, Mode, Office, Slot
from rules.grounds import cap_of
from rules.parameters import Policy
from rules.verdict import Refusal, Refusals, against
from rules.words import either

SESSION = timedelta(hours=1)
"""E.3.c.8: a session lasts from one full hour to the next."""

MINUTES, ATTENDANCE, RECORDING = "minutes", "attendance", "recording"


def begins_at(slot: Slot) -> datetime:
    """The instant at which a session starts, WIB."""
    return datetime.combine(slot.date, time.fromisoformat(slot.start), WIB)


def ends_at(slot: Slot) -> datetime:
    """The instant at which a session ends, WIB."""
    return begins_at(slot) + SESSION


def admission(slot: Slot, present: tuple[Office, ...], instant: datetime, policy: Policy) -> Refusals:
    """Whether reception may admit guests at an instant, ``present`` being everybody who would then have entered.

    E.3.c.11: from some minutes before the session until its end. E.3.c.6: two until a leader of the party has come.
    """
    return (*against(_window(slot, instant, policy)), *party(present, policy))


def _window(slot: Slot, instant: datetime, policy: Policy) -> Refusal | None:
    if opens_at(slot, policy) <= instant <= ends_at(slot):
        return None
    return _outside(slot, policy)


def _outside(slot: Slot, policy: Policy) -> Refusal:
    hours = {"opens": Slot.at(opens_at(slot, policy)).start, "closes": Slot.at(ends_at(slot)).start}
    return Refusal("outside_window", Mode.VISIT, {"date": slot.date, **hours})


def opens_at(slot: Slot, policy: Policy) -> datetime:
    """The instant from which guests of a session may be admitted, WIB."""
    return begins_at(slot) - timedelta(minutes=policy.check_in_opens_minutes)


def party(present: tuple[Office, ...], policy: Policy) -> Refusals:
    """E.3.c.6 at the door: whether so many may be inside together."""
    cap = cap_of(present, policy)
    if len(present) <= cap:
        return ()
    return (Refusal("guest_cap", Mode.VISIT, {"named": len(present), "cap": cap, **_limits(policy)}),)


def _limits(policy: Policy) -> dict[str, int]:
    return {"guests": policy.guests, "guests_with_leader": policy.guests_with_leader}


def travel_order(admitted: bool) -> Refusals:
    """E.3.c.7: whether a guest's travel order (SPPD) may be signed."""
    return () if admitted else (Refusal("not_admitted", Mode.VISIT, {}),)


def turned_away(code: str, slot: Slot | None, policy: Policy) -> Refusal | None:
    """What a party is told that reception turns away; None where its schedule must be known for that and is not."""
    if code == "outside_window":
        return _outside(slot, policy) if slot is not None else None
    if code == "guest_cap":
        return Refusal("party_too_large", Mode.VISIT, _limits(policy))
    return Refusal(code, Mode.VISIT, {})


def record(mode: Mode, filed: Iterable[str]) -> Refusals:
    """Whether a session may be closed on what was filed: a visit on minutes and attendance list, a video conference on
    minutes or a recording."""
    have = set(filed)
    if mode is Mode.VISIT:
        missing = [either(kind) for kind in (MINUTES, ATTENDANCE) if kind not in have]
    else:
        missing = [] if have & {MINUTES, RECORDING} else [either("minutes_or_recording")]
    return (Refusal("record_missing", mode, {"missing": missing}),) if missing else ()


def meeting_place(mode: Mode, room: str | None, link: str | None) -> Refusals:
    """E.3.b.2: a video conference is scheduled with a room or a link."""
    named = mode is Mode.VISIT or room or link
    return () if named else (Refusal("no_meeting_room", mode, {}),)
