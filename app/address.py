"""Where this application is found from outside."""

from __future__ import annotations

from flask import current_app, request


def base_url() -> str:
    """``BASE_URL`` where it is set, else the address the request came to; without a slash at the end."""
    return str(current_app.config["BASE_URL"] or request.url_root).rstrip("/")
