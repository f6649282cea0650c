"""What judging answers: what each clause heard found, the refusals, and, when asked for, sentences and a way out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, NamedTuple

from rules import sentences
from rules.citation import CODES
from rules.facts import Mode, Situation, Slot
from rules.words import Wording

Facts = Mapping[str, Any]

_OWN_FACTS = frozenset({"visits"})
"""Facts that concern the requester alone: on which days it comes."""


class Refusal:
    """Why a slot may not be had: a code, the facts it rests on, and the day from which it no longer stands.

    ``reopens_on`` is None where no day mends it, or none is known.
    """

    __slots__ = ("code", "facts", "mode", "reopens_on")

    def __init__(self, code: str, mode: Mode, facts: Facts, reopens_on: date | None = None) -> None:
        self.code = code
        self.mode = mode
        self.facts = facts
        self.reopens_on = reopens_on

    @property
    def clause(self) -> str:
        """The clause that refuses, in the circular's numbering."""
        return CODES[self.code].clause[self.mode]

    @property
    def basis(self) -> str:
        """``stated`` where the text says so outright, ``chosen`` where the office decided."""
        return CODES[self.code].basis[self.mode]

    @property
    def about(self) -> str:
        """``slot``, ``letter`` or ``party``: what would have to change."""
        return CODES[self.code].about

    @property
    def says(self) -> Wording:
        """What is wrong."""
        return sentences.spoken(CODES[self.code].sentence, self.facts)

    @property
    def short(self) -> Wording:
        """The same in a few words, for a calendar."""
        return sentences.spoken(CODES[self.code].short, self.facts)

    @property
    def remedy(self) -> Wording:
        """What to do instead."""
        return sentences.spoken(CODES[self.code].remedy, self.facts)

    def discreet(self) -> Refusal:
        """The same refusal as anybody may read it: without what only the requester and the office may know."""
        code = CODES[self.code]
        return self if code.discreet is None else _Discreet(self.code, self.mode, self.facts, self.reopens_on)


class _Discreet(Refusal):
    """A refusal whose sentence and facts leave out the days on which its requester comes."""

    __slots__ = ()

    def __init__(self, code: str, mode: Mode, facts: Facts, reopens_on: date | None = None) -> None:
        told = {name: fact for name, fact in facts.items() if name not in _OWN_FACTS}
        super().__init__(code, mode, told, reopens_on)

    @property
    def says(self) -> Wording:
        code = CODES[self.code]
        return sentences.spoken(code.discreet or code.sentence, self.facts)


Refusals = tuple[Refusal, ...]
NONE: Refusals = ()


def against(*grounds: Refusal | None) -> Refusals:
    """Those of a clause's grounds that stand."""
    return tuple([ground for ground in grounds if ground is not None]) if any(grounds) else NONE


class Finding(NamedTuple):
    """What one clause found: nothing against it, or its refusals; and the facts it looked at."""

    clause: str
    refusals: Refusals
    facts: Facts

    @property
    def passed(self) -> bool:
        return not self.refusals


class Verdict:
    """The answer to a situation. Findings, sentences and ``earliest`` are made only when asked for."""

    __slots__ = ("_explain", "_found", "_search", "allowed", "situation")

    def __init__(
        self,
        situation: Situation,
        found: list[Refusals],
        explain: Callable[[Situation, list[Refusals]], list[Finding]],
        search: Callable[[Situation], Slot | None],
    ) -> None:
        self.situation = situation
        self.allowed = not any(found)
        self._found = found
        self._explain = explain
        self._search = search

    @property
    def findings(self) -> list[Finding]:
        """What each clause found, in the circular's order, with the facts a person wants to see."""
        return self._explain(self.situation, self._found)

    @property
    def refusals(self) -> list[Refusal]:
        """Every refusal, by clause, then code."""
        refusals = [refusal for refused in self._found for refusal in refused]
        return sorted(refusals, key=lambda refusal: (refusal.clause, refusal.code))

    @property
    def codes(self) -> frozenset[str]:
        """The codes of the refusals."""
        return frozenset(refusal.code for refused in self._found for refusal in refused)

    @property
    def heard(self) -> list[str]:
        """Every clause heard, in the circular's order."""
        return [finding.clause for finding in self.findings]

    @property
    def earliest(self) -> Slot | None:
        """The first slot that no clause about the slot refuses; None where there is none or a year is unknown."""
        return self._search(self.situation)
