"""Whether the process is alive, whether the house is ready, and how it is doing."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

from flask import Blueprint, Response, current_app, jsonify
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app import clock, jobs
from app.access import ANYONE, allow
from app.db import store
from app.jobs import schedule
from app.web import metrics
from booking import outbox, pulse, runs

blueprint = Blueprint("health", __name__)

_WRITE_AGAIN, _MEASURE_AGAIN = 5.0, 10.0
"""Seconds for which a process goes by what it found: whoever calls these pages often costs the database nothing."""

_NO_DATABASE = "the database does not write"
_log = logging.getLogger(__name__)
_Found = TypeVar("_Found")


@blueprint.get("/healthz")
@allow(ANYONE)
def process() -> ResponseReturnValue:
    """The process answers."""
    return jsonify(status="ok")


@blueprint.get("/readyz")
@allow(ANYONE)
def ready() -> ResponseReturnValue:
    """The database writes, every job ran lately, and messages go out; 503 with the reason where not."""
    now, told = clock.now(), dict[str, Any]()
    try:
        wrong = []
        if not _now_and_then("written", _WRITE_AGAIN, lambda: runs.writable(store())):
            wrong.append("no job ever ran")
        with store().reading() as session:
            told["jobs"] = _jobs(session, now)
            told["outbox"] = _outbox(session, now)
    except Exception:
        _log.exception("not ready")
        return jsonify(status=_NO_DATABASE), 503
    wrong += [f"{name} has not run" for name, each in told["jobs"].items() if not each["ok"]]
    if not told["outbox"]["ok"]:
        wrong.append("messages are not sent")
    return jsonify(status="; ".join(wrong) or "ok", **told), 503 if wrong else 200


def _jobs(session: Session, now: datetime) -> dict[str, Any]:
    """The age of each job's last run against the age that is allowed. One that ran and in which something failed says
    so: its bookings need a look, but the house is open."""
    found = dict[str, Any]()
    for name, last in runs.last(session, jobs.NAMES, now).items():
        allowed = schedule.TIMES[name].allowed
        age = now - last.ran if last.ran is not None else None
        found[name] = {
            "ok": age is not None and age <= allowed,
            "age": round(age.total_seconds()) if age is not None else None,
            "allowed": round(allowed.total_seconds()),
            "failed": last.failed,
        }
    return found


def _outbox(session: Session, now: datetime) -> dict[str, Any]:
    """Not in order where a message is due for too long, or where one has waited for too long and none was sent since:
    then the mail server is away. A single address that takes no mail is no reason."""
    due, oldest, allowed = (
        outbox.longest_due(session, now),
        outbox.oldest_waiting(session, now),
        schedule.OLDEST_MESSAGE,
    )
    sent_at = outbox.last_sent(session)
    away = oldest is not None and oldest > allowed and (sent_at is None or now - sent_at > allowed)
    return {
        "ok": (due is None or due <= allowed) and not away,
        "age": round(due.total_seconds()) if due is not None else None,
        "allowed": round(allowed.total_seconds()),
        "oldest_waiting": round(oldest.total_seconds()) if oldest is not None else None,
    }


@blueprint.get("/metrics")
@allow(ANYONE)
def measured() -> ResponseReturnValue:
    """The house in numbers, for Prometheus."""
    return Response(_now_and_then("measured", _MEASURE_AGAIN, _measured), content_type=metrics.CONTENT_TYPE)


def _measured() -> bytes:
    now = clock.now()
    with store().reading() as session:
        return metrics.told(pulse.taken(session, jobs.NAMES, now), now)


def _now_and_then(what: str, seconds: float, find: Callable[[], _Found]) -> _Found:
    """What was found a moment ago, else found anew by one request while the others wait for it. Nothing that is false
    and nothing that fails is kept."""
    kept = current_app.extensions.setdefault("health", {"lock": threading.Lock()})
    with kept["lock"]:
        at, found = kept.get(what, (None, None))
        if at is None or time.monotonic() - at > seconds:
            found = find()
            if found:
                kept[what] = (time.monotonic(), found)
        return found  # type: ignore[no-any-return]
