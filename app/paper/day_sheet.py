"""A day's visits on paper, for the desk: each guest with boxes to fill in where everything else fails."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from app.paper import minutes, press, slip, visit_pass
from booking.models import Booking, Guest
from booking.reads import AtTheDesk
from rules import parameters, words
from rules.facts import WIB

TEMPLATE = "day_sheet.typ"
_IN = "id"
_WALK_INS = 4
"""Rows for parties that come without a schedule."""


def printed(day: date, visits: Sequence[Booking], desk: Mapping[int, AtTheDesk], now: datetime) -> bytes:
    """The PDF of a day's visits, by hour; what is recorded already stands in its box."""
    policy = parameters.in_force().policy(day, day)
    named = words.long_day(day, _IN)
    told = {
        "name": f"Lembar resepsionis {named}",
        "unit": "",
        "foot": f"Lembar resepsionis {named} · dicetak {slip.instant(now)}",
        "draft": False,
        "day": named,
        "visits": [_visit(each, desk[each.id]) for each in visits],
        "guests": policy.guests,
        "guests_with_leader": policy.guests_with_leader,
        "walk_ins": _WALK_INS,
    }
    return press.printed(TEMPLATE, told, now.astimezone(WIB))


def _visit(booking: Booking, desk: AtTheDesk) -> dict[str, Any]:
    place = (booking.room.name if booking.room else "", booking.unit.name if booking.unit else "")
    return {
        "hours": minutes.when(booking),
        "opens": words.hour(visit_pass.opens_at(booking), _IN),
        "institution": booking.institution,
        "reference": booking.reference,
        "place": " · ".join(filter(None, place)),
        "guests": [visit_pass.guest(each) | _boxes(each, desk) for each in booking.guests],
    }


def _boxes(guest: Guest, desk: AtTheDesk) -> dict[str, str]:
    left, signed = desk.departures.get(guest.id), desk.travel_orders.get(guest.id)
    return {
        "entered": _hour(guest.admission.happened_at if guest.admission else None),
        "left": _hour(left.happened_at if left else None),
        "signed": signed.number if signed else "",
    }


def _hour(moment: datetime | None) -> str:
    return words.hour(f"{moment.astimezone(WIB):%H:%M}", _IN) if moment else ""
