"""Photos: whole to their end, of so many pixels that a browser can show them, and readable."""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Callable, Iterator
from io import BytesIO

from PIL.ImageFile import ImageFile
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile

from booking.inspection.looking import disguise, limits
from booking.inspection.looking.findings import Finding, Found

_SMALLER = 8
"""How many times fewer pixels, each way, a JPEG is read into: every bit is decoded, and little memory is needed."""
_LENGTH = struct.Struct(">H")
_MARKER = re.compile(rb"\xff+([\x01-\xcf\xd8-\xfe])")
_END, _ALONE = b"\xd9", {b"\x01", b"\xd8"}

_PNG = b"\x89PNG\r\n\x1a\n"
_CHUNK, _CHECKSUM = struct.Struct(">L4s"), struct.Struct(">L")
_HEADER = struct.Struct(">2L5B")
_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
"""Numbers for each pixel, by the kind of colour."""
_BYTE = 8


def look_at_jpeg(content: bytes) -> None:
    """Raises Found where a JPEG does not fit."""
    disguise.look_behind(content[_end_of_jpeg(content) :])
    photo = _opened(JpegImageFile, content)
    width, height = photo.size
    photo.draft(None, (width // _SMALLER, height // _SMALLER))
    _load(photo)


def look_at_png(content: bytes) -> None:
    """Raises Found where a PNG does not fit."""
    drawn = zlib.decompressobj()
    most, expanded, end = 0, 0, 0
    for kind, body, behind in _chunks(content):
        if kind == b"IHDR":
            most = _most(body)
        elif kind == b"IDAT":
            for size in _pieces(drawn, body):
                expanded += size
                if expanded > most:
                    raise Found(Finding.EXPANDS)
        end = behind
    disguise.look_behind(content[end:])
    _load(_opened(PngImageFile, content))


def _opened(reader: Callable[[BytesIO], ImageFile], content: bytes) -> ImageFile:
    try:
        photo = reader(BytesIO(content))
    except ValueError as error:  # what Pillow says of a text or a profile that expands without end
        raise Found(Finding.EXPANDS if "too large" in str(error) else Finding.BROKEN) from error
    _few(*photo.size, limits.PNG_PIXELS if reader is PngImageFile else limits.PIXELS)
    return photo


def _few(width: int, height: int, most: int) -> None:
    if width * height > most:
        raise Found(Finding.TOO_MANY_PIXELS)


def _load(photo: ImageFile) -> None:
    try:
        photo.load()
    except ValueError as error:
        raise Found(Finding.EXPANDS if "too large" in str(error) else Finding.BROKEN) from error


def _end_of_jpeg(content: bytes) -> int:
    """Where a JPEG's last segment ends; what telephones put behind it is not part of the photo."""
    place = len(b"\xff\xd8")
    while (found := _MARKER.search(content, place)) is not None:
        marker, place = found.group(1), found.end()
        if marker == _END:
            return place
        if marker in _ALONE:
            continue
        if place + _LENGTH.size > len(content):
            break
        place += _LENGTH.unpack_from(content, place)[0]
    raise Found(Finding.BROKEN)


def _chunks(content: bytes) -> Iterator[tuple[bytes, bytes, int]]:
    """Each chunk of a PNG to its last: kind, body, and where it ends."""
    place, kind = len(_PNG), b""
    while kind != b"IEND":
        try:
            size, kind = _CHUNK.unpack_from(content, place)
            body = content[place + _CHUNK.size : place + _CHUNK.size + size]
            [checksum] = _CHECKSUM.unpack_from(content, place + _CHUNK.size + size)
        except struct.error as error:
            raise Found(Finding.BROKEN) from error
        if zlib.crc32(body, zlib.crc32(kind)) != checksum:
            raise Found(Finding.BROKEN)
        place += _CHUNK.size + size + _CHECKSUM.size
        yield kind, body, place


def _most(header: bytes) -> int:
    """Bytes to which a PNG may expand: twice what its size says, as an interlaced one takes a little more."""
    try:
        width, height, bits, colour, *_ = _HEADER.unpack_from(header)
        channels = _CHANNELS[colour]
    except (struct.error, KeyError) as error:
        raise Found(Finding.BROKEN) from error
    _few(width, height, limits.PNG_PIXELS)
    row = width * bits * channels // _BYTE + len(b"filter")
    return int(row * height) << 1


def _pieces(drawn: zlib._Decompress, body: bytes) -> Iterator[int]:
    while body and not drawn.eof:
        yield len(drawn.decompress(body, limits.MEBIBYTE))
        body = drawn.unconsumed_tail
