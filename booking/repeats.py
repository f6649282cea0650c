"""Calls that are told twice: a call with an Idempotency-Key acts once, and its repetition is given the first answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from booking.errors import KeyReused
from booking.models import Answer
from booking.store import Store


@dataclass(frozen=True)
class Repeat:
    """What tells a call from another: who calls, the key they gave, and a digest of all they said."""

    caller: str
    key: str
    digest: str


class Repeated(Exception):
    """The call was answered before. ``status`` and ``body`` are None where it acted, but its answer was never kept."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.key)
        self.about, self.status, self.body = answer.about, answer.status, answer.body


def unless_done(store: Store, session: Session, repeat: Repeat | None) -> None:
    """Raises Repeated where the call acted before, KeyReused where its key was used for something else."""
    if repeat is None:
        return
    store.lock(session, {f"answer:{repeat.caller}:{repeat.key}"})
    unless_kept(session, repeat)


def unless_kept(session: Session, repeat: Repeat) -> None:
    """The same for a session that only reads: calls that were over before are found, those under way are not."""
    found = session.get(Answer, (repeat.caller, repeat.key))
    if found is None:
        return
    if found.digest != repeat.digest:
        raise KeyReused
    raise Repeated(found)


def claim(session: Session, repeat: Repeat | None, about: str, now: datetime) -> None:
    """Note, in the act's own transaction, that the call acted."""
    if repeat is not None:
        session.add(_answer(repeat, about, now))


def keep(store: Store, repeat: Repeat, status: int, body: str, now: datetime) -> Answer:
    """Keep a call's answer, unless another was kept before; gives the one that is kept."""
    with store.writing() as session:
        store.lock(session, {f"answer:{repeat.caller}:{repeat.key}"})
        answer = session.get(Answer, (repeat.caller, repeat.key)) or _answer(repeat, None, now)
        if answer.status is None and answer.digest == repeat.digest:
            answer.status, answer.body = status, body
        session.add(answer)
    return answer


def _answer(repeat: Repeat, about: str | None, now: datetime) -> Answer:
    return Answer(caller=repeat.caller, key=repeat.key, digest=repeat.digest, about=about, created_at=now)
