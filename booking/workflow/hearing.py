"""What a wish comes to before it is judged: its letter as the register knows it, and when that came."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from booking import gather
from booking.errors import Refused, Unfit
from booking.journal import Actor
from booking.models import Letter
from booking.terms import Role
from booking.workflow import letters
from booking.workflow.shape import told_to
from booking.workflow.submission import NamedLetter, Submission, fits, may_ask
from rules import judge, wire
from rules.facts import WIB, LetterName, Slot
from rules.facts import Letter as LetterFacts
from rules.grounds import sessions


@dataclass(frozen=True)
class Hearing:
    """A wish with its letter. ``proven`` tells whether the letter was received before; where no slot is wished for,
    ``asked`` stands at the instant of asking."""

    letter: Letter | None
    named: NamedLetter
    proven: bool
    arrived_at: datetime
    received_at: datetime
    asked: gather.Asked


def of(session: Session, wanted: Submission, actor: Actor, now: datetime) -> Hearing:
    """What is to be judged. Raises Unfit for a letter that is not registered here."""
    letter, named = _letter(session, wanted, actor)
    arrived_at = _arrived_at(session, wanted, actor, now)
    proven = letter is not None and letters.authentic(session, letter)
    received_at = min(letter.received_at, arrived_at) if letter and proven else arrived_at
    known = letter if proven else None
    addressed = named.addressed_to_director_general and (known is None or known.addressed_to_director_general)
    asked = gather.Asked(
        mode=wanted.mode,
        region=wanted.region,
        letter=LetterFacts(named.number, received_at, named.dated_on, addressed),
        slot=wanted.slot or Slot.at(now),
        guests=tuple(guest.office for guest in wanted.guests),
        now=now,
        room=wanted.room,
    )
    return Hearing(letter, named, proven, arrived_at, received_at, asked)


def foreseen(session: Session, wanted: Submission, actor: Actor, now: datetime) -> Refused | None:
    """What would stand against a wish if it were submitted now; None where nothing would. Nothing is kept.

    Raises NotYours for another region's request, Unfit for input that does not fit.
    """
    fits(wanted, now)
    may_ask(session, wanted, actor)
    asked = of(session, wanted, actor, now).asked
    earliest = judge(gather.situation(session, asked, searching=True)).earliest
    slot = wanted.slot or earliest or first_thinkable(session, asked)
    verdict = judge(gather.situation(session, replace(asked, slot=slot)))
    return None if verdict.allowed else Refused(told_to(actor, verdict.refusals), earliest)


def first_thinkable(session: Session, asked: gather.Asked) -> Slot:
    """Where no slot is free: the first session of the first possible day ahead, to say what stands against it."""
    situation = gather.situation(session, asked)
    tomorrow = asked.now.astimezone(WIB).date() + timedelta(days=1)
    day = max(situation.lead.first_day or tomorrow, tomorrow)
    hours = sessions(asked.mode, situation.figures.policy(asked.letter.received_on, day))
    return Slot(day, hours[0] if hours else asked.slot.start)


def _letter(session: Session, wanted: Submission, actor: Actor) -> tuple[Letter | None, NamedLetter]:
    """The letter as it is registered, if it is, and as it names itself."""
    requester_key = gather.key_of(wire.requester_of(wanted.region))
    if wanted.letter is not None:
        name = LetterName.of(wanted.letter.number, wanted.letter.dated_on)
        return letters.found(session, requester_key, name), wanted.letter
    letter = session.get(Letter, wanted.letter_id)
    if letter is None or letter.requester_key != requester_key or actor.role is Role.HOLDER:
        raise Unfit("letter", "Surat itu belum terdaftar untuk daerah ini.", "No such letter is registered here.")
    return letter, NamedLetter(letter.number, letter.dated_on, letter.subject, letter.addressed_to_director_general)


def _arrived_at(session: Session, wanted: Submission, actor: Actor, now: datetime) -> datetime:
    if actor.role is not Role.OFFICER or wanted.received_at is None:
        return now
    letters.arrived_in_time(session, wanted.received_at, wanted.receipt_reason, now)
    return wanted.received_at
