"""A running application and visitors who use it through Chromium. Every page a visitor sees is checked."""

import threading
from contextlib import contextmanager
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import template_rendered
from flask.testing import FlaskClient
from playwright.sync_api import TimeoutError as Stalled
from werkzeug.serving import make_server

from tests.support import house_of_tests as house

WIDE = {"width": 1280, "height": 900}
PHONE = {"width": 360, "height": 740}
NARROW = {"width": 320, "height": 640}

SOON = 5_000
"""In milliseconds."""
A_MOMENT = 0.02
"""In seconds: how often a server looks whether it shall end."""

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RULES = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"], "preload": False}
"""Without preload: no rule of these asks for the style sheets and films that axe would load beforehand."""


class Site:
    """The address of the application, and its visitors."""

    def __init__(self, app, address, chromium):
        self.app, self.address, self._chromium = app, address, chromium
        self._contexts = []
        self.said = []

    def visitor(self, name=None, *, viewport=WIDE, javascript=True, browser=None):
        """A page of a new browser context, signed in as somebody."""
        context = (browser or self._chromium).new_context(
            base_url=self.address, viewport=viewport, java_script_enabled=javascript, locale="id-ID"
        )
        context.set_default_timeout(10_000)
        self._contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: self.said.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: self.said.append(str(error)))
        page.on("filechooser", lambda _chooser: None)  # a test that asks for it at the press alone may come too late
        if name:
            client = signed_in(self.app, name)
            session = {"name": "session", "value": client.get_cookie("session").value, "url": self.address}
            context.add_cookies([session])
        return page

    def close(self):
        for context in self._contexts:
            context.close()


def signed_in(app, name):
    """A client that came in by the sign-in page, as everybody does."""
    client = app.test_client()
    app.config["WTF_CSRF_ENABLED"] = False
    client.post("/masuk", data={"email": f"{name}@uji.test", "password": house.PASSWORD})
    app.config["WTF_CSRF_ENABLED"] = True
    return client


@pytest.fixture
def site(lent, at, chromium):
    app = lent.again()
    app.test_client_class = FlaskClient
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, args=(A_MOMENT,), daemon=True)
    thread.start()
    opened = Site(app, f"http://127.0.0.1:{server.server_port}", chromium)
    yield opened
    opened.close()
    server.shutdown()
    thread.join()


@pytest.fixture
def browser_of(site):
    """A client of the running application without a browser, signed in as somebody."""

    def make(name=None):
        return signed_in(site.app, name) if name else site.app.test_client()

    return make


@pytest.fixture
def machine(site):
    """A caller of the API of the running application."""

    def make(name=None):
        return house.Machine(site.app.test_client(), house.token_for(site.app, name) if name else None)

    return make


TEMPLATES = Path(__file__).parents[2] / "templates"


def templates_in(*folders):
    """Every template of a page in some folders."""
    pages = (path for folder in folders for path in (TEMPLATES / folder).rglob("*.html"))
    return {str(path.relative_to(TEMPLATES)) for path in pages if not path.name.startswith("_")}


@contextmanager
def rendered_templates(app):
    """The names of the templates that an application rendered meanwhile."""
    found = set()

    def note(_sender, template, **_more):
        found.add(template.name)

    with template_rendered.connected_to(note, app):
        yield found


def walk(page, pages, look):
    """What ``look(page)`` finds in each of the answered pages, by their names: each is written into the open page in
    the place of the one before, so that neither the browser nor axe begins anew."""
    page.goto("/")
    found = {}
    for name, html in pages.items():
        _write(page, html)
        if wrong := look(page):
            found[name] = wrong
    return found


def _write(page, html):
    try:
        page.set_content(html, timeout=SOON)
    except Stalled:  # a browser that was at it for long may, rarely, not tell that a page is whole
        page.goto("/")
        page.set_content(html)


def at_each_size(page, looked_at=(PHONE, WIDE)):
    """What axe finds at some sizes of screen, and what scrolls sideways there or at any other. Looking takes longer
    than all else: a walk through every page looks in each language at one size and in one set of colours."""
    wrong = []
    sizes = (NARROW, PHONE, WIDE)
    for size in sizes if page.viewport_size == NARROW else sizes[::-1]:  # from the size that the last page was left in
        page.set_viewport_size(size)
        found = barriers(page) if size in looked_at else []
        found += [f"scrolls {sideways(page)} px sideways"] if sideways(page) else []
        wrong += [f"{size['width']}: {each}" for each in found]
    return wrong


def barriers(page):
    """What axe finds against WCAG 2.2 AA in a page that is whole, as ``rule: where``."""
    page.wait_for_load_state()
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(Axe().axe_script)
    found = page.evaluate("async options => (await axe.run(options)).violations", RULES)
    return [f"{each['id']}: {node['target']}" for each in found for node in each["nodes"]]


def sideways(page):
    """How many pixels a page scrolls sideways."""
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
