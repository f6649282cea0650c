"""Bad input is found, said with its place, and never ignored."""

import json
from typing import Any

import pytest

from rules import strict, wire
from rules.strict import BadInput
from tests.rules.situations import Json, booked, visit

ELSEWHERE = {"number": "1", "received_at": "2026-10-05T08:15:00+07:00"}
A_BOOKING = booked("2026-10-01 09:00")


def without(asked: Json, *path: str) -> Json:
    inner, *rest = path
    return {
        key: without(value, *rest) if key == inner and rest else value
        for key, value in asked.items()
        if rest or key != inner
    }


BAD = {
    "no object": ([], "an object is due"),
    "an unknown key": (visit(month="2026-10"), "unknown key 'month'"),
    "an unknown mode": (visit(mode="phone"), "mode: one of visit, video_conference is due"),
    "a mode in capitals": (visit(mode="Visit"), "mode: one of visit, video_conference is due"),
    "an unknown region": (visit(region="99.99"), "region: '99.99' is no code of the register of regions"),
    "a region as a number": (visit() | {"region": 64.72}, "region: text is due"),
    "an unknown office": (visit(guests=["mayor"]), "guests[0].office: one of"),
    "a guest with a name": (visit() | {"guests": [{"office": "other", "name": "A"}]}, "guests[0]: unknown key 'name'"),
    "guests as an object": (visit() | {"guests": {}}, "guests: a list is due"),
    "an unknown state": (visit(record=[A_BOOKING | {"state": "lost"}]), "record[0].state: one of"),
    "a record without its region": (visit(record=[without(A_BOOKING, "region")]), "record[0]: 'region' is missing"),
    "a record whose letter is signs": (visit(record=[A_BOOKING | {"letter_number": "//"}]), "record[0].letter_number"),
    "a record whose letter is null": (visit(record=[A_BOOKING | {"letter_number": None}]), "record[0].letter_number"),
    "a record with a room of null": (visit(record=[A_BOOKING | {"room": None}]), "record[0].room: text is due"),
    "a letter of signs": (visit(number=" /-. "), "letter.number: a letter's number needs a letter or a digit"),
    "a letter without a number": (without(visit(), "letter", "number"), "letter: 'number' is missing"),
    "an address of 1": (visit(letter={"addressed_to_director_general": 1}), "letter.addressed_to_director_general"),
    "a date of null": (visit(letter={"dated_on": None}), "letter.dated_on: a day is due"),
    "a letter before the circular": (
        visit(received="2024-01-01T23:59:59+07:00"),
        "letter.received_at: the circular holds",
    ),
    "a slot before the circular": (visit("2024-01-01 09:00"), "slot.date: the circular holds from 2024-01-02"),
    "no slot": (without(visit(), "slot"), "'slot' is missing"),
    "an id of null": (visit(id=None), "id: text is due"),
    "an id of 7": (visit(id=7), "id: text is due"),
    "asked at null": (visit(asked_at=None), "asked_at: an instant with its offset is due"),
    "a record of null": (visit(record=None), "record: a list is due"),
    "a closure without a name": (visit() | {"closures": [{"date": "2026-10-12"}]}, "closures[0]: 'name' is missing"),
    "a block of null": (visit() | {"blocks": [None]}, "blocks[0]: an object is due"),
    "figures of null": (visit(figures=None), "figures: an object is due"),
    "an unknown figure": (visit(figures={"guest": 2}), "figures: unknown key 'guest'"),
    "known years as a figure": (visit(figures={"known_years": [2028]}), "figures: unknown key 'known_years'"),
    "a count of true": (visit(figures={"guests": True}), "figures.guests: a whole number, 0 or more, is due"),
    "a count of 2.0": (visit(figures={"guests": 2.0}), "figures.guests: a whole number, 0 or more, is due"),
    "a count below 0": (visit(figures={"guests": -1}), "figures.guests: a whole number, 0 or more, is due"),
    "a count as text": (visit(figures={"guests": "2"}), "figures.guests: a whole number, 0 or more, is due"),
    "a count of null": (visit(figures={"guests": None}), "figures.guests: a whole number, 0 or more, is due"),
    "sessions of null": (visit(figures={"visit_sessions": None}), "figures.visit_sessions: a list is due"),
    "a session at 9:00": (visit(figures={"visit_sessions": ["9:00"]}), "figures.visit_sessions[0]: an hour is due"),
    "an intake hour with seconds": (
        visit(figures={"letter_intake_closes": "17:00:00"}),
        "figures.letter_intake_closes",
    ),
    "a room of null": (visit(figures={"visit_room": None}), "figures.visit_room: text is due"),
    "a calendar of two digits": (visit(calendar={"26": []}), "calendar.26: a day is due"),
    "a calendar of the year 0": (visit(calendar={"0000": []}), "calendar.0000: there is no day 0000-01-01"),
    "a calendar with a foreign day": (
        visit(calendar={"2028": ["2027-12-31"]}),
        "calendar.2028: 2027-12-31 does not lie in 2028",
    ),
    "a calendar of null": (visit(calendar={"2028": None}), "calendar.2028: a list is due"),
}


@pytest.mark.parametrize(("asked", "says"), BAD.values(), ids=BAD)
def test_bad_input_is_said_with_its_place(asked: Any, says: str) -> None:
    with pytest.raises(BadInput) as bad:
        wire.situation(json.loads(json.dumps(asked)))
    assert str(bad.value).startswith(says)


@pytest.mark.parametrize(
    "text",
    [
        "2026-02-30",
        "2024-13-01",
        "2026-1-05",
        "20261005",
        "2026-10-05T00:00",
        " 2026-10-05",
        "2026-10-05\n",
        "٢٠٢٦-10-05",
        "2026-W41-1",
        "",
        None,
        20261005,
    ],
)
def test_no_day(text: Any) -> None:
    with pytest.raises(BadInput):
        strict.day(text)


@pytest.mark.parametrize("text", ["24:00", "9:00", "09:60", "0900", "09.00", "09:00:00", "०९:००", "09:00\n", None, 9])
def test_no_hour(text: Any) -> None:
    with pytest.raises(BadInput):
        strict.hour(text)


@pytest.mark.parametrize("text", ["2026-13", "2026-1", "2026", "2026-10-01", "0000-01", None, 202610])
def test_no_month(text: Any) -> None:
    with pytest.raises(BadInput):
        strict.month(text)


INSTANTS = {
    "2026-10-05T08:15:00+07:00": "2026-10-05T08:15:00+07:00",
    "2026-10-05T08:15+07:00": "2026-10-05T08:15:00+07:00",
    "2026-10-05t01:15:00z": "2026-10-05T08:15:00+07:00",
    "2026-10-05T18:30:00Z": "2026-10-06T01:30:00+07:00",
    "2026-10-05T00:30:00+09:00": "2026-10-04T22:30:00+07:00",
    "2026-10-05T08:15:00-00:00": "2026-10-05T15:15:00+07:00",
    "2026-10-05T00:00:00-23:59": "2026-10-06T06:59:00+07:00",
    f"2026-10-05T08:15:59.{'9' * 400}+07:00": "2026-10-05T08:15:59.999999+07:00",
    "2026-10-05T08:15:00.5+07:00": "2026-10-05T08:15:00.500000+07:00",
    "9999-12-31T23:59:59+07:00": "9999-12-31T23:59:59+07:00",
}


@pytest.mark.parametrize(("text", "expected"), INSTANTS.items(), ids=[text[:40] for text in INSTANTS])
def test_an_instant_is_turned_to_wib(text: str, expected: str) -> None:
    assert strict.instant(text).isoformat() == expected


@pytest.mark.parametrize(
    "text",
    [
        "2026-10-05T08:15:00",
        "2026-10-05T24:00:00+07:00",
        "2026-10-05T08:60:00+07:00",
        "2026-10-05T08:15:60+07:00",
        "2026-10-05 08:15:00+07:00",
        "2026-10-05T08:15:00,5+07:00",
        "2026-10-05T08:15:00.+07:00",
        "2026-10-05T08+07:00",
        "2026-10-05T08:15:00+7",
        "2026-10-05T08:15:00+0700",
        "2026-10-05T08:15:00+24:00",
        "2026-10-05T08:15:00+07:60",
        "2026-10-05T08:15:00−07:00",
        "2026-02-30T08:15:00+07:00",
        "2026-10-05T08:15:00+07:00\n",
        "9999-12-31T23:00:00Z",
        "0001-01-01T00:00:00+23:00",
        None,
        1_760_000_000,
    ],
)
def test_no_instant(text: Any) -> None:
    with pytest.raises(BadInput):
        strict.instant(text)


@pytest.mark.parametrize(
    "text",
    [
        '{"a": 1, "a": 1}',
        '{"a": {"b": 1, "\\u0062": 2}}',
        '{"a": NaN}',
        '{"a": -Infinity}',
        "{'a': 1}",
        '{"a": 1,}',
        '{"a": 01}',
        '{"a": 1} {"b": 2}',
        "",
        "[" * 100_000,
        "9" * 5_000,
        b"\xff",
        b"\xef\xbb\xbf{}",
    ],
    ids=lambda text: repr(text[:20]),
)
def test_no_json(text: str | bytes) -> None:
    with pytest.raises(BadInput):
        strict.load(text)


def test_half_a_character_is_no_text() -> None:
    with pytest.raises(BadInput):
        strict.text("\ud800")


def test_hours_of_a_draft_are_sorted_and_said_once() -> None:
    asked = wire.situation(visit(figures={"visit_sessions": ["14:00", "08:30", "14:00"]}))
    assert asked.figures.policy(asked.slot.date, asked.slot.date).visit_sessions == ("08:30", "14:00")
