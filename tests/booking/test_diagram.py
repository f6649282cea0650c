"""The diagram in docs/ is the table of states."""

from pathlib import Path

from booking import diagram


def test_the_diagram_is_drawn_from_the_table_as_it_stands():
    page = Path(__file__).parents[2] / "docs" / "states.md"
    assert page.read_text(encoding="utf-8") == diagram.drawn(), "run: python -m booking.diagram > docs/states.md"
