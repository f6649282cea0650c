"""What an act answers when it is not done. Each says what happened; app/ says it to people."""

from __future__ import annotations

from dataclasses import dataclass

from rules.facts import Slot, State
from rules.verdict import Refusal


class NotDone(Exception):
    """An act that was not done; nothing was changed."""


class Refused(NotDone):
    """A clause refuses. ``earliest`` is the next open slot where another slot would help."""

    def __init__(self, refusals: list[Refusal], earliest: Slot | None = None, decision_id: int | None = None) -> None:
        super().__init__(", ".join(refusal.code for refusal in refusals))
        self.refusals = refusals
        self.earliest = earliest
        self.decision_id = decision_id


@dataclass(eq=False)
class NotOpen(NotDone):
    """The booking's state does not allow the act (any more)."""

    act: str
    state: State | None
    why: str = ""

    def __str__(self) -> str:
        return f"{self.act} in {self.state}: {self.why}"


class NotYours(NotDone):
    """The caller may see the booking, but not do this with it."""


class Unknown(NotDone):
    """There is no such thing, or it is not the caller's to see."""


class Unfit(NotDone):
    """Something in the input does not fit: the field and what to write instead (in Indonesian and English)."""

    def __init__(self, field: str, says_id: str, says_en: str) -> None:
        super().__init__(f"{field}: {says_en}")
        self.field = field
        self.says = {"id": says_id, "en": says_en}


class Busy(Unfit):
    """The input may fit, but could not be looked into now: trying again is right."""


class Crowded(NotDone):
    """Others took the same place three times in a row; trying again is right."""


@dataclass(eq=False)
class Overtaken(NotDone):
    """Somebody saved a newer revision meanwhile; ``newest`` is its number. What was to be saved is not."""

    newest: int


class KeyReused(NotDone):
    """An Idempotency-Key came with something else than the first time."""


@dataclass(eq=False)
class Registered(NotDone):
    """The letter was registered before, under this number."""

    letter_id: int
