"""Every state, act and role, in both modes: what the table opens, and what the acts then do."""

import shutil
import tomllib
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from booking import codes, states, workflow
from booking.errors import NotDone, NotOpen, NotYours, Unknown
from booking.journal import Actor
from booking.models import Base
from booking.states import Step
from booking.store import Store
from booking.terms import Act, DocumentKind, Ground, OfficeReason, RejectReason, Role, UnitAnswer
from booking.workflow.reception import Arrival
from rules.facts import Mode, State
from tests.booking import databases, office

Row = dict[str, Any]
TABLE: list[Row] = tomllib.loads((Path(__file__).parent / "states.toml").read_text(encoding="utf-8"))["passage"]
NOTHING = "nothing"
PLACES = [*product(Mode, [None, *State])]
NAMES = [f"{mode.value}-{state.value if state else NOTHING}" for mode, state in PLACES]


def passage(mode: Mode, state: State | None, act: Act) -> Row | None:
    rows = [
        row
        for row in TABLE
        if row["act"] == act and row.get("mode", mode) == mode and (state.value if state else NOTHING) in row["from"]
    ]
    assert len(rows) <= 1, rows
    return rows[0] if rows else None


def led_to(row: Row, state: State | None) -> str:
    return str(state.value if row["to"] == "same" and state else row["to"])


def described(step: Step) -> Row:
    return {
        "to": step.to.value,
        "otherwise": step.otherwise.value if step.otherwise else None,
        "judged": step.judged,
        "settled": sorted(step.settled),
        "settled_otherwise": sorted(step.settled_otherwise),
        "reasons": sorted(step.reason) if step.reason else [],
        "note": step.note,
    }


def due(row: Row, state: State | None) -> Row:
    return {
        "to": led_to(row, state),
        "otherwise": row.get("otherwise"),
        "judged": row.get("judged", False),
        "settled": sorted(row.get("settled", [])),
        "settled_otherwise": sorted(row.get("settled_otherwise", [])),
        "reasons": sorted(row.get("reasons", [])),
        "note": row.get("note", False),
    }


def test_the_table_speaks_of_known_states_acts_and_roles_and_leaves_no_act_out() -> None:
    assert {row["act"] for row in TABLE} == {act.value for act in Act}
    assert {state for row in TABLE for state in row["from"]} <= {NOTHING, *State}
    assert {role for row in TABLE for role in row["who"]} == {*Role} - {Role.LEADERSHIP, Role.ADMIN}


@pytest.mark.parametrize(("mode", "state"), PLACES, ids=NAMES)
def test_each_passage_is_the_one_of_the_design(mode: Mode, state: State | None) -> None:
    opened = {act: states.step(state, act, mode) for act in Act}
    assert {act.value: described(step) for act, step in opened.items() if step} == {
        act.value: due(row, state) for act in Act if (row := passage(mode, state, act))
    }
    allowed = {
        act.value: {role.value for role in Role if states.may(role, step, mode, act)}
        for act, step in opened.items()
        if step
    }
    assert allowed == {act.value: set(row["who"]) for act in Act if (row := passage(mode, state, act))}


@pytest.mark.parametrize(("mode", "role"), [*product(Mode, Role)])
def test_the_acts_open_to_a_role(mode: Mode, role: Role) -> None:
    assert {state: states.open_acts(state, mode, role) for state in State} == {
        state: {act for act in Act if (row := passage(mode, state, act)) and role in row["who"]} for state in State
    }


# The acts themselves

DONE = office.BEGINS + timedelta(hours=7)
NEXT_NOON = office.instant(26, 12)
BY_ACTS: dict[State, Callable[..., str]] = {
    State.UNCONFIRMED: office.unconfirmed,
    State.REQUESTED: office.requested,
    State.REJECTED: office.rejected,
    State.WITHDRAWN: office.withdrawn,
    State.EXPIRED: office.expired,
    State.SCHEDULED: office.scheduled,
    State.CANCELLED: office.cancelled,
    State.RELEASED: office.released,
    State.NO_SHOW: office.missed,
    State.EXCUSED: office.excused,
    State.ARRIVED: office.arrived,
    State.HELD: office.held,
    State.CLOSED: office.closed,
}


def brought_to(store: Store, mode: Mode, state: State) -> str:
    """A booking in a state; where no act leads there, a row as the acts would leave it."""
    changes = office.VIDEO if mode is Mode.VIDEO_CONFERENCE else {}
    if state is State.ARRIVED and mode is Mode.VIDEO_CONFERENCE:
        reference = office.scheduled(store, **changes)
        put(store, "state = 'arrived'")
    else:
        reference = BY_ACTS[state](store, **changes)
    if state is State.HELD:
        office.file(store, reference, DocumentKind.MINUTES)
        office.file(store, reference, DocumentKind.ATTENDANCE)
    return reference


def put(store: Store, values: str) -> None:
    with store.writing() as session:
        session.execute(text(f"UPDATE bookings SET {values}"))


def acts(store: Store, reference: str) -> dict[Act, Callable[[Actor], None]]:
    """Every act but those of time alone, each as it succeeds where state and role allow it."""
    first, second = office.guests_of(store, reference)
    word: Row = {"ground": Ground.DIRECTIVE, "given_by": "Direktur", "meeting_url": office.MEETING}
    no: Row = {"reason": RejectReason.OTHER, "note": "bukan kami"}
    why: Row = {"note": "salah catat"}
    sooner: Row = {"slot": office.at(26, "10:00"), "reason": OfficeReason.UNIT, "meeting_url": office.MEETING}
    token: Row = {"token": codes.confirmation(office.KEY, reference)}
    party: Row = {"guests": (office.TREASURER, office.ANALYST), "note": "berganti"}
    given: dict[Act, tuple[Callable[..., None], datetime, Row]] = {
        Act.CONFIRM: (workflow.confirm, office.SOON, token),
        Act.APPROVE: (workflow.approve, office.LATER, word),
        Act.REJECT: (workflow.reject, office.LATER, no),
        Act.WITHDRAW: (workflow.withdraw, office.LATER, {}),
        Act.ASK: (workflow.ask, office.LATER, {"question": "Siapa yang hadir?"}),
        Act.REPLY: (workflow.reply, office.LATER, {"answer": "Kepala BPKAD"}),
        Act.CONSIDER: (workflow.consider, office.LATER, {"answer": UnitAnswer.ACCEPT}),
        Act.MOVE: (workflow.move, office.LATER, sooner),
        Act.AMEND: (workflow.amend, office.LATER, {"meeting_url": "https://rapat.djpk.example/baru"}),
        Act.CANCEL: (workflow.cancel, office.LATER, {"note": "berhalangan"}),
        Act.RELEASE: (workflow.release, office.LATER, {"reason": OfficeReason.CLOSURE}),
        Act.CHANGE_GUESTS: (workflow.change_guests, office.LATER, party),
        Act.CHECK_IN: (workflow.check_in, office.BEGINS, {"arrivals": (Arrival(second),)}),
        Act.UNDO_CHECK_IN: (workflow.undo_check_in, office.BEGINS, {"guest_id": first, "note": "salah orang"}),
        Act.DEPART: (workflow.depart, DONE, {"guest_id": first}),
        Act.SIGN_TRAVEL_ORDER: (workflow.sign_travel_order, DONE, {"guest_id": first, **office.SPPD}),
        Act.FINISH: (workflow.finish, DONE, {}),
        Act.MARK_ABSENT: (workflow.mark_absent, NEXT_NOON, why),
        Act.RESTORE: (workflow.restore, DONE, why),
        Act.CLOSE: (workflow.close, DONE, {}),
        Act.REOPEN: (workflow.reopen, DONE, why),
    }

    def doing(act: Act, do: Callable[..., None], now: datetime, more: Row) -> Callable[[Actor], None]:
        def done(by: Actor) -> None:
            on_the_day = act is Act.CHANGE_GUESTS and by.role is Role.RECEPTIONIST
            do(store, reference, by, office.BEGINS if on_the_day else now, **more)

        return done

    return {act: doing(act, *how) for act, how in given.items()}


def in_every_role(reference: str) -> list[Actor]:
    return [
        office.REGION,
        office.OFFICER,
        office.RECEPTIONIST,
        office.OF_THE_UNIT,
        office.LEADERSHIP,
        office.ADMIN,
        office.holder(reference),
        office.CLOCK,
    ]


def refusal(mode: Mode, state: State, act: Act, role: Role) -> type[NotDone] | None:
    """None where the act is open to the role; NotYours where it never is; else what stands against it here."""
    row = passage(mode, state, act)
    if row is not None and role in row["who"]:
        return None
    rows = [each for each in TABLE if each["act"] == act]
    ours = [each for each in rows if each.get("mode", mode) == mode] or rows
    ever = any(role in each["who"] for each in ours)
    return NotOpen if ever and row is None else NotYours


def answered(act: Callable[[Actor], Any], by: Actor) -> type[NotDone] | None:
    try:
        act(by)
    except NotDone as answer:
        return type(answer)
    return None


def everything(store: Store) -> dict[str, list[Any]]:
    """Whatever an act might write."""
    tables = sorted(set(Base.metadata.tables) - databases.KEPT)
    with store.reading() as session:
        return {table: [tuple(row) for row in session.execute(text(f"SELECT * FROM {table}"))] for table in tables}


@pytest.mark.parametrize(("mode", "state"), [*product(Mode, State)])
def test_an_act_is_done_where_the_table_opens_it_and_changes_nothing_elsewhere(
    sqlite_template: Path, tmp_path: Path, mode: Mode, state: State
) -> None:
    begun = Path(shutil.copy(sqlite_template, tmp_path / "begun.sqlite"))
    opened: list[tuple[Act, Actor]] = []
    with databases.opened(begun) as store:
        reference = brought_to(store, mode, state)
        assert office.state_of(store, reference) == state.value
        before = everything(store)
        for (act, do), by in product(acts(store, reference).items(), in_every_role(reference)):
            if (expected := refusal(mode, state, act, by.role)) is None:
                opened.append((act, by))
            else:
                assert (act, by.role, answered(do, by)) == (act, by.role, expected)
        assert everything(store) == before
    databases.whole(begun)
    lent = databases.Lent(tmp_path)
    for act, by in opened:
        row = passage(mode, state, act)
        assert row is not None
        leads_to = row["otherwise"] if act in (Act.UNDO_CHECK_IN, Act.RESTORE) else led_to(row, state)
        with lent.copy_of(begun) as store:
            assert (act, by.role, answered(acts(store, reference)[act], by)) == (act, by.role, None)
            assert (act, by.role, office.state_of(store, reference)) == (act, by.role, leads_to)


@pytest.mark.parametrize("state", [State.REQUESTED, State.SCHEDULED, State.ARRIVED, State.HELD, State.EXCUSED])
def test_the_acts_on_both_databases(store: Store, state: State) -> None:
    reference = brought_to(store, Mode.VISIT, state)
    before = everything(store)
    for act, do in acts(store, reference).items():
        for by in in_every_role(reference):
            if (expected := refusal(Mode.VISIT, state, act, by.role)) is not None:
                assert (act, by.role, answered(do, by)) == (act, by.role, expected)
    assert everything(store) == before


@pytest.mark.parametrize("by", [office.NEIGHBOUR, office.OF_ANOTHER_UNIT, office.holder("AAAA-AAAA")])
def test_who_may_not_see_a_booking_is_told_that_there_is_none(store: Store, by: Actor) -> None:
    reference = office.held(store)
    before = everything(store)
    answers = {act: answered(do, by) for act, do in acts(store, reference).items()}
    assert answers == dict.fromkeys(answers, Unknown)
    assert everything(store) == before


def test_a_reference_nobody_has_is_unknown_to_everybody(store: Store) -> None:
    with pytest.raises(Unknown):
        workflow.withdraw(store, "AAAA-AAAA", office.OFFICER, office.LATER)
