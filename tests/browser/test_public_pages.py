"""Every public page in each of its states, light and dark: axe finds nothing, and nothing scrolls sideways."""


import pytest

from tests.browser.conftest import PHONE, WIDE, at_each_size, rendered_templates, templates_in, walk
from tests.browser.public_states import States

pytestmark = pytest.mark.browser



@pytest.fixture
def states(site, machine, browser_of, at):
    return States(site.app, machine, browser_of, at)


FOLDERS = ("account", "circular", "public", "requests")
OF_THE_OFFICE = {"account/waiting.html", "account/decide.html"}
PUBLIC_TEMPLATES = templates_in(*FOLDERS) - OF_THE_OFFICE
"""Every template of a page that the public may come to see."""


@pytest.mark.parametrize(("language", "colours", "size"), [("id", "light", PHONE), ("en", "dark", WIDE)])
def test_axe_finds_nothing_in_any_state(site, states, language, colours, size):
    page = site.visitor(viewport=PHONE)
    page.emulate_media(color_scheme=colours)
    with rendered_templates(site.app) as rendered:
        pages = states.answered(language)
    assert PUBLIC_TEMPLATES - rendered == set()

    assert walk(page, pages, lambda shown: at_each_size(shown, looked_at=(size,))) == {}
    assert site.said == []
