"""What an office promises to whoever asks it: its service standard, with the figures in force and every source."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from app import clock, formats
from app.access import ANYONE, allow
from app.db import reading
from booking import reads, standards
from booking.standards import Item, Way
from rules import desk, parameters
from rules.facts import Slot
from rules.words import Wording, listed

blueprint = Blueprint("services", __name__)

ASPECTS = {
    "requirements": _l("Persyaratan"),
    "procedure": _l("Prosedur"),
    "time": _l("Waktu"),
    "cost": _l("Biaya"),
    "product": _l("Produk layanan"),
    "complaints": _l("Pengaduan"),
}
"""The headings of a standard, in its order."""


@dataclass(frozen=True)
class ItemView:
    """Something a standard tells, with its figures filled in."""

    text: str
    clause: str | None
    given: bool
    chosen: bool


@dataclass(frozen=True)
class WayView:
    """A way of consulting: for each aspect its code, its heading and its items."""

    code: str
    name: str
    summary: str
    aspects: list[tuple[str, str, list[ItemView]]]


@blueprint.get("/layanan")
@allow(ANYONE)
def offices() -> ResponseReturnValue:
    """The service standard of each office."""
    figures = _figures()
    return render_template(
        "public/services.html",
        today=clock.now().date(),
        offices=[(each, [_way(way, figures) for way in each.ways]) for each in standards.standards()],
    )


@dataclass(frozen=True)
class _Figures:
    """The figures in force today as words, and which of them the office chose."""

    words: dict[str, str]
    chosen: frozenset[str]

    def fill(self, text: Wording) -> str:
        return formats.worded(text).format_map(self.words)


def _figures() -> _Figures:
    today = clock.now().date()
    held = parameters.in_force().by_name
    words = {name: _said(figure.on(today).value) for name, figure in held.items()}
    room, starts = held["visit_room"].on(today).value, held["visit_sessions"].on(today).value
    words["visit_room"] = next((formats.named(each) for each in reads.rooms(reading()) if each.code == room), room)
    words["visit_sessions"] = listed([_span(Slot(today, start)) for start in starts], formats.language())
    return _Figures(words, frozenset(name for name, figure in held.items() if figure.basis == "chosen"))


def _said(value: Any) -> str:
    if not isinstance(value, tuple):
        return str(value)
    return listed([formats.hour(str(each)) for each in value], formats.language())


def _span(slot: Slot) -> str:
    return f"{formats.hour(slot.start)}–{formats.hour(Slot.at(desk.ends_at(slot)).start)}"


def _way(way: Way, figures: _Figures) -> WayView:
    return WayView(
        code=way.code,
        name=formats.worded(way.name),
        summary=formats.worded(way.summary),
        aspects=[
            (aspect, str(label), [_item(each, figures) for each in way.items[aspect]])
            for aspect, label in ASPECTS.items()
        ],
    )


def _item(item: Item, figures: _Figures) -> ItemView:
    chosen = item.chosen or bool(figures.chosen.intersection(item.figures))
    return ItemView(figures.fill(item.text), item.clause, item.given, chosen)
