"""PDF: whole to its end, open to everybody, with pages, within its budget, and still."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from booking.inspection.looking import disguise, limits
from booking.inspection.looking.findings import Finding, Found

limits.without("PIL", "cryptography", "Crypto")  # pypdf would import them, and nothing is drawn or deciphered here

from pypdf import PdfReader, apply_configuration  # noqa: E402
from pypdf.errors import LimitReachedError  # noqa: E402
from pypdf.generic import IndirectObject, StreamObject  # noqa: E402

from booking.inspection.looking import active  # noqa: E402
from booking.inspection.looking.streams import Budget, expand  # noqa: E402

_END = re.compile(rb"startxref\s*\d+\s*%%EOF")
_BLANK = b"\0\t\n\f\r "


class _Open(PdfReader):
    """A PDF that nobody needs a password for."""

    def _handle_encryption(self, password: str | bytes | None) -> None:
        raise Found(Finding.ENCRYPTED)


def look(content: bytes) -> None:
    """Raises Found where a PDF does not fit, and anything else where it cannot be read."""
    _ended(content)
    logging.disable()
    most = limits.expanded(len(content))
    configured = apply_configuration(
        zlib_maximum_output_length=limits.STRUCTURE,
        lzw_maximum_output_length=limits.STRUCTURE,
        run_length_maximum_output_length=limits.STRUCTURE,
        disable_legacy_handling=True,
        jbig2dec_binary=None,
    )
    with configured:
        try:
            _look_at_all(_Open(BytesIO(content)), Budget(most))
        except LimitReachedError as error:
            raise Found(Finding.EXPANDS) from error


def _ended(content: bytes) -> None:
    """Raises Found where the last end of a PDF is missing, or much stands behind it."""
    end = 0
    for found in _END.finditer(content):
        end = found.end()
    behind = content[end:].strip(_BLANK)
    if end > 0:
        disguise.look_behind(behind)
    if end == 0 or len(behind) > disguise.HEAD:
        raise Found(Finding.BROKEN)


def _look_at_all(reader: PdfReader, budget: Budget) -> None:
    active.look(reader.trailer)
    for thing in _objects(reader):
        active.look(thing)
        if isinstance(thing, StreamObject):
            expand(thing, budget)
    if len(reader.pages) == 0:
        raise Found(Finding.NO_PAGES)


def _objects(reader: PdfReader) -> Iterator[Any]:
    """Every object that the file's references name; first those that stand by themselves, so that no stream of objects
    is opened before it was measured."""
    for generation, places in list(reader.xref.items()):
        for number in list(places):
            yield reader.get_object(IndirectObject(number, generation, reader))
    for number in list(reader.xref_objStm):
        yield reader.get_object(number)
