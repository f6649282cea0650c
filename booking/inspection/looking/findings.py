"""The words in which the child answers, and the parent's own."""

from __future__ import annotations

from enum import Enum

PDF, JPEG, PNG = "application/pdf", "image/jpeg", "image/png"
"""The kinds of file that are taken."""


class Finding(Enum):
    """What is true of a file. Everything but FIT refuses it."""

    FIT = "fit"
    EMPTY = "empty"
    TOO_LARGE = "too-large"
    OTHER_TYPE = "other-type"
    BROKEN = "broken"
    NO_PAGES = "no-pages"
    ENCRYPTED = "encrypted"
    ACTIVE = "active"
    EXPANDS = "expands"
    TOO_MANY_PIXELS = "too-many-pixels"
    TWO_FACED = "two-faced"
    UNCHECKED = "unchecked"
    BUSY = "busy"


class Found(Exception):
    """Raised where looking further is needless."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.value)
        self.finding = finding
