"""What reading costs with 10,000 and with 1,000,000 bookings stored, of which 10,000 hold a slot: it must not grow."""

from __future__ import annotations

import gc
import math
import random
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy.orm import Session

from benchmarks import filling
from benchmarks.measure import Result
from booking import availability, due, gather, listing, reads
from booking.due import Due
from booking.journal import Actor
from booking.listing import Wanted
from booking.store import Store
from booking.terms import Role
from rules import calendar as rules_calendar
from rules import parameters
from rules.facts import CalendarMonth, Mode, State
from tests.booking import databases
from tests.support import postgres
from tests.support.missing import Missing

FEW, MANY = 10_000, 1_000_000
AT_MOST = 1.2
ROUNDS = 30
TRIES = 3
LATEST = 400
"""So many of those that hold a slot lie ahead and are not decided or not held yet."""
OFFICER = Actor(Role.OFFICER)
Work = Callable[[Session, Any], object]


@dataclass(frozen=True)
class Read:
    """Something that is read, by what it is called and of what."""

    name: str
    work: Work
    items: Sequence[Any]
    meaning: str


def month(session: Session, asked: tuple[Mode, CalendarMonth, str]) -> object:
    """One month of the calendar."""
    mode, of, region = asked
    return [
        (each.slot, [refusal.code for refusal in each.refusals])
        for each in availability.month(session, mode, of, region, filling.NOW, filling.NOW)
    ]


def inbox(session: Session, number: int) -> object:
    """A page of those that wait, the oldest on top: what the officer sees first."""
    page = listing.page(session, OFFICER, Wanted(State.REQUESTED, newest_first=False), number)
    return page.total, [(each.reference, each.letter.number, len(each.guests)) for each in page.bookings]


def narrowed(session: Session, wanted: Wanted) -> object:
    """The first page of the inbox with filters."""
    page = listing.page(session, OFFICER, wanted)
    return page.total, page.whole, [(each.reference, each.letter.number, len(each.guests)) for each in page.bookings]


def lines(session: Session, wanted: Wanted) -> object:
    """A page of what is not the same where more is stored: how many lines it has."""
    page = listing.page(session, OFFICER, wanted)
    return len([(each.reference, each.letter.number, len(each.guests)) for each in page.bookings])


def office_calendar(session: Session, month: CalendarMonth) -> object:
    """The sessions of a month as the office's calendar reads them."""
    return [(each.reference, each.unit_code) for each in reads.sessions(session, month.first_day, month.last_day)]


def due_records(session: Session, _item: object) -> object:
    """The number on top of the inbox."""
    return due.records_overdue(session, gather.office_calendar(session), filling.NOW)


def displaced(session: Session, _item: object) -> object:
    """The number beside it: how many bookings stand on a day off, the year's list being what it is."""
    return due.displaced(session, gather.office_calendar(session))


def everything(session: Session, number: int) -> object:
    """A page of all bookings, newest first."""
    page = listing.page(session, OFFICER, number=number)
    return len([(each.reference, each.letter.number, len(each.guests)) for each in page.bookings])


def one(session: Session, reference: str) -> object:
    """One booking with what happened to it and its last judgement."""
    found = reads.booking(session, reference, OFFICER)
    decision = reads.last_decision(session, found.id)
    told = [each.entry.act for each in reads.happened(session, reference)]
    return found.state, found.letter.number, [guest.name for guest in found.guests], told, decision and decision.act


def all_reads() -> list[Read]:
    chance = random.Random(3)
    months = [CalendarMonth(2027, number) for number in (3, 7, 8, 9)]
    asked = [(mode, of, chance.choice(filling.regions())) for mode in Mode for of in months]
    return [
        Read("a month of the calendar", month, asked, "every session of a month, open or closed with its reasons"),
        Read("the inbox", inbox, [1, 2, 3, 4], "a page of the requests that wait, with letter and guests"),
        *(Read(f"the inbox, {told}", narrowed, wanted, meaning) for told, wanted, meaning in _filters(chance)),
        Read("overdue records", due_records, [None], "how many records are overdue, told on top of the inbox"),
        Read("bookings on a day off", displaced, [None], "how many are to be moved, told on top of the inbox"),
        Read("all bookings, by mode", lines, [Wanted(mode=Mode.VIDEO_CONFERENCE)], "the newest video conferences"),
        *(
            Read(f"search, {told}", lines, [Wanted(query=query) for query in queries], meaning)
            for told, queries, meaning in _queries(chance)
        ),
        Read("the office's calendar", office_calendar, [each[1] for each in asked[:4]], "all sessions of a month"),
        Read("all bookings", everything, [1, 2, 3, 4], "a page of the newest of all bookings, with letter and guests"),
        Read("one booking", one, chance.sample(filling.references(), 12), "with guests, journal and last decision"),
    ]


def _filters(chance: random.Random) -> list[tuple[str, list[Wanted], str]]:
    who, numbers = filling.regions(), chance.sample(range(filling.HOLDING - LATEST, filling.HOLDING), 4)
    region = [Wanted(State.REQUESTED, region=who[number % len(who)]) for number in numbers]
    calendar = rules_calendar.calendar_of(parameters.in_force().policy(filling.FIRST, filling.FIRST).known_years)
    waits = Wanted(State.REQUESTED, newest_first=False)
    windows = {each: replace(waits, state=None, due=due.window(each, calendar, filling.NOW)) for each in Due}
    return [
        ("by the session's day", [replace(waits, by_day=True)], "those that wait, the nearest session on top"),
        ("of a region", region, "what waits of one region"),
        ("by mode and unit", [replace(waits, mode=Mode.VISIT, unit="dana-transfer-umum")], "two filters together"),
        ("late answers", [windows[Due.LATE]], "what the leadership was told of"),
        ("near sessions", [windows[Due.NEAR]], "today and the next working day"),
        ("overdue records", [windows[Due.RECORD]], "sessions that were held, without their record"),
    ]


def _queries(chance: random.Random) -> list[tuple[str, list[str], str]]:
    numbers = chance.sample(range(filling.HOLDING // 2, filling.HOLDING), 4)
    references = chance.sample(filling.references(), 4)
    return [
        ("a rare name", [f"{filling.ITS_OWN}{number}" for number in numbers], "the guest of one booking"),
        ("a letter's number", [f"005/{number}/BPKAD" for number in numbers], "all its parts, written together"),
        ("a common word", ["pemerintah", "kota"], "a word of all bookings, and of every fifth"),
        ("two common words", ["pemerintah tamu", "kabupaten pemerintah"], "which all bookings have, or most"),
        ("a common beginning", ["00"], "which goes on in more ways than are read"),
        ("a common and a rare word", [f"tamu {filling.ITS_OWN}{number}" for number in numbers], "both of one booking"),
        ("a reference", [*references, references[0].replace("-", "").lower()], "as it is written, and as it is typed"),
        ("nothing found", ["tidakadayangbernama", "tamu tidakada"], "a word that no booking has"),
    ]


def run() -> list[Result]:
    with ExitStack() as open_, TemporaryDirectory(prefix="temu-stored-") as folder:
        pairs = {"SQLite": [open_.enter_context(_file(Path(folder) / f"{stored}.sqlite")) for stored in (FEW, MANY)]}
        try:
            url = open_.enter_context(postgres.database())
        except Missing as missing:
            print(f"Not measured on PostgreSQL: {missing}", file=sys.stderr)
        else:
            pairs["PostgreSQL"] = [open_.enter_context(_schema(url)) for _ in (FEW, MANY)]
        _fill(list(pairs.values()))
        return [_result(named, read, *pair) for named, pair in pairs.items() for read in all_reads()]


@contextmanager
def _file(path: Path) -> Iterator[Store]:
    store = databases.furnished(databases.at(path))
    try:
        yield store
    finally:
        store.dispose()


@contextmanager
def _schema(url: str) -> Iterator[Store]:
    with databases.schema_of_its_own(url) as engine:
        store = databases.furnished(engine)
        try:
            yield store
        finally:
            store.dispose()


def _fill(pairs: list[list[Store]]) -> None:
    """Each kind of database beside the other: they fill themselves."""

    def filled(pair: list[Store]) -> None:
        for store, stored in zip(pair, (FEW, MANY), strict=True):
            filling.fill(store, stored)

    with ThreadPoolExecutor() as beside:
        list(beside.map(filled, pairs))


def _result(named: str, read: Read, few: Store, many: Store) -> Result:
    answers = {stored: [_read(store, read.work, item) for item in read.items] for stored, store in
               {FEW: few, MANY: many}.items()}  # fmt: skip
    assert answers[FEW] == answers[MANY], read.name
    fastest = _fastest(read, {FEW: few, MANY: many})
    return Result(
        name=f"{read.name}, {named}",
        ratio=fastest[FEW] / fastest[MANY],
        at_least=round(1 / AT_MOST, 3),
        aim=1,
        measured=" and ".join(f"{taken:.0f} µs with {stored:,} stored" for stored, taken in fastest.items()),
        meaning=f"{read.meaning}: at most {AT_MOST} times as long with a hundred times as many bookings stored",
    )


def _fastest(read: Read, stores: dict[int, Store]) -> dict[int, float]:
    """Microseconds an item at best of many turns: what else the machine does falls on single turns. Where that still
    looks too long, as many turns are taken again: a busy minute passes, and what costs more goes on costing more."""
    best = [dict.fromkeys(stores, math.inf) for _ in read.items]
    for _ in range(TRIES):
        for item, so_far in zip(read.items, best, strict=True):
            for stored, taken in _turns(read.work, item, stores).items():
                so_far[stored] = min(so_far[stored], taken)
        fastest = {stored: sum(each[stored] for each in best) / len(best) for stored in stores}
        if fastest[MANY] <= AT_MOST * fastest[FEW]:
            break
    return fastest


def _turns(work: Work, item: Any, stores: dict[int, Store]) -> dict[int, float]:
    taken: dict[int, list[float]] = {stored: [] for stored in stores}
    gc.collect()
    gc.disable()
    try:
        for _ in range(ROUNDS):
            for stored, store in stores.items():
                begun = time.perf_counter()
                _read(store, work, item)
                taken[stored].append((time.perf_counter() - begun) * 1e6)
    finally:
        gc.enable()
    return {stored: min(times) for stored, times in taken.items()}


def _read(store: Store, work: Work, item: Any) -> object:
    with store.reading() as session:
        return work(session, item)
