"""The service standards of the offices, read from data: for each way of consulting what it asks, how it goes, how long
it takes, what it costs, what comes of it and where to complain. An office is data, not code."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from rules.words import Wording

FOLDER = Path(__file__).parent / "data" / "standards"
ASPECTS = ("requirements", "procedure", "time", "cost", "product", "complaints")
"""What a standard tells, in the order in which it tells it."""

_FIGURE = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class Item:
    """One thing a standard tells. ``clause`` is where it stands; ``given`` is False for what the source does not say,
    ``chosen`` True where the office decided it. Its text holds figures by name: ``{lead_working_days}``."""

    text: Wording
    clause: str | None
    given: bool
    chosen: bool

    @property
    def figures(self) -> tuple[str, ...]:
        """The names of the figures in the text."""
        return tuple(_FIGURE.findall(self.text.id))


@dataclass(frozen=True)
class Way:
    """A way of consulting: its items by aspect."""

    code: str
    name: Wording
    summary: Wording
    items: dict[str, tuple[Item, ...]]


@dataclass(frozen=True)
class Standard:
    """The standard of one office, and what it rests on."""

    code: str
    name: Wording
    basis: Wording
    basis_clause: str | None
    ways: tuple[Way, ...]


@cache
def standards(folder: Path = FOLDER) -> tuple[Standard, ...]:
    """The standards of all offices, in their order. Raises ValueError where an aspect is missing or unknown, or an item
    neither names its clause nor says that the source does not give it."""
    read = [tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.toml"))]
    return tuple(_standard(entry) for entry in sorted(read, key=lambda entry: int(entry["order"])))


def _standard(entry: dict[str, Any]) -> Standard:
    return Standard(
        code=entry["code"],
        name=Wording(**entry["name"]),
        basis=Wording(**entry["basis"]),
        basis_clause=entry.get("basis_clause"),
        ways=tuple(_way(way) for way in entry["way"]),
    )


def _way(entry: dict[str, Any]) -> Way:
    told = {key: value for key, value in entry.items() if key not in ("code", "name", "summary")}
    if set(told) != set(ASPECTS):
        raise ValueError(f"{entry['code']}: aspects missing or unknown: {sorted(set(told) ^ set(ASPECTS))}")
    return Way(
        code=entry["code"],
        name=Wording(**entry["name"]),
        summary=Wording(**entry["summary"]),
        items={aspect: tuple(_item(each) for each in told[aspect]) for aspect in ASPECTS},
    )


def _item(entry: dict[str, Any]) -> Item:
    given = not entry.get("not_given", False)
    if given != ("clause" in entry):
        raise ValueError(f"an item names its clause, or is not given: {entry['text']['id']}")
    return Item(Wording(**entry["text"]), entry.get("clause"), given, entry.get("chosen", False))
