"""What the child takes of the machine at most, and what it takes of a file."""

from __future__ import annotations

import resource
import sys

MEBIBYTE = 1024 * 1024
ADDRESS_SPACE = 512 * MEBIBYTE
CPU_SECONDS = 1
OPEN_FILES = 16

EXPANDED = 64 * MEBIBYTE
"""Bytes to which the streams of a PDF may expand in all, every step of a chain of filters counted."""
EXPANDED_TIMES = 25
"""... or, where that is more, so many times the file: a letter of many screenshots is large both ways."""
STRUCTURE = 16 * MEBIBYTE
"""Bytes to which one stream may expand that is taken at once: objects, references, and what old filters hold."""
DRAWN = 256 * MEBIBYTE
"""Bytes that one picture inside a PDF may take once it is drawn."""
PIXELS = 64 * MEBIBYTE
"""Pixels of a photo: what a telephone of 64 megapixels makes still passes."""
PNG_PIXELS = 36 * MEBIBYTE
"""Pixels of a PNG, which takes longer to read: a page scanned at 600 dots an inch has 35 million."""

_MOST = {
    "RLIMIT_AS": ADDRESS_SPACE,
    "RLIMIT_CPU": CPU_SECONDS,
    "RLIMIT_FSIZE": 0,
    "RLIMIT_NPROC": 0,
    "RLIMIT_NOFILE": OPEN_FILES,
    "RLIMIT_CORE": 0,
}


def keep() -> None:
    """From here on: little memory and time, no writing, no further processes. A lower limit set before stays.

    Raises ValueError or OSError where the system sets none; then nothing is looked at.
    """
    for name, most in _MOST.items():
        kind = getattr(resource, name)
        _, hard = resource.getrlimit(kind)
        lower = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (lower, lower))


def expanded(size: int) -> int:
    """Bytes to which a PDF of this size may expand."""
    return max(EXPANDED, EXPANDED_TIMES * size)


def without(*libraries: str) -> None:
    """Keep libraries away that another one would import where they are installed."""
    for name in libraries:
        sys.modules[name] = None  # type: ignore[assignment]
