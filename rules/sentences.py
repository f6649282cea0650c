"""A refusal's sentence, made from its template and its facts, in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from string import Formatter
from typing import Any

from rules import words
from rules.facts import CalendarMonth
from rules.words import Wording


class _Speaker(Formatter):
    """Writes each fact by what it is: a day, a month, an hour, a list of them, a name in two languages."""

    def __init__(self, language: str) -> None:
        self.language = language

    def format_field(self, value: Any, format_spec: str) -> str:
        language = self.language
        match value:
            case Wording():
                return value.in_(language)
            case CalendarMonth():
                return words.month_name(value.first_day, language)
            case date():
                return words.short_day(value, language) if format_spec == "short" else words.long_day(value, language)
            case list() | tuple():
                return words.listed([self.format_field(each, format_spec) for each in value], language)
            case str() if _is_hour(value):
                return f"{words.hour(value, language)} WIB"
            case _:
                return str(value)


def _is_hour(text: str) -> bool:
    hours, _, minutes = text.partition(":")
    return bool(minutes) and hours.isdigit() and minutes.isdigit()


_AS_TYPED = frozenset({"number", "room"})
"""Facts that a person typed: what looks like an hour there is none."""

_SPEAKERS = {language: _Speaker(language) for language in words.LANGUAGES}


def spoken(template: Wording, facts: Mapping[str, Any]) -> Wording:
    """A template in both languages, its places filled with the facts."""
    said = {name: Wording(fact, fact) if name in _AS_TYPED else fact for name, fact in facts.items()}
    return Wording(*(_SPEAKERS[language].vformat(template.in_(language), (), said) for language in words.LANGUAGES))
