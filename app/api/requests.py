"""Requests and what is done with them."""

from __future__ import annotations

from datetime import datetime

from flask import Response, abort, jsonify, request, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.access import ANYONE, OFFICE, actor, actor_for, allow, holder_of, person, requester
from app.address import base_url
from app.api import blueprint, bodies, problems, views
from app.api.acts import PARTIES
from app.api.files import discarding, stage_letter
from app.api.repeating import told
from app.api.whole import whole
from app.db import reading, store
from app.extensions import limiter
from app.feeds.ical import booking_calendar
from app.texts import file_name
from booking import codes, documents, reads, workflow
from booking import listing as listings
from booking.journal import Actor
from booking.listing import Wanted
from booking.states import FOR_THE_REQUESTER
from booking.terms import DocumentKind
from rules import strict
from rules.facts import State
from rules.strict import BadInput
from rules.wire import Json

ANONYMOUS_LIMIT = "60 per hour"
"""How many requests come from one address without a token: an office behind one address sends far fewer."""


@blueprint.errorhandler(BadInput)
def _bad_input(error: BadInput) -> Response:
    return problems.bad(error)


def _taken(reference: str) -> ResponseReturnValue:
    who = actor() if person() is not None else holder_of(reference)
    return jsonify(whole(reference, who) | {"access_code": _access_code({"reference": reference})}), 201


def _access_code(answer: Json) -> str:
    return codes.access_code(store().journal_key, answer["reference"])


def _place(answer: Json) -> str:
    return url_for("api.show", reference=answer["reference"])


@blueprint.post("/requests")
@told(_taken, location=_place, access_code=_access_code)
@limiter.limit(ANONYMOUS_LIMIT, exempt_when=lambda: person() is not None)
@allow(ANYONE)
def submit() -> ResponseReturnValue:
    """Ask for a slot: multipart with ``request`` (JSON) and ``file`` (the letter, unless it was registered before)."""
    who, now = requester(), clock.now()
    if who.role not in FOR_THE_REQUESTER:
        abort(403)
    text, file = request.form.get("request"), request.files.get("file")
    if text is None:
        raise BadInput("the JSON of the request is due in a form field of this name", "request")
    wanted = bodies.submission(text)
    if file is None and wanted.letter is not None:
        raise BadInput("the letter is due: PDF, JPEG or PNG, at most 10 MB", "file")
    letter = stage_letter(file, now, who) if file is not None else None
    with discarding(letter):
        taken = workflow.submit(store(), wanted, who, now, letter)
    return _taken(taken.reference)


@blueprint.get("/requests")
@allow(OFFICE)
def listing() -> ResponseReturnValue:
    """A page of bookings, newest first; ``total`` is null where there are more than are counted (1,000), or where a
    search finds more than it looks through (500): then it looked through the newest."""
    asked = request.args
    wanted = Wanted(
        state=strict.within("state", strict.one_of(State), asked["state"]) if asked.get("state") else None,
        day=strict.within("date", strict.day, asked["date"]) if asked.get("date") else None,
        region=asked.get("region") or None,
        query=asked.get("q", ""),
    )
    page = listings.page(reading(), actor(), wanted, max(1, asked.get("page", 1, type=int)))
    return jsonify(
        requests=[views.summary(booking) for booking in page.bookings],
        page=page.number,
        total=page.total if page.whole else None,
        next=page.number + 1 if page.has_next else None,
    )


@blueprint.get("/requests/<reference>")
@allow(PARTIES)
def show(reference: str) -> ResponseReturnValue:
    """One booking, for its requester and for the office."""
    return jsonify(whole(reference, actor_for(reference)))


@blueprint.get("/requests/<reference>.ics")
@allow(PARTIES)
def calendar(reference: str) -> ResponseReturnValue:
    """The one booking as a calendar."""
    booking = reads.booking(reading(), reference, actor_for(reference))
    content = booking_calendar(booking, base_url())
    name = f'attachment; filename="{booking.reference}.ics"'
    return Response(content, content_type="text/calendar; charset=utf-8", headers={"Content-Disposition": name})


def _filed(reference: str) -> ResponseReturnValue:
    kind = DocumentKind(request.form["kind"])
    number = getattr(reads.booking(reading(), reference, actor_for(reference)), f"{kind.value}_id")
    return jsonify(id=number, kind=kind.value), 201


@blueprint.post("/requests/<reference>/documents")
@told(_filed)
@allow(PARTIES)
def file_document(reference: str) -> ResponseReturnValue:
    """File minutes or attendance list (a file), or a recording (its address and checksum)."""
    who, now = actor_for(reference), clock.now()
    kind = strict.within("kind", bodies.DOCUMENT_KIND, request.form.get("kind"))
    number = _staged(kind, who, now)
    with discarding(number):
        workflow.file_document(store(), reference.upper(), who, now, kind=kind, document_id=number)
    return jsonify(id=number, kind=kind.value), 201


def _staged(kind: DocumentKind, who: Actor, now: datetime) -> int:
    if kind is DocumentKind.RECORDING:
        url = strict.within("url", bodies.line, request.form.get("url"))
        checksum = strict.within("sha256", bodies.line, request.form.get("sha256"))
        return documents.stage_recording(store(), url, checksum, now, who.person_id)
    file = request.files.get("file")
    if file is None:
        raise BadInput("a file is due: PDF, JPEG or PNG, at most 10 MB", "file")
    name = file_name(file.filename, kind.value)
    return documents.stage(store(), kind, name, file.stream, now, who.person_id)


@blueprint.get("/decisions/<int(max=2147483647):number>")
@allow(PARTIES)
def decision(number: int) -> ResponseReturnValue:
    """A decision as it was judged, to be replayed by ``python -m rules replay``."""
    about = reads.reference_of_decision(reading(), number)
    found = reads.decision(reading(), number, actor_for(about) if about else actor())
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
