"""Ties a function to the clause it enforces and to the figures it rests on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import Any, NamedTuple, TypeVar

from rules.citation import CLAUSES
from rules.parameters import Policy

Function = TypeVar("Function", bound=Callable[..., object])
Shown = Callable[..., Mapping[str, Any]]


class Enforced(NamedTuple):
    """A clause, the function that enforces it, the figures it rests on, and what it shows when somebody asks."""

    clause: str
    function: Callable[..., Any]
    figures: tuple[str, ...]
    shows: Shown | None


ENFORCED: dict[str, Enforced] = {}
"""Every clause that a function of this room enforces, by its name, in the order in which they were registered."""

_FIGURES = frozenset(each.name for each in fields(Policy))


def clause(name: str, figures: tuple[str, ...] = (), shows: Shown | None = None) -> Callable[[Function], Function]:
    """Register the function that enforces a clause.

    ``shows`` gives the facts a person wants to see beside the clause, passed or not. Raises LookupError at import for a
    clause the circular does not have or does not leave to a function, a figure it does not have, or a clause taken
    twice.
    """
    if name not in CLAUSES or CLAUSES[name].status != "enforced":
        raise LookupError(f"{name} is not a clause that the circular's data marks as enforced")
    if unknown := set(figures) - _FIGURES:
        raise LookupError(f"{name} rests on unknown figures: {sorted(unknown)}")
    if name in ENFORCED:
        raise LookupError(f"{name} is enforced already, by {ENFORCED[name].function.__qualname__}")

    def register(function: Function) -> Function:
        ENFORCED[name] = Enforced(name, function, figures, shows)
        return function

    return register
