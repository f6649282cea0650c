"""Files in pieces: given back byte for byte, or refused with nothing left behind."""

import hashlib
from collections.abc import Iterator
from io import BytesIO

import pytest
from PIL import Image
from sqlalchemy import func, select

from booking import documents, papers
from booking.models import Document, DocumentPiece
from booking.store import Store
from booking.terms import DocumentKind
from tests.booking import asking, office
from tests.booking.office import NOW
from tests.support.papers import LETTER, letter_of

PIECE, MOST = 256 * 1024, 10 * 1024 * 1024
SMALLEST = 1_000


def stage(store: Store, content: bytes, filename: str = "surat.pdf") -> int:
    return documents.stage(store, DocumentKind.LETTER, filename, BytesIO(content), NOW, office.REGION.person_id)


def pdf(size: int) -> bytes:
    """A file of this size in which no piece is like another."""
    return letter_of(size, b"".join(f"{number:08}".encode() for number in range(size // 8 + 1)))


def picture(form: str) -> bytes:
    drawn = BytesIO()
    Image.new("RGB", (8, 8)).save(drawn, form)
    return drawn.getvalue()


def left(store: Store) -> tuple[int, int]:
    """How many files and pieces there are."""
    with store.reading() as session:
        return tuple(session.scalar(select(func.count()).select_from(table)) for table in (Document, DocumentPiece))


@pytest.mark.parametrize("size", [SMALLEST, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE, 3 * PIECE + 7])
def test_a_file_comes_back_byte_for_byte_in_pieces(store: Store, size: int) -> None:
    content = pdf(size)
    number = stage(store, content)
    with store.reading() as session:
        assert b"".join(documents.content(session, number)) == content
        pieces = list(documents.content(session, number))
        assert [len(piece) for piece in pieces] == [
            min(PIECE, size - begin) for begin in range(0, size, PIECE)
        ]
        row = session.get_one(Document, number)
        assert (row.size, row.sha256, row.linked_at) == (size, hashlib.sha256(content).hexdigest(), None)
        assert (row.kind, row.filename, row.created_at, row.person_id) == ("letter", "surat.pdf", NOW, 1)


@pytest.mark.parametrize(
    ("content_type", "content"),
    [("application/pdf", LETTER), ("image/jpeg", picture("JPEG")), ("image/png", picture("PNG"))],
    ids=["pdf", "jpeg", "png"],
)
def test_the_kind_of_a_file_is_told_by_its_content(store: Store, content_type: str, content: bytes) -> None:
    number = stage(store, content, "apa-saja.exe")
    with store.reading() as session:
        assert session.get_one(Document, number).content_type == content_type


@pytest.mark.parametrize(
    "content", [b"", b"<html>", b"MZ\x90", b" %PDF-1.7", b"%PDF", b"PK\x03\x04"], ids=["empty", *"abcde"]
)
def test_what_is_no_letter_is_refused_and_leaves_nothing(store: Store, content: bytes) -> None:
    assert asking.unfit(stage, store, content) == "file"
    assert left(store) == (0, 0)


def test_the_largest_file_is_taken_and_one_byte_more_leaves_nothing(sqlite_store: Store) -> None:
    number = stage(sqlite_store, pdf(MOST))
    with sqlite_store.reading() as session:
        assert session.get_one(Document, number).size == MOST
    assert left(sqlite_store) == (1, 40)
    assert asking.unfit(stage, sqlite_store, pdf(MOST + 1)) == "file"
    assert left(sqlite_store) == (1, 40)


def test_an_upload_that_breaks_off_leaves_nothing(store: Store) -> None:
    class Torn(BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            if self.tell() >= PIECE:
                raise ConnectionResetError
            return super().read(size)

    with pytest.raises(ConnectionResetError):
        documents.stage(store, DocumentKind.LETTER, "surat.pdf", Torn(pdf(2 * PIECE)), NOW, None)
    assert left(store) == (0, 0)


def test_a_paper_that_the_program_wrote_itself_is_stored_as_any_other(store: Store) -> None:
    content = pdf(2 * PIECE + 1)
    number = documents.stage_written(store, DocumentKind.MINUTES, "bak.pdf", content, NOW, 1)
    with store.reading() as session:
        assert b"".join(documents.content(session, number)) == content
        row = session.get_one(Document, number)
        assert (row.kind, row.content_type, row.size) == ("minutes", "application/pdf", len(content))
        assert row.sha256 == hashlib.sha256(content).hexdigest()


def test_a_file_is_taken_back_only_while_nothing_links_to_it(store: Store) -> None:
    loose = stage(store, pdf(PIECE + 1))
    documents.discard(store, loose)
    assert left(store) == (0, 0)
    documents.discard(store, loose)
    reference = office.requested(store)
    with store.reading() as session:
        letter = papers.of_the_letter(session, office.found(session, reference))
    assert letter is not None
    documents.discard(store, letter.id)
    assert left(store) == (1, 1)


def test_a_recording_is_an_address_and_a_checksum(store: Store) -> None:
    number = office.recording(store)
    with store.reading() as session:
        row = session.get_one(Document, number)
        assert (row.kind, row.url, row.sha256, row.size) == ("recording", office.RECORDED, "0" * 64, 0)
        assert list(documents.content(session, number)) == []


def test_a_long_name_keeps_its_end(store: Store) -> None:
    number = stage(store, LETTER, "x" * 200 + ".pdf")
    with store.reading() as session:
        assert session.get_one(Document, number).filename == "x" * 116 + ".pdf"


def test_content_is_read_piece_by_piece(store: Store) -> None:
    number = stage(store, pdf(2 * PIECE))
    with store.reading() as session:
        pieces: Iterator[bytes] = documents.content(session, number)
        assert len(next(pieces)) == PIECE
        assert len(next(pieces)) == PIECE
        assert list(pieces) == []
