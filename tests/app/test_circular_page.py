"""The circular, annotated: its words, the figures, what holds them, what the office chose, and what it refused."""

import re

import pytest

from rules.citation import CLAUSES
from rules.parameters import in_force
from tests.support.asking import words
from tests.support.house_of_tests import wish


@pytest.fixture(params=["id", "en"])
def read(request, app):
    """The page in a language, as text and as it is written."""
    client = app.test_client()
    client.set_cookie("bahasa", request.param)
    answer = client.get("/aturan")
    return request.param, words(answer), answer.get_data(as_text=True)


def flat(text):
    return " ".join(text.split())


def test_each_clause_is_an_anchor_with_its_own_words(read):
    _language, said, html = read
    assert [name for name in CLAUSES if f'id="{name}"' not in html] == []
    assert [name for name, clause in CLAUSES.items() if flat(clause.text.in_("id")) not in said] == []


def test_each_choice_stands_with_its_alternative_and_its_reason(read):
    language, said, _html = read
    readings = [each for clause in CLAUSES.values() for each in clause.readings]
    assert len(readings) > 0
    told = [part.in_(language) for each in readings for part in (each.reading, each.alternative, each.reason)]
    assert [text for text in told if flat(text) not in said] == []


def test_each_figure_in_force_stands_with_its_source(read):
    language, said, _html = read
    figures = [figure for figure in in_force().by_name.values() if figure.clause in CLAUSES]
    assert [figure.name for figure in figures if flat(figure.title.in_(language)) not in said] == []
    assert {source for figure in figures for source in (figure.values[-1].source,) if flat(source) not in said} == set()


def test_a_refusal_is_counted_at_its_clause(app, machine):
    assert machine("pemda").submit(wish(guests=3)).status_code == 422
    page = app.test_client().get("/aturan").get_data(as_text=True)
    clause = re.search(r'<li id="E\.3\.c\.6">(.*?)<li id="E\.3\.c\.7">', page, re.DOTALL)[1]
    assert re.findall(r"<strong>(\d+) kali</strong>", clause) == ["1"]
    others = page.replace(clause, "")
    assert re.findall(r"<strong>(\d+) kali</strong>", others) == []
