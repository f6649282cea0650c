"""The situations that every reading of the circular must answer alike."""

import json
from pathlib import Path
from typing import Any

import pytest

from rules import wire
from rules.engine import judge

CASES = [
    json.loads(line)
    for line in (Path(__file__).parent / "cases" / "conformance.jsonl").read_text(encoding="utf-8").splitlines()
]


@pytest.mark.parametrize("case", CASES, ids=[case["situation"]["id"] for case in CASES])
def test_the_verdict_is_the_expected_one(case: dict[str, Any]) -> None:
    found = wire.verdict(judge(wire.situation(case["situation"])))
    refusals = [{key: refusal[key] for key in ("clause", "code")} for refusal in found["refusals"]]
    expected = case["expect"] | {
        "refusals": sorted(case["expect"]["refusals"], key=lambda each: (each["clause"], each["code"]))
    }
    assert {"allowed": found["allowed"], "refusals": refusals, "earliest": found["earliest"]} == expected
