"""Calls that are told twice: the key a caller gave, and a digest of all they said with it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import Any

from flask import g, request
from werkzeug.exceptions import BadRequest

from booking.repeats import Repeat
from rules import strict
from rules.strict import BadInput

HEADER = "Idempotency-Key"
LONGEST = 200
"""The characters of the longest key."""

ANONYMOUS = "-"
_READING = frozenset({"GET", "HEAD", "OPTIONS"})
_PIECE = 64 * 1024


def marked(caller: str | None) -> Repeat | None:
    """What tells this call from another, for a caller (None for nobody known); None where no key was given.

    Kept for the length of the request. Raises BadRequest for a key that is none.
    """
    if request.method in _READING or HEADER not in request.headers:
        return None
    if "repeat" not in g:
        key, digest = _key(), _digest()
        g.repeat = Repeat(caller or f"{ANONYMOUS}:{digest}", key, digest)
    found: Repeat | None = g.repeat
    return found


def current() -> Repeat | None:
    """The mark of this request, if its caller was asked for and gave a key."""
    found: Repeat | None = g.get("repeat")
    return found


def forget() -> None:
    """Keep no answer of this request."""
    g.repeat = None


def _key() -> str:
    key = request.headers[HEADER].strip()
    if not key or len(key) > LONGEST or not key.isprintable():
        raise BadRequest(f"{HEADER} is a text of 1 to {LONGEST} characters.")
    return key


def _digest() -> str:
    """Over method, path and what was said: JSON whatever its layout, a form whatever its boundary."""
    said = hashlib.sha256()
    for part in (request.method.encode(), request.path.encode(), *_said()):
        said.update(hashlib.sha256(part).digest())
    return said.hexdigest()


def _said() -> Iterator[bytes]:
    if request.mimetype != "multipart/form-data":
        yield _canonical(request.get_data(cache=True) or b"{}")
        return
    for name, values in sorted(request.form.lists()):
        for value in values:
            yield f"field {name}".encode()
            yield _canonical(value)
    for name, files in sorted(request.files.lists()):
        for file in files:
            yield f"file {name} {file.filename}".encode()
            yield _sha256(file.stream)


def _canonical(text: str | bytes) -> bytes:
    try:
        return json.dumps(strict.load(text), sort_keys=True).encode()
    except BadInput:
        return text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text


def _sha256(stream: Any) -> bytes:
    found = hashlib.sha256()
    stream.seek(0)
    while piece := stream.read(_PIECE):
        found.update(piece)
    stream.seek(0)
    return found.digest()
