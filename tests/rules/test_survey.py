"""Every session of a month."""

from datetime import date

import pytest

from rules import survey, wire
from tests.rules.situations import FIRST_DAY, Json, booked, read, video, visit

FIRST, LAST = date(2026, 10, 1), date(2026, 10, 31)


def codes(asked: Json, first: date = FIRST, last: date = LAST) -> dict[str, list[str]]:
    return {
        f"{verdict.situation.slot.date} {verdict.situation.slot.start}": [refusal.code for refusal in verdict.refusals]
        for verdict in survey(read(asked), first, last)
    }


def test_every_session_of_every_day_by_day_and_hour() -> None:
    found = list(codes(visit()))
    assert found == [
        f"2026-10-{day:02} {hour}" for day in range(1, 32) for hour in ("09:00", "10:00", "13:00", "14:00")
    ]


def test_video_conferences_have_hours_of_their_own() -> None:
    assert len(codes(video())) == 31 * 6


def test_what_stands_against_each_session_of_a_week() -> None:
    asked = visit(record=[booked("2026-10-09 13:00")], closures={"2026-10-12": "Rapat"})
    found = codes(asked, date(2026, 10, 7), date(2026, 10, 13))
    refused = {slot: said for slot, said in found.items() if said}
    assert refused == {
        **{f"2026-10-07 {hour}": ["lead_time"] for hour in ("09:00", "10:00", "13:00", "14:00")},
        "2026-10-09 13:00": ["session_taken"],
        **{
            f"2026-10-{day} {hour}": ["not_a_working_day"]
            for day in (10, 11, 12)
            for hour in ("09:00", "10:00", "13:00", "14:00")
        },
    }


def test_asked_in_the_middle_of_a_day() -> None:
    found = codes(visit(asked_at=f"{FIRST_DAY}T10:30:00+07:00"), date(2026, 10, 8), date(2026, 10, 8))
    assert found == {
        "2026-10-08 09:00": ["slot_passed"],
        "2026-10-08 10:00": ["slot_passed"],
        "2026-10-08 13:00": [],
        "2026-10-08 14:00": [],
    }


def test_a_draft_without_sessions_has_nothing_to_survey() -> None:
    assert codes(visit(figures={"visit_sessions": []})) == {}


def test_a_month_of_an_unknown_year_is_surveyed_too() -> None:
    found = codes(visit(), date(2028, 1, 1), date(2028, 1, 31))
    assert found.keys() == {
        f"2028-01-{day:02} {hour}" for day in range(1, 32) for hour in ("09:00", "10:00", "13:00", "14:00")
    }
    assert {tuple(said) for said in found.values()} == {("calendar_unknown",)}


def test_the_last_day_that_can_be_written_ends_a_survey() -> None:
    assert len(codes(visit(), date(9999, 12, 31), date.max)) == 4


def test_nothing_lies_in_a_range_that_ends_before_it_begins() -> None:
    assert codes(visit(), LAST, FIRST) == {}


@pytest.mark.parametrize("month", ["2026-02", "2024-02"])
def test_a_month_is_read_from_its_name(month: str) -> None:
    asked = {key: value for key, value in visit().items() if key != "slot"} | {"month": month}
    _, found = wire.survey(asked)
    assert (found.first_day.isoformat(), found.last_day.day) == (f"{month}-01", 28 if month == "2026-02" else 29)
