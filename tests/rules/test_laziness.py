"""Judging does only what a yes or no needs: words, facts and another slot are made when somebody asks."""

import sys
from pathlib import Path

from rules import judge, wire
from rules.calendar import calendar_of
from tests.rules.situations import visit


def called(work):
    """The functions that a piece of work calls, as (file, function)."""
    seen = set()

    def note(frame, event, _argument):
        if event == "call":
            seen.add((Path(frame.f_code.co_filename), frame.f_code.co_name))

    sys.setprofile(note)
    try:
        result = work()
    finally:
        sys.setprofile(None)
    return result, seen


def names(seen):
    return {name for file, name in seen if file.parent.name in ("rules", "clauses")}


SPOKEN = {"spoken", "earliest", "visits_of_the_month", "_explain"}


def test_a_refusal_is_judged_without_words_and_without_a_search():
    asked = wire.situation(visit(guests=["other"] * 5))
    verdict, seen = called(lambda: judge(asked))
    assert not verdict.allowed
    assert names(seen) & SPOKEN == set()
    _, seen = called(lambda: ([refusal.says for refusal in verdict.refusals], verdict.earliest, verdict.findings))
    assert names(seen) & SPOKEN == SPOKEN


def test_the_calendar_is_a_table_and_asks_its_package_nothing():
    calendar = calendar_of((2024, 2025, 2026, 2027))
    day = wire.situation(visit()).slot.date
    _, seen = called(lambda: (calendar.is_working(day), calendar.working_day_after(day, 3), calendar.why_off(day)))
    assert {file.name for file, _ in seen} - {"calendar.py", Path(__file__).name} == set()
