"""Made-up situations with a record of 20 bookings around them, so that clauses do collide. The same ones every time."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta

from rules import parameters, regions
from rules.calendar import calendar_of
from rules.facts import WIB, Booked, Letter, LetterName, Mode, Office, Record, Situation, Slot, State, letter_key

BOOKINGS = 20
HOURS = ("08:00", "09:00", "10:00", "11:00", "13:00", "14:00", "15:00")
FIGURES = parameters.in_force()
DRAFT = FIGURES.replacing({"letter_intake_closes": "15:00", "video_parallel": 2, "guests": 1})
KNOWN = FIGURES.policy(date(2026, 1, 1), date(2026, 1, 1)).known_years
CALENDAR = calendar_of(KNOWN, closures=((date(2026, 10, 12), "Rapat pimpinan"),))
REGIONS = tuple(regions.register())[:12]


def situations(count: int, seed: int) -> list[Situation]:
    chance = random.Random(seed)
    return [_situation(chance) for _ in range(count)]


def fresh(asked: Situation) -> Situation:
    """The same situation in new objects: nothing that an earlier judgement worked out is left in it."""
    return Situation(
        mode=asked.mode,
        region=asked.region,
        requester=asked.requester,
        letter=asked.letter,
        slot=asked.slot,
        guests=asked.guests,
        calendar=asked.calendar,
        figures=asked.figures,
        record=Record(asked.record.bookings),
        asked_at=asked.asked_at,
        room=asked.room,
        blocks=asked.blocks,
        id=asked.id,
    )


def _situation(chance: random.Random) -> Situation:
    far = chance.random() < 0.05
    first = date(2027, 12, 20) if far else date(2026, 9, 1) + timedelta(days=chance.randrange(90))
    received = datetime(first.year, first.month, first.day, chance.randrange(24), chance.randrange(60), tzinfo=WIB)
    requester = chance.choice([*REGIONS, None])
    dated_on = chance.choice([None, first, first - timedelta(days=360)])
    number = f"005/{chance.randrange(40)}/BPKAD"
    return Situation(
        mode=chance.choice(tuple(Mode)),
        region=requester,
        requester=requester,
        letter=Letter(number, received, dated_on, chance.random() < 0.95),
        slot=_slot(chance, first, HOURS),
        guests=tuple(chance.choices(tuple(Office), (1, 1, 8), k=chance.choice((0, 1, 1, 2, 2, 2, 3, 4, 5)))),
        calendar=CALENDAR,
        figures=DRAFT if chance.random() < 0.1 else FIGURES,
        record=Record(_booked(chance, first) for _ in range(BOOKINGS)),
        asked_at=received + timedelta(days=chance.randrange(12)) if chance.random() < 0.8 else None,
        room=chance.choice([None, None, "lantai-3", "aula"]),
        blocks=frozenset({("lantai-3", _slot(chance, first, HOURS)) for _ in range(chance.randrange(4))}),
    )


def _slot(chance: random.Random, first: date, hours: tuple[str, ...]) -> Slot:
    return Slot(first + timedelta(days=chance.randrange(20)), chance.choice(hours))


def _booked(chance: random.Random, first: date) -> Booked:
    name = LetterName(letter_key(f"005/{chance.randrange(40)}/bpkad"), chance.choice([None, first.year]))
    return Booked(
        mode=chance.choice(tuple(Mode)),
        requester=chance.choice([*REGIONS, None]),
        slot=_slot(chance, first, HOURS),
        state=chance.choice(tuple(State)),
        letter=name if chance.random() < 0.95 else None,
        room=chance.choice([None, None, "lantai-3", "aula"]),
    )
