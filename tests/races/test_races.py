"""Many clients at once over real HTTP: SQLite behind two processes, PostgreSQL behind four; `make soak` for long."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import pytest

from tests.races import kills, pairs, places, situations
from tests.races.checks import Outcome, faults
from tests.races.places import Place
from tests.races.server import DESK, Server, serving

BOTH = ("sqlite", pytest.param("postgres", marks=pytest.mark.postgres))
PAIRS = 20
"""How many pairs of acts fit into the short form on each database; the long one runs all."""
TRIES = 10
CARELESS_CLIENTS = 64

Open = Callable[[bool], AbstractContextManager[Place]]


@pytest.fixture(scope="module", params=BOTH)
def opening(request: pytest.FixtureRequest) -> Open:
    """A place to race, on SQLite and on PostgreSQL."""
    if request.param == "sqlite":
        return places.on_sqlite
    url = request.getfixturevalue("postgres_url")
    return lambda unguarded: places.on_postgres(url, unguarded)


@pytest.fixture(scope="module")
def place(opening: Open) -> Iterator[Place]:
    with opening(False) as found:
        yield found


@pytest.fixture(scope="module")
def server(place: Place) -> Iterator[Server]:
    """The register served by all its processes, on the Friday."""
    with serving(place) as started:
        yield started


def sampled(offset: int, most: int = PAIRS) -> list[pairs.Pair]:
    """Pairs from all over the table; each offset takes others."""
    every = list(pairs.every_pair())
    stride = max(1, -(-len(every) // most))
    return every[offset % stride :: stride]


@pytest.mark.parametrize("situation", situations.ALL, ids=lambda situation: situation.__name__)
def test_nobody_gets_more_than_the_circular_gives(server: Server, situation: situations.Situation) -> None:
    assert faults(situation(server)) == []
    situations.aside(server.place)


def test_two_acts_at_once_on_one_booking_end_lawfully(place: Place) -> None:
    with serving(place, DESK) as at_the_desk:
        assert pairs.faults_of(at_the_desk, sampled(place.processes // 2)) == []


def test_a_killed_server_has_kept_what_it_acknowledged() -> None:
    with places.on_sqlite() as found:
        told, wrong = kills.kill_once(found)
    assert told.letters
    assert wrong == []


@pytest.mark.proof
def test_without_guards_and_locks_the_same_races_are_lost(opening: Open) -> None:
    with opening(True) as careless, serving(careless) as started:
        assert any_of("visits in session", lambda: situations.one_session(started, CARELESS_CLIENTS))
        assert any_of("visits of month", lambda: situations.one_month(started))
        assert any_of("winners, 1 are due", lambda: situations.two_officers(started))


def any_of(what: str, race: Callable[[], Outcome]) -> bool:
    """Whether a race is lost in this way within some tries."""
    for _ in range(TRIES):
        outcome = race()
        found = faults(outcome)
        situations.aside(outcome.place)
        if any(what in fault for fault in found):
            return True
    return False
