"""Every public page in each of its states, light and dark: axe finds nothing, and nothing scrolls sideways."""

from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import template_rendered

from tests.browser.conftest import PHONE, at_each_size, walk
from tests.browser.public_states import States

pytestmark = pytest.mark.browser



@pytest.fixture
def states(site, machine, browser_of, at):
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


@pytest.mark.parametrize(("language", "colours"), [("id", "light"), ("en", "dark")])
def test_axe_finds_nothing_in_any_state(site, states, language, colours):
    page = site.visitor(viewport=PHONE)
    page.emulate_media(color_scheme=colours)
    with rendered_templates(site.app) as rendered:
        pages = states.answered(language)
    assert PUBLIC_TEMPLATES - rendered == set()

    assert walk(page, pages, at_each_size) == {}
    assert site.said == []
