"""Calendar addresses: made and taken back."""

from __future__ import annotations

from flask import jsonify
from flask.typing import ResponseReturnValue

from app import clock
from app.access import actor, actor_for, allow
from app.address import base_url
from app.api import blueprint, bodies
from app.api.acts import PARTIES
from app.api.repeating import told
from app.db import reading, store
from booking import feeds
from booking.terms import FeedScope
from rules.wire import Json


def _url(answer: Json) -> str:
    return f"{base_url()}/feeds/{feeds.secret(store(), reading(), answer['id'])}.ics"


def _made(about: str) -> ResponseReturnValue:
    reading().rollback()
    answer: Json = {"id": int(about.partition(":")[2])}
    return jsonify(answer | {"url": _url(answer)}), 201


@blueprint.post("/feeds")
@told(_made, url=_url)
@allow(PARTIES)
def make_feed() -> ResponseReturnValue:
    """Make a calendar address, told this once."""
    said = bodies.body(bodies.FEED)
    scope, subject = said["scope"], said.get("id")
    who = actor_for(subject) if scope is FeedScope.BOOKING and subject else actor()
    number = feeds.make(store(), who, clock.now(), scope=scope, subject=subject)
    return _made(f"feed:{number}")


def _gone(about: str) -> ResponseReturnValue:
    return "", 204


@blueprint.delete("/feeds/<int(max=2147483647):number>")
@told(_gone)
@allow(PARTIES)
def revoke_feed(number: int) -> ResponseReturnValue:
    """Take a calendar address back."""
    of = feeds.booking_of(reading(), number)
    who = actor_for(of) if of is not None else actor()
    feeds.revoke(store(), who, clock.now(), number)
    return _gone("")
