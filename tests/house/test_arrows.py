"""The arrows go app -> booking -> rules, never back."""

import ast
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.reading import ROOMS, ROOT, Finding, Source, listed, plant, sources

MAY_KNOW = {"rules": {"rules"}, "booking": {"booking", "rules"}, "app": {"app", "booking", "rules"}}
LIBRARIES_OF_RULES = {"holidays"}
WEB = {"flask", "flask_babel", "flask_limiter", "flask_login", "flask_migrate", "flask_sqlalchemy", "flask_wtf"}
FOREIGN_TO_BOOKING = WEB | {"gunicorn", "icalendar", "jinja2", "werkzeug", "wtforms"}


def imported(source: Source) -> Iterator[tuple[str, int]]:
    for node in ast.walk(source.tree):
        match node:
            case ast.Import(names=names):
                yield from ((alias.name, node.lineno) for alias in names)
            case ast.ImportFrom(module=str(module), level=0):
                yield module, node.lineno
            case ast.Call(
                func=ast.Name(id="import_module" | "__import__") | ast.Attribute(attr="import_module"),
                args=[ast.Constant(value=str(module)), *_],
            ):
                yield module, node.lineno


def allowed(room: str, top: str) -> bool:
    if top in ROOMS:
        return top in MAY_KNOW[room]
    if room == "rules":
        return top in sys.stdlib_module_names or top in LIBRARIES_OF_RULES
    return room != "booking" or top not in FOREIGN_TO_BOOKING


def against_the_arrows(root: Path) -> list[Finding]:
    return [
        Finding(source.file, line, f"{room} may not import {name}")
        for room in ROOMS
        for source in sources(root, (room,))
        for name, line in imported(source)
        if not allowed(room, name.split(".")[0])
    ]


def lint_imports(root: Path) -> subprocess.CompletedProcess[str]:
    command = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    return subprocess.run(
        [sys.executable, "-c", command, "--no-cache"], cwd=root, capture_output=True, text=True, check=False
    )


def test_no_room_looks_back() -> None:
    assert not (found := against_the_arrows(ROOT)), listed(found)


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("rules/engine.py", "import booking.store\n"),
        ("rules/engine.py", "def late():\n    from app import clock\n"),
        ("rules/engine.py", "import sqlalchemy\n"),
        ("rules/engine.py", "import structlog\n"),
        ("rules/clauses/e3c_visit.py", "from importlib import import_module\nimport_module('booking')\n"),
        ("booking/store.py", "from flask_sqlalchemy import SQLAlchemy\n"),
        ("booking/migrations/env.py", "from flask import current_app\n"),
        ("booking/workflow/submit.py", "from app import clock\n"),
    ],
)
def test_a_look_back_is_reported(tmp_path: Path, file: str, text: str) -> None:
    plant(tmp_path, file, text)
    assert [found.file for found in against_the_arrows(tmp_path)] == [file]


def test_a_look_ahead_is_not(tmp_path: Path) -> None:
    plant(tmp_path, "rules/calendar.py", "import datetime\nimport holidays\nfrom rules import facts\nfrom . import x\n")
    plant(tmp_path, "booking/gather.py", "import sqlalchemy\nfrom rules.facts import Situation\n")
    plant(tmp_path, "app/web/requests.py", "import flask\nfrom booking import workflow\nfrom rules import judge\n")
    assert against_the_arrows(tmp_path) == []


def test_the_contracts_are_kept() -> None:
    done = lint_imports(ROOT)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("file", "text", "contract"),
    [
        ("rules/engine.py", "import booking\n", "The arrows go app to booking to rules, never back"),
        ("rules/engine.py", "import sqlalchemy\n", "The rules know only the standard library and holidays"),
        ("booking/store.py", "import flask\n", "The booking room never knows the web"),
        ("rules/clauses/e3c_visit.py", "import rules.clauses.e3b\n", "Clauses do not know each other"),
    ],
)
def test_a_broken_contract_is_named(tmp_path: Path, file: str, text: str, contract: str) -> None:
    shutil.copy(ROOT / "setup.cfg", tmp_path)
    for package in (*ROOMS, "rules/clauses"):
        plant(tmp_path, f"{package}/__init__.py", "")
    plant(tmp_path, "rules/clauses/e3b.py", "")
    assert lint_imports(tmp_path).returncode == 0
    plant(tmp_path, file, text)
    done = lint_imports(tmp_path)
    assert done.returncode == 1
    assert f"{contract} BROKEN" in done.stdout
