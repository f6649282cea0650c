"""The office's calendar: rooms beside each other, what is free, blocked or closed, and who may look."""

import re
from datetime import date

import pytest

from app.db import reading, store
from booking import lists, people
from booking.journal import Actor
from booking.models import Closure, Room, RoomBlock
from booking.terms import Role
from rules.strict import instant
from tests.support.asking import words
from tests.support.house_of_tests import FIRST_DAY, NOW, wish

DIARY = "/petugas/kalender"
GROUND = {"ground": "directive", "given_by": "Direktur"}


def table(answer):
    """The calendar as ``{day: {hour: [cell, ...]}}``, each cell as it is read."""
    days, day = {}, None
    for row in re.findall(r"<tr.*?</tr>", answer.get_data(as_text=True), re.DOTALL):
        head = _plain(re.search(r"<th.*?</th>", row, re.DOTALL)[0])
        cells = [_plain(each) for each in re.findall(r"<td.*?</td>", row, re.DOTALL)]
        if "rowgroup" in row:
            day = head
            days[day] = {}
        elif day:
            days[day][head] = cells
    return days


def headings(answer):
    """What stands above the columns."""
    head = re.search(r"<thead>.*?</thead>", answer.get_data(as_text=True), re.DOTALL)[0]
    return [_plain(each) for each in re.findall(r"<th .*?</th>", head, re.DOTALL)]


def _plain(html):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html)).strip()


@pytest.fixture
def officer(browser_of):
    return browser_of("petugas")


def show(browser, view, day=FIRST_DAY):
    return browser.get(f"{DIARY}?tampilan={view}&tanggal={day}")


def add(app, *rows):
    with app.app_context(), store().writing() as session:
        session.add_all(rows)


class TestADay:
    def test_shows_each_room_with_what_holds_it_what_blocks_it_and_what_is_free(self, app, officer, machine):
        visit = machine("pemda").submit(wish()).json["reference"]
        machine("petugas").post(f"/requests/{visit}/approve", GROUND)
        machine("pemda-lain").submit(
            wish("7", region="91.71", start="10:00", institution="BPKAD Kota Jayapura", mode="video_conference")
        )
        room = machine("petugas").get("/rooms").json
        first = next(each for each in room["rooms"] if "Video" in each["name"])["code"]
        add(app, RoomBlock(room_code=first, date=date.fromisoformat(FIRST_DAY), start="13:00", reason="Rapat"))
        [(day, hours)] = table(show(officer, "hari")).items()
        assert day == "Rabu, 25 November 2026"
        assert hours["09.00–10.00"][0].startswith("BPKAD Kota Samarinda Kota Samarinda · Tatap muka")
        assert hours["09.00–10.00"][0].endswith("Terjadwal")
        assert hours["10.00–11.00"][0] == "Bebas"
        assert hours["10.00–11.00"][-1].startswith("BPKAD Kota Jayapura")
        assert hours["10.00–11.00"][-1].endswith("Menunggu keputusan")
        assert hours["13.00–14.00"][0] == "Ruang ditutup: Rapat"
        assert hours["14.00–15.00"][0] == "Bebas"
        assert hours["14.00–15.00"][-1] == "1 tempat bebas"

    def test_has_a_column_for_each_room_the_visits_room_first_and_links_last(self, app, officer, machine):
        add(app, Room(code="aula", name="Aula", name_en="Hall", active=True))
        machine("petugas").submit(wish(mode="video_conference", room="lantai-5"))
        page = show(officer, "hari")
        rooms = ["Ruang Video Conference DJPK, lantai 3", "Aula", "Ruang Rapat, lantai 5", "Tautan, tanpa ruang"]
        assert headings(page) == ["Jam (WIB)", *rooms]
        labels = re.findall(r'<td class="diary__\w+" data-label="([^"]*)"', page.get_data(as_text=True))
        hours = table(page)["Rabu, 25 November 2026"]
        assert labels == rooms * len(hours)
        taken = hours["09.00–10.00"]
        assert [cell.startswith("BPKAD Kota Samarinda") for cell in taken] == [False, False, True, False]

    def test_offers_no_room_out_of_service_though_a_session_stands_in_it(self, app, officer, machine):
        machine("petugas").submit(wish(mode="video_conference", room="lantai-5"))
        with app.app_context():
            admin = Actor(Role.ADMIN, people.by_email(reading(), "admin@uji.test").id)
            lists.retire(store(), lists.Kind.ROOM, "lantai-5", admin, instant(NOW))
        page = show(officer, "hari")
        place = headings(page).index("Ruang Rapat, lantai 5") - 1
        hours = {hour: cells[place] for hour, cells in table(page)["Rabu, 25 November 2026"].items()}
        assert hours.pop("09.00–10.00").startswith("BPKAD Kota Samarinda")
        assert set(hours.values()) == {"– kosong"}

    def test_links_each_session_for_officers_and_for_nobody_else(self, browser_of, machine):
        taken = machine("pemda").submit(wish()).json["reference"]
        linked = {name: f"/petugas/{taken}" in show(browser_of(name), "hari").get_data(as_text=True)
                  for name in ("petugas", "pimpinan", "admin")}
        assert linked == {"petugas": True, "pimpinan": False, "admin": False}

    def test_that_is_past_offers_nothing(self, officer, at):
        at("2026-11-26T10:00:00+07:00")
        assert table(show(officer, "hari")) == {"Rabu, 25 November 2026": {}}

    def test_marks_today_and_leads_over_the_weekend(self, officer):
        page = show(officer, "hari", NOW[:10]).get_data(as_text=True)
        assert "Hari ini</span>" in page
        assert re.findall(r'class="pager__\w+" href="[^"]*tanggal=([\d-]+)', page) == ["2026-11-19", "2026-11-23"]


class TestAWeek:
    def test_names_what_closes_a_day_and_shows_its_sessions_all_the_same(self, app, officer, machine):
        machine("pemda").submit(wish())
        day = date.fromisoformat(FIRST_DAY)
        add(app, Closure(date=day, name="Pilkada", decree="KMK 1/2026", created_at=instant(NOW)))
        week = table(show(officer, "pekan"))
        assert [day.split(",")[0] for day in week] == ["Senin", "Selasa", "Rabu", "Kamis", "Jumat"]
        assert week["Rabu, 25 November 2026 Pilkada"]["09.00–10.00"][0].startswith("BPKAD Kota Samarinda")
        assert list(week["Rabu, 25 November 2026 Pilkada"]) == ["09.00–10.00"]

    def test_leads_to_the_weeks_around(self, officer):
        page = show(officer, "pekan").get_data(as_text=True)
        assert re.findall(r'class="pager__\w+" href="[^"]*tanggal=([\d-]+)', page) == ["2026-11-20", "2026-11-30"]


class TestAMonth:
    def test_shows_each_session_by_hour_institution_and_state_and_how_many_are_free(self, officer, machine):
        machine("pemda").submit(wish())
        said = words(show(officer, "bulan"))
        assert "09.00 BPKAD Kota Samarinda Menunggu keputusan 3 sesi tatap muka bebas" in said
        assert "Desember 2026" not in said

    def test_names_its_holidays(self, officer):
        assert "Hari Raya Natal" in words(show(officer, "bulan", "2026-12-01"))


@pytest.mark.parametrize("day", ["kemarin", "2026-02-30", "0001-01-01", "9999-12-31", ""])
@pytest.mark.parametrize("view", ["hari", "pekan", "bulan"])
def test_any_day_is_answered(officer, view, day):
    assert show(officer, view, day).status_code == 200


def test_another_view_is_not_there(officer):
    assert officer.get(f"{DIARY}?tampilan=tahun").status_code == 404
