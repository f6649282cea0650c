"""Letters registered before any request, and the correction of when they came."""

from __future__ import annotations

from flask import jsonify, request
from flask.typing import ResponseReturnValue

from app import clock
from app.access import actor, allow
from app.api import blueprint, bodies, views
from app.api.files import discarding, stage_letter
from app.api.repeating import told
from app.db import reading, store
from booking import reads, workflow
from booking.terms import Role
from rules.strict import BadInput
from rules.wire import Json


def _number(about: str) -> int:
    return int(about.partition(":")[2])


def _read(number: int) -> Json:
    reading().rollback()
    return views.letter(reads.letter(reading(), number))


def _registered(about: str) -> ResponseReturnValue:
    return jsonify(_read(_number(about))), 201


@blueprint.post("/letters")
@told(_registered)
@allow(Role.OFFICER)
def register_letter() -> ResponseReturnValue:
    """Register a letter: multipart with ``letter`` (JSON) and ``file``."""
    who, now = actor(), clock.now()
    text, file = request.form.get("letter"), request.files.get("file")
    if text is None:
        raise BadInput("the JSON of the letter is due in a form field of this name", "letter")
    read = bodies.registration(text)
    if file is None:
        raise BadInput("the letter is due: PDF, JPEG or PNG, at most 10 MB", "file")
    document = stage_letter(file, now, who)
    with discarding(document):
        number = workflow.register_letter(
            store(),
            read.letter,
            who,
            now,
            region=read.region,
            institution=read.institution,
            channel=read.channel,
            received_at=read.received_at,
            reason=read.reason,
            document_id=document,
        )
    return jsonify(_read(number)), 201


def _corrected(about: str) -> ResponseReturnValue:
    number = _number(about)
    return jsonify(_read(number) | {"flagged": reads.flagged(reading(), number)})


@blueprint.post("/letters/<int(max=2147483647):number>/receipt")
@told(_corrected)
@allow(Role.OFFICER)
def correct_receipt(number: int) -> ResponseReturnValue:
    """Set right when a letter came. Bookings that would not have been given on it are flagged."""
    workflow.correct_receipt(store(), number, actor(), clock.now(), **bodies.body(bodies.RECEIPT))
    return _corrected(f"letter:{number}")
