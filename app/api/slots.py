"""Sessions of a month, open or closed with their reasons."""

from __future__ import annotations

from flask import jsonify, request
from flask.typing import ResponseReturnValue

from app import access, clock
from app.access import ANYONE, allow
from app.api import blueprint, bodies, views
from app.db import reading
from booking import availability
from rules import parameters, strict, wire
from rules.facts import CalendarMonth, Mode
from rules.strict import BadInput


@blueprint.get("/slots")
@allow(ANYONE)
def slots() -> ResponseReturnValue:
    """Every session of a month for a letter received at an instant (now, if left out). Names nobody, and the days of a
    region's visits only to itself and the office."""
    asked, now = request.args, clock.now()
    mode = strict.within("mode", strict.one_of(Mode), asked.get("mode"))
    month = strict.within("month", strict.month, asked.get("month"))
    region = strict.within("region", bodies.region, asked["region"]) if asked.get("region") else None
    received_at = now
    if asked.get("received_at"):
        received_at = strict.within("received_at", strict.instant, asked["received_at"].replace(" ", "+"))
    if received_at.date() < parameters.HOLDS_FROM:
        raise BadInput(f"the circular holds from {parameters.HOLDS_FROM}", "received_at")
    found = availability.month(reading(), mode, CalendarMonth.of(month), region, received_at, now)
    return jsonify(
        slots=[
            {
                **views.slot(each.slot),
                "open": each.open,
                "refusals": [wire.refusal(refusal) for refusal in each.refusals],
            }
            for each in availability.told_to(access.person(), region, found)
        ]
    )
