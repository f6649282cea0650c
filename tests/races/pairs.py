"""Every pair of acts at once on one booking, from every state of the table.

It is five minutes into Wednesday's first session: schedules stand for that hour, requests for a later day.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from itertools import combinations_with_replacement

from sqlalchemy import select

from booking import documents, states, workflow
from booking.journal import Actor
from booking.models import Booking, Guest
from booking.terms import Act, DocumentKind, Ground, Role
from booking.workflow.reception import Arrival
from rules.facts import Mode, State
from rules.strict import instant
from tests.races import clients, wishes
from tests.races.checks import Outcome, faults
from tests.races.clients import Call
from tests.races.places import REGION, UNIT, Place
from tests.races.server import DESK, Server
from tests.races.situations import ASKED_AT, OFFICER, aside, last_booking, run, standing
from tests.races.wishes import BODIES, SLOT
from tests.support import house_of_tests as house

LATER = ASKED_AT + timedelta(hours=1)
BEGUN = instant(DESK)
AHEAD = ("2026-11-27", "09:00")
RECEPTIONIST = Actor(Role.RECEPTIONIST)
OF_THE_UNIT = Actor(Role.UNIT, unit=UNIT)
WAYS_TO = {
    State.NO_SHOW: (State.SCHEDULED, Act.MARK_ABSENT, 0),
    State.EXCUSED: (State.SCHEDULED, Act.MARK_ABSENT, 1),
}
"""States that only an act of the server leads to: from where, by which, and in whose words."""


@dataclass(frozen=True)
class Pair:
    """Two acts legal in one state."""

    state: State
    mode: Mode
    acts: tuple[Act, Act]

    def __str__(self) -> str:
        return f"{self.state} {self.mode}: {self.acts[0]} and {self.acts[1]}"


def every_pair() -> Iterator[Pair]:
    """The pairs of the table: what people do, from every state that leads to from a request on."""
    for mode in Mode:
        for state in _reachable(mode):
            legal = [act for act in BODIES if _people(state, act, mode)]
            yield from (Pair(state, mode, acts) for acts in combinations_with_replacement(legal, 2))


def _reachable(mode: Mode) -> list[State]:
    """The states that people's acts lead to, from a request on."""
    found = [State.REQUESTED]
    for state in found:
        for act in BODIES:
            if _people(state, act, mode):
                passage = states.STATES[state, act]
                found += [end for end in sorted({passage.to, passage.otherwise or passage.to}) if end not in found]
    return found


def _people(state: State, act: Act, mode: Mode) -> frozenset[Role]:
    passage = states.step(state, act, mode)
    if passage is None:
        return frozenset()
    return frozenset(role for role in passage.by - {Role.CLOCK} if states.may(role, passage, mode, act))


def at_once(server: Server, pair: Pair) -> Outcome:
    """Bring a booking to the state, do both acts at the same moment, and give the outcome."""
    place = server.place
    since = last_booking(place)
    reference = brought_to(server, pair)
    with place.store.reading() as session:
        stands = session.scalar(select(Booking.state).where(Booking.reference == reference))
    if stands != pair.state:
        raise RuntimeError(f"a race cannot be set up: {pair}, but it stands in {stands}")
    guests = guests_of(place, reference)
    calls = [_call(server, pair, reference, guests, which) for which in range(len(pair.acts))]
    return run(str(pair), server, calls, since, of=reference, stood=pair.state, acts=pair.acts)


def _call(server: Server, pair: Pair, reference: str, guests: list[int], which: int) -> Call:
    act = pair.acts[which]
    role = wishes.speaker(act, _people(pair.state, act, pair.mode), which)
    return clients.doing(server, reference, act, BODIES[act](guests, which), role)


def brought_to(server: Server, pair: Pair) -> str:
    """A booking that stands in the pair's state."""
    way = WAYS_TO.get(pair.state)
    if way is None:
        return _brought(server, pair.state, pair.mode, Act.REPLY in pair.acts)
    before, act, which = way
    reference = _brought(server, before, pair.mode, asked=False)
    _must(clients.once(server, clients.doing(server, reference, act, BODIES[act]([], which), Role.OFFICER)))
    return reference


def _must(answer: clients.Answer) -> None:
    if not answer.won:
        raise RuntimeError(f"a race cannot be set up: {answer}")


def _brought(server: Server, state: State, mode: Mode, asked: bool) -> str:
    place = server.place
    if state is State.REQUESTED:
        reference = standing(place, REGION, AHEAD, mode)
        if asked:
            _must(clients.once(server, clients.doing(server, reference, Act.ASK, {"question": "?"}, Role.OFFICER)))
        return reference
    reference = standing(place, REGION, SLOT, mode)
    link = {"meeting_url": "https://rapat.uji.test/1"} if mode is Mode.VIDEO_CONFERENCE else {}
    given = {"ground": Ground.DIRECTIVE, "given_by": "Direktur", "unit": UNIT}
    workflow.approve(place.store, reference, OFFICER, LATER, **given, **link)
    for step in _PATH[mode][: _STEPS[state]]:
        step(place, reference)
    return reference


def _admit(place: Place, reference: str) -> None:
    arrivals = (Arrival(guests_of(place, reference)[0]),)
    workflow.check_in(place.store, reference, RECEPTIONIST, BEGUN, arrivals=arrivals)


def _finish(place: Place, reference: str) -> None:
    workflow.finish(place.store, reference, OF_THE_UNIT, BEGUN)
    for kind in (DocumentKind.MINUTES, DocumentKind.ATTENDANCE):
        paper = documents.stage(place.store, kind, f"{kind.value}.pdf", BytesIO(house.LETTER), BEGUN, None)
        workflow.file_document(place.store, reference, OF_THE_UNIT, BEGUN, kind=kind, document_id=paper)


def _close(place: Place, reference: str) -> None:
    workflow.close(place.store, reference, OF_THE_UNIT, BEGUN)


def _pass_by(_place: Place, _reference: str) -> None:
    """Nobody is seen to come to a video conference."""


_PATH = {Mode.VISIT: (_admit, _finish, _close), Mode.VIDEO_CONFERENCE: (_pass_by, _finish, _close)}
_STEPS = {State.SCHEDULED: 0, State.ARRIVED: 1, State.HELD: 2, State.CLOSED: 3}


def guests_of(place: Place, reference: str) -> list[int]:
    """The numbers of a booking's guests, by seat."""
    with place.store.reading() as session:
        mine = select(Guest.id).join(Booking, Booking.id == Guest.booking_id).where(Booking.reference == reference)
        return list(session.scalars(mine.order_by(Guest.seat)))


def faults_of(server: Server, pairs: list[Pair]) -> list[str]:
    """Run pairs one after the other; gives what is wrong with each."""
    found = []
    for pair in pairs:
        found += [f"{pair}: {fault}" for fault in faults(at_once(server, pair))]
        aside(server.place)
    return found
