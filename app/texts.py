"""What people type, before it is kept: control characters out, ends trimmed."""

from __future__ import annotations

import unicodedata

_LINE_SEPARATORS = {"\u2028", "\u2029"}


def clean(text: str | None) -> str:
    """One line of text without control characters or line separators."""
    return " ".join(_plain(text or "").split())


def clean_lines(text: str | None) -> str:
    """Several lines of text without other control characters."""
    return "\n".join(clean(line) for line in (text or "").splitlines()).strip()


def _plain(text: str) -> str:
    return "".join(" " if unicodedata.category(sign) == "Cc" or sign in _LINE_SEPARATORS else sign for sign in text)
