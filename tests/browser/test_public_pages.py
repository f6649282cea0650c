"""Every public page in each of its states, light and dark: axe finds nothing, and nothing scrolls sideways."""

from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import template_rendered

from tests.browser.conftest import PHONE, WIDE, barriers, sideways, walk
from tests.browser.public_states import States
from tests.support import house_of_tests as house

pytestmark = pytest.mark.browser
NARROW = {"width": 320, "height": 640}


@pytest.fixture
def states(site, machine, at):
    def browser_of(name=None):
        client = site.app.test_client()
        if name:
            site.app.config["WTF_CSRF_ENABLED"] = False
            client.post("/masuk", data={"email": f"{name}@uji.test", "password": house.PASSWORD})
            site.app.config["WTF_CSRF_ENABLED"] = True
        return client

    return States(site.app, machine, browser_of, at)


FOLDERS = ("account", "circular", "public", "requests")
OF_THE_OFFICE = {"account/waiting.html", "account/decide.html"}
TEMPLATES = Path(__file__).parents[2] / "templates"
PUBLIC_TEMPLATES = {
    str(path.relative_to(TEMPLATES))
    for folder in FOLDERS
    for path in (TEMPLATES / folder).rglob("*.html")
    if not path.name.startswith("_")
} - OF_THE_OFFICE
"""Every template of a page that the public may come to see."""


@contextmanager
def rendered_templates(app):
    """The names of the templates that an application rendered meanwhile."""
    found = set()

    def note(_sender, template, **_more):
        found.add(template.name)

    with template_rendered.connected_to(note, app):
        yield found


SIZES = {"320": NARROW, "360": PHONE, "1280": WIDE}


@pytest.mark.parametrize(("language", "colours"), [("id", "light"), ("en", "dark")])
def test_axe_finds_nothing_in_any_state(site, states, language, colours):
    page = site.visitor(viewport=PHONE)
    page.emulate_media(color_scheme=colours)
    with rendered_templates(site.app) as rendered:
        pages = states.answered(language)
    assert PUBLIC_TEMPLATES - rendered == set()

    def look(page):
        wrong = []
        for width, size in SIZES.items():
            page.set_viewport_size(size)
            wrong += [f"{width}: {each}" for each in barriers(page)] if width != "320" else []
            wrong += [f"{width}: scrolls {sideways(page)} px sideways"] if sideways(page) else []
        return wrong

    assert walk(page, pages, look) == {}
    assert site.said == []
