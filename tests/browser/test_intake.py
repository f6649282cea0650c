"""An officer takes in a letter from WhatsApp without a mouse, and copies the answer."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import barriers
from tests.browser.test_asking import LETTER_FILE

pytestmark = pytest.mark.browser

LETTER = {
    "region": "Kota Samarinda",
    "institution": "BPKAD Kota Samarinda",
    "letter_number": "005/123/BPKAD",
    "letter_dated_on": "11192026",  # as the parts of a date field are typed here: month, day, year
    "letter_subject": "Konsultasi Dana Desa",
}
REQUEST = {
    "topic": "Dana Desa",
    "contact_phone": "0811-0000-001",
    "contact_email": "rina@uji.test",
    "guests-0-name": "Rina Hartati",
    "guests-0-position": "Kepala BPKAD",
}
MOST = 12
"""Fields that an officer fills for a letter with its request, at most."""


class Keys:
    """An officer at the keyboard; ``filled`` are the fields that were filled in."""

    def __init__(self, page):
        self.page, self.filled = page, []

    def reach(self, matches):
        for _ in range(60):
            self.page.keyboard.press("Tab")
            if self.page.evaluate(f"(() => {{ const at = document.activeElement; return at && ({matches}); }})()"):
                return
        raise AssertionError(f"never reached {matches} on {self.page.url}")

    def fill(self, name, text):
        self.reach(f"at.name === '{name}'")
        self.filled.append(name)
        self.page.keyboard.type(text)
        if name == "region":
            self.page.keyboard.press("Escape")  # closes the list of suggestions

    def tick(self, name):
        self.reach(f"at.name === '{name}'")
        self.filled.append(name)
        self.page.keyboard.press("Space")

    def choose_file(self):
        self.reach("at.name === 'file'")
        self.filled.append("file")
        with self.page.expect_file_chooser() as chooser:
            self.page.keyboard.press("Space")
        chooser.value.set_files([LETTER_FILE])

    def press(self, value):
        self.reach(f"at.type === 'submit' && at.value === '{value}'")
        self.page.keyboard.press("Enter")


def test_a_letter_with_its_request_takes_twelve_fields_and_no_mouse(site):
    page = site.visitor("petugas")
    page.goto("/petugas/surat-masuk")
    keys = Keys(page)
    for name, text in LETTER.items():
        keys.fill(name, text)
    keys.tick("addressed")
    keys.choose_file()
    for name, text in REQUEST.items():
        keys.fill(name, text)
    keys.press("request")
    page.wait_for_url(re.compile(r"/petugas/\w{4}-\w{4}/jawaban"))
    assert len(keys.filled) == MOST
    expect(page.get_by_label("Teks jawaban, dalam bahasa Indonesia")).to_have_value(re.compile("005/123/BPKAD"))
    assert barriers(page) == []


def test_a_letter_alone_takes_six_and_its_answer_is_copied_by_a_button(site):
    page = site.visitor("petugas")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto("/petugas/surat-masuk")
    keys = Keys(page)
    for name in ("region", "letter_number", "letter_dated_on", "letter_subject"):
        keys.fill(name, LETTER[name])
    keys.tick("addressed")
    keys.choose_file()
    keys.press("letter")
    page.wait_for_url(re.compile(r"/petugas/surat/\d+/jawaban"))
    assert len(keys.filled) == 6
    page.get_by_role("button", name="Salin teks").press("Enter")
    expect(page.get_by_text("Teks sudah disalin.")).to_be_visible()
    text = page.get_by_label("Teks jawaban, dalam bahasa Indonesia").input_value()
    assert page.evaluate("navigator.clipboard.readText()") == text
    page.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    page.get_by_role("button", name="Salin teks").press("Enter")
    expect(page.get_by_text("Teks sudah ditandai")).to_be_visible()
    assert page.evaluate("window.getSelection().toString()") == text
    assert site.said == []


def test_the_calendar_is_turned_by_keys_and_its_week_prints_on_its_own(site):
    page = site.visitor("petugas")
    page.goto("/petugas/kalender?tampilan=pekan&tanggal=2026-11-25")
    page.locator("#kalender").focus()
    page.keyboard.press("PageDown")
    page.wait_for_url("**tanggal=2026-11-30**")
    page.locator("#kalender").focus()
    page.keyboard.press("Home")
    page.wait_for_url("**tanggal=2026-11-20**")
    page.emulate_media(media="print")
    for gone in (".site-bar", ".filters", ".tabs", "#kalender .pager"):
        expect(page.locator(gone)).to_be_hidden()
    expect(page.get_by_role("columnheader", name="Tautan, tanpa ruang")).to_be_visible()
