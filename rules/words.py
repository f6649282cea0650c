"""Names of days and months, and how a fact is written, in Indonesian and in English."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

LANGUAGES = ("id", "en")
_FOLDER = Path(__file__).parent / "circular" / "se-2-pk.1-2024"
_WORDS: dict[str, dict[str, Any]] = tomllib.loads((_FOLDER / "words.toml").read_text(encoding="utf-8"))


class Wording(NamedTuple):
    """A text in both languages."""

    id: str
    en: str

    def in_(self, language: str) -> str:
        """The text in a language; Indonesian for any other than English."""
        return self.en if language == "en" else self.id


def either(word: str) -> Wording:
    """A word of the vocabulary in both languages."""
    return Wording(*(str(_WORDS[language][word]) for language in LANGUAGES))


WEEKEND: dict[int, Wording] = {
    day: Wording(*(str(_WORDS[language]["weekend"][place]) for language in LANGUAGES))
    for place, day in enumerate(range(_WORDS["id"]["first_day_of_weekend"], len(_WORDS["id"]["days"])))
}
"""The days of the weekend (Monday is 0) and their names."""


WEEKDAYS = range(_WORDS["id"]["first_day_of_weekend"])
"""Monday to Friday, as numbers."""


def long_day(day: date, language: str) -> str:
    """``Rabu, 25 November 2026``."""
    words = _WORDS[language]
    return f"{words['days'][day.weekday()]}, {day.day} {words['months'][day.month - 1]} {day.year}"


def short_day(day: date, language: str) -> str:
    """``25 Nov``."""
    return f"{day.day} {_WORDS[language]['months_short'][day.month - 1]}"


def month_name(month: date, language: str) -> str:
    """``November 2026``."""
    return f"{_WORDS[language]['months'][month.month - 1]} {month.year}"


def hour(start: str, language: str) -> str:
    """``09.00`` in Indonesian, ``09:00`` in English."""
    return start.replace(":", _WORDS[language]["hour_separator"])


def listed(items: Sequence[str], language: str) -> str:
    """``a, b dan c``; ``tidak ada`` where there is nothing to list."""
    if not items:
        return str(_WORDS[language]["nothing"])
    *first, last = items
    return f"{', '.join(first)} {_WORDS[language]['list_and']} {last}" if first else last
