"""A clause or a code without a situation that passes and one that does not is found here."""

import ast
from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest

from booking.terms import TurnedAwayFor
from rules import grounds, parameters
from rules.citation import CLAUSES, CODES
from rules.clause import ENFORCED
from rules.engine import HEARD
from tests.rules import test_e3a_dering, test_e3b_video_conference, test_e3c_visit
from tests.rules.situations import Ground

TABLES = [
    ground for module in (test_e3a_dering, test_e3b_video_conference, test_e3c_visit) for ground in module.GROUNDS
]
ROOT = Path(__file__).parents[2]
OF_OTHER_DECISIONS = {"counter_minutes": "KEP-57/PB/2023"}


def raised(*paths: Path) -> set[str]:
    """The codes for which these files make refusals."""
    return {
        str(node.args[0].value)
        for path in paths
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "Refusal"
        and isinstance(node.args[0], ast.Constant)
    }


JUDGED = raised(Path(str(grounds.__file__)))
"""The codes that judging may raise."""


def due_grounds(codes: Iterable[str], enforced: Iterable[str]) -> set[tuple[str, str]]:
    """What must have cases: each code under the clause it carries in each mode, and clauses that carry none."""
    carried = {(clause, code) for code in codes for clause in CODES[code].clause.values()}
    return carried | {(clause, "") for clause in set(enforced) - {clause for clause, _ in carried}}


def untested(due: Iterable[tuple[str, str]], tables: Iterable[Ground]) -> list[str]:
    """Each clause and code for which a passing or a refusing situation is missing."""
    tables = list(tables)
    return [
        f"{clause} {code}: nothing {kind}".replace(" :", ":")
        for clause, code in sorted(due)
        for kind in ("passes", "refuses")
        if not any(ground.clause == clause and code in (ground.code, "") and getattr(ground, kind) for ground in tables)
    ]


def test_every_clause_and_code_passes_somewhere_and_refuses_somewhere() -> None:
    assert untested(due_grounds(JUDGED, ENFORCED), TABLES) == []


def test_a_refusing_situation_is_refused_by_the_clause_and_code_it_stands_under() -> None:
    misplaced = [
        f"{ground.clause} {ground.code}: {name}"
        for ground in (*test_e3b_video_conference.GROUNDS, *test_e3c_visit.GROUNDS)
        for name, (_, refusals) in ground.refuses.items()
        if (ground.clause, ground.code) not in {refusal[:2] for refusal in refusals}
    ]
    assert misplaced == []


@pytest.mark.parametrize("clause", ENFORCED)
def test_a_clause_without_a_case_is_found(clause: str) -> None:
    others = [ground for ground in TABLES if ground.clause != clause]
    found = untested(due_grounds(JUDGED, ENFORCED), others)
    assert {line.split()[0].rstrip(":") for line in found} == {clause}


@pytest.mark.parametrize("kind", ["passes", "refuses"])
def test_a_code_with_half_its_cases_is_found(kind: str) -> None:
    halved = [ground._replace(**{kind: {}}) if ground.code == "guest_cap" else ground for ground in TABLES]
    assert untested(due_grounds(JUDGED, ENFORCED), halved) == [f"E.3.c.6 guest_cap: nothing {kind}"]


def test_a_clause_that_nobody_wrote_a_table_for_is_found() -> None:
    due = due_grounds(JUDGED, [*ENFORCED, "E.3.c.12"])
    assert untested(due, TABLES) == ["E.3.c.12: nothing passes", "E.3.c.12: nothing refuses"]


def test_what_the_text_marks_as_enforced_is_enforced_and_nothing_else() -> None:
    assert sorted(name for name, clause in CLAUSES.items() if clause.status == "enforced") == sorted(ENFORCED)


def test_every_clause_is_heard_in_its_mode() -> None:
    heard = {mode.value: [each.clause for each in clauses] for mode, clauses in HEARD.items()}
    assert heard == {
        "video_conference": ["E.3.b.1", "E.3.b.2"],
        "visit": [f"E.3.c.{number}" for number in (1, 2, 3, 4, 5, 6, 8, 9)],
    }


def test_every_figure_rests_on_a_clause_of_the_circular() -> None:
    elsewhere = {
        name: figure.clause for name, figure in parameters.in_force().by_name.items() if figure.clause not in CLAUSES
    }
    assert elsewhere == OF_OTHER_DECISIONS


def test_every_code_is_raised_somewhere_and_what_is_raised_is_a_code() -> None:
    everywhere = raised(*(path for room in ("rules", "booking", "app") for path in (ROOT / room).rglob("*.py")))
    by_name = {code.value for code in TurnedAwayFor} & set(CODES)  # told to reception by the name it chose
    assert everywhere | by_name == set(CODES)


def test_every_code_stands_under_a_clause_and_with_a_basis_in_the_same_modes() -> None:
    wrong = [
        name
        for name, code in CODES.items()
        if set(code.clause) != set(code.basis)
        or not set(code.clause.values()) <= set(CLAUSES)
        or not set(code.basis.values()) <= {"stated", "chosen"}
    ]
    assert wrong == []


def test_every_code_of_a_judgement_is_carried_by_an_enforced_clause() -> None:
    carried: Mapping[str, set[str]] = {code: set(CODES[code].clause.values()) for code in JUDGED}
    assert {code: clauses - set(ENFORCED) for code, clauses in carried.items() if clauses - set(ENFORCED)} == {}
