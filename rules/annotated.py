"""The circular annotated: each clause with its text, status, figures, chosen readings and what holds it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from rules import clauses as _registers_them  # noqa: F401
from rules import parameters
from rules.citation import CLAUSES
from rules.clause import ENFORCED
from rules.parameters import Figure
from rules.wire import Json


def circular() -> list[Json]:
    """Every clause, in the circular's order, as JSON."""
    return [clause(name) for name in CLAUSES]


def clause(name: str) -> Json:
    """One clause."""
    text, enforced = CLAUSES[name], ENFORCED.get(name)
    today = parameters.in_force()
    figures = [figure for figure in today.by_name.values() if figure.clause == name or _rests_on(name, figure.name)]
    return {
        "clause": name,
        "text": text.text.id,
        "text_en": text.text.en,
        "status": text.status,
        "where": text.where._asdict() if text.where else None,
        "function": _dotted(enforced.function) if enforced else text.held_by,
        "figures": [_figure(figure) for figure in figures],
        "readings": [
            {part: getattr(each, part)._asdict() for part in ("reading", "alternative", "reason")}
            for each in text.readings
        ],
    }


def _rests_on(clause: str, figure: str) -> bool:
    return clause in ENFORCED and figure in ENFORCED[clause].figures


def _dotted(function: Callable[..., Any]) -> str:
    return f"{function.__module__}.{function.__qualname__}"


def _figure(figure: Figure) -> Json:
    latest = figure.values[-1]
    return {
        "name": figure.name,
        "clause": figure.clause,
        "unit": figure.unit,
        "basis": figure.basis,
        "value": latest.value,
        "from": latest.holds_from.isoformat(),
        "source": latest.source,
        "checked_on": latest.checked_on.isoformat(),
    }
