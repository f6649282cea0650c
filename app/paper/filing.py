"""Finishing minutes: their PDF is made, stored and filed. The one place that stores what the program wrote itself."""

from __future__ import annotations

from datetime import datetime

from app.paper import minutes as paper
from booking import documents, minutes, workflow
from booking.errors import NotDone, NotYours, Unknown
from booking.journal import Actor
from booking.models import Booking
from booking.store import Store
from booking.terms import DocumentKind


def finish(store: Store, base_url: str, booking: Booking, actor: Actor, now: datetime) -> int:
    """File the newest revision of a booking's minutes as PDF and give its number; one that is filed already stays.

    Raises Unknown where nobody wrote any, NotYours, Unfit where something is missing, and NotOpen where the session
    takes no papers (yet).
    """
    if not minutes.may_write(booking, actor):
        raise NotYours
    with store.reading() as session:
        revision = minutes.latest(session, booking.id)
    if revision is None:
        raise Unknown
    if revision.document_id is not None and revision.document_id == booking.minutes_id:
        return revision.number
    minutes.complete(minutes.Content.told(revision.content))
    pdf = paper.finished(store.journal_key, base_url, booking, revision)
    kind, name = DocumentKind.MINUTES, f"BAK-{booking.reference}-revisi-{revision.number}.pdf"
    document = documents.stage_written(store, kind, name, pdf, now, actor.person_id)
    try:
        workflow.file_document(
            store,
            booking.reference,
            actor,
            now,
            kind=kind,
            document_id=document,
            revision=revision.number,
        )
    except NotDone:
        documents.discard(store, document)
        raise
    return revision.number
