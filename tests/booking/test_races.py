"""Many at once: nobody gets what the circular gives to one."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from sqlalchemy import create_engine, select

from booking import journal, workflow
from booking.errors import NotDone, NotOpen, Refused
from booking.models import Admission, Booking
from booking.store import Store, prepare
from booking.terms import Ground, RejectReason
from booking.workflow.reception import Arrival
from rules.facts import Slot, State
from tests.booking import office
from tests.booking.office import BEGINS, KEY, LATER, NOW, at

CLIENTS = 8
Answer = Any
TAKEN = "taken"


def together(*acts: Callable[[], Answer]) -> list[Answer]:
    """Do all at the same moment; gives what each answered, an error where it was not done."""
    start = Barrier(len(acts))

    def at_the_signal(act: Callable[[], Answer]) -> Answer:
        start.wait()
        try:
            return act() or TAKEN
        except NotDone as answer:
            return answer

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(at_the_signal, acts))


def asking_for(stores: list[Store] | Store, wishes: list[dict[str, Any]]) -> list[Answer]:
    """Submit all wishes at once, through one store or each through its own."""
    doors = stores if isinstance(stores, list) else [stores] * len(wishes)
    return together(*(submitting(door, wish, office.paper(door)) for door, wish in zip(doors, wishes, strict=True)))


def submitting(store: Store, changes: dict[str, Any], paper: int) -> Callable[[], Answer]:
    return lambda: workflow.submit(store, office.wish(**changes), office.OFFICER, NOW, paper)


def refused(answers: list[Answer]) -> list[tuple[list[str], Slot | None]]:
    return [
        ([each.code for each in answer.refusals], answer.earliest) for answer in answers if isinstance(answer, Refused)
    ]


def taken(store: Store) -> list[tuple[Slot, int | None]]:
    with store.reading() as session:
        rows = session.scalars(select(Booking).order_by(Booking.date, Booking.start))
        assert journal.broken(session) == []
        return [(Slot(row.date, row.start), row.ordinal) for row in rows]


HOURS = ("09:00", "10:00", "13:00", "14:00")
REGIONS = ("11.01", "11.02", "11.03", "11.04", "11.05", "11.06", "11.07", "11.08")


def test_one_of_many_regions_gets_the_session(store: Store) -> None:
    answers = asking_for(store, [{"region": region, "letter_number": f"{region}/A"} for region in REGIONS])
    assert refused(answers) == [(["session_taken"], at(25, "10:00"))] * (CLIENTS - 1)
    assert taken(store) == [(office.SLOT, 1)]


def test_a_region_gets_two_visits_a_month_however_it_asks(store: Store) -> None:
    slots = [at(day, hour) for day in (25, 26) for hour in HOURS]
    answers = asking_for(store, [office.region_letter(each, slot=slot) for each, slot in enumerate(slots)])
    assert refused(answers) == [(["region_frequency"], at(1, month=12))] * (CLIENTS - 2)
    assert sorted(ordinal or 0 for _, ordinal in taken(store)) == [1, 2]


def test_a_letter_gets_one_schedule(store: Store) -> None:
    slots = [at(day, hour) for day in (25, 26) for hour in HOURS]
    answers = asking_for(store, [{"slot": slot} for slot in slots])
    assert [codes for codes, _ in refused(answers)] == [["letter_in_use"]] * (CLIENTS - 1)
    assert len(taken(store)) == 1


def test_a_visit_and_a_video_conference_do_not_get_the_same_room(store: Store) -> None:
    wishes = [{"region": region, "letter_number": "1/A"} for region in REGIONS[:2]]
    wishes[1] |= {**office.VIDEO, "slot": office.SLOT, "room": "lantai-3"}
    assert [codes for codes, _ in refused(asking_for(store, wishes))] == [["room_taken"]]
    assert len(taken(store)) == 1


def test_who_names_no_slot_gets_one_each(store: Store) -> None:
    answers = asking_for(
        store, [{"region": region, "letter_number": "1/A", "slot": None} for region in REGIONS]
    )
    assert [answer for answer in answers if isinstance(answer, NotDone)] == []
    assert [slot for slot, _ in taken(store)] == [at(day, hour) for day in (25, 26) for hour in HOURS]


def test_a_request_is_decided_once(store: Store) -> None:
    reference = office.requested(store)
    approving = {"ground": Ground.DIRECTIVE, "given_by": "Direktur"}
    rejecting = {"reason": RejectReason.OTHER, "note": "bukan kami"}

    def approve() -> None:
        workflow.approve(store, reference, office.OFFICER, LATER, **approving)  # type: ignore[arg-type]

    def reject() -> None:
        workflow.reject(store, reference, office.OFFICER, LATER, **rejecting)  # type: ignore[arg-type]

    answers = together(approve, reject, approve, reject)
    assert Counter(answer if answer == TAKEN else type(answer) for answer in answers) == {TAKEN: 1, NotOpen: 3}
    with store.reading() as session:
        booking = office.found(session, reference)
        decided = {State.SCHEDULED: 0, State.REJECTED: 1}  # a calendar hears nothing new of a first schedule
        assert (booking.sequence, journal.broken(session)) == (decided[State(booking.state)], [])


def test_a_guest_told_by_two_tablets_enters_once(store: Store) -> None:
    reference = office.scheduled(store)
    first, second = office.guests_of(store, reference)

    def enter(guest: int, nonce: str) -> Callable[[], None]:
        arrivals = (Arrival(guest, None, nonce),)
        return lambda: workflow.check_in(store, reference, office.RECEPTIONIST, BEGINS, arrivals=arrivals)

    told = [enter(first, "a"), enter(first, "b"), enter(first, "a"), enter(second, "c")]
    assert together(*told) == [TAKEN] * len(told)
    with store.reading() as session:
        assert sorted(session.scalars(select(Admission.guest_id))) == [first, second]
        assert journal.broken(session) == []


def test_two_programs_on_one_file(sqlite_store: Store) -> None:
    """Each with an engine of its own, as two processes have."""
    engines = [create_engine(sqlite_store.engine.url) for _ in range(CLIENTS)]
    for engine in engines:
        prepare(engine)
    answers = asking_for([Store(engine, KEY) for engine in engines], [{"region": region} for region in REGIONS])
    for engine in engines:
        engine.dispose()
    assert [codes for codes, _ in refused(answers)] == [["session_taken"]] * (CLIENTS - 1)
    assert taken(sqlite_store) == [(office.SLOT, 1)]


def test_each_of_several_sessions_is_taken_once(store: Store) -> None:
    for day in (25, 26, 27):
        asking_for(store, [{"region": region, "letter_number": f"{day}/A", "slot": at(day)} for region in REGIONS])
    assert [slot for slot, _ in taken(store)] == [at(25), at(26), at(27)]
