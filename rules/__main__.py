"""``python -m rules``: the rules alone, for a lawyer, a script or another system. No database, no configuration."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from rules import annotated, parameters, strict, wire
from rules.calendar import calendar_of
from rules.clauses.e3a_dering import due
from rules.engine import judge, survey
from rules.facts import WIB
from rules.strict import BadInput

BAD_INPUT = 2
"""The exit status for input that cannot be answered."""


def _judged(line: Any) -> wire.Json:
    return wire.verdict(judge(wire.situation(line)))


def _surveyed(line: Any) -> wire.Json:
    asked, month = wire.survey(line)
    verdicts = survey(asked, max(month.first_day, parameters.HOLDS_FROM), month.last_day)
    return {"id": asked.id, "slots": [wire.surveyed(each) for each in verdicts]}


_ANSWERED = ("allowed", "refusals", "heard", "earliest")


def _differences(line: Any) -> list[str]:
    """What a decision's verdict says, and what the rules say of its situation today."""
    if not isinstance(line, dict) or not isinstance(line.get("verdict"), dict) or "situation" not in line:
        raise BadInput("an object with 'situation' and 'verdict' is due")
    if missing := [key for key in ("allowed", "refusals") if key not in line["verdict"]]:
        raise BadInput(f"{missing[0]!r} is missing", "verdict")
    known = strict.within("known_years", strict.each(wire.year), line["known_years"]) if "known_years" in line else None
    today = wire.verdict(judge(strict.within("situation", lambda each: wire.situation(each, known), line["situation"])))
    then = line["verdict"]
    return [
        f"{key}: was {json.dumps(then[key])}, is {json.dumps(today[key])}"
        for key in _ANSWERED
        if key in then and then[key] != today[key]
    ]


@contextmanager
def _opened(name: str) -> Iterator[BinaryIO]:
    if name == "-":
        yield sys.stdin.buffer
    else:
        with Path(name).open("rb") as lines:
            yield lines


def _each_line(name: str, answer: Callable[[Any], Any]) -> Iterator[tuple[int, Any]]:
    """The answers to a file's lines with their numbers. Raises BadInput, with the number, at the first bad one."""
    with _opened(name) as lines:
        for number, line in enumerate(lines, start=1):
            if line.strip():
                try:
                    yield number, answer(strict.load(line))
                except BadInput as error:
                    raise BadInput(str(error), f"line {number}") from None


def _answer_lines(arguments: argparse.Namespace) -> int:
    for _, answer in _each_line(arguments.file, arguments.answer):
        print(json.dumps(answer))
    return 0


def _replay(arguments: argparse.Namespace) -> int:
    differing = False
    for number, differences in _each_line(arguments.file, _differences):
        for difference in differences:
            differing = True
            print(f"line {number}: {difference}")
    return int(differing)


def _due(arguments: argparse.Namespace) -> int:
    since = strict.within("--from", strict.instant, getattr(arguments, "from"))
    policy = parameters.in_force().policy(since.astimezone(WIB).date(), since.astimezone(WIB).date())
    days = policy.follow_up_working_days
    if arguments.days is not None:
        days = strict.within("--days", lambda written: strict.count(strict.load(written)), arguments.days)
    last = due(since, days, calendar_of(policy.known_years))
    if last is None:
        raise BadInput("calendar_unknown: a day of the count lies in a year whose days off are not known")
    print(last.isoformat())
    return 0


def _circular(arguments: argparse.Namespace) -> int:
    described = annotated.circular()
    if arguments.json:
        print(json.dumps(described))
        return 0
    for each in described:
        enforcer = each["function"] or (each["where"] or {}).get("id") or ""
        print(f"{each['clause']}  [{each['status']}]  {enforcer}\n  {each['text']}")
        for figure in each["figures"]:
            print(f"  - {figure['name']}: {json.dumps(figure['value'])} {figure['unit']} ({figure['source']})")
        print()
    return 0


def _arguments(argv: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m rules", description=__doc__)
    commands = parser.add_subparsers(required=True)
    for name, answer, about in (
        ("judge", _judged, "a verdict for each situation (JSON Lines)"),
        ("survey", _surveyed, "every session of a month for each situation (JSON Lines)"),
    ):
        command = commands.add_parser(name, help=about)
        command.add_argument("file", nargs="?", default="-")
        command.set_defaults(run=_answer_lines, answer=answer)
    command = commands.add_parser("replay", help="judge stored decisions again and print each difference")
    command.add_argument("file", nargs="?", default="-")
    command.set_defaults(run=_replay)
    command = commands.add_parser("due", help="the last day on which an escalated question is answered")
    command.add_argument("--from", required=True, metavar="INSTANT")
    command.add_argument("--days")
    command.set_defaults(run=_due)
    command = commands.add_parser("circular", help="each clause with its text, status, figures and function")
    command.add_argument("--json", action="store_true")
    command.set_defaults(run=_circular)
    return parser.parse_args(argv)


def main(argv: list[str] | None = None) -> int:
    """Run a command; the exit status is 2 for bad input, 1 for a replay that differs."""
    arguments = _arguments(argv)
    try:
        status = int(arguments.run(arguments))
        sys.stdout.flush()
        return status
    except BadInput as error:
        sys.stdout.flush()
        print(error, file=sys.stderr)
        return BAD_INPUT
    except BrokenPipeError:  # whoever reads the answers has had enough of them
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except OSError as error:
        print(f"{error.filename or 'output'}: {error.strerror}", file=sys.stderr)
        return BAD_INPUT


if __name__ == "__main__":
    sys.exit(main())
