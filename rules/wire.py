"""The JSON of ``python -m rules``: situations in, verdicts out, and a situation with all it rests on for a replay."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, time
from typing import Any

from rules import parameters, strict
from rules.calendar import DaysOff, WorkingCalendar, calendar_of, nameless
from rules.facts import (
    Booked,
    CalendarMonth,
    Letter,
    LetterName,
    Mode,
    Office,
    Record,
    Situation,
    Slot,
    State,
    letter_key,
)
from rules.parameters import Figures
from rules.regions import register
from rules.strict import BadInput, Parser
from rules.verdict import Refusal, Verdict

Json = dict[str, Any]


def _region(value: Any) -> str:
    if strict.text(value) not in register():
        raise BadInput(f"{value!r} is no code of the register of regions")
    return str(value)


def _letter_number(value: Any) -> str:
    if not letter_key(strict.text(value)):
        raise BadInput("a letter's number needs a letter or a digit")
    return str(value)


def _recorded_number(value: Any) -> str:
    return "" if value == "" else _letter_number(value)


def year(value: Any) -> int:
    """A year, as a number or as four digits of text."""
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise BadInput("a year is due")
    return strict.day(f"{value}-01-01").year


def _days_of(year: int) -> Parser:
    def parse(value: Any) -> tuple[date, ...]:
        days: list[date] = strict.each(strict.day)(value)
        for each in days:
            if each.year != year:
                raise BadInput(f"{each} does not lie in {year}")
        return tuple(sorted(set(days)))

    return parse


def _hours(value: Any) -> tuple[str, ...]:
    return tuple(sorted(set(strict.each(strict.hour)(value))))


_SLOT = strict.record({"date": strict.day, "start": strict.hour})
_FIGURES: dict[str, Parser] = {
    "lead_working_days": strict.count,
    "visits_per_region_per_month": strict.count,
    "guests": strict.count,
    "guests_with_leader": strict.count,
    "visit_sessions": _hours,
    "video_sessions": _hours,
    "video_parallel": strict.count,
    "visit_room": strict.text,
    "follow_up_working_days": strict.count,
    "check_in_opens_minutes": strict.count,
    "letter_intake_closes": strict.or_null(strict.hour),
    "counter_minutes": strict.count,
}
_LETTER = strict.record(
    {"number": _letter_number, "received_at": strict.instant},
    {"dated_on": strict.day, "addressed_to_director_general": strict.truth},
)
_BOOKED = strict.record(
    {
        "mode": strict.one_of(Mode),
        "region": strict.or_null(_region),
        "date": strict.day,
        "start": strict.hour,
        "state": strict.one_of(State),
        "letter_number": _recorded_number,
    },
    {"room": strict.text, "letter_dated_on": strict.day},
)
_COMMON: dict[str, Parser] = {
    "mode": strict.one_of(Mode),
    "region": strict.or_null(_region),
    "letter": _LETTER,
    "guests": strict.each(strict.record({"office": strict.one_of(Office)})),
}
_OPTIONAL: dict[str, Parser] = {
    "id": strict.text,
    "asked_at": strict.instant,
    "record": strict.each(_BOOKED),
    "room": strict.text,
    "figures": strict.record({}, _FIGURES),
    "closures": strict.each(strict.record({"date": strict.day, "name": strict.text})),
    "blocks": strict.each(strict.record({"room": strict.text, "date": strict.day, "start": strict.hour})),
    "calendar": strict.mapping(year, _days_of),
}
_SITUATION = strict.record({**_COMMON, "slot": _SLOT}, _OPTIONAL)
_SURVEY = strict.record({**_COMMON, "month": strict.month}, _OPTIONAL)


def situation(value: Any, known_years: Iterable[int] | None = None) -> Situation:
    """A situation from JSON. ``known_years`` restricts the years known beside an entered calendar (for a replay)."""
    read = _SITUATION(value)
    slot = Slot(read["slot"]["date"], read["slot"]["start"])
    if slot.date < parameters.HOLDS_FROM:
        raise BadInput(f"the circular holds from {parameters.HOLDS_FROM}", "slot.date")
    return _situation(read, slot, known_years)


def survey(value: Any) -> tuple[Situation, CalendarMonth]:
    """A situation without a slot, and the month to survey, from JSON."""
    read = _SURVEY(value)
    return _situation(read, Slot(read["month"], time.min.isoformat("minutes")), None), CalendarMonth.of(read["month"])


def _situation(read: Json, slot: Slot, known_years: Iterable[int] | None) -> Situation:
    letter = Letter(**read["letter"])
    if letter.received_on < parameters.HOLDS_FROM:
        raise BadInput(f"the circular holds from {parameters.HOLDS_FROM}", "letter.received_at")
    figures = parameters.in_force().replacing(read.get("figures", {}))
    return Situation(
        mode=read["mode"],
        region=read["region"],
        requester=requester_of(read["region"]),
        letter=letter,
        slot=slot,
        guests=tuple(guest["office"] for guest in read["guests"]),
        calendar=_calendar(read, figures, slot, known_years),
        figures=figures,
        record=Record(_booked(each) for each in read.get("record", ())),
        asked_at=read.get("asked_at"),
        room=read.get("room"),
        blocks=frozenset((each["room"], Slot(each["date"], each["start"])) for each in read.get("blocks", ())),
        id=read.get("id"),
    )


def _calendar(read: Json, figures: Figures, slot: Slot, known_years: Iterable[int] | None) -> WorkingCalendar:
    policy = figures.policy(slot.date, slot.date)
    known = policy.known_years if known_years is None else tuple(known_years)
    entered = tuple((year, tuple((day, "") for day in days)) for year, days in sorted(read.get("calendar", {}).items()))
    closures = tuple(sorted((each["date"], each["name"]) for each in read.get("closures", ())))
    return calendar_of(known, entered, closures)


def requester_of(region: str | None) -> str | None:
    """The code under which a region's visits and letters count; None for a requester that is no region."""
    return register()[region].requester if region is not None else None


def _booked(read: Json) -> Booked:
    name = LetterName.of(read["letter_number"], read.get("letter_dated_on"))
    return Booked(
        mode=read["mode"],
        requester=requester_of(read["region"]),
        slot=Slot(read["date"], read["start"]),
        state=read["state"],
        letter=name if name.key else None,
        room=read.get("room"),
    )


def slot(found: Slot | None) -> Json | None:
    """A slot as JSON."""
    return {"date": found.date.isoformat(), "start": found.start} if found else None


def refusal(refused: Refusal) -> Json:
    """A refusal as JSON, with its sentences."""
    return {
        "clause": refused.clause,
        "code": refused.code,
        "basis": refused.basis,
        "says": refused.says._asdict(),
        "reopens_on": refused.reopens_on.isoformat() if refused.reopens_on else None,
    }


def heard(found: Verdict) -> Json:
    """A verdict as JSON, with its sentences, but without a search for another slot."""
    return {
        "id": found.situation.id,
        "allowed": found.allowed,
        "refusals": [refusal(each) for each in found.refusals],
        "heard": found.heard,
    }


def verdict(found: Verdict) -> Json:
    """A verdict as JSON, with its sentences and the earliest slot."""
    return {**heard(found), "earliest": slot(found.earliest)}


def surveyed(found: Verdict) -> Json:
    """One slot of a survey as JSON."""
    return {
        **(slot(found.situation.slot) or {}),
        "allowed": found.allowed,
        "refusals": [refusal(each) for each in found.refusals],
    }


def told(asked: Situation) -> tuple[Json, list[int]]:
    """A situation as JSON with the calendar and figures it is judged by, and the years known, for a later replay.

    Of the record, what the verdict can rest on: the slot, the letter, the requester's visits. A record's letter is
    written by its folded number and the first day of its year.
    """
    policy = asked.figures.policy(asked.letter.received_on, asked.slot.date)
    first_year, last_year = sorted((asked.letter.received_on.year, asked.slot.date.year))
    known = [year for year in asked.calendar.years if first_year <= year <= last_year + 1]
    figures = {name: getattr(policy, name) for name in _FIGURES}
    years, closures = _told_days(asked.calendar, known)
    line: Json = {
        "mode": asked.mode.value,
        "region": asked.region,
        "letter": {
            "number": asked.letter.number,
            "received_at": asked.letter.received_at.isoformat(),
            "addressed_to_director_general": asked.letter.addressed_to_director_general,
        },
        "slot": slot(asked.slot),
        "guests": [{"office": office.value} for office in asked.guests],
        "record": [_told(booked) for booked in asked.record.bookings if _bears_on(asked, booked)],
        "figures": {name: list(value) if isinstance(value, tuple) else value for name, value in figures.items()},
        "calendar": {str(year): [day.isoformat() for day in days] for year, days in years.items()},
        "closures": [{"date": day.isoformat(), "name": name.id} for day, name in closures.items()],
        "blocks": [{"room": room, "date": at.date.isoformat(), "start": at.start} for room, at in sorted(asked.blocks)],
    }
    if asked.letter.dated_on:
        line["letter"]["dated_on"] = asked.letter.dated_on.isoformat()
    if asked.asked_at:
        line["asked_at"] = asked.asked_at.isoformat()
    if asked.room is not None:
        line["room"] = asked.room
    return line, known


def _told_days(calendar: WorkingCalendar, known: list[int]) -> tuple[dict[int, list[date]], DaysOff]:
    """The days off of the known years, and the closures in them. A day off that goes by a name of its own is told as a
    closure: only those are written with their names."""
    of_years = {day: name for year in known for day, name in calendar.years[year].items()}
    own = {day: name for day, name in of_years.items() if name != nameless(day)}
    closures = {day: name for day, name in calendar.closures.items() if day.year in known}
    plain = {year: sorted(set(calendar.years[year]) - set(own)) for year in known}
    return plain, closures | own


def _bears_on(asked: Situation, booked: Booked) -> bool:
    return booked.slot == asked.slot or booked.requester == asked.requester


def _told(booked: Booked) -> Json:
    line: Json = {
        "mode": booked.mode.value,
        "region": booked.requester,
        "date": booked.slot.date.isoformat(),
        "start": booked.slot.start,
        "state": booked.state.value,
        "letter_number": booked.letter.key if booked.letter else "",
    }
    if booked.letter and booked.letter.year:
        line["letter_dated_on"] = date(booked.letter.year, 1, 1).isoformat()
    if booked.room is not None:
        line["room"] = booked.room
    return line
