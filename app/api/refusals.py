"""Parties that reception turns away, with what they are told."""

from __future__ import annotations

from flask import jsonify
from flask.typing import ResponseReturnValue

from app import clock
from app.access import actor, allow
from app.api import blueprint, bodies, views
from app.api.repeating import told
from app.db import reading, store
from booking import workflow
from booking.terms import Role
from booking.workflow import door
from rules import wire
from rules.citation import Channel, channels
from rules.wire import Json


def _channel(channel: Channel) -> Json:
    return {
        "clause": channel.clause,
        "kind": channel.kind,
        "name": channel.name._asdict(),
        "value": channel.value,
        "href": channel.href,
    }


def _answer(away: door.Away) -> ResponseReturnValue:
    refusal = wire.refusal(away.refusal)
    told_too = {key: refusal[key] for key in ("clause", "basis", "says")}
    return jsonify(
        id=away.id,
        code=away.code.value,
        **told_too,
        refusals=[refusal],
        channels=[_channel(each) for each in channels("service")],
        next_open=[views.slot(slot) for slot in away.next_open],
    ), 201


def _again(about: str) -> ResponseReturnValue:
    return _answer(door.recorded(reading(), int(about.partition(":")[2]), clock.now()))


@blueprint.post("/refusals")
@told(_again)
@allow(Role.RECEPTIONIST)
def turn_away() -> ResponseReturnValue:
    """Record a party that is not admitted (E.3.c.11), and answer what it is told."""
    return _answer(workflow.turn_away(store(), actor(), clock.now(), **bodies.body(bodies.REFUSAL)))
