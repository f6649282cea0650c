"""The races for long: ``python -m tests.races.soak [--rounds 1000] [--kills 50]``.

Each round is a race with all its clients, or some pairs of acts one after the other, on SQLite and PostgreSQL in turn;
before them each database has its server killed under load. Exit status 1, and what broke, where anything did.
"""

import argparse
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from time import monotonic

from tests.races import kills, pairs, places, situations
from tests.races.checks import faults
from tests.races.places import Place
from tests.races.server import DESK, Server, serving
from tests.support import postgres
from tests.support.missing import Missing

FRESH_AFTER = {"rounds": 100, "kills": 10}
"""How many on one pair of databases before new ones are made: refusals and letters pile up."""
PAIRS_A_ROUND = 8
LOAD = 4.0
"""Seconds of load, at most, before a kill."""
ENOUGH = 10
"""Rounds that broke before no more are run."""
LAST_WORDS = 3_000
"""Characters of the server's log that are shown where something broke."""

Faults = tuple[str, list[str]]


@dataclass(frozen=True)
class Racetrack:
    """A place with a server on the Friday and one at the desk."""

    place: Place
    friday: Server
    desk: Server


def plan() -> list[Callable[[Racetrack], Faults]]:
    """What the rounds go through: the races for slots, and between them the pairs, until each had its turn."""
    every = list(pairs.every_pair())
    batches = [every[first : first + PAIRS_A_ROUND] for first in range(0, len(every), PAIRS_A_ROUND)]
    races = [_race(situation) for situation in situations.ALL]
    found: list[Callable[[Racetrack], Faults]] = []
    for place, batch in enumerate(batches):
        found += [races[place % len(races)], _pairs(batch)]
    return found + races


def _race(situation: situations.Situation) -> Callable[[Racetrack], Faults]:
    def run(track: Racetrack) -> Faults:
        outcome = situation(track.friday)
        found = faults(outcome)
        situations.aside(track.place)
        return f"{outcome.name}: {len(outcome.won)} won", found

    return run


def _pairs(batch: list[pairs.Pair]) -> Callable[[Racetrack], Faults]:
    return lambda track: (f"{len(batch)} pairs from {batch[0]}", pairs.faults_of(track.desk, batch))


@contextmanager
def _places(server: str | None) -> Iterator[list[Place]]:
    """New databases, as many as this machine has."""
    with ExitStack() as stack:
        found = [stack.enter_context(places.on_sqlite())]
        if server:
            found.append(stack.enter_context(places.on_postgres(server)))
        yield found


def _blocks(number: int, size: int) -> Iterator[range]:
    for first in range(0, number, size):
        yield range(first, min(first + size, number))


class Soak:
    """A run: says each round as it ends, and keeps what broke."""

    def __init__(self, server: str | None) -> None:
        self.server = server
        self.broken = 0

    def rounds(self, number: int) -> None:
        """The races, each round on the next database."""
        steps = plan()
        for block in _blocks(number, FRESH_AFTER["rounds"]):
            with _places(self.server) as found, ExitStack() as stack:
                tracks = [
                    Racetrack(place, stack.enter_context(serving(place)), stack.enter_context(serving(place, DESK)))
                    for place in found
                ]
                for each in block:
                    track = tracks[each % len(tracks)]
                    step = steps[each // len(tracks) % len(steps)]
                    self.one(f"round {each + 1}/{number} {track.place.name}", lambda: step(track), track)  # noqa: B023
                    if self.broken >= ENOUGH:
                        return

    def kills(self, number: int) -> None:
        """As many kills on each database."""
        for block in _blocks(number, FRESH_AFTER["kills"]):
            with _places(self.server) as found:
                for each in block:
                    for place in found:
                        self.one(f"kill {each + 1}/{number} {place.name}", lambda: _kill(place))  # noqa: B023
                        if self.broken >= ENOUGH:
                            return

    def one(self, name: str, run: Callable[[], Faults], track: Racetrack | None = None) -> None:
        began = monotonic()
        what, found = run()
        print(f"{name}: {what}, {monotonic() - began:.1f} s{', BROKEN' if found else ''}", flush=True)
        if not found:
            return
        self.broken += 1
        print("\n".join(f"    {fault}" for fault in found))
        if track:
            print(track.friday.said()[-LAST_WORDS:], track.desk.said()[-LAST_WORDS:], sep="\n", flush=True)


def _kill(place: Place) -> Faults:
    told, found = kills.kill_once(place, LOAD)
    return f"{len(told.letters)} acknowledged, {len(told.scheduled)} scheduled", found


def main(arguments: list[str] | None = None) -> int:
    """Run; 1 where anything broke, or where a part is missing that REQUIRE_ALL=1 asks for."""
    parser = argparse.ArgumentParser(prog="python -m tests.races.soak", description="The races for long.")
    parser.add_argument("--rounds", type=int, default=1_000)
    parser.add_argument("--kills", type=int, default=50)
    asked = parser.parse_args(arguments)
    with ExitStack() as stack:
        try:
            server = stack.enter_context(postgres.database())
        except Missing as missing:
            print(missing, flush=True)
            if os.environ.get("REQUIRE_ALL") == "1":
                return 1
            server = None
        soak = Soak(server)
        soak.kills(asked.kills)
        soak.rounds(asked.rounds)
    print(f"{soak.broken} rounds broke" if soak.broken else "nothing broke")
    return 1 if soak.broken else 0


if __name__ == "__main__":
    sys.exit(main())
