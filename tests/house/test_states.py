"""Only booking/workflow writes a booking's state, always as the step that the table names."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.reading import ROOMS, ROOT, Finding, Source, listed, plant, sources

MAY_WRITE = ("booking/workflow/", "booking/models/")
WRITERS = ("values", "update")
NO_BOOKING = ("Message", "AccountRequest")  # their states: where a delivery stands, what an officer answered
IN_SQL = re.compile(r"\bUPDATE\b.+\bSET\b.*\bstate\s*=", re.IGNORECASE | re.DOTALL)


def writes(source: Source) -> Iterator[int]:
    for node in source.nodes():
        match node:
            case ast.Attribute(attr="state", ctx=ast.Store() | ast.Del()):
                yield node.lineno
            case ast.Call(func=ast.Name(id="setattr"), args=[_, ast.Constant(value="state"), *_]):
                yield node.lineno
            case ast.Call(func=ast.Attribute(attr=name)) if name in WRITERS and names_state(node):
                if table_of(node) not in NO_BOOKING:
                    yield node.lineno
            case ast.Call(func=ast.Name(id="Booking") | ast.Attribute(attr="Booking")) if names_state(node):
                yield node.lineno
            case ast.Constant(value=str(text)) if IN_SQL.search(text):
                yield node.lineno


def table_of(call: ast.AST) -> str | None:
    """``Message`` of ``update(Message).where(…).values(…)``; None where the statement does not name its table."""
    match call:
        case ast.Call(func=ast.Name(id="update"), args=[ast.Name(id=table)]):
            return table
        case ast.Call(func=ast.Attribute(value=inner)):
            return table_of(inner)
    return None


def names_state(call: ast.Call) -> bool:
    """state=…, {"state": …}, {Booking.state: …} or dict(state=…) among the arguments, in a list of rows too."""
    if any(keyword.arg == "state" for keyword in call.keywords):
        return True
    given = [*call.args, *(keyword.value for keyword in call.keywords if keyword.arg is None)]
    rows = [row for value in given for row in (value.elts if isinstance(value, ast.List | ast.Tuple) else [value])]
    return any(is_state_row(row) for row in rows)


def is_state_row(value: ast.expr) -> bool:
    match value:
        case ast.Dict(keys=keys):
            return any(map(is_state_key, keys))
        case ast.Call(func=ast.Name(id="dict")):
            return names_state(value)
    return False


def is_state_key(key: ast.expr | None) -> bool:
    match key:
        case ast.Constant(value="state") | ast.Attribute(attr="state"):
            return True
    return False


def states_written(root: Path) -> list[Finding]:
    return [
        Finding(source.file, line, "writes a state; only booking/workflow does")
        for source in sources(root, (*ROOMS, "wsgi.py"), without=MAY_WRITE)
        for line in writes(source)
    ]


def test_only_the_workflow_writes_a_state() -> None:
    assert not (found := states_written(ROOT)), listed(found)


@pytest.mark.parametrize(
    "text",
    [
        "booking.state = State.HELD\n",
        "a, booking.state = 1, 2\n",
        "booking.state: State = State.HELD\n",
        "del booking.state\n",
        "for booking.state in states: ...\n",
        "setattr(booking, 'state', State.HELD)\n",
        "update(Booking).values(state=State.HELD)\n",
        "update(Booking).values({'state': State.HELD})\n",
        "update(Booking).values({Booking.state: State.HELD})\n",
        "insert(Booking).values([{'state': State.HELD}])\n",
        "update(Booking).values(**{'state': State.HELD})\n",
        "query.update({'state': State.HELD})\n",
        "query.update(dict(state=State.HELD))\n",
        "Booking(state=State.HELD)\n",
        "models.Booking(**{'state': State.HELD})\n",
        "session.execute(text('UPDATE booking SET room = 1, state = 2'))\n",
    ],
)
@pytest.mark.parametrize("file", ["booking/gather.py", "app/cli.py"])
def test_a_state_written_elsewhere_is_reported(tmp_path: Path, file: str, text: str) -> None:
    plant(tmp_path, file, text)
    assert [found.file for found in states_written(tmp_path)] == [file]


def test_reading_a_state_and_the_workflow_itself_pass(tmp_path: Path) -> None:
    plant(tmp_path, "booking/workflow/submit.py", "booking.state = step.to\n")
    plant(tmp_path, "booking/models/booking.py", "class Booking(Base):\n    state: Mapped[str]\n")
    plant(tmp_path, "booking/outbox.py", "update(Message).where(Message.id == 1).values(state=Delivery.SENT)\n")
    plant(tmp_path, "booking/accounts.py", "update(AccountRequest).where(waits).values(state=answer)\n")
    plant(tmp_path, "app/web/desk.py", "state = booking.state\nshown.update({'room': 1})\nrows = find(state=state)\n")
    assert states_written(tmp_path) == []
