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


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("viewport", [PHONE, WIDE], ids=["phone", "wide"])
def test_axe_finds_nothing_in_any_state(site, states, language, viewport):
    page = site.visitor(viewport=viewport)
    page.emulate_media(color_scheme="light" if language == "id" else "dark")
    pages = states.answered(language)
    shown = {}
    page.route("**/keadaan/*", lambda route: route.fulfill(body=shown["html"], content_type="text/html; charset=utf-8"))
    found = {}
    for number, (name, html) in enumerate(pages.items()):
        shown["html"] = html
        page.goto(f"/keadaan/{number}")
        wrong = barriers(page)
        if viewport is PHONE:
            page.set_viewport_size(NARROW)
            wrong += [f"scrolls {sideways(page)} px sideways at 320 px"] if sideways(page) else []
            page.set_viewport_size(PHONE)
        wrong += [f"scrolls {sideways(page)} px sideways"] if sideways(page) else []
        if wrong:
            found[name] = wrong
    assert found == {}
    assert site.said == []
