"""What is done with a request: each act of the table of states, how its body is read, and the one call it makes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import abort, jsonify
from flask.typing import ResponseReturnValue

from app import access, clock
from app.access import ANYONE, SIGNED_IN, actor_for, allow
from app.api import blueprint, bodies
from app.api.bodies import line, lines, remark, row
from app.api.repeating import told
from app.api.whole import whole
from app.db import store
from booking import workflow
from booking.terms import Act, Ground, OfficeReason, RejectReason, Role, UnitAnswer
from booking.workflow.reception import Arrival
from rules import strict
from rules.facts import Mode
from rules.strict import Parser, or_null

PARTIES = SIGNED_IN | {Role.HOLDER}


def _arrival(value: Any) -> Arrival:
    read = strict.record({"id": row}, {"happened_at": or_null(strict.instant), "nonce": or_null(line)})(value)
    return Arrival(read["id"], read.get("happened_at"), read.get("nonce"))


def _arrivals(value: Any) -> tuple[Arrival, ...]:
    return tuple(strict.each(_arrival)(value))


_NOTHING = strict.record({})
_NOTE: dict[str, Parser] = {"note": lines}
_REMARK: dict[str, Parser] = {"note": or_null(remark)}
_INSTANT = or_null(strict.instant)
_MODE = or_null(strict.one_of(Mode))


def _room(value: Any) -> str:
    """A room's code; null or empty text for none."""
    return workflow.NO_ROOM if value in (None, "") else line(value)


_PLACE: dict[str, Parser] = {"room": _room, "meeting_url": or_null(line)}
_GUEST: dict[str, Parser] = {"guest": row}
_OFFICE_REASON: dict[str, Parser] = {"reason": strict.one_of(OfficeReason)}

Call = Callable[..., None]
ACTS: dict[Act, tuple[Parser, Call]] = {
    Act.APPROVE: (
        strict.record(
            {"ground": strict.one_of(Ground), "given_by": line},
            {"given_at": _INSTANT, "unit": or_null(line), **_PLACE},
        ),
        workflow.approve,
    ),
    Act.CONSIDER: (
        strict.record(
            {"answer": strict.one_of(UnitAnswer)}, {"slot": or_null(bodies.slot), "mode": _MODE, **_REMARK}
        ),
        workflow.consider,
    ),
    Act.REJECT: (strict.record({"reason": strict.one_of(RejectReason), **_NOTE}), workflow.reject),
    Act.MOVE: (
        strict.record({"slot": bodies.slot, **_OFFICE_REASON}, {"mode": _MODE, **_PLACE, **_REMARK}),
        workflow.move,
    ),
    Act.WITHDRAW: (_NOTHING, workflow.withdraw),
    Act.CANCEL: (strict.record(_NOTE), workflow.cancel),
    Act.RELEASE: (strict.record(_OFFICE_REASON, _REMARK), workflow.release),
    Act.CHANGE_GUESTS: (strict.record({"guests": bodies.CHANGED_PARTY}, _REMARK), workflow.change_guests),
    Act.AMEND: (strict.record({}, {"unit": or_null(line), **_PLACE}), workflow.amend),
    Act.ASK: (strict.record({"question": lines}), workflow.ask),
    Act.REPLY: (strict.record({"answer": lines}), workflow.reply),
    Act.CHECK_IN: (strict.record({"guests": _arrivals}, {"sent_at": _INSTANT}), workflow.check_in),
    Act.UNDO_CHECK_IN: (strict.record({**_GUEST, **_NOTE}), workflow.undo_check_in),
    Act.DEPART: (strict.record(_GUEST, {"happened_at": _INSTANT}), workflow.depart),
    Act.MARK_ABSENT: (strict.record({"notice": strict.truth, **_NOTE}), workflow.mark_absent),
    Act.RESTORE: (strict.record(_NOTE), workflow.restore),
    Act.SIGN_TRAVEL_ORDER: (
        strict.record({**_GUEST, "number": line, "dated_on": strict.day}),
        workflow.sign_travel_order,
    ),
    Act.FINISH: (_NOTHING, workflow.finish),
    Act.CLOSE: (_NOTHING, workflow.close),
    Act.REOPEN: (strict.record(_NOTE), workflow.reopen),
}
"""Each act that a caller who is known does over JSON."""

_KEYWORDS = {(Act.CHECK_IN, "guests"): "arrivals"} | {
    (act, "guest"): "guest_id" for act in (Act.UNDO_CHECK_IN, Act.DEPART, Act.SIGN_TRAVEL_ORDER)
}
"""Where the wire's word for a value is not the workflow's."""


def _as_it_stands(reference: str) -> ResponseReturnValue:
    return jsonify(whole(reference, actor_for(reference)))


@blueprint.post("/requests/<reference>/<act>")
@told(_as_it_stands)
@allow(PARTIES)
def do(reference: str, act: str) -> ResponseReturnValue:
    """Do an act on a booking, and answer the booking as it then stands."""
    who = actor_for(reference)
    if act not in {each.value for each in ACTS}:
        abort(404)
    named = Act(act)
    parser, call = ACTS[named]
    said = {_KEYWORDS.get((named, key), key): value for key, value in bodies.body(parser).items()}
    call(store(), reference.upper(), who, clock.now(), **said)
    return jsonify(whole(reference, who))


def _confirmed(reference: str) -> ResponseReturnValue:
    return jsonify(whole(reference, access.holder_of(reference)))


@blueprint.post("/requests/<reference>/confirm")
@told(_confirmed)
@allow(ANYONE)
def confirm(reference: str) -> ResponseReturnValue:
    """Prove the address of a request from the open page, by the token that was mailed there."""
    token = bodies.body(bodies.CONFIRM)["token"]
    who = access.confirmer(reference, token)
    workflow.confirm(store(), reference.upper(), who, clock.now(), token=token)
    return jsonify(whole(reference, who))
