"""ask, reply and consider: what is said about a request while it waits."""

from __future__ import annotations

from datetime import datetime

from booking.errors import Unfit
from booking.journal import Actor
from booking.store import Store
from booking.terms import Act, UnitAnswer
from booking.workflow.shape import Doing, perform
from rules.facts import Mode, Slot


def ask(store: Store, reference: str, actor: Actor, now: datetime, *, question: str) -> None:
    """Ask the requester something; the request keeps its place."""
    _say(store, Act.ASK, reference, actor, now, "question", question)


def reply(store: Store, reference: str, actor: Actor, now: datetime, *, answer: str) -> None:
    """Answer the office's question."""
    _say(store, Act.REPLY, reference, actor, now, "answer", answer)


def _say(store: Store, act: Act, reference: str, actor: Actor, now: datetime, kind: str, words: str) -> None:
    def effect(doing: Doing) -> None:
        if not words.strip():
            raise Unfit(kind, "Tuliskan isinya dengan singkat.", "Please write it down, in a few words.")
        doing.personal["note"] = doing.said[kind] = words.strip()

    perform(store, act, reference, actor, now, effect)


def consider(
    store: Store,
    reference: str,
    actor: Actor,
    now: datetime,
    *,
    answer: UnitAnswer,
    slot: Slot | None = None,
    mode: Mode | None = None,
    note: str = "",
) -> None:
    """E.3.c.3: the unit's consideration: it accepts, declines, or proposes another slot or mode."""

    def effect(doing: Doing) -> None:
        if answer is UnitAnswer.PROPOSE and slot is None and mode is None:
            raise Unfit("slot", "Usulkan sesi atau cara lain.", "Propose another session or another way.")
        doing.facts["answer"] = answer.value
        if slot is not None:
            doing.facts["slot"] = {"date": slot.date.isoformat(), "start": slot.start}
        if mode is not None:
            doing.facts["mode"] = mode.value
        doing.said.update(doing.facts)

    perform(store, Act.CONSIDER, reference, actor, now, effect, note=note)
