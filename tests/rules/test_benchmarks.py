"""What the benchmarks compare is the same decision, and a ratio that is too low fails them."""

import dataclasses

import pytest

from benchmarks import __main__ as benchmarks
from benchmarks import by_hand, load
from benchmarks.measure import Result
from rules import judge

RESULT = Result("judge / something", ratio=0.5, at_least=0.15, aim=0.4, measured="1 µs", meaning="how much is left")


def test_the_decision_by_hand_is_the_judged_one_clause_by_clause() -> None:
    differing = [
        asked
        for asked in load.situations(1_000, seed=3)
        if by_hand.decide(load.fresh(asked)) != [finding.passed for finding in judge(load.fresh(asked)).findings]
    ]
    assert differing == []


@pytest.mark.parametrize(("ratio", "passed"), [(0.14, False), (0.15, True), (0.5, True)])
def test_a_ratio_below_its_least_fails(ratio: float, passed: bool) -> None:
    assert dataclasses.replace(RESULT, ratio=ratio).passed is passed


def test_the_table_shows_each_figure_and_what_it_means() -> None:
    assert benchmarks.table([RESULT, dataclasses.replace(RESULT, name="slow", ratio=0.1)]).splitlines() == [
        "     benchmark          ratio  at least  aim",
        "ok   judge / something  0.50   0.15      0.4",
        "     how much is left",
        "     1 µs",
        "LOW  slow               0.10   0.15      0.4",
        "     how much is left",
        "     1 µs",
    ]
