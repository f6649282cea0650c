"""Whether the process is alive and its database answers."""

from __future__ import annotations

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue

from app.access import ANYONE, allow
from app.db import answers

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
@allow(ANYONE)
def process() -> ResponseReturnValue:
    """The process answers."""
    return jsonify(status="ok")


@blueprint.get("/readyz")
@allow(ANYONE)
def ready() -> ResponseReturnValue:
    """The database answers."""
    return jsonify(status="ok" if answers() else "no database")
