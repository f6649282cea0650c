"""The calendar by keyboard, on a phone and over the wire."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE, WIDE, barriers, sideways
from tests.support.house_of_tests import FIRST_DAY, wish

pytestmark = pytest.mark.browser

KILOBYTE = 1_000
SMALL_PHONE = {"width": 320, "height": 640}


def focused(page):
    """What the focus is on, in the words a screen reader says."""
    return page.evaluate("document.activeElement.textContent.replace(/\\s+/g, ' ').trim()")


def month(page):
    return page.locator("#bulan-nama")


def test_months_and_sessions_are_reached_by_keyboard(site):
    page = site.visitor()
    page.goto("/jadwal?month=2026-11")
    expect(page.get_by_text("Page Up dan Page Down berpindah bulan")).to_be_visible()
    page.locator("#bulan").get_by_role("link", name="Bulan berikutnya: Desember 2026").first.focus()
    page.keyboard.press("PageDown")
    expect(month(page)).to_have_text("Tatap muka, Desember 2026")
    page.keyboard.press("PageDown")
    expect(month(page)).to_have_text("Tatap muka, Januari 2027")
    page.keyboard.press("PageUp")
    expect(month(page)).to_have_text("Tatap muka, Desember 2026")
    expect(page.locator("#bulan")).to_be_focused()
    said = []
    for key in ("ArrowDown", "ArrowDown", "ArrowRight", "ArrowDown", "ArrowDown", "ArrowDown", "ArrowUp", "ArrowLeft"):
        page.keyboard.press(key)
        said.append(re.search(r"Pilih (\S+), \w+ (\d+ \w+)", focused(page)).groups())
    assert said == [
        ("09.00", "1 Desember"),
        ("10.00", "1 Desember"),
        ("10.00", "2 Desember"),
        ("13.00", "2 Desember"),
        ("14.00", "2 Desember"),
        ("09.00", "9 Desember"),
        ("14.00", "2 Desember"),
        ("14.00", "1 Desember"),
    ]
    page.keyboard.press("Tab")
    assert focused(page).startswith("Pilih 09.00, Rabu 2 Desember 2026")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/ajukan|/masuk"))


def test_keys_outside_the_calendar_are_left_alone(site):
    page = site.visitor()
    page.goto("/jadwal?month=2026-11")
    page.get_by_label("Daerah").focus()
    page.keyboard.press("PageDown")
    page.keyboard.press("ArrowDown")
    expect(month(page)).to_have_text("Tatap muka, November 2026")
    assert page.evaluate("document.activeElement.name") == "region"


def test_without_javascript_links_and_the_list_of_months_do_the_same(site):
    page = site.visitor(javascript=False, viewport=PHONE)
    page.goto("/jadwal")
    expect(page.get_by_text("Page Up dan Page Down berpindah bulan")).to_be_hidden()
    page.locator("#bulan").get_by_role("link", name="Bulan berikutnya: Desember 2026").first.click()
    expect(month(page)).to_have_text("Tatap muka, Desember 2026")
    page.get_by_label("Bulan", exact=True).select_option("2027-03")
    page.get_by_label("Daerah").fill("Bima")
    page.get_by_role("button", name="Tampilkan").click()
    page.get_by_role("link", name="Kota Bima").click()
    expect(month(page)).to_have_text("Tatap muka, Maret 2027")
    expect(page.get_by_label("Daerah")).to_have_value("Kota Bima")


def test_every_kind_of_month_fits_and_has_no_barrier(site, machine):
    officer = machine("petugas")
    for number, (region, start) in enumerate((("64.71", "09:00"), ("11", "10:00"), ("12", "13:00"), ("13", "14:00"))):
        assert officer.submit(wish(f"3/{number}", region=region, start=start)).status_code == 201
    assert officer.submit(wish("3/9", region="14", start="10:00", mode="video_conference")).status_code == 201
    page = site.visitor(viewport=SMALL_PHONE)
    found = {}
    for path in (
        "/jadwal?region=Bima",
        "/jadwal?mode=video_conference&region=Kota Jayapura",
        "/jadwal?received=2026-12-22&month=2026-12",
        "/jadwal?month=2026-10",
    ):
        page.goto(path)
        for size in (SMALL_PHONE, PHONE, WIDE):
            page.set_viewport_size(size)
            wrong = [f"scrolls {sideways(page)} px sideways"] if sideways(page) else []
            wrong += barriers(page) if size is not PHONE else []
            if wrong:
                found[path, size["width"]] = wrong
    assert found == {}
    assert site.said == []


def test_a_month_is_seen_at_a_glance_on_a_desk_and_as_a_list_on_a_phone(site):
    page = site.visitor()
    page.goto("/jadwal?month=2026-12")
    grid = page.locator(".month").bounding_box()
    assert grid["height"] < WIDE["height"]
    page.set_viewport_size(PHONE)
    labels = page.locator(".day__full")
    expect(labels.first).to_have_text("Selasa, 1 Desember 2026")
    expect(labels.first).to_be_visible()
    assert len({box["x"] for box in page.locator("section.day").evaluate_all(
        "days => days.map(day => ({x: day.getBoundingClientRect().x}))")}) == 1  # fmt: skip


ASTRAY = """() => {
    const buttons = [...document.querySelectorAll(".month .session__choose")].map(each => [
        each.textContent, each.getBoundingClientRect(), each.closest(".day").getBoundingClientRect()]);
    const outside = ([, at, day]) =>
        at.left < day.left || at.right > day.right || at.top < day.top || at.bottom > day.bottom;
    const meet = (one, other) => one.left < other.right && other.left < one.right
        && one.top < other.bottom && other.top < one.bottom;
    const over = ([, at], place) => buttons.some(([, other], its) => its !== place && meet(at, other));
    return [buttons.length, buttons.filter((each, place) => outside(each) || over(each, place)).map(each => each[0])];
}"""
"""How many sessions may be chosen, and which of their buttons leave their day or lie on another."""


def test_the_buttons_of_a_day_stay_apart_and_inside_it_in_both_languages(site):
    page = site.visitor()
    found = {}
    for language in ("en", "id"):
        page.goto(f"/bahasa/{language}")
        for mode in ("visit", "video_conference"):
            page.goto(f"/jadwal?month=2026-12&mode={mode}")
            for width in (1440, 1280, 1024, 900, 700):
                page.set_viewport_size({"width": width, "height": 900})
                buttons, astray = page.evaluate(ASTRAY)
                assert buttons > 0
                if astray:
                    found[language, mode, width] = astray
    assert found == {}


def test_each_days_hours_begin_on_one_line_down_the_first_page(site):
    page = site.visitor()
    page.goto("/")
    starts = page.locator(".open-day__hours").evaluate_all("all => all.map(each => each.getBoundingClientRect().x)")
    assert len(starts) > len(set(starts)) == 2


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_filters_stand_on_one_line_and_their_labels_do_not_break(site, language):
    page = site.visitor()
    page.goto(f"/bahasa/{language}")
    page.goto("/jadwal")
    labels, controls = (
        page.locator(f".filters > .field > {each}").evaluate_all(
            "all => all.map(each => Math.round(each.getBoundingClientRect().y))"
        )
        for each in ("label", ".form-control, .filters > .field > .form-select")
    )
    assert (len(labels), len(set(labels))) == (len(controls), len(set(controls))) == (3, 1)


def wire(page):
    """What travels from now on: the bytes of each address, as they come over the wire."""
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    addresses, sizes = {}, {}
    session.on("Network.responseReceived", lambda event: addresses.update({event["requestId"]: event["response"]}))
    session.on(
        "Network.loadingFinished", lambda event: sizes.update({event["requestId"]: event["encodedDataLength"]})
    )

    def weighed():
        page.wait_for_load_state("networkidle")
        return {
            re.sub(r"^https?://[^/]+|\?.*$", "", response["url"]): sizes[number]
            for number, response in addresses.items()
            if number in sizes and not response.get("fromDiskCache") and sizes[number]
        }

    return weighed


def test_the_first_page_weighs_less_than_150_kilobytes_and_a_second_visit_only_itself(site):
    page = site.visitor()
    cold = wire(page)
    page.goto("/")
    loaded = cold()
    assert {"/", "/static/css/temu.css", "/static/js/temu.js", "/static/icons.svg"} <= set(loaded)
    assert sum(loaded.values()) < 150 * KILOBYTE
    page.goto("/jadwal")
    page.wait_for_load_state("networkidle")
    warm = wire(page)
    page.goto("/jadwal?month=2026-12")
    assert set(warm()) == {"/jadwal"}
    assert FIRST_DAY in page.goto("/jadwal?month=2026-11").text()
