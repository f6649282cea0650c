"""The secret addresses from which calendar programs fetch."""

from __future__ import annotations

import hashlib

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from app import clock
from app.access import ANYONE, allow
from app.address import base_url
from app.db import reading
from app.feeds.calendars import published
from booking import feeds
from booking.models import Feed
from booking.terms import FeedScope

blueprint = Blueprint("feeds", __name__)


@blueprint.get("/feeds/<secret>.ics")
@allow(ANYONE)
def calendar(secret: str) -> ResponseReturnValue:
    """The sessions of a calendar address; 304 where nothing changed since they were fetched."""
    feed = feeds.by_secret(reading(), secret)
    shown = feeds.shown(reading(), feed, clock.now())
    content = published(shown.bookings, _name(feed), base_url())
    answer = Response(content, content_type="text/calendar; charset=utf-8")
    answer.set_etag(hashlib.sha256(content).hexdigest())
    answer.last_modified = shown.changed_at
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer.make_conditional(request)


def _name(feed: Feed) -> str:
    return "Temu DJPK" if feed.scope == FeedScope.ALL.value else f"Temu DJPK: {feed.subject}"
