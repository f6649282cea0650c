"""The lobby's display on its screen: four long names, read from across the room, without scrolling."""

import pytest

from tests.browser.conftest import barriers, sideways
from tests.support.house_of_tests import FIRST_DAY, wish

pytestmark = pytest.mark.browser
SCREEN = {"width": 1920, "height": 1080}
REM = 16
LONG = "Dinas Pemberdayaan Masyarakat, Desa, Kependudukan, Pencatatan Sipil, dan Keluarga Berencana"
SIZES = """selector => [...document.querySelectorAll(selector)].map(each => [
  parseFloat(getComputedStyle(each).fontSize),
  each.scrollHeight - each.clientHeight > 8,
  each.getBoundingClientRect().bottom,
])"""


def test_four_long_names_are_read_from_across_the_room_without_scrolling(site, machine, at):
    hours = machine("pemda").get("/slots?mode=visit&month=2026-11").json["slots"]
    starts = sorted({each["start"] for each in hours})
    assert len(starts) == 4
    for number, start in enumerate(starts):
        name, region = (("pemda", "64.72"), ("pemda-lain", "91.71"))[number % 2]
        wanted = wish(f"005/{number}", start=start, region=region, institution=LONG)
        reference = machine(name).submit(wanted).json["reference"]
        given = {"ground": "directive", "given_by": "Direktur"}
        assert machine("petugas").post(f"/requests/{reference}/approve", given).status_code == 200
    page = site.visitor("resepsionis", viewport=SCREEN, javascript=True)
    at(f"{FIRST_DAY}T{starts[1]}:00+07:00")
    page.goto("/layar")
    for selector in (".board__name", ".board__hours"):
        drawn = page.evaluate(SIZES, selector)
        assert len(drawn) == 4
        assert [size for size, _cut, _bottom in drawn if size < 4 * REM] == []
        assert [(cut, bottom) for _size, cut, bottom in drawn if cut or bottom > SCREEN["height"]] == []
    assert page.evaluate("document.documentElement.scrollHeight") <= SCREEN["height"]
    assert sideways(page) == 0
    assert barriers(page) == []
    assert site.said == []
