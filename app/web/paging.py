"""The pages before and after one of many."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from flask_babel import gettext as _


class Paged(Protocol):
    """Some of many: which page (from 1), how many there are in all (None where they were not counted)."""

    @property
    def number(self) -> int: ...

    @property
    def total(self) -> int | None: ...

    @property
    def has_next(self) -> bool: ...


@dataclass(frozen=True)
class Pager:
    """The pages, or months, before and after."""

    label: str
    prev_href: str | None
    next_href: str | None


def pager(page: Paged, size: int, href: Callable[[int], str]) -> Pager | None:
    """The pages before and after, each of ``size``; None where there is one page alone."""
    if page.number == 1 and not page.has_next:
        return None
    if page.total is None:
        label = _("Halaman %(number)s", number=page.number)
    else:
        label = _("Halaman %(number)s dari %(last)s", number=page.number, last=max(-(-page.total // size), 1))
    return Pager(
        str(label),
        href(page.number - 1) if page.number > 1 else None,
        href(page.number + 1) if page.has_next else None,
    )
