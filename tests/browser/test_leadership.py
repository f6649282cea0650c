"""The leadership's plots in a browser: nothing axe finds, and no word of a plot cut off, at any size."""

import pytest

from tests.browser.conftest import NARROW, PHONE, WIDE, at_each_size, walk
from tests.support.house_of_tests import FIRST_DAY, wish

pytestmark = pytest.mark.browser

CUT_OFF = """() => [...document.querySelectorAll('.plot__picture text')].filter(text => {
  const inner = text.getBoundingClientRect(), outer = text.ownerSVGElement.getBoundingClientRect();
  const beside = inner.left < outer.left - 1 || inner.right > outer.right + 1;
  return inner.width && (beside || inner.bottom > outer.bottom + 1);
}).map(text => text.textContent)"""


def cut_off(page):
    """The words of plots that reach over their picture, by the size of the screen."""
    cut = []
    for size in (NARROW, PHONE, WIDE):
        page.set_viewport_size(size)
        cut += [f"{size['width']}: {text}" for text in page.evaluate(CUT_OFF)]
    return cut


def test_plots_and_tables_are_sound_and_whole_at_each_size(site, machine, browser_of, at):
    region, officer, unit = machine("pemda"), machine("petugas"), machine("unit")
    reference = region.submit(wish(mode="video_conference", guests=3)).json["reference"]
    given = {"ground": "directive", "given_by": "Direktur", "meeting_url": "https://rapat.test/1"}
    officer.post(f"/requests/{reference}/approve", given)
    region.submit(wish("005/124", guests=3))
    at(f"{FIRST_DAY}T12:00:00+07:00")
    assert unit.post(f"/requests/{reference}/finish").status_code == 200
    pages, browser = {}, browser_of("pimpinan")
    for language in ("id", "en"):
        browser.set_cookie("bahasa", language)
        pages[language] = browser.get("/pimpinan").get_data(as_text=True)
        assert pages[language].count('class="plot__picture') == 9
    visitor = site.visitor()
    assert walk(visitor, pages, cut_off) == {}
    assert walk(visitor, {"id": pages["id"]}, at_each_size) == {}
    assert site.said == []
