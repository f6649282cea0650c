"""SE-2/PK.1/2024 clause by clause: its words, the figures in force, what holds them, and how often it refused."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app import clock, formats
from app.access import ANYONE, allow
from app.db import reading
from app.web import guarded
from app.web.guarded import Held
from booking import reads, refusals
from rules import annotated as described
from rules import parameters
from rules.citation import CLAUSES, CODES, ClauseText, circular
from rules.parameters import Figure

blueprint = Blueprint("circular", __name__)

_PLACE = re.compile(r"\{[^}]*\}")
_HOUR = re.compile(r"\d\d:\d\d")

CHAPTERS = {
    "A": _l("A. Umum"),
    "B": _l("B. Maksud dan tujuan"),
    "C": _l("C. Ruang lingkup"),
    "D": _l("D. Dasar"),
    "E.1": _l("E.1 Layanan informasi"),
    "E.2": _l("E.2 Saluran"),
    "E.3.a": _l("E.3.a Konsultasi melalui Dering DJPK"),
    "E.3.b": _l("E.3.b Konsultasi melalui video conference"),
    "E.3.c": _l("E.3.c Konsultasi melalui tatap muka"),
    "E.4": _l("E.4 Tanpa biaya"),
    "E.5": _l("E.5 Pengaduan, saran, dan masukan"),
    "F": _l("F. Penutup"),
}
"""The headings of the page, by the clauses that stand under them."""

STATUSES = {
    "enforced": _l("Diperiksa otomatis pada setiap permohonan"),
    "elsewhere": _l("Dijaga oleh bagian lain dari sistem ini"),
    "by_a_person": _l("Dijaga oleh petugas"),
    "context": _l("Keterangan; tidak ada yang perlu diperiksa"),
}
UNITS = {
    "working days": _l("hari kerja"),
    "visits": _l("kunjungan"),
    "guests": _l("tamu"),
    "hours WIB": _l("WIB"),
    "hour WIB": _l("WIB"),
    "video conferences at once": _l("video conference"),
    "minutes": _l("menit"),
    "room": "",
    "years": "",
}


@dataclass(frozen=True)
class FigureView:
    """A figure in force: what it is, how much, since when, and on what it rests."""

    title: str
    value: str
    since: str
    source: str
    checked: str
    chosen: bool


@dataclass(frozen=True)
class RefusedView:
    """A code and how often it refused."""

    label: str
    chosen: bool
    times: int


@dataclass(frozen=True)
class ClauseView:
    """A clause as the page shows it."""

    text: ClauseText
    status: str
    where: str
    function: str | None
    held: Held
    figures: list[FigureView]
    refused: list[RefusedView]
    can_refuse: bool


@dataclass(frozen=True)
class Chapter:
    """A heading and the clauses under it."""

    key: str
    title: str
    clauses: list[ClauseView]

    @property
    def alone(self) -> bool:
        """Whether it is one clause, named by the heading itself."""
        return [each.text.name for each in self.clauses] == [self.key]


@blueprint.get("/aturan")
@allow(ANYONE)
def annotated() -> ResponseReturnValue:
    """The circular, annotated."""
    today = clock.now().date()
    refused = refusals.of_year(reading(), today.year)
    clauses = [_clause(name, refused, today) for name in CLAUSES]
    figures = parameters.in_force().by_name.values()
    head = circular()
    return render_template(
        "circular/annotated.html",
        head=head,
        title=formats.worded(head.title),
        chapters=[
            Chapter(key, str(title), [each for each in clauses if _under(each.text.name, key)])
            for key, title in CHAPTERS.items()
        ],
        other_figures=_figures((each for each in figures if each.clause not in CLAUSES), today),
        year=today.year,
        total=sum(refused.values()),
        is_english=formats.language() == "en",
    )


def _under(name: str, chapter: str) -> bool:
    return name == chapter or name.startswith(f"{chapter}.")


def _clause(name: str, refused: Counter[tuple[str, str]], today: date) -> ClauseView:
    text, told = CLAUSES[name], described.clause(name)
    by_name = parameters.in_force().by_name
    return ClauseView(
        text=text,
        status=str(STATUSES[text.status]),
        where=formats.worded(text.where),
        function=told["function"],
        held=guarded.by_database(name),
        figures=_figures((by_name[each["name"]] for each in told["figures"]), today),
        refused=_refused(name, refused),
        can_refuse=any(name in code.clause.values() for code in CODES.values()),
    )


def _refused(clause: str, counted: Counter[tuple[str, str]]) -> list[RefusedView]:
    """The codes that refused by a clause, the most frequent first."""
    views = [
        RefusedView(
            label=_PLACE.sub("…", formats.worded(code.short)),
            chosen=any(basis == "chosen" for mode, basis in code.basis.items() if code.clause[mode] == clause),
            times=counted[clause, code.name],
        )
        for code in CODES.values()
        if clause in code.clause.values() and counted[clause, code.name]
    ]
    return sorted(views, key=lambda view: -view.times)


def _figures(figures: Iterable[Figure], today: date) -> list[FigureView]:
    rooms = {room.code: formats.named(room) for room in reads.rooms(reading())}
    views = []
    for figure in figures:
        held = figure.on(today)
        views.append(
            FigureView(
                title=formats.worded(figure.title),
                value=rooms.get(held.value) or _value(held.value, str(UNITS.get(figure.unit, figure.unit))),
                since=formats.long_day(held.holds_from),
                source=held.source,
                checked=formats.long_day(held.checked_on),
                chosen=figure.basis == "chosen",
            )
        )
    return views


def _value(value: Any, unit: str) -> str:
    if value is None:
        return str(_("tidak ada"))
    parts = [str(each) for each in value] if isinstance(value, tuple) else [str(value)]
    said = ", ".join(formats.hour(part) if _HOUR.fullmatch(part) else part for part in parts)
    return f"{said} {unit}".strip()
