"""The circular's own words: clauses, chosen readings, the codes of refusal and the channels, from its data."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from rules.parameters import CIRCULARS
from rules.words import Wording

FOLDER = CIRCULARS / "se-2-pk.1-2024"


@dataclass(frozen=True)
class Reading:
    """What the office chose where the text is silent, what else it could have meant, and why."""

    reading: Wording
    alternative: Wording
    reason: Wording


@dataclass(frozen=True)
class ClauseText:
    """A clause: its words, how it is held (``enforced``, ``elsewhere``, ``by_a_person``, ``context``) and by what."""

    name: str
    text: Wording
    status: str
    where: Wording | None
    held_by: str | None
    readings: tuple[Reading, ...]


@dataclass(frozen=True)
class Code:
    """A code of refusal: the clause and basis it carries in each mode, and its sentences as templates; ``discreet`` is
    the sentence for everybody, where the other one tells what only the requester and the office may know."""

    name: str
    about: str
    clause: dict[str, str]
    basis: dict[str, str]
    sentence: Wording
    short: Wording
    remedy: Wording
    discreet: Wording | None = None


@dataclass(frozen=True)
class Circular:
    """Head of the circular."""

    number: str
    title: Wording
    issued_by: str
    signed_on: date
    in_force_on: date


@dataclass(frozen=True)
class Channel:
    """A way to reach the office (E.2) or to complain (E.5)."""

    clause: str
    kind: str
    name: Wording
    value: str
    href: str


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


def _clause(name: str, entry: dict[str, Any]) -> ClauseText:
    readings = tuple(
        Reading(*(Wording(**each[part]) for part in ("reading", "alternative", "reason")))
        for each in entry.get("readings", ())
    )
    return ClauseText(
        name=name,
        text=Wording(id=entry["text"], en=entry["en"]),
        status=entry["status"],
        where=Wording(**entry["where"]) if "where" in entry else None,
        held_by=entry.get("held_by"),
        readings=readings,
    )


def _code(name: str, entry: dict[str, Any]) -> Code:
    spoken = {part: Wording(**entry[part]) for part in ("sentence", "short", "remedy")}
    discreet = Wording(**entry["discreet"]) if "discreet" in entry else None
    about, clause, basis = entry["about"], entry["clause"], entry["basis"]
    return Code(name=name, about=about, clause=clause, basis=basis, discreet=discreet, **spoken)


def _channel(entry: dict[str, Any]) -> Channel:
    return Channel(entry["clause"], entry["kind"], Wording(**entry["name"]), entry["value"], entry["href"])


@cache
def circular() -> Circular:
    """The head of SE-2/PK.1/2024."""
    head = _read("circular")
    title = Wording(id=head["title"], en=head["title_en"])
    return Circular(head["number"], title, head["issued_by"], head["signed_on"], head["in_force_on"])


@cache
def channels(group: str) -> tuple[Channel, ...]:
    """The channels of a group: ``service`` (E.2) or ``complaint`` (E.5)."""
    return tuple(_channel(entry) for entry in _read("channels")[group])


CLAUSES: dict[str, ClauseText] = {name: _clause(name, entry) for name, entry in _read("clauses").items()}
"""Every clause by its name, in the circular's order."""

CODES: dict[str, Code] = {name: _code(name, entry) for name, entry in _read("refusals").items()}
"""Every code of refusal by its name."""
