"""The circular's figures: dated data with their sources, and the policy in force for a letter and a slot."""

from __future__ import annotations

import tomllib
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from rules.words import Wording

CIRCULARS = Path(__file__).parent / "circular"


HOLDS_FROM: date = min(
    tomllib.loads(path.read_text(encoding="utf-8"))["in_force_on"] for path in CIRCULARS.glob("*/circular.toml")
)
"""F: the day from which the (first) circular holds; a letter or a slot before it is no matter for it."""


@dataclass(frozen=True, slots=True)
class Policy:
    """The figures by which one letter and one slot are judged. Hours are WIB texts such as ``09:00``."""

    lead_working_days: int
    visits_per_region_per_month: int
    guests: int
    guests_with_leader: int
    visit_sessions: tuple[str, ...]
    video_sessions: tuple[str, ...]
    video_parallel: int
    visit_room: str
    follow_up_working_days: int
    check_in_opens_minutes: int
    letter_intake_closes: str | None
    counter_minutes: int
    known_years: tuple[int, ...]


@dataclass(frozen=True)
class Value:
    """A figure's value from a day on, what it rests on, and when somebody last looked."""

    holds_from: date
    value: Any
    source: str
    checked_on: date


@dataclass(frozen=True)
class Figure:
    """One figure: its clause, its unit, by which day it is chosen (``receipt`` or ``slot``), and its dated values."""

    name: str
    clause: str
    unit: str
    title: Wording
    basis: str
    chosen_by: str
    values: tuple[Value, ...]

    def on(self, day: date) -> Value:
        """The latest value that holds on a day; before the first one, the first."""
        place = bisect_right([value.holds_from for value in self.values], day)
        return self.values[max(place - 1, 0)]


class Figures:
    """All figures, some of them perhaps replaced for one judgement (how a draft circular is tried out)."""

    def __init__(self, figures: Mapping[str, Figure], replaced: Mapping[str, Any] | None = None) -> None:
        self.by_name = figures
        self.replaced = dict(replaced or {})
        self._turns = sorted({value.holds_from for figure in figures.values() for value in figure.values})
        self._policies: dict[tuple[int, int], Policy] = {}

    def policy(self, received_on: date, slot_on: date) -> Policy:
        """The figures in force: those of the letter by its day of receipt, the others by the day of the slot."""
        key = bisect_right(self._turns, received_on), bisect_right(self._turns, slot_on)
        policy = self._policies.get(key)
        if policy is None:
            days = {"receipt": received_on, "slot": slot_on}
            chosen = {name: figure.on(days[figure.chosen_by]).value for name, figure in self.by_name.items()}
            policy = self._policies[key] = Policy(**chosen | self.replaced)
        return policy

    def replacing(self, changes: Mapping[str, Any]) -> Figures:
        """These figures with some of them replaced."""
        return Figures(self.by_name, self.replaced | dict(changes)) if changes else self


def load(folder: Path) -> Figures:
    """Read every ``figures.toml`` below a folder; a later circular adds values to the figures of the earlier.

    Raises ValueError where a figure of :class:`Policy` is missing or unknown.
    """
    found: dict[str, Figure] = {}
    for path in sorted(folder.glob("*/figures.toml")):
        for entry in tomllib.loads(path.read_text(encoding="utf-8"))["figure"]:
            figure = _figure(entry)
            earlier = found[figure.name].values if figure.name in found else ()
            dated = sorted((*earlier, *figure.values), key=lambda value: value.holds_from)
            found[figure.name] = Figure(**{**vars(figure), "values": tuple(dated)})
    wanted = {each.name for each in fields(Policy)}
    if wanted != set(found):
        raise ValueError(f"figures missing or unknown: {sorted(wanted ^ set(found))}")
    return Figures(found)


def _figure(entry: dict[str, Any]) -> Figure:
    values = tuple(
        Value(one["from"], _frozen(one.get("value")), one["source"], one["checked_on"]) for one in entry["values"]
    )
    return Figure(
        name=entry["name"],
        clause=entry["clause"],
        unit=entry["unit"],
        title=Wording(**entry["title"]),
        basis=entry["basis"],
        chosen_by=entry["chosen_by"],
        values=values,
    )


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


@cache
def in_force() -> Figures:
    """The figures of the circulars that come with the program."""
    return load(CIRCULARS)
