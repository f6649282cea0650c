"""A later circular adds values with a later day: each letter and each slot has the figures of its own day."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from rules import judge, parameters
from rules.parameters import CIRCULARS, Figures
from tests.rules.situations import Json, read, visit

LATER = """
[[figure]]
name = "{name}"
clause = "E.3.c.2"
unit = "any"
title.id = "Angka"
title.en = "Figure"
chosen_by = "{chosen_by}"
basis = "stated"

[[figure.values]]
from = 2026-10-06
value = {value}
source = "SE-9/PK.1/2026"
checked_on = 2026-10-06
"""
BEFORE, AFTER = date(2026, 10, 5), date(2026, 10, 6)


@pytest.fixture
def circulars(tmp_path: Path) -> Path:
    """A folder with the circular that comes with the program."""
    shutil.copytree(CIRCULARS, tmp_path / "circular")
    return tmp_path / "circular"


def add(circulars: Path, name: str, value: str, chosen_by: str, circular: str = "se-9-pk.1-2026") -> None:
    folder = circulars / circular
    folder.mkdir(exist_ok=True)
    with (folder / "figures.toml").open("a", encoding="utf-8") as file:
        file.write(LATER.format(name=name, value=value, chosen_by=chosen_by))


def codes(asked: Json, figures: Figures) -> list[str]:
    situation = read(asked)
    situation.figures = figures
    return [refusal.code for refusal in judge(situation).refusals]


def test_a_figure_of_the_letter_goes_by_the_day_of_receipt(circulars: Path) -> None:
    add(circulars, "lead_working_days", "5", "receipt")
    figures = parameters.load(circulars)
    chosen = {
        (received, slot): figures.policy(received, slot).lead_working_days
        for received in (BEFORE, AFTER)
        for slot in (BEFORE, AFTER)
    }
    assert chosen == {(BEFORE, BEFORE): 3, (BEFORE, AFTER): 3, (AFTER, BEFORE): 5, (AFTER, AFTER): 5}
    assert codes(visit("2026-10-08 09:00", received="2026-10-05T23:59:59+07:00"), figures) == []
    assert codes(visit("2026-10-12 09:00", received="2026-10-06T00:00:00+07:00"), figures) == ["lead_time"]
    assert codes(visit("2026-10-13 09:00", received="2026-10-06T00:00:00+07:00"), figures) == []


def test_a_figure_of_the_visit_goes_by_the_day_of_the_slot(circulars: Path) -> None:
    add(circulars, "guests", "3", "slot")
    figures = parameters.load(circulars)
    chosen = {
        (received, slot): figures.policy(received, slot).guests
        for received in (BEFORE, AFTER)
        for slot in (BEFORE, AFTER)
    }
    assert chosen == {(BEFORE, BEFORE): 2, (BEFORE, AFTER): 3, (AFTER, BEFORE): 2, (AFTER, AFTER): 3}
    three = ["other"] * 3
    early = visit("2026-10-05 09:00", received="2026-09-01T10:00:00+07:00", guests=three)
    assert codes(early, figures) == ["guest_cap"]
    assert codes(visit("2026-10-08 09:00", guests=three), figures) == []


def test_both_values_remain_with_their_sources(circulars: Path) -> None:
    add(circulars, "guests", "3", "slot")
    values = parameters.load(circulars).by_name["guests"].values
    assert [(value.holds_from, value.value, value.source) for value in values] == [
        (date(2024, 1, 2), 2, "SE-2/PK.1/2024 E.3.c.6"),
        (date(2026, 10, 6), 3, "SE-9/PK.1/2026"),
    ]


def test_the_month_in_which_a_visit_is_left_goes_by_its_own_limit(circulars: Path) -> None:
    add(circulars, "visits_per_region_per_month", "0", "slot")
    asked = read(visit("2026-10-08 09:00"))
    asked.figures = parameters.load(circulars)
    assert [(found.code, found.reopens_on) for found in judge(asked).refusals] == [("region_frequency", None)]


def test_a_replaced_figure_holds_on_every_day(circulars: Path) -> None:
    add(circulars, "guests", "3", "slot")
    figures = parameters.load(circulars).replacing({"guests": 7})
    assert [figures.policy(day, day).guests for day in (BEFORE, AFTER)] == [7, 7]


def test_before_its_first_day_a_figure_has_its_first_value() -> None:
    assert parameters.in_force().by_name["guests"].on(date(2020, 1, 1)).value == 2


def test_an_unknown_figure_is_refused(circulars: Path) -> None:
    add(circulars, "cups_of_coffee", "3", "slot")
    with pytest.raises(ValueError, match=r"figures missing or unknown: \['cups_of_coffee'\]"):
        parameters.load(circulars)


def test_a_missing_figure_is_refused(circulars: Path) -> None:
    file = circulars / "se-2-pk.1-2024" / "figures.toml"
    file.write_text(file.read_text(encoding="utf-8").replace('name = "guests"', 'name = "guests_with_leader"'), "utf-8")
    with pytest.raises(ValueError, match=r"figures missing or unknown: \['guests'\]"):
        parameters.load(circulars)


def test_no_circular_at_all_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="figures missing or unknown"):
        parameters.load(tmp_path)


def test_every_figure_says_where_it_stands_and_when_somebody_looked() -> None:
    bare = [
        figure.name
        for figure in parameters.in_force().by_name.values()
        for value in figure.values
        if not (value.source and value.checked_on >= value.holds_from and figure.chosen_by in ("receipt", "slot"))
    ]
    assert bare == []


def test_which_figures_go_by_the_day_of_receipt() -> None:
    by_receipt = {figure.name for figure in parameters.in_force().by_name.values() if figure.chosen_by == "receipt"}
    assert by_receipt == {"lead_working_days", "letter_intake_closes"}
