"""What a judgement costs: every clause heard, against the same decision without reasons and against another engine."""

from __future__ import annotations

from benchmarks import by_hand, decision_table, load
from benchmarks.measure import Result, Side, interleaved
from rules import judge

VERIFIED = 5_000
TIMED = 1_000
ROUNDS = 25


def run() -> list[Result]:
    zen = decision_table.engine()
    _verify(zen)
    asked = load.situations(TIMED, seed=1)
    as_text = [(each.mode, decision_table.as_text(each)) for each in asked]
    timings = interleaved(
        [
            Side("judge", judge, lambda: [load.fresh(each) for each in asked]),
            Side("by hand", by_hand.decide, lambda: [load.fresh(each) for each in asked]),
            Side("zen", lambda each: decision_table.decide(zen, *each), lambda: as_text),
        ],
        ROUNDS,
    )
    judged, floor, other = timings["judge"], timings["by hand"], timings["zen"]
    return [
        Result(
            name="judge / by hand",
            ratio=floor.best / judged.best,
            at_least=0.15,
            aim=0.4,
            measured=f"{floor} by hand, {judged} judged",
            meaning="how much of the speed of a hand-written yes or no is left when every clause answers for itself",
        ),
        Result(
            name="judge / ZEN",
            ratio=other.best / judged.best,
            at_least=2,
            aim=3,
            measured=f"{other} by ZEN, {judged} judged",
            meaning="how many times faster than a general rules engine that traces the same clauses",
        ),
    ]


def _verify(zen: decision_table.Engine) -> None:
    """All three answer alike, clause by clause or code by code, on situations that are not the ones timed."""
    allowed = 0
    for asked in load.situations(VERIFIED, seed=2):
        verdict = judge(load.fresh(asked))
        assert by_hand.decide(load.fresh(asked)) == [finding.passed for finding in verdict.findings], asked
        answered = decision_table.decide(zen, asked.mode, decision_table.as_text(asked))
        assert decision_table.codes(answered) == verdict.codes, asked
        allowed += verdict.allowed
    assert VERIFIED // 10 < allowed < VERIFIED // 10 * 9, allowed
