"""An upload, received whole and found fit, before anything of it is stored."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from tempfile import TemporaryFile
from threading import BoundedSemaphore, Lock
from typing import IO

from booking.inspection import process
from booking.inspection.looking.findings import JPEG, PDF, PNG, Finding
from booking.inspection.looking.limits import MEBIBYTE
from booking.inspection.sentences import unfit

MOST = 10 * MEBIBYTE
"""The largest file taken, in bytes."""
_SIGNS = {b"%PDF-": PDF, b"\xff\xd8\xff": JPEG, b"\x89PNG\r\n\x1a\n": PNG}

_AT_ONCE = 2
"""Children of one process at the same time: this many times their memory may be taken."""
_PATIENCE = 2
"""Seconds that an upload waits for its turn behind others."""
_REMEMBERED = 512

_turns = BoundedSemaphore(_AT_ONCE)
_places = BoundedSemaphore(_AT_ONCE + 2)
"""Uploads that are looked into or wait for it: who comes while all are taken hears so at once, and pages stay quick."""


@dataclass(frozen=True)
class Fit:
    """A file that fits: its content from the beginning, its kind by that content, its size in bytes and checksum."""

    content: IO[bytes]
    content_type: str
    size: int
    sha256: str


class _Known:
    """Checksums of files that were found fit by this process: who corrects a form sends the same letter again."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._seen: OrderedDict[str, None] = OrderedDict()
        self._guard = Lock()

    def __contains__(self, sha256: str) -> bool:
        with self._guard:
            if sha256 in self._seen:
                self._seen.move_to_end(sha256)
                return True
            return False

    def add(self, sha256: str) -> None:
        with self._guard:
            self._seen[sha256] = None
            if len(self._seen) > self._most:
                self._seen.popitem(last=False)


_known = _Known(_REMEMBERED)


@contextmanager
def fit(given: IO[bytes]) -> Iterator[Fit]:
    """What was given, copied and looked into. Raises Unfit, for the field ``file``, where it does not fit."""
    with TemporaryFile() as kept:
        sha256, size = _received(given, kept)
        content_type = _kind(kept)
        finding = _looked_into(kept, content_type, sha256)
        if finding is not Finding.FIT:
            raise unfit(finding)
        kept.seek(0)
        yield Fit(kept, content_type, size, sha256)


def _received(given: IO[bytes], kept: IO[bytes]) -> tuple[str, int]:
    """Copy to where nobody else reaches it; gives checksum and size."""
    digest, size = hashlib.sha256(), 0
    while piece := given.read(MEBIBYTE):
        size += len(piece)
        if size > MOST:
            raise unfit(Finding.TOO_LARGE)
        digest.update(piece)
        kept.write(piece)
    kept.flush()
    if size == 0:
        raise unfit(Finding.EMPTY)
    return digest.hexdigest(), size


def _kind(kept: IO[bytes]) -> str:
    kept.seek(0)
    first = kept.read(max(map(len, _SIGNS)))
    for sign, kind in _SIGNS.items():
        if first.startswith(sign):
            return kind
    raise unfit(Finding.OTHER_TYPE)


def _looked_into(kept: IO[bytes], content_type: str, sha256: str) -> Finding:
    if sha256 in _known:
        return Finding.FIT
    if not _places.acquire(blocking=False):
        return Finding.BUSY
    try:
        finding = _in_turn(kept, content_type, sha256)
    finally:
        _places.release()
    if finding is Finding.FIT:
        _known.add(sha256)
    return finding


def _in_turn(kept: IO[bytes], content_type: str, sha256: str) -> Finding:
    if not _turns.acquire(timeout=_PATIENCE):
        return Finding.BUSY
    try:
        if sha256 in _known:  # the same file was looked into while this one waited
            return Finding.FIT
        return process.look(kept, content_type)
    finally:
        _turns.release()
