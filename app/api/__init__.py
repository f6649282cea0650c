"""JSON for machines, under /api/v1."""

from __future__ import annotations

from flask import Blueprint, Flask, request

from app import access
from app.extensions import csrf

blueprint = Blueprint("api", __name__, url_prefix="/api/v1")
csrf.exempt(blueprint)

_READING = frozenset({"GET", "HEAD", "OPTIONS"})


@blueprint.before_request
def _prove_the_form() -> None:
    """Whoever acts by a browser's sign-in must prove its form; a token, which no page sends by itself, need not."""
    if request.method not in _READING and access.by_sign_in():
        csrf.protect()


def register(app: Flask) -> None:
    """Tie the API to an application."""
    from app.api import acts, feeds, letters, reference, refusals, repeating, requests, slots  # noqa: F401 (their routes)

    app.register_blueprint(blueprint)
    repeating.complete(app)
