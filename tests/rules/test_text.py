"""The circular's words, the readings chosen, and what the data says of the program."""

import hashlib
import importlib

import pytest

from rules.citation import CLAUSES, CODES

WORDS = "d03422bc75aee8e38452da787675a003bed44d7c86ee5e719fda70e590ebf325"
READINGS = {
    "E.3.a.2": 1,
    "E.3.b.1": 5,
    "E.3.b.2": 6,
    "E.3.c.1": 4,
    "E.3.c.2": 3,
    "E.3.c.4": 2,
    "E.3.c.5": 4,
    "E.3.c.6": 4,
    "E.3.c.9": 1,
    "E.3.c.11": 1,
}


def test_the_words_of_the_circular_are_as_signed():
    told = "\n".join(f"{name} {clause.text.id}" for name, clause in CLAUSES.items())
    assert hashlib.sha256(told.encode()).hexdigest() == WORDS


def test_no_reading_the_office_chose_is_lost():
    assert {name: len(clause.readings) for name, clause in CLAUSES.items() if clause.readings} == READINGS


@pytest.mark.parametrize("code", [code for code in CODES.values() if "chosen" in code.basis.values()], ids=str)
def test_what_the_office_chose_is_told_beside_its_clause(code):
    chosen = {code.clause[mode] for mode, basis in code.basis.items() if basis == "chosen"}
    assert {name for name in chosen if not CLAUSES[name].readings} == set()


@pytest.mark.parametrize("name", [name for name, clause in CLAUSES.items() if clause.held_by])
def test_what_is_said_to_hold_a_clause_exists(name):
    module, _, function = CLAUSES[name].held_by.rpartition(".")
    assert callable(getattr(importlib.import_module(module), function))


def test_every_clause_says_who_sees_to_it():
    told = {name for name, clause in CLAUSES.items() if clause.status in ("elsewhere", "by_a_person")}
    assert {name for name in told if not (CLAUSES[name].where and all(CLAUSES[name].where))} == set()
    assert {clause.status for clause in CLAUSES.values()} == {"enforced", "elsewhere", "by_a_person", "context"}
