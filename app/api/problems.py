"""Errors as RFC 9457 problems."""

from __future__ import annotations

from typing import Any

from flask import Response, json
from werkzeug.exceptions import HTTPException

from booking.errors import Busy, Crowded, KeyReused, NotDone, NotOpen, NotYours, Refused, Registered, Unfit, Unknown
from rules import wire
from rules.strict import BadInput

TAKEN = frozenset({"session_taken", "room_taken"})
"""Refusals that somebody else's booking causes: the same body comes with 409."""

_TITLES: dict[type[NotDone], tuple[int, str]] = {
    Unknown: (404, "No such object, or not yours to see"),
    NotYours: (403, "You may see this, but not act on it"),
    NotOpen: (409, "The state does not allow this act"),
    Crowded: (409, "Others were quicker; try again"),
    Registered: (409, "This letter is registered already"),
    KeyReused: (422, "This Idempotency-Key was used for something else"),
    Unfit: (400, "The input does not fit"),
    Busy: (503, "Too much is being looked into; try again"),
}


def problem(status: int, title: str, detail: str = "", **more: Any) -> Response:
    """An answer of ``application/problem+json``."""
    body: dict[str, Any] = {"type": "about:blank", "title": title, "status": status}
    if detail:
        body["detail"] = detail
    response = Response(json.dumps(body | more), status=status, mimetype="application/problem+json")
    if status == 401:
        response.headers["WWW-Authenticate"] = "Bearer"
    return response


def of(error: NotDone) -> Response:
    """An act that was not done."""
    if isinstance(error, Refused):
        return refused(error)
    status, title = _TITLES[type(error)]
    if isinstance(error, Unfit):
        return problem(status, title, str(error), errors=[{"field": error.field, "says": error.says}])
    if isinstance(error, Registered):
        return problem(status, title, id=error.letter_id)
    if isinstance(error, KeyReused):
        return problem(status, title, "Give every new call a key of its own.", refusals=[], earliest=None)
    if isinstance(error, NotOpen):
        return problem(status, title, str(error), act=error.act, state=error.state)
    return problem(status, title)


def refused(error: Refused) -> Response:
    """A refusal with its clauses, and the next open slot."""
    taken = TAKEN & {refusal.code for refusal in error.refusals}
    return problem(
        409 if taken else 422,
        "The circular does not allow this",
        refusals=[wire.refusal(refusal) for refusal in error.refusals],
        earliest=wire.slot(error.earliest),
        decision=error.decision_id,
    )


def bad(error: BadInput) -> Response:
    """An input that cannot be read."""
    field = error.place or "body"
    return problem(400, "The input does not fit", str(error), errors=[{"field": field, "says": {"en": error.says}}])


def http(error: HTTPException) -> Response:
    """Any other error of HTTP."""
    answer = problem(error.code or 500, error.name, error.description or "")
    for name, value in error.get_headers():
        if name != "Content-Type":
            answer.headers[name] = value
    return answer
