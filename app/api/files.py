"""Files that come with a call: stored before its act, and taken back where the act is not done."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from werkzeug.datastructures import FileStorage

from app.db import store
from app.texts import file_name
from booking import documents
from booking.journal import Actor
from booking.terms import DocumentKind


def stage_letter(file: FileStorage, now: datetime, who: Actor) -> int:
    """Store a letter's file, still without its letter."""
    name = file_name(file.filename, DocumentKind.LETTER.value)
    return documents.stage(store(), DocumentKind.LETTER, name, file.stream, now, who.person_id)


@contextmanager
def discarding(number: int | None) -> Iterator[None]:
    """Take a stored file back where what follows fails."""
    try:
        yield
    except Exception:
        if number is not None:
            documents.discard(store(), number)
        raise
