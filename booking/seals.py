"""Seals over the journal: where each chain ended, under a key kept outside the database.

A chain alone shows a changed row, but not a tail cut off or a whole chain written anew. A seal holds the ends of the
chains that grew since the last one, and the one before it.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, select, text
from sqlalchemy import func as sql
from sqlalchemy.orm import Session

from booking.journal import FIRST
from booking.models import JournalEntry, Seal, SealedEnd
from booking.store import Store
from rules.facts import WIB

_PURPOSE = b"temu-djpk/seal"
End = tuple[str, int, str]
"""A stream, its last row and that row's hash."""


@dataclass(frozen=True)
class Sealed:
    """What was sealed: the seal's number and mac, and how many chains had grown."""

    number: int
    mac: str
    chains: int


def seal(store: Store, now: datetime) -> Sealed | None:
    """Seal the ends of the chains that grew since the last seal; None where none grew."""
    with store.writing() as session:
        if store.engine.dialect.name == "postgresql":
            # Whoever is writing finishes first: no row with a lower number comes after the seal.
            session.execute(text("LOCK TABLE journal IN SHARE ROW EXCLUSIVE MODE"))
        before = last(session)
        ends, last_entry = _grown(session, before.last_entry if before else 0)
        if not ends:
            return None
        made = Seal(
            id=before.id + 1 if before else 1,
            at=now,
            last_entry=last_entry,
            before=before.mac if before else FIRST,
        )
        made.mac = _mac(store.journal_key, made, ends)
        session.add(made)
        session.flush()
        session.add_all(SealedEnd(seal_id=made.id, stream=stream, seq=seq, hash=hash_) for stream, seq, hash_ in ends)
        return Sealed(made.id, made.mac, len(ends))


def last(session: Session) -> Seal | None:
    """The newest seal."""
    return session.scalars(select(Seal).order_by(Seal.id.desc()).limit(1)).first()


def broken_seals(session: Session, key: bytes) -> list[str]:
    """What does not hold: a seal changed or taken out, and rows that are not there as they were sealed. Whether the
    newest seals were taken away shows only beside the number and mac somebody wrote down."""
    return _seals_broken(session, key) + _ends_broken(session) + _slipped_in(session)


def _grown(session: Session, since: int) -> tuple[list[End], int]:
    grown = (
        select(JournalEntry.stream, sql.max(JournalEntry.seq).label("seq"), sql.max(JournalEntry.id).label("id"))
        .where(JournalEntry.id > since)
        .group_by(JournalEntry.stream)
        .subquery()
    )
    rows = session.execute(
        select(JournalEntry.stream, JournalEntry.seq, JournalEntry.hash, grown.c.id)
        .join(grown, and_(grown.c.stream == JournalEntry.stream, grown.c.seq == JournalEntry.seq))
        .order_by(JournalEntry.stream)
    ).all()
    return [(row.stream, row.seq, row.hash) for row in rows], max((row.id for row in rows), default=since)


def _seals_broken(session: Session, key: bytes) -> list[str]:
    found, before, number = [], FIRST, 0
    for each in session.scalars(select(Seal).order_by(Seal.id)):
        if each.id != number + 1:
            found.append(f"seal {number + 1}: missing")
        ends = select(SealedEnd.stream, SealedEnd.seq, SealedEnd.hash).where(SealedEnd.seal_id == each.id)
        told = [(row.stream, row.seq, row.hash) for row in session.execute(ends.order_by(SealedEnd.stream))]
        chained = each.id != number + 1 or each.before == before
        if not chained or not hmac.compare_digest(each.mac, _mac(key, each, told)):
            found.append(f"seal {each.id}: changed")
        before, number = each.mac, each.id
    return found


def _ends_broken(session: Session) -> list[str]:
    """Sealed rows that are gone, or other ones."""
    here = and_(JournalEntry.stream == SealedEnd.stream, JournalEntry.seq == SealedEnd.seq)
    rows = session.execute(
        select(SealedEnd.seal_id, SealedEnd.stream, SealedEnd.seq, JournalEntry.hash)
        .outerjoin(JournalEntry, here)
        .where((JournalEntry.hash.is_(None)) | (JournalEntry.hash != SealedEnd.hash))
        .order_by(SealedEnd.seal_id, SealedEnd.stream)
    )
    return [
        f"{row.stream}#{row.seq}: {'missing' if row.hash is None else 'not the row'} of seal {row.seal_id}"
        for row in rows
    ]


def _slipped_in(session: Session) -> list[str]:
    """Rows under the last seal that no seal knows: whoever wrote them gave them numbers of the past."""
    newest = last(session)
    if newest is None:
        return []
    sealed = select(SealedEnd.stream, sql.max(SealedEnd.seq).label("seq")).group_by(SealedEnd.stream).subquery()
    rows = session.execute(
        select(JournalEntry.stream, JournalEntry.seq)
        .outerjoin(sealed, sealed.c.stream == JournalEntry.stream)
        .where(JournalEntry.id <= newest.last_entry)
        .where((sealed.c.seq.is_(None)) | (JournalEntry.seq > sealed.c.seq))
        .order_by(JournalEntry.stream, JournalEntry.seq)
    )
    return [f"{stream}#{seq}: under seal {newest.id}, but sealed by none" for stream, seq in rows]


def _mac(key: bytes, of: Seal, ends: list[End]) -> str:
    said = {
        "id": of.id,
        "at": of.at.astimezone(WIB).isoformat(),
        "last_entry": of.last_entry,
        "ends": sorted(ends),
        "before": of.before,
    }
    subkey = hmac.new(key, _PURPOSE, hashlib.sha256).digest()
    return hmac.new(subkey, json.dumps(said, separators=(",", ":")).encode(), hashlib.sha256).hexdigest()
