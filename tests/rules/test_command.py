"""``python -m rules`` as it is typed."""

import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from rules.__main__ import main
from rules.citation import CLAUSES
from rules.clause import ENFORCED
from tests.rules.situations import Json, booked, ours, video, visit

ROOT = Path(__file__).parents[2]
BOTH_LANGUAGES = "said in Indonesian and in English"


class Input:
    """Standard input that holds these bytes."""

    def __init__(self, text: bytes) -> None:
        self.buffer = io.BytesIO(text)


def told(monkeypatch: pytest.MonkeyPatch, command: str, *lines: Json | str | bytes) -> int:
    encoded = [line if isinstance(line, bytes) else _text(line).encode() for line in lines]
    monkeypatch.setattr(sys, "stdin", Input(b"\n".join(encoded)))
    return main([command])


def _text(line: Json | str) -> str:
    return line if isinstance(line, str) else json.dumps(line)


def answers(capsys: pytest.CaptureFixture[str]) -> list[Any]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def spoken(answered: list[Json]) -> list[Json]:
    """The answers with ``BOTH_LANGUAGES`` in place of sentences in both."""
    for refusal in (refusal for answer in answered for refusal in answer["refusals"]):
        if set(refusal["says"]) == {"id", "en"} and all(refusal["says"].values()):
            refusal["says"] = BOTH_LANGUAGES
    return answered


def test_a_verdict_a_line_in_order(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    status = told(monkeypatch, "judge", visit(id="one"), "", "  \t\r", visit("2026-10-07 09:00", id="two"), video())
    assert (status, [(each["id"], each["allowed"]) for each in answers(capsys)]) == (
        0,
        [("one", True), ("two", False), (None, True)],
    )


def test_a_whole_verdict(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    asked = visit("2026-10-07 09:00", id="é", record=[ours("2026-10-01 09:00"), ours("2026-10-02 09:00")])
    assert told(monkeypatch, "judge", asked) == 0
    assert spoken(answers(capsys)) == [
        {
            "id": "é",
            "allowed": False,
            "refusals": [
                {
                    "clause": "E.3.c.2",
                    "code": "lead_time",
                    "basis": "stated",
                    "says": BOTH_LANGUAGES,
                    "reopens_on": "2026-10-08",
                },
                {
                    "clause": "E.3.c.5",
                    "code": "region_frequency",
                    "basis": "stated",
                    "says": BOTH_LANGUAGES,
                    "reopens_on": "2026-11-01",
                },
            ],
            "heard": [f"E.3.c.{number}" for number in (1, 2, 3, 4, 5, 6, 8, 9)],
            "earliest": {"date": "2026-11-02", "start": "09:00"},
        }
    ]


def test_it_stops_at_the_first_bad_line_and_says_which(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    status = told(monkeypatch, "judge", visit(id="one"), "", visit(id="two"), visit(mode="phone"), visit(id="five"))
    said = capsys.readouterr()
    assert (status, [json.loads(line)["id"] for line in said.out.splitlines()], said.err) == (
        2,
        ["one", "two"],
        "line 4: mode: one of visit, video_conference is due\n",
    )


@pytest.mark.parametrize(
    ("line", "says"),
    [
        (b"\xff", "line 3: not JSON: "),
        ("{", "line 3: not JSON: "),
        ('{"mode": "visit", "mode": "visit"}', "line 3: the key 'mode' is repeated"),
        ("7", "line 3: an object is due"),
        ("null", "line 3: an object is due"),
    ],
)
@pytest.mark.parametrize("command", ["judge", "survey"])
def test_blank_lines_count(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], command: str, line: str | bytes, says: str
) -> None:
    assert told(monkeypatch, command, "", "\r", line) == 2
    assert capsys.readouterr().err.startswith(says)


def test_no_lines_are_answered_by_none(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert (told(monkeypatch, "judge", ""), answers(capsys)) == (0, [])


def test_a_file_is_read_by_its_name(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "asked.jsonl"
    file.write_text(json.dumps(visit(id="in a file")), encoding="utf-8")
    assert (main(["judge", str(file)]), [each["id"] for each in answers(capsys)]) == (0, ["in a file"])


def test_a_missing_file_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "nothing.jsonl"
    assert (main(["judge", str(file)]), capsys.readouterr().err) == (2, f"{file}: No such file or directory\n")


def monthly(month: str, **more: Any) -> Json:
    return {key: value for key, value in visit(**more).items() if key != "slot"} | {"month": month}


def test_a_month_is_surveyed(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    status = told(monkeypatch, "survey", monthly("2026-10", id="October", record=[booked("2026-10-08 09:00")]))
    [found] = answers(capsys)
    assert (status, found["id"], len(found["slots"])) == (0, "October", 31 * 4)
    assert [each["allowed"] for each in found["slots"][28:32]] == [False, True, True, True]
    assert spoken(found["slots"])[28] == {
        "date": "2026-10-08",
        "start": "09:00",
        "allowed": False,
        "refusals": [
            {
                "clause": "E.3.c.8",
                "code": "session_taken",
                "basis": "stated",
                "says": BOTH_LANGUAGES,
                "reopens_on": None,
            }
        ],
    }


@pytest.mark.parametrize(
    ("month", "first", "sessions"), [("2024-01", "2024-01-02", 30 * 4), ("2023-12", None, 0), ("0001-01", None, 0)]
)
def test_days_before_the_circular_are_left_out_of_a_survey(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    month: str,
    first: str | None,
    sessions: int,
) -> None:
    assert told(monkeypatch, "survey", monthly(month)) == 0
    [found] = answers(capsys)
    assert ([each["date"] for each in found["slots"]][:1], len(found["slots"])) == ([first] if first else [], sessions)


def test_a_survey_takes_no_slot_and_a_judgement_no_month(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert told(monkeypatch, "survey", visit() | {"month": "2026-10"}) == 2
    assert capsys.readouterr().err.startswith("line 1: unknown key 'slot'")
    assert told(monkeypatch, "judge", monthly("2026-10")) == 2
    assert capsys.readouterr().err.startswith("line 1: unknown key 'month'")


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["--from", "2026-03-17T10:00+07:00"], "2026-03-27\n"),
        (["--from", "2026-03-17T10:00+07:00", "--days", "1"], "2026-03-25\n"),
        (["--from", "2026-03-17T10:00+07:00", "--days", "0"], "2026-03-17\n"),
        (["--from", "2026-10-05T18:00:00Z", "--days", "1"], "2026-10-07\n"),
    ],
)
def test_the_last_day_for_an_answer(capsys: pytest.CaptureFixture[str], arguments: list[str], expected: str) -> None:
    assert (main(["due", *arguments]), capsys.readouterr().out) == (0, expected)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--from", "2027-12-30T10:00+07:00"], "calendar_unknown: "),
        (["--from", "9999-12-31T10:00+07:00"], "calendar_unknown: "),
        (["--from", "2026-03-17T10:00"], "--from: an instant with its offset is due"),
        (["--from", "2026-03-17T10:00+07:00", "--days", "٣"], "--days: not JSON"),
        (["--from", "2026-03-17T10:00+07:00", "--days", "1_0"], "--days: not JSON"),
        (["--from", "2026-03-17T10:00+07:00", "--days", "2.0"], "--days: a whole number, 0 or more, is due"),
        (["--from", "2026-03-17T10:00+07:00", "--days=-1"], "--days: a whole number, 0 or more, is due"),
    ],
)
def test_no_last_day(capsys: pytest.CaptureFixture[str], arguments: list[str], says: str) -> None:
    assert main(["due", *arguments]) == 2
    said = capsys.readouterr()
    assert (said.out, said.err[: len(says)]) == ("", says)


def test_the_circular_as_data(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["circular", "--json"]) == 0
    clauses = json.loads(capsys.readouterr().out)
    assert [each["clause"] for each in clauses] == list(CLAUSES)
    functions = {each["clause"]: each["function"] for each in clauses if each["status"] == "enforced"}
    assert functions == {
        name: f"{enforced.function.__module__}.{enforced.function.__qualname__}" for name, enforced in ENFORCED.items()
    }
    assert list(functions) == [name for name in CLAUSES if name in ENFORCED]
    figures = {each["clause"]: {one["name"]: one["value"] for one in each["figures"]} for each in clauses}
    assert figures["E.3.c.6"] == {"guests": 2, "guests_with_leader": 4}


def test_the_circular_to_read(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["circular"]) == 0
    heads = [line for line in capsys.readouterr().out.splitlines() if "  [enforced]  " in line]
    assert heads == [
        f"{name}  [enforced]  {ENFORCED[name].function.__module__}.{ENFORCED[name].function.__qualname__}"
        for name in CLAUSES
        if name in ENFORCED
    ]


def run(*arguments: str, lines: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "rules", *arguments],
        input=lines,
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=ROOT,
        check=False,
    )


def test_from_a_shell_the_verdicts_before_a_bad_line_are_printed() -> None:
    done = run("judge", "-", lines=f"{json.dumps(visit(id='one'))}\n\n{{}}\n")
    assert (done.returncode, json.loads(done.stdout)["id"], done.stderr) == (2, "one", "line 3: 'mode' is missing\n")


def test_from_a_shell_a_reader_that_leaves_early_gets_no_traceback() -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "rules", "circular"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""


def test_from_a_shell_a_command_is_needed() -> None:
    assert run().returncode == 2
