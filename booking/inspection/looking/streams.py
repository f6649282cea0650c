"""How large the streams of a PDF become, without keeping what they hold."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from typing import Any

from pypdf import filters
from pypdf.errors import PdfStreamError
from pypdf.generic import IndirectObject, StreamObject

from booking.inspection.looking import limits
from booking.inspection.looking.findings import Finding, Found

_MOST_FILTERS = 8
_RAW = -15
"""zlib's word for a stream without header and checksum."""
_BYTE = 8
_COLOURS = 3
_BILEVEL = {"/CCITTFaxDecode", "/CCF", "/JBIG2Decode"}

Pieces = Iterator[bytes]


class Budget:
    """Bytes to which everything in a file may still expand."""

    def __init__(self, most: int) -> None:
        self.left = most

    def spend(self, pieces: Pieces) -> Pieces:
        """The same pieces, counted; raises Found where there are too many."""
        for piece in pieces:
            self.left -= len(piece)
            if self.left < 0:
                raise Found(Finding.EXPANDS)
            yield piece


def expand(stream: StreamObject, budget: Budget) -> None:
    """Take a stream through its chain of filters. Raises Found where that takes more than the budget."""
    names = _filters(stream)
    if len(names) > _MOST_FILTERS:
        raise Found(Finding.EXPANDS)
    _drawn(stream, names)
    pieces: Pieces = iter((stream._data,))
    for name in names:
        if name not in _DECODERS:  # a picture's own, or one that nothing knows: what follows is no chain of ours
            break
        pieces = budget.spend(_DECODERS[name](pieces))
    try:
        for _ in pieces:
            pass
    except (zlib.error, ValueError, PdfStreamError):
        return  # a damaged stream is shown as far as it goes


def _filters(stream: StreamObject) -> list[str]:
    named = resolved(stream, "/Filter")
    listed = named if isinstance(named, list) else [named]
    return [str(each.get_object() if isinstance(each, IndirectObject) else each) for each in listed if each is not None]


def resolved(holder: dict[Any, Any], key: str) -> Any:
    """What stands under a key, also where it stands elsewhere in the file."""
    value = holder.get(key)
    return value.get_object() if isinstance(value, IndirectObject) else value


def _drawn(stream: StreamObject, names: list[str]) -> None:
    """Raises Found where a picture takes more than a viewer should hold."""
    if resolved(stream, "/Subtype") != "/Image":
        return
    sides = [resolved(stream, side) for side in ("/Width", "/Height")]
    if not all(isinstance(side, int) for side in sides):
        return
    bits = resolved(stream, "/BitsPerComponent")
    depth = bits * _COLOURS if isinstance(bits, int) and bits > 1 else _COLOURS * _BYTE if bits is None else 1
    if resolved(stream, "/ImageMask") or not _BILEVEL.isdisjoint(names):
        depth = 1
    if sides[0] * sides[1] * depth // _BYTE > limits.DRAWN:
        raise Found(Finding.TOO_MANY_PIXELS)


def _inflated(pieces: Pieces) -> Pieces:
    engine, begun = zlib.decompressobj(), False
    for whole in pieces:
        piece = whole
        while piece and not engine.eof:
            try:
                out = engine.decompress(piece, limits.MEBIBYTE)
            except zlib.error:
                if begun:
                    raise
                engine = zlib.decompressobj(_RAW)
                out = engine.decompress(piece, limits.MEBIBYTE)
            begun, piece = True, engine.unconsumed_tail
            yield out


def _at_once(decode: Callable[[bytes], bytes]) -> Callable[[Pieces], Pieces]:
    """A filter of pypdf's: it takes everything at once, which the budget has counted, and keeps a limit of its own."""

    def decoded(pieces: Pieces) -> Pieces:
        yield decode(b"".join(pieces))

    return decoded


_flate = _inflated
_lzw = _at_once(lambda data: filters.LZWDecode.decode(data))
_runs = _at_once(filters.RunLengthDecode.decode)
_hex = _at_once(filters.ASCIIHexDecode.decode)
_base85 = _at_once(filters.ASCII85Decode.decode)
_DECODERS: dict[str, Callable[[Pieces], Pieces]] = {
    "/FlateDecode": _flate,
    "/Fl": _flate,
    "/LZWDecode": _lzw,
    "/LZW": _lzw,
    "/RunLengthDecode": _runs,
    "/RL": _runs,
    "/ASCIIHexDecode": _hex,
    "/AHx": _hex,
    "/ASCII85Decode": _base85,
    "/A85": _base85,
}
