"""Reads JSON without forgiving anything: each value by its parser, each object by its keys.

A parser takes a value and gives what it means, or raises :class:`BadInput` with the place and what to write instead.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date, datetime, timedelta, timezone
from enum import Enum
from typing import Any, TypeVar

from rules.facts import WIB

Parser = Callable[[Any], Any]
Choice = TypeVar("Choice", bound=Enum)


class BadInput(ValueError):
    """What is wrong with an input, and where in it."""

    def __init__(self, says: str, place: str = "") -> None:
        super().__init__(f"{place}: {says}" if place else says)
        self.says = says
        self.place = place

    def within(self, place: str) -> BadInput:
        """The same, seen from the object around it."""
        joint = "" if not self.place or self.place.startswith("[") else "."
        return BadInput(self.says, f"{place}{joint}{self.place}")


def load(line: str | bytes) -> Any:
    """A JSON text, repeated keys and anything beyond JSON refused."""
    try:
        text = line.decode("utf-8") if isinstance(line, bytes) else line
        return json.loads(text, object_pairs_hook=_unrepeated, parse_constant=_no_constant)
    except BadInput:
        raise
    except RecursionError:
        raise BadInput("nested too deeply") from None
    except ValueError as error:
        raise BadInput(f"not JSON: {error}") from None


def _unrepeated(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise BadInput(f"the key {key!r} is repeated")
        found[key] = value
    return found


def _no_constant(name: str) -> Any:
    raise BadInput(f"{name} is no JSON value")


def record(required: dict[str, Parser], optional: dict[str, Parser] | None = None) -> Parser:
    """An object with these keys and no other."""
    known = required | (optional or {})

    def parse(value: Any) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise BadInput("an object is due")
        for key in value:
            if key not in known:
                raise BadInput(f"unknown key {key!r}; known are {', '.join(known)}")
        for key in required:
            if key not in value:
                raise BadInput(f"{key!r} is missing")
        return {key: within(key, known[key], each) for key, each in value.items()}

    return parse


def within(place: str, parser: Parser, value: Any) -> Any:
    """A value read by its parser, what is wrong said with its place."""
    try:
        return parser(value)
    except BadInput as error:
        raise error.within(place) from None


def each(parser: Parser) -> Parser:
    """A list, every item read by one parser."""

    def parse(value: Any) -> list[Any]:
        if not isinstance(value, list):
            raise BadInput("a list is due")
        return [within(f"[{place}]", parser, item) for place, item in enumerate(value)]

    return parse


def mapping(key_parser: Parser, parser_of: Callable[[Any], Parser]) -> Parser:
    """An object whose keys are values themselves, and say how what stands under them is read."""

    def parse(value: Any) -> dict[Any, Any]:
        if not isinstance(value, dict):
            raise BadInput("an object is due")
        found = {}
        for key, item in value.items():
            meant = within(key, key_parser, key)
            found[meant] = within(key, parser_of(meant), item)
        return found

    return parse


def or_null(parser: Parser) -> Parser:
    """Null, or what the parser reads."""
    return lambda value: None if value is None else parser(value)


def text(value: Any) -> str:
    if not isinstance(value, str):
        raise BadInput("text is due")
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        raise BadInput("the text holds half a character") from None
    return value


def truth(value: Any) -> bool:
    if not isinstance(value, bool):
        raise BadInput("true or false is due")
    return value


def count(value: Any) -> int:
    """A whole number, 0 or more."""
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise BadInput("a whole number, 0 or more, is due")
    return value


def one_of(choices: type[Choice]) -> Parser:
    known = {str(choice.value): choice for choice in choices}

    def parse(value: Any) -> Choice:
        if not isinstance(value, str) or value not in known:
            raise BadInput(f"one of {', '.join(known)} is due")
        return known[value]

    return parse


_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MONTH = re.compile(r"[0-9]{4}-[0-9]{2}")
_HOUR = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]")
_INSTANT = re.compile(
    r"(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})[Tt](?P<minute>(?:[01][0-9]|2[0-3]):[0-5][0-9])"
    r"(?::(?P<second>[0-5][0-9])(?:\.(?P<fraction>[0-9]+))?)?"
    r"(?:(?P<utc>[Zz])|(?P<sign>[+-])(?P<hours>[01][0-9]|2[0-3]):(?P<minutes>[0-5][0-9]))"
)
_MICROSECOND_DIGITS = 6


def day(value: Any) -> date:
    """A day, ``YYYY-MM-DD``."""
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        raise BadInput("a day is due, written YYYY-MM-DD")
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise BadInput(f"there is no day {value}") from None


def month(value: Any) -> date:
    """A month, ``YYYY-MM``, as its first day."""
    if not isinstance(value, str) or not _MONTH.fullmatch(value):
        raise BadInput("a month is due, written YYYY-MM")
    return day(f"{value}-01")


def hour(value: Any) -> str:
    """An hour, ``HH:MM``."""
    if not isinstance(value, str) or not _HOUR.fullmatch(value):
        raise BadInput("an hour is due, written HH:MM")
    return value


def instant(value: Any) -> datetime:
    """An instant of RFC 3339 with its offset (seconds optional), in WIB."""
    found = _INSTANT.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        raise BadInput("an instant with its offset is due, such as 2026-11-20T16:59:00+07:00")
    offset = timedelta(0)
    if not found["utc"]:
        offset = timedelta(hours=int(found["hours"]), minutes=int(found["minutes"]))
        offset = -offset if found["sign"] == "-" else offset
    fraction = (found["fraction"] or "0")[:_MICROSECOND_DIGITS].ljust(_MICROSECOND_DIGITS, "0")
    hours, minutes = found["minute"].split(":")
    on = day(found["day"])
    try:
        return datetime(
            on.year,
            on.month,
            on.day,
            int(hours),
            int(minutes),
            int(found["second"] or 0),
            int(fraction),
            timezone(offset),
        ).astimezone(WIB)
    except OverflowError:
        raise BadInput("the instant lies outside the calendar") from None
