"""finish, the record of a session, and close: no session is forgotten."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from booking import documents, journal
from booking.errors import NotOpen, NotYours, Refused, Unfit, Unknown
from booking.journal import Actor, Event
from booking.models import Booking, MinutesRevision
from booking.store import Store
from booking.terms import Act, DocumentKind, Role
from booking.workflow.shape import Doing, in_rounds, perform, stands, visible
from rules import desk
from rules.facts import Mode, Slot, State

_COLUMN = {
    DocumentKind.MINUTES: "minutes_id",
    DocumentKind.ATTENDANCE: "attendance_id",
    DocumentKind.RECORDING: "recording_id",
}
_TAKES_RECORDS = {
    Mode.VISIT: (State.ARRIVED, State.HELD),
    Mode.VIDEO_CONFERENCE: (State.SCHEDULED, State.HELD),
}

NOT_BEGUN = "not_begun"
"""Why a session is not finished, and its papers not filed, before it starts."""


def finish(store: Store, reference: str, actor: Actor, now: datetime) -> None:
    """Say that the session was held. Not before it starts; by the passage of time not where the office was closed."""

    def effect(doing: Doing) -> None:
        if not _begun(doing.booking, now):
            raise NotOpen(Act.FINISH, State(doing.booking.state), NOT_BEGUN)
        if actor.role is Role.CLOCK:
            stands(doing)

    perform(store, Act.FINISH, reference, actor, now, effect)


def file_document(
    store: Store,
    reference: str,
    actor: Actor,
    now: datetime,
    *,
    kind: DocumentKind,
    document_id: int,
    revision: int | None = None,
) -> None:
    """E.3.b.3, E.3.c.10: file a staged paper of the session, not before it starts: what is filed is told to be genuine,
    and a session that has not begun has no record. The unit's duty; for a video conference the officer may too.
    ``revision`` is the one of the minutes that the paper was made of: where that is filed already, nothing is."""
    if kind not in _COLUMN:
        raise Unfit("kind", "Pilih BAK, Daftar Hadir, atau rekaman.", "Choose minutes, attendance list or recording.")

    def once(session: Session) -> str:
        store.lock(session, {f"booking:{reference}"})
        booking = session.scalars(select(Booking).where(Booking.reference == reference)).first()
        if booking is None or not visible(booking, actor):
            raise Unknown
        mode, state = Mode(booking.mode), State(booking.state)
        if not keeps_the_record(actor, mode):
            raise NotYours
        if not takes_papers(booking, now):
            raise NotOpen("file-document", state, "" if _begun(booking, now) else NOT_BEGUN)
        if revision is not None and _is_filed(session, booking, revision):
            return reference
        documents.link(session, document_id, kind, booking.id, now)
        setattr(booking, _COLUMN[kind], document_id)
        booking.changed_at = now
        facts = {"document": document_id}
        if revision is not None:
            facts["revision"] = _made_of(session, booking, revision, document_id)
        event = Event(f"file-{kind.value}", facts=facts)
        journal.write(session, store.journal_key, f"booking:{reference}", now, actor, event)
        session.flush()
        return reference

    in_rounds(store, once, actor, now)


def keeps_the_record(actor: Actor, mode: Mode) -> bool:
    """Whether somebody writes and files the record of sessions held in a mode."""
    return actor.role is Role.UNIT or (actor.role is Role.OFFICER and mode is Mode.VIDEO_CONFERENCE)


def takes_papers(booking: Booking, now: datetime) -> bool:
    """Whether a session's papers are filed now: from its start on, until it is closed."""
    return _begun(booking, now) and State(booking.state) in _TAKES_RECORDS[Mode(booking.mode)]


def _begun(booking: Booking, now: datetime) -> bool:
    return desk.begins_at(Slot(booking.date, booking.start)) <= now


def _is_filed(session: Session, booking: Booking, revision: int) -> bool:
    """Whether the paper that is filed was made of this revision of the minutes."""
    this = MinutesRevision.booking_id == booking.id, MinutesRevision.number == revision
    made = session.scalar(select(MinutesRevision.document_id).where(*this))
    return made is not None and made == booking.minutes_id


def _made_of(session: Session, booking: Booking, revision: int, document_id: int) -> int:
    """Note which revision of the minutes a paper was made of."""
    this = MinutesRevision.booking_id == booking.id, MinutesRevision.number == revision
    session.execute(update(MinutesRevision).where(*this).values(document_id=document_id))
    return revision


def close(store: Store, reference: str, actor: Actor, now: datetime) -> None:
    """E.3.b.3, E.3.c.10: close a session on its record: a visit on minutes and attendance list, a video conference on
    minutes or a recording."""

    def effect(doing: Doing) -> None:
        refusals = desk.record(Mode(doing.booking.mode), filed(doing.booking))
        if refusals:
            raise Refused(list(refusals))

    perform(store, Act.CLOSE, reference, actor, now, effect)


def reopen(store: Store, reference: str, actor: Actor, now: datetime, *, note: str) -> None:
    """Open a closed session's record again, because something in it must be put right."""
    perform(store, Act.REOPEN, reference, actor, now, note=note)


def filed(booking: Booking) -> set[str]:
    """The kinds of paper filed for a booking."""
    return {kind.value for kind, column in _COLUMN.items() if getattr(booking, column) is not None}
