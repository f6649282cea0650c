"""Whatever is asked: survey, judge and earliest say the same, and the lead time is what counting by hand gives."""

from datetime import date, datetime, time, timedelta
from itertools import takewhile
from typing import Any

import holidays
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rules import Verdict, judge, survey
from rules.engine import SEARCH_DAYS
from rules.facts import WIB, Slot
from tests.rules.situations import Json, read

SETTINGS = settings(deadline=None, derandomize=True, max_examples=80, suppress_health_check=list(HealthCheck))
ABOUT_THE_SLOT = {"lead_time", "slot_passed", "not_a_working_day", "session_taken", "region_frequency", "room_taken"}
KNOWN = (2024, 2025, 2026, 2027)
DAYS_OFF = frozenset(holidays.country_holidays("ID", years=KNOWN, categories=("public", "government")))
DAY = timedelta(days=1)

REGIONS = st.sampled_from(["64.72", "31", "31.71", "11.01", None])
MODES = st.sampled_from(["visit", "video_conference"])
NUMBERS = st.sampled_from(["1/A", "1-a", "2/A", "3/A"])
HOURS = st.sampled_from(["08:00", "09:00", "10:00", "11:00", "13:00", "14:00", "15:00"])
ROOMS = st.sampled_from(["lantai-3", "aula"])
STATES = st.sampled_from(
    [
        "unconfirmed",
        "requested",
        "scheduled",
        "arrived",
        "held",
        "closed",
        "rejected",
        "cancelled",
        "no_show",
        "excused",
    ]
)
RECEIVED = st.dates(date(2027, 2, 20), date(2027, 4, 10)) | st.dates(date(2027, 12, 1), date(2028, 2, 10))
COUNTS = st.integers(0, 3)
FIGURES: dict[str, st.SearchStrategy[Any]] = {
    "lead_working_days": st.integers(0, 8),
    "visits_per_region_per_month": COUNTS,
    "guests": COUNTS,
    "guests_with_leader": st.integers(0, 5),
    "video_parallel": COUNTS,
    "visit_sessions": st.lists(HOURS, max_size=3),
    "video_sessions": st.lists(HOURS, max_size=3),
    "visit_room": ROOMS,
    "letter_intake_closes": st.sampled_from(["15:00", "17:00"]) | st.none(),
}


@st.composite
def situations(draw: st.DrawFn) -> Json:
    """Asked around a day: everything on record lies within some weeks of it, so that things collide."""
    received = draw(RECEIVED)
    near = st.integers(0, 45).map(lambda days: (received + timedelta(days=days)).isoformat())
    instants = st.builds(datetime.combine, st.just(received), st.times(), st.just(WIB))
    booked = st.fixed_dictionaries(
        {"mode": MODES, "region": REGIONS, "date": near, "start": HOURS, "state": STATES, "letter_number": NUMBERS},
        optional={"room": ROOMS},
    )
    slot = st.fixed_dictionaries({"date": near, "start": HOURS})
    asked = st.fixed_dictionaries(
        {
            "mode": MODES,
            "region": REGIONS,
            "letter": st.fixed_dictionaries({"number": NUMBERS, "received_at": instants.map(datetime.isoformat)}),
            "slot": slot,
            "guests": st.lists(st.sampled_from(["other", "regional_head"]).map(_guest), max_size=5),
            "record": st.lists(booked, max_size=16),
        },
        optional={
            "asked_at": st.builds(
                lambda instant, days: (instant + timedelta(days=days)).isoformat(), instants, st.integers(0, 60)
            ),
            "room": ROOMS,
            "closures": st.lists(near.map(lambda day: {"date": day, "name": "Rapat"}), max_size=5),
            "blocks": st.lists(st.builds(lambda room, where: {"room": room, **where}, ROOMS, slot), max_size=5),
            "figures": st.fixed_dictionaries({}, optional=FIGURES),
            "calendar": st.just({"2028": ["2028-01-03", "2028-01-04"]}),
        },
    )
    return draw(asked)


def _guest(office: str) -> Json:
    return {"office": office}


def said(verdict: Verdict) -> tuple[Slot, bool, list[tuple[str, str, date | None, str]]]:
    refusals = [(each.clause, each.code, each.reopens_on, each.says.id) for each in verdict.refusals]
    return verdict.situation.slot, verdict.allowed, refusals


@SETTINGS
@given(situations())
def test_a_survey_says_of_each_slot_what_judging_it_says(asked: Json) -> None:
    first = date.fromisoformat(asked["slot"]["date"]) - 2 * DAY
    for verdict in survey(read(asked), first, first + 6 * DAY):
        slot = verdict.situation.slot
        alone = asked | {"slot": {"date": slot.date.isoformat(), "start": slot.start}}
        assert said(verdict) == said(judge(read(alone)))


@SETTINGS
@given(situations())
def test_the_earliest_slot_is_the_first_that_a_survey_leaves_open(asked: Json) -> None:
    situation = read(asked)
    first_day = situation.lead.first_day
    expected = None
    if first_day is not None:
        start = max(first_day, situation.asked_at.date()) if situation.asked_at else first_day
        surveyed = survey(situation, start, start + SEARCH_DAYS * DAY)
        known = takewhile(lambda verdict: verdict.situation.slot.date.year in situation.calendar.years, surveyed)
        expected = next((each.situation.slot for each in known if not each.codes & ABOUT_THE_SLOT), None)
    assert judge(read(asked)).earliest == expected


@SETTINGS
@given(situations())
def test_the_first_possible_day_is_what_counting_by_hand_gives(asked: Json) -> None:
    assert read(asked).lead.first_day == counted_by_hand(asked)


@SETTINGS
@given(situations())
def test_judging_twice_and_judging_another_slot_in_between_change_nothing(asked: Json) -> None:
    situation = read(asked)
    before = said(judge(situation))
    for verdict in survey(situation, situation.slot.date, situation.slot.date):
        assert verdict.earliest == judge(situation).earliest
    assert said(judge(situation)) == before


class Unknown(Exception):
    """A day whose year has no decree."""


def counted_by_hand(asked: Json) -> date | None:
    """The lead time a day at a time, from the JSON alone."""
    figures = {"lead_working_days": 3, "letter_intake_closes": None} | asked.get("figures", {})
    received = datetime.fromisoformat(asked["letter"]["received_at"])
    entered = {date.fromisoformat(day) for days in asked.get("calendar", {}).values() for day in days}
    closed = {date.fromisoformat(closure["date"]) for closure in asked.get("closures", ())}
    years = {*KNOWN, *map(int, asked.get("calendar", {}))}

    def works(day: date) -> bool:
        if day.year not in years:
            raise Unknown
        return day.isoweekday() not in (6, 7) and day not in DAYS_OFF | entered | closed

    def after(day: date, count: int) -> date:
        while count:
            day += DAY
            count -= works(day)
        return day

    try:
        zero, closes = received.date(), figures["letter_intake_closes"]
        if closes and (received.time().replace(microsecond=0) > time.fromisoformat(closes) or not works(zero)):
            zero = after(zero, 1)
        return after(zero, figures["lead_working_days"])
    except Unknown:
        return None
