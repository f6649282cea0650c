"""Plots as SVG: figures in, markup out.

Everything across is in per cent, so that a plot fills whatever width it is given and its words keep their size; colours
are classes of the stylesheet. The second row of figures is hatched or dashed, so that no colour is needed to tell it
from the first.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import count, pairwise
from textwrap import wrap

from markupsafe import Markup, escape

_LINE = 18
_COLUMN_HEIGHT = 190
_TOP = 26
_ROOM = 0.72
"""How much of the room of a column its bar takes."""
_BAR = 14
_PLACE_GAP = 14
_WIDEST_LABEL = 34
_MOST_LABELS = 13
_MOST_VALUES = 18
_MANY = 8
_GRID = 4


@dataclass(frozen=True)
class Series:
    """A row of figures, one for each category; None where there is none."""

    label: str
    values: Sequence[float | None]


@dataclass(frozen=True)
class Plot:
    """What is drawn: ``key`` names it within the page, ``title`` says what it is and ``says`` what it shows. A category
    may have a second line, told where it differs from the one before. At most two series."""

    key: str
    title: str
    says: str
    categories: Sequence[str]
    series: Sequence[Series]
    number: Callable[[float], str]
    below: Sequence[str] = ()

    @property
    def empty(self) -> bool:
        """Whether there is nothing to draw."""
        return not any(value for each in self.series for value in each.values)


def ticks(most: float) -> list[float]:
    """Round figures from 0 to at least ``most``, whole ones and few."""
    steps = (base * 10.0**power for power in count() for base in (1, 2, 5))
    step = next(each for each in steps if each * _GRID >= most)
    return [step * times for times in range(max(1, math.ceil(most / step)) + 1)]


def columns(plot: Plot) -> Markup:
    """A column for each category, the second series upon the first, with the sum above it."""
    sums = [sum(each.values[place] or 0 for each in plot.series) for place in range(len(plot.categories))]
    grid = _Grid(plot, max(sums, default=0))
    drawn, width = [*grid.drawn], grid.room * _ROOM
    for place, whole in enumerate(sums):
        left, base = grid.centre(place) - width / 2, 0.0
        for number, each in enumerate(plot.series):
            value = each.values[place] or 0
            if value:
                height = grid.y(base) - grid.y(base + value)
                drawn.append(_rect(_pc(left), grid.y(base + value), _pc(width), height, plot, number))
            base += value
        if whole and len(sums) <= _MOST_VALUES:
            drawn.append(_text(_pc(grid.centre(place)), grid.y(whole) - 5, plot.number(whole), "middle", "plot__value"))
    return _framed(plot, grid.height, drawn)


def lines(plot: Plot) -> Markup:
    """A line for each series with a mark at each figure; where there is none, the line is broken."""
    found = [value for each in plot.series for value in each.values if value is not None]
    grid = _Grid(plot, max(found, default=0), as_lines=True)
    drawn = [*grid.drawn]
    for number, each in enumerate(plot.series):
        points = [(grid.centre(place), grid.y(value), value) for place, value in _there(each)]
        places = [place for place, _value in _there(each)]
        for (x, y, _v), (to_x, to_y, _w), gap in zip(points, points[1:], _gaps(places), strict=False):
            if gap == 1:
                drawn.append(_stroke(_pc(x), y, _pc(to_x), to_y, number))
        drawn += [_mark(_pc(x), y, number) for x, y, _value in points]
    if len(plot.categories) <= _MOST_VALUES:
        drawn += _values_at(plot, grid)
    return _framed(plot, grid.height, drawn)


def _there(series: Series) -> list[tuple[int, float]]:
    return [(place, value) for place, value in enumerate(series.values) if value is not None]


def _gaps(places: Sequence[int]) -> list[int]:
    return [later - place for place, later in pairwise(places)]


def _values_at(plot: Plot, grid: _Grid) -> list[Markup]:
    """The figure at each mark: above it, or under it where another series is higher or came first with the same."""
    drawn = []
    for place in range(len(plot.categories)):
        there = [(each.values[place], -number) for number, each in enumerate(plot.series)]
        ordered = sorted(((value, number) for value, number in there if value is not None), reverse=True)
        for rank, (value, _number) in enumerate(ordered):
            y = grid.y(value) + (_LINE if rank else -9)
            if not (rank and value == ordered[0][0]):
                drawn.append(_text(_pc(grid.centre(place)), y, plot.number(value), "middle", "plot__value"))
    return drawn


def bars(plot: Plot) -> Markup:
    """A lying bar for each category under its whole name, the second series behind the first, with the figures at the
    end of the line."""
    sums = [sum(each.values[place] or 0 for each in plot.series) for place in range(len(plot.categories))]
    scale = ticks(max(sums, default=0))
    drawn, y = _legend(plot)
    for place, name in enumerate(plot.categories):
        for line in wrap(name, _WIDEST_LABEL) or [""]:
            y += _LINE
            drawn.append(_text("0", y - 5, line, "start", "plot__name"))
        drawn.append(_text("100%", y - 5, _told(plot, place), "end", "plot__value"))
        drawn += [_upright(100 * tick / scale[-1], y - 3, y + _BAR + 3) for tick in scale]
        base = 0.0
        for number, each in enumerate(plot.series):
            value = each.values[place] or 0
            if value:
                left, width = 100 * base / scale[-1], 100 * value / scale[-1]
                drawn.append(_rect(_pc(left), y, _pc(width), _BAR, plot, number))
            base += value
        y += _BAR + _PLACE_GAP
    for tick in scale:
        share = tick / scale[-1]
        anchor = "start" if share == 0 else "end" if share == 1 else "middle"
        drawn.append(_text(_pc(100 * share), y + _LINE - 2, plot.number(tick), anchor, "plot__tick"))
    return _framed(plot, y + _LINE + 4, drawn)


def _told(plot: Plot, place: int) -> str:
    values = [each.values[place] for each in plot.series]
    return " + ".join(plot.number(value or 0) for value in values)


class _Grid:
    """Where things stand in a plot whose categories go across: lines for round figures, names under them."""

    def __init__(self, plot: Plot, most: float, *, as_lines: bool = False) -> None:
        self.drawn, self._top = _legend(plot, as_lines=as_lines)
        self._top += _TOP
        scale = ticks(most)
        self._most, self._bottom = scale[-1], self._top + _COLUMN_HEIGHT
        self.room = 92 / max(len(plot.categories), 1)
        self.height = self._bottom + _LINE * (2 if plot.below else 1) + 6
        for tick in scale:
            y = self.y(tick)
            kind = "plot__axis" if tick == 0 else "plot__grid"
            self.drawn.append(Markup('<line class="{}" x1="0" y1="{:.1f}" x2="100%" y2="{:.1f}"/>').format(kind, y, y))
            self.drawn.append(_text("0", y - 4, plot.number(tick), "start", "plot__tick"))
        self._names(plot)

    def centre(self, place: int) -> float:
        """The middle of a category, in per cent."""
        return 8 + self.room * (place + 0.5)

    def y(self, value: float) -> float:
        """How far down a figure lies."""
        return self._bottom - _COLUMN_HEIGHT * value / self._most

    def _names(self, plot: Plot) -> None:
        """The names under the axis; where they are many, a phone shows every other. Of two years side by side the later
        one is told."""
        every = math.ceil(len(plot.categories) / _MOST_LABELS)
        shown = range(0, len(plot.categories), max(every, 1))
        years = [plot.below[place] for place in shown] if plot.below else []
        for number, place in enumerate(shown):
            at = _pc(self.centre(place))
            kind = "plot__tick plot__tick--more" if number % 2 and len(shown) > _MANY else "plot__tick"
            self.drawn.append(_text(at, self._bottom + _LINE - 2, plot.categories[place], "middle", kind))
            begins = bool(years) and (number == 0 or years[number] != years[number - 1])
            soon_over = number == 0 and years[:1] != years[1:2] and len(years) > 1
            if begins and not soon_over:
                self.drawn.append(_text(at, self._bottom + 2 * _LINE - 2, years[number], "middle", "plot__tick"))


def _legend(plot: Plot, *, as_lines: bool = False) -> tuple[list[Markup], float]:
    """A sample and a name for each of two series; nothing where there is one."""
    if len(plot.series) == 1:
        return [], 0.0
    drawn = []
    for number, each in enumerate(plot.series):
        y = number * (_LINE + 4)
        drawn.append(_sample(y + 10, number) if as_lines else _rect("1", y + 3, "22", _BAR, plot, number))
        drawn.append(_text("32", y + 15, each.label, "start", "plot__name"))
    return drawn, len(plot.series) * (_LINE + 4) + 4.0


def _sample(y: float, number: int) -> Markup:
    return _stroke("0", y, "24", y, number) + _mark("12", y, number)


def _framed(plot: Plot, height: float, drawn: Sequence[Markup]) -> Markup:
    """The picture with its name, what it shows, and the hatching of the second series."""
    return Markup(
        '<svg class="plot__picture{many}" role="img" aria-labelledby="{key}-title" aria-describedby="{key}-says"'
        ' width="100%" height="{height:.0f}" focusable="false"><title id="{key}-title">{title}</title>'
        '<desc id="{key}-says">{says}</desc><defs><pattern id="{key}-hatch" width="6" height="6"'
        ' patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect class="plot__paper" width="6"'
        ' height="6"/><rect class="plot__hatch" width="2.5" height="6"/></pattern></defs>{drawn}</svg>'
    ).format(
        key=plot.key,
        many=" plot__picture--many" if len(plot.categories) > _MANY else "",
        height=height,
        title=plot.title,
        says=plot.says,
        drawn=Markup("").join(drawn),
    )


def _rect(x: str, y: float, width: str, height: float, plot: Plot, number: int) -> Markup:
    fill = Markup(' fill="url(#{}-hatch)"').format(plot.key) if number else ""
    return Markup('<rect class="plot__fill plot__fill--{}" x="{}" y="{:.1f}" width="{}" height="{:.1f}"{}/>').format(
        number, x, y, width, height, fill
    )


def _stroke(x: str, y: float, to_x: str, to_y: float, number: int) -> Markup:
    return Markup('<line class="plot__line plot__line--{}" x1="{}" y1="{:.1f}" x2="{}" y2="{:.1f}"/>').format(
        number, x, y, to_x, to_y
    )


def _mark(x: str, y: float, number: int) -> Markup:
    if number == 0:
        return Markup('<circle class="plot__mark plot__mark--0" cx="{}" cy="{:.1f}" r="4.5"/>').format(x, y)
    return Markup(
        '<rect class="plot__mark plot__mark--1" x="{}" y="{:.1f}" width="8" height="8" transform="translate(-4 -4)"/>'
    ).format(x, y)


def _upright(share: float, top: float, bottom: float) -> Markup:
    return Markup('<line class="{}" x1="{}" y1="{:.1f}" x2="{}" y2="{:.1f}"/>').format(
        "plot__grid" if share else "plot__axis", _pc(share), top, _pc(share), bottom
    )


def _text(x: str, y: float, said: str, anchor: str, kind: str) -> Markup:
    return Markup('<text class="{}" x="{}" y="{:.1f}" text-anchor="{}">{}</text>').format(
        kind, x, y, anchor, escape(said)
    )


def _pc(share: float) -> str:
    return f"{share:.2f}%"
