"""Real papers for tests, written here: the smallest PDF there is, and PDFs of objects that a test makes up."""

from collections.abc import Iterable

CATALOGUE, PAGES = b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
PAGE = (
    b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
    b" /Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>"
)


def stream(content: bytes, more: bytes = b"") -> bytes:
    """A stream with its dictionary; ``more`` stands in that."""
    return b"<< /Length %d %b >>\nstream\n%b\nendstream" % (len(content), more, content)


TEXT = stream(b"BT /F1 12 Tf 72 770 Td (Surat permohonan konsultasi) Tj ET")


def document(objects: Iterable[bytes], trailer: bytes = b"") -> bytes:
    """A PDF of objects, numbered from 1 in their order; the first is its catalogue."""
    written, table, count = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", b"0000000000 65535 f \n", 1
    for count, each in enumerate(objects, start=2):
        table += b"%010d 00000 n \n" % len(written)
        written += b"%d 0 obj\n%b\nendobj\n" % (count - 1, each)
    end = b"xref\n0 %d\n%btrailer\n<< /Size %d /Root 1 0 R %b >>\nstartxref\n%d\n%%%%EOF\n"
    return written + end % (count, table, count, trailer, len(written))


def letter(*more: bytes, catalogue: bytes = b"", page: bytes = b"", trailer: bytes = b"") -> bytes:
    """A letter of one page; ``more`` are its objects from number 5 on, the rest is part of catalogue, page, trailer."""
    objects = (CATALOGUE[:-2] + catalogue + b">>", PAGES, PAGE[:-2] + page + b">>", TEXT, *more)
    return document(objects, trailer)


def letter_of(size: int, filling: bytes) -> bytes:
    """A letter of just so many bytes (a thousand at least), filled up with the beginning of what is given."""
    around = len(letter(stream(b""))) + len(str(size)) * 2  # the numbers of a longer stream are longer too
    made = letter(stream(filling[: max(0, size - around)]))
    return made + b"\n" * (size - len(made))


LETTER = letter()
