"""What went wrong, said to people as a page and to machines as problem+json, always with what to do next."""

from __future__ import annotations

from flask import Flask, make_response, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from app import formats, idempotency
from app.api import problems
from app.db import reading
from app.web import wrong
from booking.errors import (
    Busy,
    Crowded,
    KeyReused,
    NotDone,
    NotOpen,
    NotYours,
    Overtaken,
    Refused,
    Registered,
    Unfit,
    Unknown,
)

STATUS: dict[type[NotDone], int] = {
    Unknown: 404,
    NotYours: 403,
    NotOpen: 409,
    Crowded: 409,
    Registered: 409,
    Overtaken: 409,
    Refused: 422,
    KeyReused: 422,
    Unfit: 400,
    Busy: 503,
}
"""The HTTP status of each answer that an act was not done."""


def page(status: int, why: str = "") -> ResponseReturnValue:
    """The error page of a status; ``why`` takes the place of its general words."""
    return wrong.page(status, why), status


def _not_done(error: NotDone) -> ResponseReturnValue:
    reading().rollback()
    if request.blueprint == "api":
        if isinstance(error, Crowded | KeyReused | Busy):
            idempotency.forget()  # trying again is right, or the key belongs to another call
        return problems.of(error)
    why = ""
    if isinstance(error, Unfit):
        why = error.says[formats.language()]
    elif isinstance(error, NotOpen):
        why = _("Keadaannya sekarang tidak memungkinkan tindakan ini.")
    return page(STATUS[type(error)], why)


_DRAINED = 24 * 1024 * 1024
_PIECE = 64 * 1024
"""Bytes of a body that is too large that are still read, and how many at once."""


def _drain() -> None:
    """Read what is still being sent: who is cut off in the middle of sending never hears why."""
    left = min(request.content_length or 0, _DRAINED)
    while left > 0 and (piece := request.environ["wsgi.input"].read(min(_PIECE, left))):
        left -= len(piece)


def _http(error: HTTPException) -> ResponseReturnValue:
    status = error.code or 500
    if status == 413:
        _drain()
    if status in (301, 302, 303, 307, 308):
        return error
    if request.path.startswith("/api/"):
        return problems.http(error)
    answer = make_response(page(status))
    answer.headers.extend((name, value) for name, value in error.get_headers() if name != "Content-Type")
    return answer


def register(app: Flask) -> None:
    """Answer every error in the house style."""
    app.register_error_handler(NotDone, _not_done)
    app.register_error_handler(CSRFError, _http)
    app.register_error_handler(HTTPException, _http)
