"""What the tests of the application share: a database to copy, and the clock."""

import pytest

from app import clock
from tests.support import house_of_tests as house


@pytest.fixture(scope="session")
def template(tmp_path_factory):
    return house.make_template(tmp_path_factory.mktemp("template"))


@pytest.fixture(scope="session")
def lent(template, tmp_path_factory):
    """The application that test after test is lent, with or without a browser."""
    return house.Lent(template, tmp_path_factory.mktemp("lent"))


@pytest.fixture
def at(monkeypatch):
    """Sets the clock; it runs on from there, and not from where an earlier test of this process first set it."""

    def set_clock(instant):
        monkeypatch.setattr(clock, "_first_read", {})
        monkeypatch.setenv("NOW", instant)

    set_clock(house.NOW)
    return set_clock
