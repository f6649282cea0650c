"""Figures of the circular stand in its TOML, not in code: a bare number or an hour needs a reason."""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.reading import MIGRATIONS, ROOT, Finding, Source, listed, plant, sources

CHECKED = ("rules", "booking")
EXCEPTIONS = "tests/house/literals_allowed.toml"
HOUR = re.compile(r"\d{1,2}[:.]\d\d(?:\s*-\s*\d{1,2}[:.]\d\d)?")


def figures(source: Source) -> Iterator[tuple[str, int]]:
    """Numbers other than 0 and 1 and texts such as 09:00, wherever they stand. A minus belongs to its number."""
    nodes = list(source.nodes())
    minus = {id(node.operand) for node in nodes if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub)}
    for node in nodes:
        if not isinstance(node, ast.Constant):
            continue
        value = node.value
        if isinstance(value, str) and HOUR.fullmatch(value):
            yield value, node.lineno
        elif isinstance(value, int | float | complex) and not isinstance(value, bool):
            signed = -value if id(node) in minus else value
            if signed not in (0, 1):
                yield str(signed), node.lineno


def unexplained(root: Path, exceptions: list[dict[str, str]]) -> list[Finding]:
    granted = {(entry["file"], entry["literal"]) for entry in exceptions if entry["reason"].strip()}
    found = [
        (source.file, literal, line)
        for source in sources(root, CHECKED, without=(MIGRATIONS,))
        for literal, line in figures(source)
    ]
    bare = [
        Finding(file, line, f"{literal} belongs into the TOML, or with a reason into {EXCEPTIONS}")
        for file, literal, line in found
        if (file, literal) not in granted
    ]
    used = {(file, literal) for file, literal, _ in found}
    return bare + [
        Finding(EXCEPTIONS, 0, f"{literal} in {file} is excepted, but does not occur")
        for file, literal in sorted(granted - used)
    ]


def excepted(root: Path) -> list[dict[str, str]]:
    entries: list[dict[str, str]] = tomllib.loads((root / EXCEPTIONS).read_text(encoding="utf-8")).get("allowed", [])
    return entries


def test_every_figure_has_a_reason() -> None:
    assert not (found := unexplained(ROOT, excepted(ROOT))), listed(found)


def test_no_exception_is_said_twice_or_without_reason() -> None:
    entries = excepted(ROOT)
    assert all(set(entry) == {"file", "literal", "reason"} and entry["reason"].strip() for entry in entries)
    assert len({(entry["file"], entry["literal"]) for entry in entries}) == len(entries)


@pytest.mark.parametrize(
    ("text", "literal"),
    [
        ("LIMIT = 2\n", "2"),
        ("SHARE = 0.5\n", "0.5"),
        ("BACK = -1\n", "-1"),
        ("last = rows[-1]\n", "-1"),
        ("head = text[:10]\n", "10"),
        ("def visits(limit=3): ...\n", "3"),
        ("match n:\n    case 7: ...\n", "7"),
        ("OPENS = '09:00'\n", "09:00"),
    ],
)
@pytest.mark.parametrize("file", ["rules/clauses/e3c_visit.py", "booking/gather.py"])
def test_a_bare_figure_is_reported(tmp_path: Path, file: str, text: str, literal: str) -> None:
    plant(tmp_path, file, text)
    [found] = unexplained(tmp_path, [])
    assert (found.file, found.what.split()[0]) == (file, literal)
    assert unexplained(tmp_path, [{"file": file, "literal": literal, "reason": "planted"}]) == []
    assert unexplained(tmp_path, [{"file": file, "literal": literal, "reason": " "}]) == [found]


def test_an_unused_exception_is_reported(tmp_path: Path) -> None:
    plant(tmp_path, "rules/facts.py", "ONE = 1\n")
    [found] = unexplained(tmp_path, [{"file": "rules/facts.py", "literal": "2", "reason": "gone"}])
    assert "does not occur" in found.what


def test_what_is_no_figure_passes(tmp_path: Path) -> None:
    plant(tmp_path, "rules/facts.py", '"""09:00"""\nYES = True\nNONE = 0\nONE = 1.0\nTEXT = f"{ONE:02d} at 09:00"\n')
    plant(tmp_path, "booking/migrations/versions/one.py", "LENGTH = 64\n")
    plant(tmp_path, "app/config.py", "PORT = 5000\n")
    assert unexplained(tmp_path, []) == []
