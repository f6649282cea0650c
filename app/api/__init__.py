"""JSON for machines, under /api/v1."""

from __future__ import annotations

from flask import Blueprint, Flask, request
from flask_wtf import CSRFProtect

blueprint = Blueprint("api", __name__, url_prefix="/api/v1")


def register(app: Flask, csrf: CSRFProtect) -> None:
    """Tie the API to an application. A browser's sign-in must prove its form; a token or an access code need not."""
    from app.api import reference, requests, slots  # noqa: F401 (their routes join the blueprint)

    csrf.exempt(blueprint)

    @blueprint.before_request
    def prove_the_form() -> None:
        by_browser = not {"Authorization", "X-Access-Code"} & {name.title() for name, _ in request.headers}
        if by_browser and request.method not in ("GET", "HEAD", "OPTIONS"):
            csrf.protect()

    app.register_blueprint(blueprint)
