"""A stored decision is judged again and says the same, or what has changed."""

import json
from pathlib import Path
from typing import Any

import pytest

from rules import judge, wire
from rules.__main__ import main
from tests.rules.situations import Json, read, visit

DECISIONS = {
    "allowed": visit(id="allowed"),
    "refused": visit("2026-10-07 09:00", guests=["other"] * 3),
    "a draft's figures": visit(guests=["other"] * 3, figures={"guests": 3}),
    "an entered calendar": visit("2028-01-04 09:00", calendar={"2028": ["2028-01-03"]}),
}


def decided(asked: Json, **changed: Any) -> Json:
    """A decision as it was stored, by way of text."""
    stored: Json = json.loads(json.dumps(wire.verdict(judge(read(asked)))))
    return {"situation": asked, "verdict": stored | changed}


def replay(tmp_path: Path, *decisions: Any) -> int:
    file = tmp_path / "decisions.jsonl"
    file.write_text("\n".join(json.dumps(decision) for decision in decisions), encoding="utf-8")
    return main(["replay", str(file)])


@pytest.mark.parametrize("asked", DECISIONS.values(), ids=DECISIONS)
def test_the_same_verdict(tmp_path: Path, capsys: pytest.CaptureFixture[str], asked: Json) -> None:
    assert (replay(tmp_path, decided(asked)), capsys.readouterr().out) == (0, "")


def test_each_difference_is_printed_with_its_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status = replay(
        tmp_path, decided(visit()), decided(visit(), allowed=False), decided(visit(), earliest=None, heard=["E.3.c.1"])
    )
    assert (status, capsys.readouterr().out.splitlines()) == (
        1,
        [
            "line 2: allowed: was false, is true",
            'line 3: heard: was ["E.3.c.1"], is ["E.3.c.1", "E.3.c.2", "E.3.c.3", "E.3.c.4", "E.3.c.5", "E.3.c.6", '
            '"E.3.c.8", "E.3.c.9"]',
            'line 3: earliest: was null, is {"date": "2026-10-08", "start": "09:00"}',
        ],
    )


def test_a_changed_sentence_is_a_difference(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    decision = decided(visit(guests=()))
    decision["verdict"]["refusals"][0]["says"]["en"] = "Something else."
    assert replay(tmp_path, decision) == 1
    assert capsys.readouterr().out.startswith("line 1: refusals: was ")


def test_what_surrounds_a_decision_does_not_matter(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    decision = decided(visit(), findings=[]) | {"id": 7, "decided_at": "2026-10-05T10:00:00+07:00"}
    assert (replay(tmp_path, decision), capsys.readouterr().out) == (0, "")


def test_the_years_known_that_day_come_with_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    decision = decided(visit()) | {"known_years": [2024, 2025]}
    assert replay(tmp_path, decision) == 1
    assert capsys.readouterr().out.startswith("line 1: allowed: was true, is false\n")


@pytest.mark.parametrize(
    ("decision", "says"),
    [
        ({}, "line 1: an object with 'situation' and 'verdict' is due\n"),
        ([], "line 1: an object with 'situation' and 'verdict' is due\n"),
        ({"situation": visit(), "verdict": {}}, "line 1: verdict: 'allowed' is missing\n"),
        (decided(visit()) | {"situation": {}}, "line 1: situation: 'mode' is missing\n"),
        (decided(visit()) | {"known_years": [0]}, "line 1: known_years[0]: a day is due, written YYYY-MM-DD\n"),
        (decided(visit()) | {"known_years": [True]}, "line 1: known_years[0]: a year is due\n"),
    ],
)
def test_what_is_no_decision_is_bad_input(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], decision: Any, says: str
) -> None:
    assert (replay(tmp_path, decision), capsys.readouterr().err) == (2, says)
