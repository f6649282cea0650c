"""A test client that is strict about every page it fetches."""

import re
from html.parser import HTMLParser

import html5lib
from flask import template_rendered
from flask.testing import FlaskClient

POLICY = "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'; form-action 'self'; base-uri 'none'"
OUTSIDE = re.compile(r'<(?:link|script|img|iframe|source|use)\b[^>]*\b(?:src|href)="(?:https?:)?//', re.IGNORECASE)


class _Reader(HTMLParser):
    """Counts what a page must have once, and notes what it must not have."""

    def __init__(self):
        super().__init__()
        self.h1 = 0
        self.language = None
        self.title = ""
        self.wrong = []
        self.ids = set()
        self._in_title = False
        self._scripts = 0

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "html":
            self.language = given.get("lang")
        self.h1 += tag == "h1"
        self._in_title = self._in_title or (tag == "title" and not self.title)
        if tag == "script" and "src" not in given and given.get("type") != "application/json":
            self.wrong.append("an inline script")
        if tag == "style" or "style" in given:
            self.wrong.append(f"an inline style on <{tag}>")
        self.wrong += [f"{name} on <{tag}>" for name in given if name.startswith("on")]
        if "id" in given:
            if given["id"] in self.ids:
                self.wrong.append(f"the id {given['id']!r} twice")
            self.ids.add(given["id"])

    def handle_endtag(self, tag):
        if tag == "title":
            self._in_title = False

    def handle_data(self, data):
        if self._in_title:
            self.title += data


_BY_CHANCE = re.compile(r'value="[\w.-]{40,}"|(?<=[/=])[\w-]{22}(?=["/?])|\b[2-9A-Z]{4}-[2-9A-Z]{4}\b')
"""What differs between two pages that are the same: tokens, secrets and references."""

_sound: set[str] = set()
"""Pages that were read before and had no fault."""


def faults(html: str) -> list[str]:
    """What is wrong with a page. The same one is read once."""
    same = _BY_CHANCE.sub("-", html)
    found = [] if same in _sound else _faults(html)
    if not found:
        _sound.add(same)
    return found


def _faults(html: str) -> list[str]:
    reader = _Reader()
    reader.feed(html)
    found = list(reader.wrong)
    if reader.h1 != 1:
        found.append(f"{reader.h1} h1")
    if reader.language not in ("id", "en"):
        found.append(f"language {reader.language!r}")
    if not reader.title.strip(" –\n").replace("Temu DJPK", "").strip(" –\n"):
        found.append("no title of its own")
    if OUTSIDE.search(html):
        found.append(f"loads from outside: {OUTSIDE.search(html)[0]}")
    return found + invalid(html)


_MARKS_OF = (
    (re.compile(r"(?<=>)\s+(?=<)"), ""),
    (re.compile(r"(?<=>)[^<>&]+(?=<)"), "-"),
    (re.compile(r'(?<==")[^"&<>]+(?=")'), ""),
    (re.compile(r"(<(tr|li|option|fieldset)\b.*?</\2>)\1+"), r"\1"),
)
"""What leaves the marks of a page: words, one after the other, and what stands there again and again."""
_valid: set[str] = set()
"""The marks of pages that were parsed before and are valid."""


def invalid(html: str) -> list[str]:
    """The faults a parser of HTML finds. It looks at the marks alone: other words, no other faults."""
    marks = html
    for pattern, left in _MARKS_OF:
        marks = pattern.sub(left, marks)
    if marks in _valid or not _parsed(marks):
        _valid.add(marks)
        return []
    return [f"invalid HTML: {code} {detail} at {place}" for place, code, detail in _parsed(html)]


def _parsed(html: str) -> list[tuple]:
    parser = html5lib.HTMLParser(strict=False)
    parser.parse(html)
    return list(parser.errors)


_templates_of: dict[str, set[str]] = {}
"""Which pages were ever seen under a title."""

_VARIES = re.compile(r"\b[2-9A-Z]{4}-[2-9A-Z]{4}\b|\d+")


def shared_title(html: str, template: str | None) -> list[str]:
    """The other pages that bear the title of this one: it is its own, whatever number it names."""
    found = re.search(r"<title>(.*?)</title>", html, re.DOTALL)
    if template is None or found is None:
        return []
    under = _templates_of.setdefault(_VARIES.sub("-", found[1]), set())
    under.add(template)
    return sorted(under - {template})


class StrictClient(FlaskClient):
    """Every answer is checked: pages are valid and quiet, and nothing is a server error."""

    def open(self, *args, **kwargs):
        rendered = []

        def note(_sender, template, **_more):
            rendered.append(template.name)

        with template_rendered.connected_to(note, self.application):
            answer = super().open(*args, **kwargs)
        not_ready = answer.request.path == "/readyz" and answer.status_code == 503
        assert answer.status_code < 500 or not_ready, answer.get_data(as_text=True)
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        if answer.mimetype == "text/html" and answer.status_code not in (301, 302, 303, 307, 308):
            assert answer.headers["Content-Security-Policy"] == POLICY
            html = answer.get_data(as_text=True)
            assert faults(html) == []
            assert shared_title(html, rendered[-1] if rendered else None) == []
        return answer
