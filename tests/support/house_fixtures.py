"""What the tests of the application share: a database to copy, and the clock."""


import pytest

from app import clock
from tests.support import house_of_tests as house


@pytest.fixture(scope="session")
def template(tmp_path_factory):
    return house.make_template(tmp_path_factory.mktemp("template"))


@pytest.fixture
def at(monkeypatch):
    """Sets the clock; it runs on from there, and not from where an earlier test of this process first set it."""

    def set_clock(instant):
        monkeypatch.setattr(clock, "_first_read", {})
        monkeypatch.setenv("NOW", instant)

    set_clock(house.NOW)
    return set_clock
