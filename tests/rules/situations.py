"""Situations from short words, through the same JSON door as everybody else's.

Unless told otherwise: a visit of Balikpapan (64.72) on a letter received on Monday, 5 October 2026, so that Thursday,
8 October, is the first possible day; asked for at 10:00 that day, one guest, nothing on record.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple

from rules import Situation, judge, wire

Json = dict[str, Any]
Refused = tuple[str, str, str, str | None]
"""Clause, code, basis, the day from which it no longer stands."""

FIRST_DAY = "2026-10-08"


def visit(
    slot: str = f"{FIRST_DAY} 10:00",
    *,
    mode: str = "visit",
    region: str | None = "64.72",
    number: str = "005/123/BPKAD",
    received: str = "2026-10-05T08:15:00+07:00",
    letter: Mapping[str, Any] | None = None,
    guests: Iterable[str] = ("other",),
    closures: Mapping[str, str] | None = None,
    blocks: Iterable[str] = (),
    **more: Any,
) -> Json:
    """The JSON of a situation: slots as ``day hour``, blocks as ``room day hour``, guests by their offices."""
    return {
        "mode": mode,
        "region": region,
        "letter": {"number": number, "received_at": received, **(letter or {})},
        "slot": _slot(slot),
        "guests": [{"office": office} for office in guests],
        "closures": [{"date": day, "name": name} for day, name in (closures or {}).items()],
        "blocks": [{"room": block.split()[0], **_slot(block.split(maxsplit=1)[1])} for block in blocks],
        **more,
    }


def video(slot: str = f"{FIRST_DAY} 10:00", **more: Any) -> Json:
    """The same as a video conference."""
    return visit(slot, mode="video_conference", **more)


def booked(
    slot: str, state: str = "scheduled", *, mode: str = "visit", region: str | None = "11.01", **more: Any
) -> Json:
    """A booking of the record, of another region and on another letter unless told otherwise."""
    return {"mode": mode, "region": region, "state": state, "letter_number": "900/1/A", **_slot(slot), **more}


def ours(slot: str, state: str = "scheduled", **more: Any) -> Json:
    """A booking of the region that asks."""
    return booked(slot, state, region="64.72", **more)


def on_our_letter(slot: str, state: str, **more: Any) -> Json:
    """A booking on the very letter with which the region asks."""
    return ours(slot, state, letter_number="005/123/BPKAD", **more)


def _slot(text: str) -> Json:
    day, start = text.split()
    return {"date": day, "start": start}


def read(asked: Json) -> Situation:
    return wire.situation(asked)


def refused(asked: Json) -> list[Refused]:
    """Every refusal of a situation, in the verdict's own order."""
    return [
        (refusal.clause, refusal.code, refusal.basis, _day(refusal.reopens_on))
        for refusal in judge(read(asked)).refusals
    ]


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


class Ground(NamedTuple):
    """A clause with one of its codes: situations, by name, that pass it, and others that it refuses and why."""

    clause: str
    code: str
    passes: dict[str, Json]
    refuses: dict[str, tuple[Json, list[Refused]]]


def passing(grounds: Iterable[Ground]) -> dict[str, Json]:
    return {f"{ground.code}: {name}": asked for ground in grounds for name, asked in ground.passes.items()}


def refusing(grounds: Iterable[Ground]) -> dict[str, tuple[Json, list[Refused]]]:
    return {f"{ground.code}: {name}": case for ground in grounds for name, case in ground.refuses.items()}
