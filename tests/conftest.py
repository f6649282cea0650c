"""What every test may ask for: a PostgreSQL server, a browser, and a plain word where the machine has none."""

import gc
import os
from collections.abc import Iterator
from typing import Any, NoReturn

import pytest
from playwright.sync_api import Browser

from tests.support import browser, postgres
from tests.support.missing import Missing

pytest_plugins = ["tests.support.house_fixtures"]

LACKS = pytest.StashKey[dict[str, str]]()
NEEDS = {"postgres": "postgres_url", "browser": "chromium"}  # marker -> the fixture that provides it


def pytest_configure(config: pytest.Config) -> None:
    config.stash[LACKS] = {}


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """A worker of pytest-xdist prints nothing; what it lacked goes to the one that does."""
    if (told := getattr(session.config, "workeroutput", None)) is not None:
        told["lacks"] = session.config.stash[LACKS]


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    node.config.stash[LACKS].update(getattr(node, "workeroutput", {}).get("lacks", {}))  # one that crashed told nothing


def pytest_unconfigure(config: pytest.Config) -> None:
    if hasattr(config, "workeroutput"):
        return
    if lacks := config.stash.get(LACKS, {}):
        said = "; ".join(f"{part} ({remedy})" for part, remedy in sorted(lacks.items()))
        print(f"Not everything was tested, this machine lacks: {said}")


def lacking(config: pytest.Config, missing: Missing) -> NoReturn:
    """Notes the missing part for the line at the end; skips the test, or fails it where everything is required."""
    config.stash[LACKS][missing.part] = missing.remedy
    if os.environ.get("REQUIRE_ALL") == "1":
        raise pytest.fail.Exception(f"REQUIRE_ALL=1, but {missing}", pytrace=False) from None
    raise pytest.skip.Exception(str(missing)) from None


@pytest.fixture(scope="session")
def postgres_url(pytestconfig: pytest.Config) -> Iterator[str]:
    """The address of a PostgreSQL database that tests may fill and empty as they like."""
    try:
        with postgres.database() as url:
            yield url
    except Missing as missing:
        lacking(pytestconfig, missing)


@pytest.fixture(scope="session")
def chromium(pytestconfig: pytest.Config) -> Iterator[Browser]:
    """The system's Chromium. A test opens its own context in it and closes that again."""
    try:
        with browser.chromium() as launched:
            yield launched
    except Missing as missing:
        lacking(pytestconfig, missing)


@pytest.fixture
def chromium_with_a_viewer(pytestconfig: pytest.Config, chromium: Browser) -> Iterator[Browser]:
    """One that shows PDFs in a page."""
    try:
        with browser.with_a_viewer(chromium) as launched:
            yield launched
    except Missing as missing:
        lacking(pytestconfig, missing)


@pytest.fixture(autouse=True)
def _what_the_markers_need(request: pytest.FixtureRequest) -> None:
    """A marked test is skipped where its part is missing, even if it never names the fixture."""
    for marker, fixture in NEEDS.items():
        if request.node.get_closest_marker(marker):
            request.getfixturevalue(fixture)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """And the other way round: who names the fixture carries the marker, so that `-m "not browser"` leaves it out. What
    takes longest begins first: else one worker would walk pages alone at the end."""
    for item in items:
        for marker, fixture in NEEDS.items():
            if fixture in getattr(item, "fixturenames", ()):
                item.add_marker(marker)
    items.sort(key=lambda item: item.get_closest_marker("browser") is None)


def pytest_collection_finish() -> None:
    """What is there now stays to the end: it need not be looked through again and again for what could be let go."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 100)
