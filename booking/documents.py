"""Files in pieces: staged in transactions of their own before the act that links them, and read back in order."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import datetime
from io import BytesIO
from string import hexdigits
from typing import IO

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from booking.errors import Unfit
from booking.inspection.fitness import Fit, fit
from booking.inspection.looking.findings import PDF
from booking.models import Document, DocumentPiece
from booking.models.base import Instant, table_of
from booking.store import Store
from booking.terms import DocumentKind

PIECE = 256 * 1024
"""Bytes of a piece: no transaction holds the write lock for more."""
_LONGEST_NAME = 120


def stage(
    store: Store, kind: DocumentKind, filename: str, content: IO[bytes], now: datetime, person_id: int | None
) -> int:
    """Store a file, not yet linked to anything, and give its number.

    Raises Unfit, before anything is stored, where it is empty, too large, of another type than PDF, JPEG or PNG by its
    content, damaged, locked, active or a danger to who opens it, or cannot be looked into (booking/inspection).
    """
    with fit(content) as file:
        return _stored(store, kind, filename, file, now, person_id)


def stage_written(
    store: Store, kind: DocumentKind, filename: str, pdf: bytes, now: datetime, person_id: int | None
) -> int:
    """Store a PDF that this program wrote itself, as ``stage`` does: nothing that came from outside is ever given here
    (tests/house holds it)."""
    file = Fit(BytesIO(pdf), PDF, len(pdf), hashlib.sha256(pdf).hexdigest())
    return _stored(store, kind, filename, file, now, person_id)


def _stored(
    store: Store, kind: DocumentKind, filename: str, file: Fit, now: datetime, person_id: int | None
) -> int:
    number = _begin(store, kind, filename, file.content_type, now, person_id)
    try:
        _keep(store, number, file.content)
        with store.writing() as session:
            document = session.get_one(Document, number)
            document.size, document.sha256 = file.size, file.sha256
    except BaseException:  # what is stored by halves is taken back
        discard(store, number)
        raise
    return number


def _keep(store: Store, number: int, content: IO[bytes]) -> None:
    """Store the pieces."""
    place = 0
    while piece := content.read(PIECE):
        with store.writing() as session:
            session.add(DocumentPiece(document_id=number, number=place, content=piece))
        place += 1


def _begin(
    store: Store, kind: DocumentKind, filename: str, content_type: str, now: datetime, person_id: int | None
) -> int:
    with store.writing() as session:
        document = Document(
            kind=kind.value,
            filename=filename[-_LONGEST_NAME:],
            content_type=content_type,
            size=0,
            sha256="",
            created_at=now,
            person_id=person_id,
        )
        session.add(document)
        session.flush()
        return document.id


def stage_recording(store: Store, url: str, sha256: str, now: datetime, person_id: int | None) -> int:
    """Store a recording's address and checksum: recordings are never files.

    Raises Unfit for an address that is not https, or a checksum that is none of SHA-256.
    """
    if not url.startswith("https://"):
        raise Unfit("url", "Alamat rekaman diawali https://.", "A recording's address begins with https://.")
    if len(sha256) != len(hashlib.sha256().hexdigest()) or not set(sha256) <= set(hexdigits):
        raise Unfit("sha256", "Tuliskan SHA-256 rekamannya.", "Give the recording's SHA-256.")
    with store.writing() as session:
        document = Document(
            kind=DocumentKind.RECORDING.value,
            filename=url[-_LONGEST_NAME:],
            content_type="text/uri-list",
            size=0,
            sha256=sha256,
            url=url,
            created_at=now,
            person_id=person_id,
        )
        session.add(document)
        session.flush()
        return document.id


def discard(store: Store, number: int) -> None:
    """Take back a file that nothing links to."""
    with store.writing() as session:
        document = session.get(Document, number)
        if document is None or document.linked_at is not None:
            return
        for piece in session.scalars(select(DocumentPiece).where(DocumentPiece.document_id == number)):
            session.delete(piece)
        session.flush()
        session.delete(document)


def unlinked(session: Session, number: int, kind: DocumentKind) -> Document:
    """A file that was stored whole and belongs to nothing yet; raises Unfit where there is none of this kind."""
    document = session.get(Document, number)
    whole = document is not None and document.kind == kind.value and document.sha256 != ""
    if document is None or not whole or document.linked_at is not None:
        raise _gone()
    return document


_LINK = (
    update(table_of(Document))
    .where(
        Document.id == bindparam("number"),
        Document.kind == bindparam("of_kind"),
        Document.linked_at.is_(None),
        Document.sha256 != "",
    )
    .values(booking_id=bindparam("to_booking"), linked_at=bindparam("now", type_=Instant()))
)


def link(session: Session, number: int, kind: DocumentKind, booking_id: int | None, now: datetime) -> None:
    """Tie a staged file to its booking (None: to a letter), inside the act's transaction. Raises Unfit where it is
    not ``unlinked`` any more."""
    told = {"number": number, "of_kind": kind.value, "to_booking": booking_id, "now": now}
    if session.connection().execute(_LINK, told).rowcount != 1:
        raise _gone()


def _gone() -> Unfit:
    return Unfit("file", "Unggah berkasnya lagi.", "Upload the file again.")


def content(session: Session, number: int) -> Iterator[bytes]:
    """A file's bytes, piece by piece."""
    pieces = select(DocumentPiece.content).where(DocumentPiece.document_id == number).order_by(DocumentPiece.number)
    yield from session.scalars(pieces.execution_options(yield_per=1))
