"""Pages that look the same to everybody who has not signed in, rendered once and kept while nothing changes.

A page is kept under what it was asked for, the version of what is open that it shows, and the instant until which it
holds. Both are asked for anew with every request, so a kept page never shows a slot open that is taken.
"""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from flask import Flask, Request, Response, current_app, g, make_response, request, session
from flask.typing import ResponseReturnValue
from flask_login import COOKIE_NAME

from app.db import reading, store
from app.web import chosen_language
from booking import freshness

_MOST_KEPT = 128
_LONGEST_QUERY = 400
_DIGEST_BYTES = 12
_COOKIES = frozenset({"session", COOKIE_NAME})
"""Cookies that may bring a sign-in, a message or a form's token."""
_REVALIDATED = (("Cache-Control", "private, no-cache"), ("Vary", "Cookie, Accept-Encoding"))
"""A browser may keep the page but asks each time; the cookie chooses the language and may bring a sign-in."""


@dataclass(frozen=True)
class Kept:
    """A rendered page and what it rests on."""

    body: bytes
    etag: str
    version: str
    since: datetime
    until: datetime

    def holds(self, version: str, now: datetime) -> bool:
        """Whether it would be rendered the same now."""
        return self.version == version and self.since <= now < self.until


class Pages:
    """The kept pages of a process, the most recently asked for last. Safe with threads."""

    def __init__(self, openness: freshness.Openness) -> None:
        self.openness = openness
        self._pages: OrderedDict[Hashable, Kept] = OrderedDict()
        self._lock = threading.Lock()

    def find(self, key: Hashable, version: str, now: datetime) -> Kept | None:
        """A page that still holds; None where there is none."""
        with self._lock:
            found = self._pages.get(key)
            if found is None or not found.holds(version, now):
                return None
            self._pages.move_to_end(key)
            return found

    def keep(self, key: Hashable, page: Kept) -> None:
        """Keep a page in the place of an older one, and no more than so many."""
        with self._lock:
            self._pages[key] = page
            self._pages.move_to_end(key)
            while len(self._pages) > _MOST_KEPT:
                self._pages.popitem(last=False)

    def __len__(self) -> int:
        return len(self._pages)


def connect(app: Flask) -> None:
    """Give an application its kept pages."""
    with app.app_context():
        app.extensions["pages"] = Pages(freshness.Openness(store().engine))


def of(app: Flask) -> Pages:
    """The kept pages of an application."""
    return cast(Pages, app.extensions["pages"])


def answered(named: tuple[str, ...], now: datetime, render: Callable[[], ResponseReturnValue]) -> ResponseReturnValue:
    """The page, kept or rendered; 304 for who has it already. ``named`` are the arguments of the address that it
    depends on: nothing else of the request may show in it."""
    pages, asked = of(current_app), cast(Request, request._get_current_object())  # type: ignore[attr-defined]
    key = _key(asked, named)
    version = pages.openness.version(now) if key is not None and _anybody(asked) else None
    if version is None:
        return render()
    found = pages.find(key, version, now)
    if found is None:
        answer = make_response(render())
        if session.modified or answer.status_code != 200:
            return answer
        found = _kept(answer, version, now)
        if pages.openness.version(now) == version:  # else it was changed meanwhile, and the page may show either
            pages.keep(key, found)
    return _told(asked, found)


def _anybody(asked: Request) -> bool:
    """Whether the request brings nothing that tells one visitor from another, beside the language."""
    headers = asked.headers
    return _COOKIES.isdisjoint(asked.cookies) and "Authorization" not in headers and "X-Access-Code" not in headers


def _key(asked: Request, named: tuple[str, ...]) -> Hashable | None:
    """What is asked for, each argument with all its values; None where it is too long to be meant."""
    if len(asked.query_string) > _LONGEST_QUERY:
        return None
    arguments = asked.args
    told = tuple([(name, *arguments.getlist(name)) for name in named if name in arguments])
    return asked.endpoint, asked.root_path, chosen_language(), told


def _kept(answer: Response, version: str, now: datetime) -> Kept:
    body = answer.get_data()
    until = freshness.unchanged_until(reading(), now)
    return Kept(body, hashlib.blake2b(body, digest_size=_DIGEST_BYTES).hexdigest(), version, now, until)


def _told(asked: Request, page: Kept) -> Response:
    etag = f'W/"{page.etag}"'
    headers = [*_REVALIDATED, ("ETag", etag)]
    known = asked.headers.get("If-None-Match")
    if known is not None and (known == etag or asked.if_none_match.contains_weak(page.etag)):
        return Response(status=304, headers=headers)
    g.body_named = page.etag
    return Response(page.body, mimetype="text/html", headers=headers)
