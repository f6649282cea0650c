"""The shape of a section: its words, its table, its plots; and how a figure is written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from flask_babel import format_decimal, format_percent
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup

from app import formats
from app.forms.schedule import month_of
from app.reports.plots import Plot, Series
from booking.models.letters import NO_REGION
from booking.reports import Report, Tally
from rules import words
from rules.facts import CalendarMonth

Cell = str | int | float | None
_MOST_NAMED = 3


class Kind(StrEnum):
    """What a column holds: words, a clause, a number, working days, or a share of the whole from 0 to 1."""

    WORDS = "words"
    CLAUSE = "clause"
    COUNT = "count"
    DAYS = "days"
    SHARE = "share"


@dataclass(frozen=True)
class Column:
    """A heading and what stands under it."""

    label: str
    kind: Kind = Kind.COUNT

    @property
    def is_number(self) -> bool:
        """Whether figures stand in it."""
        return self.kind not in (Kind.WORDS, Kind.CLAUSE)


@dataclass(frozen=True)
class Picture:
    """A plot as it is drawn, and its title."""

    title: str
    drawn: Markup


@dataclass(frozen=True)
class Section:
    """A part of the report. ``total`` is the table's last row; a section without rows says in ``says`` that there is
    nothing yet."""

    key: str
    title: str
    says: str
    means: str
    columns: list[Column]
    rows: list[list[Cell]]
    total: list[Cell] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    note: str = ""


NO_SESSION = _l("Belum ada sesi yang dilaksanakan pada kurun ini.")
SESSIONS = (Column(_l("Tatap muka")), Column(_l("Video")), Column(_l("Jumlah")))
"""The columns of sessions held: visits, by video, both."""


def shown(value: Cell, kind: Kind) -> str:
    """A cell as people read it; a dash where there is nothing to tell."""
    if value is None:
        return "–"
    if isinstance(value, str):
        return value
    return str(format_percent(value, "#,##0.#%") if kind is Kind.SHARE else format_decimal(value, "#,##0.#"))


def number(value: float) -> str:
    """A figure with at most one decimal, as the language writes it."""
    return shown(value, Kind.COUNT)


def place_name(key: str) -> str:
    """A province or region by its code; whoever is none."""
    return formats.region_name(None if key == NO_REGION else key)


def month_name(key: str) -> str:
    """``November 2026`` for ``2026-11``."""
    month = month_of(key)
    return formats.month_name(month) if month else key


def short_month(key: str) -> str:
    """``Nov 2026`` for ``2026-11``."""
    month = month_of(key)
    return f"{_short(month)} {month.year}" if month else key


def _short(month: CalendarMonth) -> str:
    _day, name = formats.short_day(month.first_day).split()
    return name


def by_month(report: Report, key: str, title: str, says: str, *series: Series) -> Plot:
    """A plot whose categories are the months of the report."""
    months = report.period.months
    short = [_short(month) for month in months]
    return Plot(key, title, says, short, series, number, below=[str(month.year) for month in months])


def by_mode(tallies: Sequence[Tally]) -> tuple[Series, Series]:
    """The sessions held as visits, and those by video."""
    visits = Series(str(_("Tatap muka")), [each.visits for each in tallies])
    return visits, Series(str(_("Video conference")), [each.videos for each in tallies])


def drawn(draw: Callable[[Plot], Markup], *plots: Plot) -> list[Picture]:
    """The plots that have something to show."""
    return [Picture(plot.title, draw(plot)) for plot in plots if not plot.empty]


def the_most(figures: Iterable[tuple[str, float]]) -> tuple[str, float] | None:
    """Who has the highest figure, together with those who share it; None where all are 0."""
    told = list(figures)
    most = max((value for _name, value in told), default=0)
    if not most:
        return None
    names = [name for name, value in told if value == most]
    if len(names) > _MOST_NAMED:
        names = [*names[:_MOST_NAMED], str(_("%(count)s lainnya", count=len(names) - _MOST_NAMED))]
    return words.listed(names, formats.language()), most
