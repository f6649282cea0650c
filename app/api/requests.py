"""Requests and what is done with them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response, abort, jsonify, request, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.access import OFFICE, SIGNED_IN, actor, actor_for, allow
from app.address import base_url
from app.api import blueprint, bodies, problems, views
from app.db import reading, store
from app.feeds.ical import booking_calendar
from app.texts import clean
from booking import documents, reads, workflow
from booking.journal import Actor
from booking.terms import Act, DocumentKind, Role
from rules import strict
from rules.facts import State
from rules.strict import BadInput, Parser

PARTIES = SIGNED_IN | {Role.HOLDER}

Call = Callable[..., None]
ACTS: dict[Act, tuple[Parser, Call]] = {
    Act.APPROVE: (bodies.APPROVE, workflow.approve),
    Act.REJECT: (bodies.REJECT, workflow.reject),
    Act.WITHDRAW: (bodies.NOTHING, workflow.withdraw),
    Act.CANCEL: (bodies.CANCEL, workflow.cancel),
    Act.CHECK_IN: (bodies.CHECK_IN, workflow.check_in),
    Act.UNDO_CHECK_IN: (bodies.UNDO_CHECK_IN, workflow.undo_check_in),
    Act.FINISH: (bodies.NOTHING, workflow.finish),
    Act.CLOSE: (bodies.NOTHING, workflow.close),
}
"""Each act that can be done over JSON: how its body is read, and the one call it makes."""

_KEYWORDS = {"guests": "arrivals", "guest": "guest_id"}
"""Where the wire's word for a value is not the workflow's."""


@blueprint.errorhandler(BadInput)
def _bad_input(error: BadInput) -> Response:
    return problems.bad(error)


@blueprint.post("/requests")
@allow(Role.REGION, Role.OFFICER)
def submit() -> ResponseReturnValue:
    """Ask for a slot: multipart with ``request`` (JSON) and ``file`` (the letter)."""
    text, file = request.form.get("request"), request.files.get("file")
    if text is None:
        raise BadInput("the JSON of the request is due in a form field of this name", "request")
    wanted = bodies.submission(text)
    if file is None:
        raise BadInput("the letter is due: PDF, JPEG or PNG, at most 10 MB", "file")
    who, now = actor(), clock.now()
    letter = documents.stage(
        store(), DocumentKind.LETTER, clean(file.filename), file.stream, now, who.person_id
    )
    try:
        taken = workflow.submit(store(), wanted, who, now, letter)
    except Exception:
        documents.discard(store(), letter)
        raise
    answer = _whole(taken.reference, who) | {"access_code": taken.access_code}
    return jsonify(answer), 201, {"Location": url_for("api.show", reference=taken.reference)}


@blueprint.get("/requests")
@allow(OFFICE)
def listing() -> ResponseReturnValue:
    """A page of bookings, newest first; ``total`` is null where there are more than are counted (1,000)."""
    asked = request.args
    page = reads.page(
        reading(),
        actor(),
        number=max(1, asked.get("page", 1, type=int)),
        state=strict.within("state", strict.one_of(State), asked["state"]) if asked.get("state") else None,
        day=strict.within("date", strict.day, asked["date"]) if asked.get("date") else None,
        region=asked.get("region") or None,
        query=asked.get("q", ""),
    )
    return jsonify(
        requests=[views.summary(booking) for booking in page.bookings],
        page=page.number,
        total=page.total,
        next=page.number + 1 if page.has_next else None,
    )


@blueprint.get("/requests/<reference>")
@allow(PARTIES)
def show(reference: str) -> ResponseReturnValue:
    """One booking, for its requester and for the office."""
    return jsonify(_whole(reference, actor_for(reference)))


def _whole(reference: str, who: Actor) -> dict[str, Any]:
    session = reading()
    session.rollback()
    booking = reads.booking(session, reference, who)
    decision = reads.last_decision(session, booking.id)
    return views.whole(booking, reads.happened(session, booking.reference), decision.id if decision else None)


@blueprint.get("/requests/<reference>.ics")
@allow(PARTIES)
def calendar(reference: str) -> ResponseReturnValue:
    """The one booking as a calendar."""
    booking = reads.booking(reading(), reference, actor_for(reference))
    content = booking_calendar(booking, base_url())
    name = f'attachment; filename="{booking.reference}.ics"'
    return Response(content, content_type="text/calendar; charset=utf-8", headers={"Content-Disposition": name})


@blueprint.post("/requests/<reference>/<act>")
@allow(PARTIES)
def do(reference: str, act: str) -> ResponseReturnValue:
    """Do an act on a booking, and answer the booking as it then stands."""
    who = actor_for(reference)
    if act not in {each.value for each in ACTS}:
        abort(404)
    parser, call = ACTS[Act(act)]
    said = {_KEYWORDS.get(key, key): value for key, value in bodies.body(parser).items()}
    call(store(), reference.upper(), who, clock.now(), **said)
    return jsonify(_whole(reference, who))


@blueprint.post("/requests/<reference>/documents")
@allow(PARTIES)
def file_document(reference: str) -> ResponseReturnValue:
    """File minutes or attendance list (a file), or a recording (its address and checksum)."""
    who, now = actor_for(reference), clock.now()
    kind = strict.within("kind", bodies.DOCUMENT_KIND, request.form.get("kind"))
    number = _staged(kind, who, now)
    try:
        workflow.file_document(store(), reference.upper(), who, now, kind=kind, document_id=number)
    except Exception:
        documents.discard(store(), number)
        raise
    return jsonify(id=number, kind=kind.value), 201


def _staged(kind: DocumentKind, who: Actor, now: Any) -> int:
    if kind is DocumentKind.RECORDING:
        url = strict.within("url", bodies.line, request.form.get("url"))
        checksum = strict.within("sha256", bodies.line, request.form.get("sha256"))
        return documents.stage_recording(store(), url, checksum, now, who.person_id)
    file = request.files.get("file")
    if file is None:
        raise BadInput("a file is due: PDF, JPEG or PNG, at most 10 MB", "file")
    return documents.stage(store(), kind, clean(file.filename), file.stream, now, who.person_id)


@blueprint.get("/decisions/<int(max=2147483647):number>")
@allow(SIGNED_IN)
def decision(number: int) -> ResponseReturnValue:
    """A decision as it was judged, to be replayed by ``python -m rules replay``."""
    found = reads.decision(reading(), number, actor())
    return jsonify(
        id=found.id,
        act=found.act,
        at=found.at.isoformat(),
        allowed=found.allowed,
        settled=found.settled,
        situation=found.situation,
        verdict=found.verdict,
        known_years=found.known_years,
    )
