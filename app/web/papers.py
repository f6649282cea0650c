"""A file of the register, handed to whoever may see its booking."""

from __future__ import annotations

from pathlib import PurePath

from flask import Blueprint, Response, abort, request, stream_with_context
from flask.typing import ResponseReturnValue
from werkzeug.utils import secure_filename

from app import access, clock
from app.access import SIGNED_IN, allow
from app.db import reading, store
from booking import documents, papers
from booking.models import Document

blueprint = Blueprint("papers", __name__)

_ENDINGS = {"application/pdf": ".pdf", "image/jpeg": ".jpg", "image/png": ".png"}
_POLICY = "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; object-src 'self'; frame-ancestors 'self'"
"""What a browser may do with a file: show it, in a page of ours too, and nothing else."""


@blueprint.get("/dokumen/<int(max=2147483647):number>")
@allow(SIGNED_IN)
def paper(number: int) -> ResponseReturnValue:
    """A file, piece by piece. That somebody of the office opens it is written down."""
    actor, now = access.actor(), clock.now()
    found = papers.seen_by(reading(), number, actor, now)
    if found.content_type not in _ENDINGS:
        abort(404)
    if request.method == "GET":
        papers.look(store(), found, actor, now)
    answer = Response(stream_with_context(documents.content(reading(), number)), mimetype=found.content_type)
    answer.content_length = found.size
    answer.headers.set("Content-Disposition", "inline", filename=_filename(found))
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["X-Frame-Options"] = "SAMEORIGIN"
    answer.headers["Content-Security-Policy"] = _POLICY
    return answer


def pdf(content: bytes, stem: str) -> Response:
    """A paper made just now, to be looked at or printed. It is kept nowhere."""
    answer = Response(content, mimetype="application/pdf")
    answer.headers.set("Content-Disposition", "inline", filename=f"{stem}.pdf")
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["Content-Security-Policy"] = _POLICY
    return answer


def _filename(found: Document) -> str:
    stem = secure_filename(PurePath(found.filename).stem) or f"{found.kind}-{found.id}"
    return stem + _ENDINGS[found.content_type]
