"""What must hold after a race, read from the database itself. Each check gives what is wrong."""

from collections import Counter
from dataclasses import dataclass, field
from itertools import permutations
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from booking import journal, states
from booking.models import Booking, JournalEntry, Message, Policy
from booking.models.letters import NO_REGION
from booking.terms import Act, MessageKind
from rules.facts import Mode, State
from tests.races.clients import Answer
from tests.races.places import Place

LOST = {400, 403, 409, 422}
"""How an act may be told that it was not done: never that there is no such booking, never with a server error."""

TOLD = {
    Act.SUBMIT: MessageKind.RECEIVED,
    Act.CONFIRM: MessageKind.RECEIVED,
    Act.WITHDRAW: MessageKind.WITHDRAWN,
    Act.ASK: MessageKind.QUESTION,
    Act.REPLY: MessageKind.REPLY,
    Act.CONSIDER: MessageKind.CONSIDERED,
    Act.REJECT: MessageKind.REJECTED,
    Act.APPROVE: MessageKind.SCHEDULED,
    Act.MOVE: MessageKind.MOVED,
    Act.CANCEL: MessageKind.CANCELLED,
    Act.RELEASE: MessageKind.RELEASED,
    Act.RESTORE: MessageKind.RESTORED,
}
"""The acts that tell one party one thing; a request that waits for its confirmation is told of by that."""


@dataclass
class Outcome:
    """A race that was run. ``winners`` is how many must have won; ``submitted`` that all were submissions. In a race
    for slots (it names the ``codes`` with which one is lost) every loser is told the next open one: ``earliest``, where
    only one answer can be right. ``since`` is the last booking before it; ``of`` the one booking it was about and
    ``stood`` where that stood before."""

    name: str
    place: Place
    answers: list[Answer]
    since: int
    winners: int | None = None
    submitted: bool = False
    codes: set[str] = field(default_factory=set)
    earliest: tuple[str, str] | None = None
    of: str | None = None
    stood: State | None = None
    acts: tuple[Act, ...] = ()
    seconds: float = 0.0

    @property
    def won(self) -> list[Answer]:
        return [answer for answer in self.answers if answer.won]

    @property
    def lost(self) -> list[Answer]:
        return [answer for answer in self.answers if not answer.won]


def faults(outcome: Outcome) -> list[str]:
    """Everything that is wrong after a race."""
    found = _answers(outcome)
    with outcome.place.store.reading() as session:
        found += shared(session)
        since = session.scalars(select(Booking).where(Booking.id > outcome.since)).all()
        found += _as_answered(outcome, since)
        found += lawful(session, since)
        found += messages(session, since)
        found += [f"the journal is broken at {place}" for place in journal.broken(session)]
        if outcome.of:
            found += _end_state(session, outcome)
    return found


def _answers(outcome: Outcome) -> list[str]:
    found = [f"not an answer: {each}" for each in outcome.lost if each.status not in LOST]
    if outcome.winners is not None and len(outcome.won) != outcome.winners:
        found.append(f"{len(outcome.won)} winners, {outcome.winners} are due")
    if outcome.codes:
        found += [f"told no next open slot: {each}" for each in outcome.lost if not _told_the_next(outcome, each)]
    return found


def _told_the_next(outcome: Outcome, answer: Answer) -> bool:
    earliest = answer.body.get("earliest")
    if not answer.codes or not earliest or not answer.codes <= outcome.codes:
        return False
    return outcome.earliest is None or (earliest["date"], earliest["start"]) == outcome.earliest


def shared(session: Session) -> list[str]:
    """Places that more have than may: sessions, rooms, months, letters, places of a video conference."""
    limits = session.scalars(select(Policy).order_by(Policy.holds_from.desc())).first()
    assert limits is not None
    holding, live = ([state.value for state in State if of(state)] for of in (_holds, _is_live))
    rows = session.scalars(select(Booking).where(Booking.state.in_({*holding, *live}))).all()
    visits = [row for row in rows if row.mode == Mode.VISIT.value]
    holds = [row for row in rows if row.state in holding]
    counted = [row for row in visits if row.requester_key != NO_REGION and row.state in live]
    return [
        *_above(1, "visits in session", ((row.date, row.start) for row in visits if row.state in holding)),
        *_above(1, "sessions in room", ((row.room_code, row.date, row.start) for row in holds if row.room_code)),
        *_above(limits.visits_limit, "visits of month", ((row.requester_key, row.month) for row in counted)),
        *_above(1, "schedules on letter", (row.letter_id for row in rows if row.state in live)),
        *_above(
            limits.video_limit,
            "video conferences at",
            ((row.date, row.start) for row in holds if row.mode == Mode.VIDEO_CONFERENCE.value),
        ),
    ]


def _holds(state: State) -> bool:
    return state.holds


def _is_live(state: State) -> bool:
    return state.live


def _above(limit: int, what: str, places: Any) -> list[str]:
    return [f"{number} {what} {place}, at most {limit}" for place, number in Counter(places).items() if number > limit]


def _as_answered(outcome: Outcome, since: Any) -> list[str]:
    told = {answer.body["reference"] for answer in outcome.won if answer.status == 201}
    stored = {row.reference for row in since}
    if outcome.of:
        stored.discard(outcome.of)
    found = [f"{reference} was acknowledged and is not there" for reference in sorted(told - stored)]
    if outcome.submitted:
        found += [f"{reference} is there and nobody was told" for reference in sorted(stored - told)]
    return found


def lawful(session: Session, bookings: Any) -> list[str]:
    """Each booking stands where its journal ends, and each step of that is in the table of states."""
    found = []
    for row in bookings:
        stream = f"booking:{row.reference}"
        entries = session.scalars(
            select(JournalEntry).where(JournalEntry.stream == stream).order_by(JournalEntry.seq)
        ).all()
        stands: str | None = None
        for entry in entries:
            if entry.to_state is None:
                continue  # a paper was filed: no step
            if entry.from_state != stands or entry.to_state not in _ends(entry.from_state, Act(entry.act), row.mode):
                found.append(f"{stream}: {entry.act} from {entry.from_state} to {entry.to_state}, stood {stands}")
            stands = entry.to_state
        if stands != row.state:
            found.append(f"{stream} stands in {row.state}, its journal ends in {stands}")
    return found


def _ends(state: str | None, act: Act, mode: str) -> set[str]:
    passage = states.step(State(state) if state else None, act, Mode(mode))
    return {passage.to.value, (passage.otherwise or passage.to).value} if passage else set()


def _end_state(session: Session, outcome: Outcome) -> list[str]:
    """Where the booking of a race stands can be reached by what was answered with 200, in some order."""
    row = session.scalars(select(Booking).where(Booking.reference == outcome.of)).one()
    assert outcome.stood is not None
    done = [act for act, answer in zip(outcome.acts, outcome.answers, strict=True) if answer.won]
    reachable = set()
    for order in permutations(done):
        stands = {outcome.stood.value}
        for act in order:
            stands = {end for state in stands for end in _ends(state, act, row.mode)}
        reachable |= stands
    found = [] if row.state in reachable else [f"{[*done]} from {outcome.stood} ended in {row.state}"]
    if not done:
        found.append(f"nobody won: {'; '.join(map(str, outcome.lost))}")
    written = Counter(
        session.scalars(select(JournalEntry.act).where(JournalEntry.stream == f"booking:{outcome.of}"))
    )
    for act in set(done):
        if not written[act.value]:
            found.append(f"{act} was answered with 200 and is not in the journal")
    return found


def messages(session: Session, bookings: Any) -> list[str]:
    """Nobody is told the same twice, nobody is told of what did not happen, and nobody misses what did."""
    streams = {f"booking:{row.reference}" for row in bookings}
    mine = [each for each in session.scalars(select(Message)) if each.about in streams]
    found = _above(1, "messages", ((each.about, each.kind, each.version, each.recipient) for each in mine))
    rows = session.execute(
        select(JournalEntry.stream, JournalEntry.seq, JournalEntry.act, JournalEntry.to_state)
    )
    done = {
        (stream, seq): act
        for stream, seq, act, to_state in rows
        if stream in streams and to_state != State.UNCONFIRMED.value
    }
    due = {act.value: kind.value for act, kind in TOLD.items()}
    for each in mine:
        act = done.get((each.about, each.version), "")
        if each.kind in due.values() and due.get(act) != each.kind:
            found.append(f"{each.kind} of {each.about}#{each.version} tells of {act}")
    have = {(each.about, each.version, each.kind) for each in mine}
    missed = [(stream, seq, act) for (stream, seq), act in done.items() if act in due]
    missed = [each for each in missed if (each[0], each[1], due[each[2]]) not in have]
    return found + [f"{stream}#{seq} told nobody of {act}" for stream, seq, act in missed]
