"""Working days, known and unknown years.

A working day is Monday to Friday, not a public holiday, not joint leave, not a day on which the office is closed. A
year whose days off nobody has given is unknown, weekends included, and every answer about it is None.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from datetime import MAXYEAR, date, timedelta
from functools import lru_cache

import holidays

from rules.words import WEEKEND, Wording, either

DaysOff = Mapping[date, Wording]
NamedDay = tuple[date, str]
_A_DAY = timedelta(days=1)


@lru_cache(maxsize=64)
def decreed_days_off(year: int) -> DaysOff:
    """Public holidays and joint leave of a year, with their names, from the ``holidays`` package."""
    spoken = {
        language: holidays.country_holidays("ID", years=year, categories=("public", "government"), language=locale)
        for language, locale in (("id", "id"), ("en", "en_US"))
    }
    return {day: Wording(id=name, en=spoken["en"].get(day, name)) for day, name in sorted(spoken["id"].items())}


class WorkingCalendar:
    """A table of working days, made once and then only looked up.

    ``years`` gives the days off of each known year; ``closures`` the days on which the office is closed beside them.
    """

    def __init__(self, years: Mapping[int, DaysOff], closures: DaysOff | None = None) -> None:
        self.years = dict(years)
        self.closures = dict(closures or {})
        days = [day.toordinal() for year in sorted(years) for day in _weekdays(year) if not self._named(day)]
        self._ordinals = days
        self._working = frozenset(date.fromordinal(ordinal) for ordinal in days)
        self._unknown_from = {year: self._end_of_known(year) for year in years}

    def is_working(self, day: date) -> bool | None:
        """Whether the office works on a day; None where the year is unknown."""
        return day in self._working if day.year in self.years else None

    def working_day_after(self, day: date, count: int) -> date | None:
        """The count-th working day after a day (day 0 is the day itself).

        None where any day from the one after it through the answer lies in an unknown year.
        """
        if count < 1:
            return day
        if day == date.max:
            return None
        first = day + _A_DAY
        unknown_from = self._unknown_from.get(first.year)
        if unknown_from is None:
            return None
        place = bisect_left(self._ordinals, first.toordinal()) + count - 1
        if place >= len(self._ordinals) or self._ordinals[place] >= unknown_from:
            return None
        return date.fromordinal(self._ordinals[place])

    def working_days_between(self, first: date, last: date) -> int:
        """How many working days lie after the first day, up to and with the last. Days of unknown years are left out,
        and there are none where the last is the earlier one."""
        upto, after = (bisect_right(self._ordinals, day.toordinal()) for day in (last, first))
        return max(upto - after, 0)

    def why_off(self, day: date) -> Wording | None:
        """The name of what keeps a day from being a working day; None for a working or an unknown day."""
        if self.is_working(day) is not False:
            return None
        return self._named(day) or WEEKEND[day.weekday()]

    def _named(self, day: date) -> Wording | None:
        return self.years.get(day.year, {}).get(day) or self.closures.get(day)

    def _end_of_known(self, year: int) -> int:
        while year + 1 in self.years:
            year += 1
        return date(year + 1, 1, 1).toordinal() if year < MAXYEAR else date.max.toordinal() + 1


def _weekdays(year: int) -> Iterable[date]:
    day = date(year, 1, 1)
    while day.year == year:
        if WEEKEND.get(day.weekday()) is None:
            yield day
        if day == date.max:
            return
        day += _A_DAY


@lru_cache(maxsize=256)
def calendar_of(
    known_years: tuple[int, ...],
    entered: tuple[tuple[int, tuple[NamedDay, ...]], ...] = (),
    closures: tuple[NamedDay, ...] = (),
) -> WorkingCalendar:
    """The calendar of the known years, in which entered years replace a year's days whole, less the closures."""
    years: dict[int, DaysOff] = {year: decreed_days_off(year) for year in known_years}
    for year, days in entered:
        names = decreed_days_off(year) if year in known_years else {}
        years[year] = {day: _name(name, names.get(day)) for day, name in days}
    return WorkingCalendar(years, {day: Wording(id=name, en=name) for day, name in closures})


def _name(entered: str, decreed: Wording | None) -> Wording:
    """What an entered day off is called: by the name entered with it, else by the one it has by decree, if any."""
    if decreed is not None and entered in ("", decreed.id):
        return decreed
    return Wording(id=entered, en=entered) if entered else either("day_off")


def nameless(day: date) -> Wording:
    """What a day off of a known year is called where nobody entered a name with it."""
    return _name("", decreed_days_off(day.year).get(day))
