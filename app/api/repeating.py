"""The first answer of a call is kept, and given again where the call is repeated with its Idempotency-Key.

What is kept holds no secret: access codes and calendar addresses are taken out, and made again when told again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from flask import Flask, Response, current_app, json, jsonify, make_response, request
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError

from app import clock, idempotency
from app.api import blueprint, problems, whole
from app.db import reading, store
from booking import repeats
from booking.errors import NotDone
from booking.repeats import Repeated

View = TypeVar("View", bound=Callable[..., Any])
Json = dict[str, Any]

REPLAYED = "Idempotency-Replayed"
_TOLD = "told"
_READING = frozenset({"GET", "HEAD", "OPTIONS"})
_CLIENT_ERROR = 400
_SERVER_ERROR = 500
_NOT_KEPT = frozenset({401, 429})
"""Answers about who calls and how often, not about what they said."""


@dataclass(frozen=True)
class Telling:
    """How a call is answered again: from what it made, with these secrets made anew, and under this address."""

    again: Callable[[str], ResponseReturnValue]
    location: Callable[[Json], str] | None = None
    secrets: dict[str, Callable[[Json], str]] = field(default_factory=dict)


def told(
    again: Callable[[str], ResponseReturnValue],
    *,
    location: Callable[[Json], str] | None = None,
    **secrets: Callable[[Json], str],
) -> Callable[[View], View]:
    """Declare how a call that acts is answered: by what it made (``about``). Stands between its route and @allow."""

    def declare(view: View) -> View:
        setattr(view, _TOLD, Telling(again, location, secrets))
        return view

    return declare


def nothing(status: int) -> Response:
    """An answer without a body."""
    answer = Response(status=status)
    del answer.headers["Content-Type"]
    return answer


def complete(app: Flask) -> None:
    """Refuse to make an application with a call that acts and cannot be told twice. Raises LookupError."""
    for rule in app.url_map.iter_rules():
        acts = rule.endpoint.startswith(f"{blueprint.name}.") and (rule.methods or set()) - _READING
        if acts and not hasattr(app.view_functions[rule.endpoint], _TOLD):
            raise LookupError(f"the call {rule.endpoint} does not say how it is answered again: put @told(...) there")


@blueprint.errorhandler(Repeated)
def _repeated(error: Repeated) -> Response:
    reading().rollback()
    if error.status is None:  # it acted, but its answer was never kept
        try:
            answer = make_response(_telling().again(error.about or ""))
        except NotDone as gone:
            answer = problems.of(gone)
    else:
        idempotency.forget()
        answer = _whole(error.status, error.body or "")
        if error.status < _CLIENT_ERROR and answer.is_json:
            whole.told_again(answer.get_json())
    answer.headers[REPLAYED] = "true"
    return answer


@blueprint.after_request
def _keep(answer: Response) -> Response:
    repeat = idempotency.current()
    if repeat is None or answer.status_code >= _SERVER_ERROR or answer.status_code in _NOT_KEPT:
        return _located(answer)
    text = _without_secrets(answer)
    try:
        reading().rollback()
        kept = repeats.keep(store(), repeat, answer.status_code, text, clock.now())
    except SQLAlchemyError:  # it acted: that it did is kept, and a repetition is answered from it
        current_app.logger.exception("an answer was not kept")
        return _located(answer)
    told_first = (kept.status, kept.body) != (answer.status_code, text) and kept.digest == repeat.digest
    if told_first and kept.status is not None:
        answer = _whole(kept.status, kept.body or "")  # the same call came twice at once, and the other was first
    return _located(answer)


def _telling() -> Telling:
    found: Telling = getattr(current_app.view_functions[request.endpoint or ""], _TOLD)
    return found


def _located(answer: Response) -> Response:
    if answer.status_code == 201 and (place := _telling().location):
        answer.headers["Location"] = place(answer.get_json())
    return answer


def _without_secrets(answer: Response) -> str:
    text = answer.get_data(as_text=True)
    secrets = _telling().secrets
    if not secrets or not answer.is_json or answer.status_code >= _CLIENT_ERROR:
        return text
    body: Json = answer.get_json()
    return str(json.dumps(body | dict.fromkeys(secrets)))


def _whole(status: int, text: str) -> Response:
    """A kept answer as it was told first."""
    if status >= _CLIENT_ERROR:
        return Response(text, status=status, mimetype="application/problem+json")
    if not text:
        return nothing(status)
    secrets = _telling().secrets
    if not secrets:
        return Response(text, status=status, mimetype="application/json")
    body: Json = json.loads(text)
    return make_response(jsonify(body | {name: made(body) for name, made in secrets.items()}), status)
