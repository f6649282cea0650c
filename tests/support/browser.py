"""The system's Chromium, driven by Playwright; nothing is downloaded."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright

from tests.support.missing import Missing

LIGHT = ("chromium-headless-shell",)
"""The same engine without windows and without a viewer of PDFs: a third less work for the machine."""
WHOLE = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
ARGUMENTS = (
    "--no-sandbox",  # tests run as root too, where Chromium's sandbox refuses to start
    "--disable-dev-shm-usage",  # /dev/shm is small in containers
    "--disable-gpu",
    "--hide-scrollbars",
    "--force-color-profile=srgb",
)


@contextmanager
def chromium() -> Iterator[Browser]:
    program = program_of(LIGHT + WHOLE)
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=program, args=list(ARGUMENTS))
        try:
            yield launched
        finally:
            launched.close()


@contextmanager
def with_a_viewer(beside: Browser) -> Iterator[Browser]:
    """A Chromium that shows PDFs in a page, started by the Playwright of another."""
    launched = beside.browser_type.launch(executable_path=program_of(WHOLE), args=list(ARGUMENTS))
    try:
        yield launched
    finally:
        launched.close()


def program_of(names: tuple[str, ...]) -> str:
    program = next(filter(None, map(shutil.which, names)), None)
    if program is None:
        raise Missing("Chromium", "install the package chromium")
    return program
