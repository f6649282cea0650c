"""How answers travel: compressed where that gives nothing away, and static files once a year under an address that
names what is in them. Why, stands in docs/decisions."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Flask, Request, Response, current_app, g, request, session
from flask.sessions import SecureCookieSessionInterface, SessionMixin
from flask_compress import Compress

from app import access

_COMPRESSED = [
    "text/html",
    "text/css",
    "text/javascript",
    "application/javascript",
    "application/json",
    "application/problem+json",
    "image/svg+xml",
]
_ALGORITHMS = ["br", "gzip"]
_BROTLI_LEVEL = 6
_SMALLEST = 500
_MOST_KEPT = 256
_DIGEST_SIGNS = 12
_OK, _NOT_MODIFIED = 200, 304
_A_YEAR = "public, max-age=31536000, immutable"

compress = Compress()


class Bodies:
    """Compressed bodies that have a name: those are compressed once. Others have none and are not kept."""

    def __init__(self) -> None:
        self._bodies: OrderedDict[str, bytes] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: str) -> bytes | None:
        """A body compressed before."""
        with self._lock:
            return self._bodies.get(key)

    def set(self, key: str, value: bytes) -> None:
        """Keep a named body, and no more than so many."""
        if key.endswith(";"):
            return
        with self._lock:
            self._bodies[key] = value
            self._bodies.move_to_end(key)
            while len(self._bodies) > _MOST_KEPT:
                self._bodies.popitem(last=False)


class _Sessions(SecureCookieSessionInterface):
    """Static files are the same to everybody: whoever signs in need not load them again."""

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        if not access.is_file(request.endpoint):
            super().save_session(app, session, response)


def _name_of_body(_request: Request) -> str:
    return str(g.get("body_named", ""))


def register(app: Flask) -> None:
    """Tie both to an application. Called before other things are done to an answer: they are then done before it."""
    app.config.update(
        COMPRESS_MIMETYPES=_COMPRESSED,
        COMPRESS_ALGORITHM=_ALGORITHMS,
        COMPRESS_BR_LEVEL=_BROTLI_LEVEL,
        COMPRESS_MIN_SIZE=_SMALLEST,
        COMPRESS_STREAMS=False,
        COMPRESS_REGISTER=False,
        COMPRESS_CACHE_BACKEND=Bodies,
        COMPRESS_CACHE_KEY=_name_of_body,
    )
    compress.init_app(app)
    app.session_interface = _Sessions()
    app.url_defaults(_name_content)
    app.after_request(_deliver)


def _deliver(response: Response) -> Response:
    if access.is_file(request.endpoint):
        _whole(response)
        return compress.after_request(response)
    nothing_to_do = response.status_code == _NOT_MODIFIED or "Content-Disposition" in response.headers
    if nothing_to_do or not _gives_nothing_away():
        return response
    return compress.after_request(response)


def _gives_nothing_away() -> bool:
    """Whether compressing cannot tell a stranger what is secret in the page: there is no session whose form token
    could be guessed, or nothing in the page that was sent with the request (BREACH)."""
    in_a_session = current_app.config["SESSION_COOKIE_NAME"] in request.cookies or session.modified
    return not in_a_session or (request.method == "GET" and not request.query_string and request.url_rule is not None)


def _whole(response: Response) -> None:
    """A static file read whole, so that it can be compressed once, and kept by browsers where its name is told."""
    if response.status_code not in (_OK, _NOT_MODIFIED):
        return
    named = (request.view_args or {})["filename"]
    version = _version_of(str(request.endpoint), named)
    if request.args.get("v") == version:
        response.headers["Cache-Control"] = _A_YEAR
    file = response.response
    if response.status_code == _OK:
        response.direct_passthrough = False
        response.set_data(response.get_data())
        g.body_named = f"{request.endpoint}/{named}/{version}"
    if hasattr(file, "close"):
        file.close()


def _name_content(endpoint: str, values: dict[str, Any]) -> None:
    if access.is_file(endpoint) and "v" not in values:
        version = _version_of(endpoint, values.get("filename", ""))
        if version:
            values["v"] = version


def _version_of(endpoint: str, filename: str) -> str:
    """A digest of a static file; empty where there is none."""
    home = current_app if endpoint == "static" else current_app.blueprints[endpoint.partition(".")[0]]
    file = Path(str(home.static_folder), filename)
    try:
        changed = file.stat()
    except OSError:
        return ""
    return _digest(file, changed.st_mtime_ns, changed.st_size)


@lru_cache(maxsize=256)
def _digest(file: Path, _changed: int, _size: int) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()[:_DIGEST_SIGNS] if file.is_file() else ""
