"""The races for slots and decisions: each sets up, lets all clients speak at once, and gives the outcome."""

from collections.abc import Callable
from datetime import date
from io import BytesIO
from time import monotonic

from sqlalchemy import func as sql
from sqlalchemy import select, text

from booking import codes, documents, workflow
from booking.journal import Actor
from booking.models import Booking
from booking.terms import Act, Channel, DocumentKind, Role
from booking.workflow.submission import NamedGuest, NamedLetter, Submission
from rules.facts import Mode, Office, Slot, State
from rules.strict import instant
from tests.races import clients, wishes
from tests.races.checks import Outcome
from tests.races.clients import Call
from tests.races.places import REGION, UNIT, Place
from tests.races.server import NOW, Server
from tests.races.wishes import DECEMBER, JANUARY, NEXT, NOVEMBER, OUTER_ISLANDS, SLOT, wish
from tests.support import house_of_tests as house

OFFICER = Actor(Role.OFFICER)
ASKED_AT = instant(NOW)
SLOTS_LOST = {"session_taken", "region_frequency"}
_LIVE = ", ".join(f"'{state.value}'" for state in State if state.live or state.holds)


def last_booking(place: Place) -> int:
    """The number of the newest booking."""
    with place.store.reading() as session:
        return session.scalar(select(sql.max(Booking.id))) or 0


def aside(place: Place) -> None:
    """Take every live booking out of the way of the next race."""
    put = f"UPDATE bookings SET state = 'withdrawn', ordinal = NULL, video_place = NULL WHERE state IN ({_LIVE})"
    with place.store.writing() as session:
        session.execute(text(put))


def run(name: str, server: Server, calls: list[Call], since: int | None = None, **due: object) -> Outcome:
    """Let the clients speak and stop the time."""
    before = last_booking(server.place) if since is None else since
    began = monotonic()
    answers = clients.at_once(server, calls)
    return Outcome(name, server.place, answers, before, seconds=monotonic() - began, **due)  # type: ignore[arg-type]


def slot_of(named: tuple[str, str]) -> Slot:
    return Slot(date.fromisoformat(named[0]), named[1])


def standing(
    place: Place, region: str, slot: tuple[str, str], mode: Mode = Mode.VISIT, by: Actor = OFFICER
) -> str:
    """A request that was taken before the race, by its reference."""
    asked = wish(region, slot)
    letter = documents.stage(
        place.store, DocumentKind.LETTER, "surat.pdf", BytesIO(house.LETTER), ASKED_AT, None
    )
    wanted = Submission(
        mode=mode,
        region=region,
        institution=asked["institution"],
        letter=NamedLetter(
            asked["letter"]["number"], date.fromisoformat(asked["letter"]["dated_on"]), asked["letter"]["subject"], True
        ),
        slot=slot_of(slot),
        topic=asked["topic"],
        contact_name="Rina",
        contact_phone="0811",
        contact_email="rina@uji.test",
        guests=tuple(NamedGuest(each["name"], each["position"], Office.OTHER) for each in asked["guests"]),
        unit=UNIT,
        channel=Channel.EMAIL,
    )
    return workflow.submit(place.store, wanted, by, ASKED_AT, letter).reference


def one_session(server: Server, number: int = 200) -> Outcome:
    """As many regions want the same session."""
    calls = [clients.asking(server, wish(region, SLOT)) for region in OUTER_ISLANDS[:number]]
    due = {"codes": {"session_taken"}, "earliest": NEXT}
    return run(f"{number} for one session", server, calls, winners=1, submitted=True, **due)


def one_month(server: Server, number: int = 50) -> Outcome:
    """One region asks for every session of a month, on as many letters."""
    calls = [clients.asking(server, wish(REGION, DECEMBER[each])) for each in range(number)]
    return run(f"{number} for one month", server, calls, winners=2, submitted=True, codes=SLOTS_LOST)


def across_the_month_end(server: Server, number: int = 50) -> Outcome:
    """One region asks on both sides of a month's end."""
    slots = [side[each] for each in range(number // 2) for side in (NOVEMBER * 2, DECEMBER)]
    calls = [clients.asking(server, wish(REGION, slot)) for slot in slots]
    return run(f"{number} across a month's end", server, calls, winners=4, submitted=True, codes=SLOTS_LOST)


def by_moves(server: Server, number: int = 50) -> Outcome:
    """A region with one visit in December, two in November and two in January: the office moves these into December
    while the region asks there too. One more fits."""
    since = last_booking(server.place)
    standing(server.place, REGION, DECEMBER[0])
    others = [standing(server.place, REGION, slot) for slot in (*NOVEMBER[-2:], *JANUARY[:2])]
    calls = [
        clients.doing(server, reference, Act.MOVE, wishes.move_to(DECEMBER[place]), Role.OFFICER)
        for place, reference in enumerate(others, start=1)
    ]
    free = DECEMBER[len(others) + 1 :]
    calls += [clients.asking(server, wish(REGION, free[each % len(free)])) for each in range(number - len(calls))]
    return run("a month's end by moves", server, calls, since, winners=1, codes=SLOTS_LOST)


def moves_to_one_session(server: Server, number: int = 16) -> Outcome:
    """As many schedules of other regions are moved to one session."""
    since = last_booking(server.place)
    slots = NOVEMBER[1:] + DECEMBER
    moved = [standing(server.place, region, slots[each]) for each, region in enumerate(OUTER_ISLANDS[:number])]
    calls = [clients.doing(server, each, Act.MOVE, wishes.move_to(SLOT), Role.OFFICER) for each in moved]
    return run(f"{number} moves to one session", server, calls, since, winners=1, codes=SLOTS_LOST)


def two_officers(server: Server, number: int = 8) -> Outcome:
    """Officers decide one request: some approve, some reject."""
    since = last_booking(server.place)
    reference = standing(server.place, REGION, SLOT)
    acts = tuple((Act.APPROVE, Act.REJECT)[each % 2] for each in range(number))
    calls = [
        clients.doing(server, reference, act, wishes.BODIES[act]([], which % 2), Role.OFFICER)
        for which, act in enumerate(acts)
    ]
    due = {"of": reference, "stood": State.REQUESTED, "acts": acts}
    return run(f"{number} decisions on one request", server, calls, since, winners=1, **due)


def one_confirmation(server: Server, number: int = 8) -> Outcome:
    """The mailed link of a request from the open page is opened as many times."""
    since, store = last_booking(server.place), server.place.store
    reference = standing(server.place, REGION, SLOT, by=Actor(Role.HOLDER))
    link = {"token": codes.confirmation(store.journal_key, reference)}
    calls = [clients.doing(server, reference, Act.CONFIRM, link, Role.HOLDER) for _ in range(number)]
    due = {"of": reference, "stood": State.UNCONFIRMED, "acts": (Act.CONFIRM,) * number}
    return run(f"{number} confirmations of one request", server, calls, since, winners=1, **due)


Situation = Callable[..., Outcome]
ALL: list[Situation] = [
    one_session,
    one_month,
    across_the_month_end,
    by_moves,
    moves_to_one_session,
    two_officers,
    one_confirmation,
]

