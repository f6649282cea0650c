"""The shape of what people type. Forms decide nothing."""

from __future__ import annotations

from collections.abc import Iterable

from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs


def options(pairs: Iterable[tuple[str, object]]) -> list[SelectChoice]:
    """Values and their labels, as a select or a group of radios takes them."""
    return [SelectChoice(value, label) for value, label in pairs]
