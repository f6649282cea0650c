"""The table of states: which act leads where, by whom, whether the rules are asked, and what reason it needs."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from booking.terms import Act, OfficeReason, RejectReason, Role
from rules.facts import Mode, State

START = None
"""Where a booking stands before it is submitted."""


@dataclass(frozen=True)
class Step:
    """One passage. ``otherwise`` is where it leads when the act leaves nothing behind (the last admission undone), when
    the slot is behind (a restore), when notice was given (an absence), or when nobody has signed in (a submission).

    ``settled`` are codes that judging again does not hold against the booking, ``settled_otherwise`` those where it
    leads there. ``reason`` is the closed list the act chooses from; ``note`` tells whether words are needed; ``mode``
    is the only mode it is for, None for both.
    """

    to: State
    by: frozenset[Role]
    judged: bool = False
    settled: frozenset[str] = frozenset()
    settled_otherwise: frozenset[str] = frozenset()
    reason: type[StrEnum] | None = None
    note: bool = False
    mode: Mode | None = None
    otherwise: State | None = None


CHANGES_THE_CALENDAR = frozenset(
    {
        Act.MOVE,
        Act.AMEND,
        Act.CHANGE_GUESTS,
        Act.CANCEL,
        Act.RELEASE,
        Act.WITHDRAW,
        Act.REJECT,
        Act.EXPIRE,
        Act.LAPSE,
        Act.MARK_ABSENT,
        Act.RESTORE,
    }
)
"""Acts that raise a booking's sequence: its invitation and its pass are then new ones. The first schedule is not a
change, so its invitation is number 0 where nothing was moved before."""

Table = dict[tuple[State | None, Act], Step]

REQUESTER = frozenset({Role.REGION, Role.HOLDER})
FOR_THE_REQUESTER = REQUESTER | {Role.OFFICER}
OFFICER = frozenset({Role.OFFICER})
DESK = frozenset({Role.RECEPTIONIST})
UNIT = frozenset({Role.UNIT})
CLOCK = frozenset({Role.CLOCK})

_NOT_GUESTS = frozenset(
    {
        "letter_not_addressed",
        "letter_in_use",
        "lead_time",
        "calendar_unknown",
        "slot_passed",
        "room_taken",
        "not_a_working_day",
        "not_a_session",
        "session_taken",
        "region_frequency",
        "new_letter_required",
    }
)
_NOT_THE_ROOM = _NOT_GUESTS - {"room_taken"} | {"no_guest", "guest_cap"}
_PAST_DAYS = frozenset({"lead_time", "slot_passed", "not_a_working_day", "calendar_unknown"})


def _staying(states: tuple[State, ...], act: Act, **step: object) -> Table:
    return {(state, act): Step(to=state, **step) for state in states}  # type: ignore[arg-type]


STATES: Table = {
    (START, Act.SUBMIT): Step(State.REQUESTED, FOR_THE_REQUESTER, judged=True, otherwise=State.UNCONFIRMED),
    (State.UNCONFIRMED, Act.CONFIRM): Step(State.REQUESTED, frozenset({Role.HOLDER}), judged=True),
    (State.UNCONFIRMED, Act.LAPSE): Step(State.EXPIRED, CLOCK),
    (State.REQUESTED, Act.EXPIRE): Step(State.EXPIRED, CLOCK),
    (State.REQUESTED, Act.WITHDRAW): Step(State.WITHDRAWN, FOR_THE_REQUESTER),
    (State.REQUESTED, Act.REPLY): Step(State.REQUESTED, FOR_THE_REQUESTER),
    (State.REQUESTED, Act.ASK): Step(State.REQUESTED, OFFICER),
    (State.REQUESTED, Act.REJECT): Step(State.REJECTED, OFFICER, reason=RejectReason, note=True),
    (State.REQUESTED, Act.APPROVE): Step(State.SCHEDULED, OFFICER, judged=True, settled=frozenset({"lead_time"})),
    (State.REQUESTED, Act.CONSIDER): Step(State.REQUESTED, UNIT),
    (State.SCHEDULED, Act.CANCEL): Step(State.CANCELLED, FOR_THE_REQUESTER, note=True),
    (State.SCHEDULED, Act.RELEASE): Step(State.RELEASED, OFFICER, reason=OfficeReason),
    **_staying((State.REQUESTED, State.SCHEDULED), Act.MOVE, by=OFFICER, judged=True, reason=OfficeReason),
    **_staying((State.REQUESTED, State.SCHEDULED), Act.AMEND, by=OFFICER, judged=True, settled=_NOT_THE_ROOM),
    (State.REQUESTED, Act.CHANGE_GUESTS): Step(
        State.REQUESTED, FOR_THE_REQUESTER, judged=True, settled=_NOT_GUESTS
    ),
    (State.SCHEDULED, Act.CHANGE_GUESTS): Step(
        State.SCHEDULED, FOR_THE_REQUESTER | DESK, judged=True, settled=_NOT_GUESTS
    ),
    (State.ARRIVED, Act.CHANGE_GUESTS): Step(State.ARRIVED, DESK, judged=True, settled=_NOT_GUESTS),
    (State.SCHEDULED, Act.CHECK_IN): Step(State.ARRIVED, DESK, mode=Mode.VISIT),
    **_staying((State.ARRIVED, State.HELD), Act.CHECK_IN, by=DESK, mode=Mode.VISIT),
    (State.ARRIVED, Act.UNDO_CHECK_IN): Step(
        State.ARRIVED, DESK, note=True, mode=Mode.VISIT, otherwise=State.SCHEDULED
    ),
    **_staying((State.ARRIVED, State.HELD), Act.DEPART, by=DESK, mode=Mode.VISIT),
    **_staying((State.ARRIVED, State.HELD), Act.SIGN_TRAVEL_ORDER, by=DESK, mode=Mode.VISIT),
    (State.ARRIVED, Act.FINISH): Step(State.HELD, UNIT | OFFICER | CLOCK),
    (State.SCHEDULED, Act.FINISH): Step(State.HELD, UNIT | OFFICER | CLOCK, mode=Mode.VIDEO_CONFERENCE),
    (State.SCHEDULED, Act.MARK_ABSENT): Step(State.NO_SHOW, OFFICER | CLOCK, note=True, otherwise=State.EXCUSED),
    (State.HELD, Act.MARK_ABSENT): Step(
        State.NO_SHOW, OFFICER, note=True, mode=Mode.VIDEO_CONFERENCE, otherwise=State.EXCUSED
    ),
    **{
        (ended, Act.RESTORE): Step(
            State.SCHEDULED, OFFICER, judged=True, settled_otherwise=_PAST_DAYS, note=True, otherwise=State.HELD
        )
        for ended in (State.NO_SHOW, State.EXCUSED)
    },
    (State.HELD, Act.CLOSE): Step(State.CLOSED, UNIT | OFFICER),
    (State.CLOSED, Act.REOPEN): Step(State.HELD, OFFICER, note=True),
}
"""Every passage there is: what is not in this table does not happen."""


def step(state: State | None, act: Act, mode: Mode) -> Step | None:
    """The passage an act opens from a state, in a mode; None where there is none."""
    found = STATES.get((state, act))
    return found if found and found.mode in (None, mode) else None


def may(role: Role, found: Step, mode: Mode, act: Act) -> bool:
    """Whether a role may take a passage. An officer closes only a video conference; the passage of time misses only
    visits, since nobody sees who came to a video conference."""
    if act is Act.CLOSE and role is Role.OFFICER:
        return mode is Mode.VIDEO_CONFERENCE
    if act is Act.MARK_ABSENT and role is Role.CLOCK:
        return mode is Mode.VISIT
    return role in found.by


def open_acts(state: State, mode: Mode, role: Role) -> frozenset[Act]:
    """The acts a role may do with a booking as it stands."""
    found = {act: step(state, act, mode) for act in Act}
    return frozenset(act for act, passage in found.items() if passage and may(role, passage, mode, act))
