"""Files that are something else besides: an archive, a page, a script, a program."""

from __future__ import annotations

import struct

from booking.inspection.looking.findings import Finding, Found

HEAD = 1024
"""Bytes within which programs look for what a file is."""

_MARKUP = (b"<script", b"<html", b"<!doctype", b"<?php", b"<svg", b"<body", b"<iframe")
_PDF = (b"%pdf-1.", b"%pdf-2.")
_PROGRAMS = (b"this program cannot be run in dos mode", b"\x7felf\x01\x01\x01", b"\x7felf\x02\x01\x01")
_ARCHIVES = (b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c")
_AT = {257: b"ustar", 32_769: b"CD001"}
"""Where a tape archive and the image of a disc say what they are."""
_STARTS = (b"MZ", b"\x7fELF", b"#!", b"PK\x03\x04", b"GIF8", b"\xfe\xed\xfa", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe")
_COMMENT = b"/*"

_END_OF_ZIP = struct.Struct("<4s4H2LH")
"""Sign, this disk, first disk, entries here, entries, size and place of the directory, length of the comment."""
_SIGN_OF_END, _SIGN_OF_ENTRY = b"PK\x05\x06", b"PK\x01\x02"
_LONGEST_COMMENT = 65_535


def look(content: bytes, *, pdf: bool) -> None:
    """Raises Found where the whole file, or its beginning, is something else besides."""
    head = content[:HEAD].lower()
    marks = _MARKUP if pdf else _MARKUP + _PDF
    if (
        any(mark in head for mark in marks)
        or any(sign in content for sign in _ARCHIVES)
        or any(content.startswith(sign, place) for place, sign in _AT.items())
        or _is_script(content)
        or _is_zip(content)
    ):
        raise Found(Finding.TWO_FACED)


def look_behind(tail: bytes) -> None:
    """Raises Found where what stands behind the end of a file is a page, a script, a PDF or a program."""
    lower = tail.lower()
    if tail.startswith(_STARTS) or any(mark in lower for mark in _MARKUP + _PDF + _PROGRAMS):
        raise Found(Finding.TWO_FACED)


def _is_script(content: bytes) -> bool:
    """A photo whose first length opens a comment of JavaScript, which is closed further on."""
    begun = content.find(_COMMENT, 0, len(b"\xff\xd8\xff\xe0/*"))
    return begun >= 0 and content.find(b"*/", begun) > 0


def _is_zip(content: bytes) -> bool:
    """Whether a ZIP's directory stands where its end says; what is before and behind does not matter to a reader."""
    place, first = len(content), max(0, len(content) - _END_OF_ZIP.size - _LONGEST_COMMENT - HEAD)
    while (place := content.rfind(_SIGN_OF_END, first, place)) >= 0:
        if len(content) - place >= _END_OF_ZIP.size and _ends_a_zip(content, place):
            return True
    return False


def _ends_a_zip(content: bytes, place: int) -> bool:
    _, disk, other, _, entries, size, _, comment = _END_OF_ZIP.unpack_from(content, place)
    if entries == 0:
        return (disk, other, size) == (0, 0, 0) and place + _END_OF_ZIP.size + comment <= len(content)
    return size <= place and content.startswith(_SIGN_OF_ENTRY, place - size)
