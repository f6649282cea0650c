"""Every public page in each of its states, light and dark: axe finds nothing, and nothing scrolls sideways."""

import pytest

from tests.browser.conftest import PHONE, WIDE, barriers, sideways
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


SIZES = {"320": NARROW, "360": PHONE, "1280": WIDE}


@pytest.mark.parametrize(("language", "colours"), [("id", "light"), ("en", "dark")])
def test_axe_finds_nothing_in_any_state(site, states, language, colours):
    page = site.visitor(viewport=PHONE)
    page.emulate_media(color_scheme=colours)
    shown = {}
    page.route("**/keadaan/*", lambda route: route.fulfill(body=shown["html"], content_type="text/html; charset=utf-8"))
    found = {}
    for number, (name, html) in enumerate(states.answered(language).items()):
        shown["html"] = html
        page.goto(f"/keadaan/{number}")
        for width, size in SIZES.items():
            page.set_viewport_size(size)
            wrong = barriers(page) if width != "320" else []
            wrong += [f"scrolls {sideways(page)} px sideways"] if sideways(page) else []
            if wrong:
                found[name, width] = wrong
    assert found == {}
    assert site.said == []
