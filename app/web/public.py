"""What everybody may see: what this is, and which sessions are open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from flask import Blueprint, abort, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import clock, formats
from app.access import ANYONE, allow
from app.db import reading
from app.web import LANGUAGES, inner
from app.web.offers import Choice
from app.web.offers import choice as _choice
from app.web.offers import may_ask as _may_ask
from app.web.offers import own_region as _own_region
from booking import availability
from rules import parameters
from rules.citation import channels
from rules.facts import Mode

blueprint = Blueprint("public", __name__)

_SHOWN_AT_HOME = 8
_A_YEAR = timedelta(days=365)


@dataclass(frozen=True)
class OpenDay:
    """A day and its open sessions."""

    label: str
    choices: list[Choice]


@blueprint.get("/")
@allow(ANYONE)
def home() -> ResponseReturnValue:
    """What this is, the next open sessions, and how to reach the office."""
    now, region = clock.now(), _own_region()
    return render_template(
        "public/home.html",
        policy=parameters.in_force().policy(now.date(), now.date()),
        today=now.date(),
        region=region,
        may_ask=_may_ask(),
        status_href=url_for("requests.own" if region else "holding.show_code"),
        offers={mode: _open_days(mode, region, now) for mode in Mode},
        service=[channel for channel in channels("service") if channel.clause == "E.2.a"],
    )


def _open_days(mode: Mode, region: str | None, now: datetime) -> list[OpenDay]:
    slots = availability.next_open(reading(), mode, region, now, now, _SHOWN_AT_HOME)
    by_day = groupby(slots, key=lambda slot: slot.date)
    return [OpenDay(formats.long_day(day), [_choice(mode, slot, region) for slot in open_]) for day, open_ in by_day]


@blueprint.get("/bahasa/<code>")
@allow(ANYONE)
def language(code: str) -> ResponseReturnValue:
    """Choose the language of the pages, for a year."""
    if code not in LANGUAGES:
        abort(404)
    answer = redirect(inner(request.args.get("next"), url_for("public.home")))
    secure = bool(current_app.config["SESSION_COOKIE_SECURE"])
    answer.set_cookie("bahasa", code, max_age=_A_YEAR, samesite="Lax", httponly=True, secure=secure)
    return answer
