"""A service standard is data with its sources: every item names its clause, and no figure is typed."""

import re
from pathlib import Path

import pytest

from booking.standards import ASPECTS, Item, standards
from rules.citation import CLAUSES
from rules.parameters import in_force

NUMBER = re.compile(r"\d|\b(dua|tiga|empat|lima|enam|two|three|four|five|six)\b", re.IGNORECASE)
NAMED = re.compile(r"SE-2/PK\.1/2024|KEP-41/PK/2021|E\.\d\.\w(\.\d+)?")
"""Numbers that are names, or no figures."""


def items() -> list[Item]:
    return [item for office in standards() for way in office.ways for told in way.items.values() for item in told]


def test_djpk_tells_of_its_three_ways_in_the_order_of_a_standard() -> None:
    [djpk] = standards()
    assert [way.code for way in djpk.ways] == ["dering", "video_conference", "visit"]
    assert [tuple(way.items) for way in djpk.ways] == [ASPECTS] * len(djpk.ways)


def test_every_item_stands_in_a_clause_or_is_not_given() -> None:
    assert {item.clause for item in items() if item.given} - set(CLAUSES) == set()
    assert [item.clause for item in items() if not item.given and item.clause] == []
    assert {office.basis_clause for office in standards()} - set(CLAUSES) == set()


def test_no_figure_is_typed_and_every_one_named_is_in_force() -> None:
    typed = [text for item in items() for text in item.text if NUMBER.search(NAMED.sub("", text))]
    assert typed == []
    assert {name for item in items() for name in item.figures} - set(in_force().by_name) == set()


def test_both_languages_tell_the_same_figures() -> None:
    differing = [
        item.text.id for item in items() if {*re.findall(r"\{(\w+)\}", item.text.en)} != {*item.figures}
    ]
    assert differing == []


ITEM = '[[way.{aspect}]]\n{source}\ntext = {{id = "a", en = "b"}}\n'
HEAD = 'code = "x"\norder = 1\nname = {id = "a", en = "b"}\nbasis = {id = "a", en = "b"}\n'
WAY = '[[way]]\ncode = "w"\nname = {id = "a", en = "b"}\nsummary = {id = "a", en = "b"}\n'


def written(folder: Path, aspects: tuple[str, ...], source: str = 'clause = "E.4"') -> Path:
    text = HEAD + WAY + "".join(ITEM.format(aspect=aspect, source=source) for aspect in aspects)
    (folder / "x.toml").write_text(text, encoding="utf-8")
    return folder


def test_an_office_is_data(tmp_path: Path) -> None:
    [office] = standards(written(tmp_path, ASPECTS))
    assert (office.code, office.basis_clause, len(office.ways)) == ("x", None, 1)


@pytest.mark.parametrize("source", ["", 'clause = "E.4"\nnot_given = true'])
def test_an_item_without_its_source_is_not_read(tmp_path: Path, source: str) -> None:
    with pytest.raises(ValueError, match="names its clause"):
        standards(written(tmp_path, ASPECTS, source))


@pytest.mark.parametrize("aspects", [ASPECTS[1:], (*ASPECTS, "charm")])
def test_a_standard_tells_every_aspect_and_no_other(tmp_path: Path, aspects: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="aspects missing or unknown"):
        standards(written(tmp_path, aspects))
