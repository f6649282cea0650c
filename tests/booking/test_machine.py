"""The register against its model, on both databases: whatever is done, by whom and when, both say the same.

`make test` walks the same few paths each time. A long walk on new paths, until something is found or the number of
examples is reached: `MACHINE_EXAMPLES=2000 .venv/bin/python -m pytest tests/booking/test_machine.py -k database`;
`MACHINE_STEPS` is how long each path is.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test
from sqlalchemy import event

from booking import messages, states
from booking.store import Store
from booking.terms import Act, Role
from booking.workflow import holds, shape
from rules import grounds
from rules.facts import State
from tests.booking import databases
from tests.booking.conftest import BOTH
from tests.booking.machine import Machine

EXAMPLES, FIRST_SIGHT, STEPS = 15, 120, 40
SOAKING = os.environ.get("MACHINE_EXAMPLES")
SETTINGS = settings(
    max_examples=int(SOAKING or EXAMPLES),
    stateful_step_count=int(os.environ.get("MACHINE_STEPS", STEPS)),
    derandomize=not SOAKING,
    phases=(Phase.generate, Phase.shrink) if SOAKING else (Phase.generate,),  # to find the least case takes minutes
    database=None,
    deadline=None,
    print_blob=False,
    suppress_health_check=list(HealthCheck),
)
AT_FIRST_SIGHT = settings(SETTINGS, phases=(Phase.generate,), derandomize=True, max_examples=FIRST_SIGHT)

Opened = Callable[[], AbstractContextManager[Store]]


@pytest.fixture(params=BOTH)
def opened(request: pytest.FixtureRequest, tmp_path: Path) -> Opened:
    """A register as new, each time it is opened."""
    if request.param == "sqlite":
        return on_sqlite(request.getfixturevalue("sqlite_template"), tmp_path)
    store = request.getfixturevalue("postgres_register")

    @contextmanager
    def emptied() -> Iterator[Store]:
        try:
            yield store
        finally:
            databases.emptied(store.engine)

    return emptied


def on_sqlite(template: Path, folder: Path) -> Opened:
    lent = databases.Lent(folder)
    for engine in (lent.store.engine, lent.store._writer):  # a walk's register need not survive a power cut
        event.listen(engine, "connect", lambda connection, _: connection.execute("PRAGMA synchronous = OFF"))
    return lambda: lent.copy_of(template)


def test_the_database_says_what_the_model_says(opened: Opened) -> None:
    run_state_machine_as_test(lambda: Machine(opened), settings=SETTINGS)


def another_end(monkeypatch: pytest.MonkeyPatch) -> None:
    passage = replace(states.STATES[State.SCHEDULED, Act.CANCEL], to=State.EXCUSED)
    monkeypatch.setitem(states.STATES, (State.SCHEDULED, Act.CANCEL), passage)


def another_role(monkeypatch: pytest.MonkeyPatch) -> None:
    for place, passage in states.STATES.items():
        if Role.OFFICER in passage.by:
            monkeypatch.setitem(states.STATES, place, replace(passage, by=passage.by | {Role.LEADERSHIP}))


def a_deaf_clause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grounds, "session_taken", lambda asked, policy: None)


def a_forgotten_message(monkeypatch: pytest.MonkeyPatch) -> None:
    tell = messages.tell
    monkeypatch.setattr(messages, "tell", lambda s, b, act, *more: None if act == Act.MOVE else tell(s, b, act, *more))


def a_refusal_that_writes(monkeypatch: pytest.MonkeyPatch) -> None:
    def judged(doing: Any, asked: Any) -> Any:
        doing.booking.sequence += 1
        return judge_again(doing, asked)

    judge_again = shape.judged
    monkeypatch.setattr(shape, "judged", judged)


def a_hold_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(holds, "lapse_overdue", lambda *given: None)


FAULTS = [another_end, another_role, a_deaf_clause, a_forgotten_message, a_refusal_that_writes, a_hold_without_end]


@pytest.mark.proof
@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_is_found(
    sqlite_template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: Callable[[pytest.MonkeyPatch], None]
) -> None:
    fault(monkeypatch)
    opened = on_sqlite(sqlite_template, tmp_path)
    with pytest.raises(AssertionError, match=" instead of "):
        run_state_machine_as_test(lambda: Machine(opened), settings=AT_FIRST_SIGHT)
