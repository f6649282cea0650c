"""The journal: each row carries the hash of the one before it in its stream; personal values stand apart."""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, bindparam, insert, select
from sqlalchemy.orm import Session

from booking.models import JournalEntry, PersonalNote
from booking.models.base import table_of
from booking.repeats import Repeat
from booking.terms import Role
from rules.facts import WIB

_READ_AT_ONCE = 1_000
FIRST = ""
"""What stands before the first row of a stream."""

SETTINGS = "settings"
"""The stream of what belongs to no booking and no letter, such as accounts."""


@dataclass(frozen=True)
class Actor:
    """Who acts: the person and role, whose region or unit they speak for, and through which door they came.

    ``booking`` is the one booking an access code opens (role ``holder``); ``repeat`` marks a call that may come twice;
    ``seen`` is the number of changes (``sequence``) that the booking had when they saw it, where they say so.
    """

    role: Role
    person_id: int | None = None
    region: str | None = None
    unit: str | None = None
    booking: str | None = None
    channel: str = "web"
    repeat: Repeat | None = None
    seen: int | None = None


@dataclass(frozen=True)
class Event:
    """What is to be written: facts without names, and apart from them the personal values."""

    act: str
    from_state: str | None = None
    to_state: str | None = None
    reason: str | None = None
    facts: dict[str, Any] = field(default_factory=dict)
    personal: dict[str, Any] = field(default_factory=dict)


_END = (
    select(JournalEntry.seq, JournalEntry.hash)
    .where(JournalEntry.stream == bindparam("stream"))
    .order_by(JournalEntry.seq.desc())
    .limit(1)
)
_APPEND = insert(table_of(JournalEntry))
_APPEND_AND_NUMBER = _APPEND.returning(JournalEntry.id)
_PERSONAL = insert(table_of(PersonalNote))


def write(
    session: Session, key: bytes, stream: str, now: datetime, actor: Actor, event: Event, *, new: bool = False
) -> int:
    """Append a row to a stream, in the transaction of the act it tells of. Gives its place there, from 1. ``new`` says
    that the stream begins with it."""
    end = None if new else session.execute(_END, {"stream": stream}).first()
    row: dict[str, Any] = {
        "stream": stream,
        "seq": end.seq + 1 if end else 1,
        "at": now,
        "act": event.act,
        "actor_id": actor.person_id,
        "actor_role": actor.role.value,
        "channel": actor.channel,
        "from_state": event.from_state,
        "to_state": event.to_state,
        "reason": event.reason,
        "facts": event.facts,
        "personal_digest": _digest(key, event.personal) if event.personal else None,
        "before": end.hash if end else FIRST,
    }
    row["hash"] = _hash(row)
    if event.personal:
        entry_id = session.execute(_APPEND_AND_NUMBER, row).scalar_one()
        session.execute(_PERSONAL, {"entry_id": entry_id, "values": event.personal})
    else:
        session.execute(_APPEND, row)
    return int(row["seq"])


_SAID = {
    "stream": "stream",
    "seq": "seq",
    "act": "act",
    "actor": "actor_id",
    "role": "actor_role",
    "channel": "channel",
    "from": "from_state",
    "to": "to_state",
    "reason": "reason",
    "facts": "facts",
    "personal": "personal_digest",
    "before": "before",
}
"""What the hash is taken over, beside the instant: its name there, and the column."""


def hash_of(entry: JournalEntry) -> str:
    """The hash a row must carry: over everything it says and the hash before it."""
    return _hash({column: getattr(entry, column) for column in (*_SAID.values(), "at")})


def _hash(row: dict[str, Any]) -> str:
    said = {name: row[column] for name, column in _SAID.items()} | {"at": row["at"].astimezone(WIB).isoformat()}
    return hashlib.sha256(_canonical(said)).hexdigest()


def broken(session: Session, key: bytes | None = None, of: str | None = None) -> list[str]:
    """The rows at which a chain does not hold, as ``stream#seq``; with the key, those whose personal values were
    changed as well. Erased ones are no fault. ``of`` names the one stream that is looked at; every one otherwise."""
    found: list[str] = []
    stream, before, seq = None, FIRST, 0
    here = [JournalEntry.stream == of] if of is not None else []
    rows = session.scalars(select(JournalEntry).where(*here).order_by(JournalEntry.stream, JournalEntry.seq))
    for entry in rows.yield_per(_READ_AT_ONCE):
        if entry.stream != stream:
            stream, before, seq = entry.stream, FIRST, 0
        if entry.seq != seq + 1 or entry.before != before or entry.hash != hash_of(entry):
            found.append(f"{entry.stream}#{entry.seq}")
        before, seq = entry.hash, entry.seq
    return found + (_reworded(session, key, *here) if key is not None else [])


def length(session: Session, stream: str) -> int:
    """How many rows a stream has, as its last one says."""
    end = session.execute(_END, {"stream": stream}).first()
    return int(end.seq) if end else 0


def _reworded(session: Session, key: bytes, *here: ColumnElement[bool]) -> list[str]:
    rows = session.execute(
        select(JournalEntry.stream, JournalEntry.seq, JournalEntry.personal_digest, PersonalNote.values)
        .join(PersonalNote, PersonalNote.entry_id == JournalEntry.id)
        .where(*here)
        .order_by(JournalEntry.stream, JournalEntry.seq)
    )
    return [f"{stream}#{seq}" for stream, seq, digest, values in rows if digest != _digest(key, values)]


def _digest(key: bytes, values: dict[str, Any]) -> str:
    return hmac.new(key, _canonical(values), hashlib.sha256).hexdigest()


def _canonical(value: dict[str, Any]) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode()
