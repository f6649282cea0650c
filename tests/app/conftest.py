"""An application for each test, as new."""

import pytest

from tests.support import house_of_tests as house
from tests.support.strict_client import StrictClient


@pytest.fixture
def app(lent, at):
    """The application that every test is lent in its turn; a test that adds to it takes ``own_app``."""
    made = lent.again()
    made.test_client_class = StrictClient
    return made


@pytest.fixture
def own_app(template, tmp_path, at):
    """An application that no other test sees."""
    made = house.application(template, tmp_path)
    made.test_client_class = StrictClient
    return made


@pytest.fixture
def machine(app):
    """A caller of the API: ``machine("petugas")``; ``machine()`` for nobody."""

    def make(name=None):
        return house.Machine(app.test_client(), house.token_for(app, name) if name else None)

    return make


@pytest.fixture
def browser_of(app):
    """A signed-in browser without JavaScript: ``browser_of("petugas")``."""

    def make(name=None):
        client = app.test_client()
        if name:
            app.config["WTF_CSRF_ENABLED"] = False
            answer = client.post("/masuk", data={"email": f"{name}@uji.test", "password": house.PASSWORD})
            assert answer.status_code == 302
            app.config["WTF_CSRF_ENABLED"] = True
        return client

    return make
