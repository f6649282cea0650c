"""A party that is turned away at reception: recorded once, and given a slip with the clause, the ways and the slots."""

import re

import pytest

from app.db import reading
from app.web import scanning
from booking import codes, reads, turned_away
from booking.scan import Why
from rules.citation import channels
from rules.strict import instant
from tests.app.test_account import token_of
from tests.booking.office import RECEPTIONIST
from tests.support.asking import value_of, words
from tests.support.house_of_tests import FIRST_DAY, NOW, wish

DOOR = "/resepsionis/tolak"
TYPED = {"code": "walk_in", "name": "Rina", "institution": "BPKAD Kota Samarinda"}
SLIP = re.compile(rf"{DOOR}\?nomor=([^&]+)&sebab=(\w+)")
GIVEN = {"ground": "directive", "given_by": "Direktur"}


@pytest.fixture
def desk(browser_of):
    return browser_of("resepsionis")


@pytest.fixture
def recorded(app):
    """Who was turned away on a day: why, who, when, on which request."""

    def read(day="2026-11-20"):
        with app.app_context():
            found = turned_away.of_day(reading(), instant(f"{day}T12:00:00+07:00").date())
            return [(each.code.value, each.name, f"{each.happened_at:%H:%M}", each.reference) for each in found]

    return read


@pytest.fixture
def given(machine):
    """A visit that has its schedule."""
    reference = machine("pemda").submit(wish()).json["reference"]
    assert machine("petugas").post(f"/requests/{reference}/approve", GIVEN).status_code == 200
    return reference


def opened(desk, path=DOOR):
    page = desk.get(path)
    return {"csrf_token": token_of(page), "token": value_of(page, "token")}


def test_a_party_is_recorded_and_led_to_its_slip_which_stands_in_the_days_list(desk, recorded):
    answer = desk.post(DOOR, data=opened(desk) | TYPED)
    assert (answer.status_code, answer.location) == (303, f"{DOOR}/1")
    assert recorded() == [("walk_in", "Rina", "10:00", None)]
    assert f'href="{DOOR}/1"' in desk.get(DOOR).get_data(as_text=True)
    assert f'href="{DOOR}/1"' not in desk.get(f"{DOOR}?tanggal={FIRST_DAY}").get_data(as_text=True)


def test_a_form_that_is_sent_twice_records_one_party_and_with_other_words_is_asked_about(desk, recorded):
    form = opened(desk)
    answers = [desk.post(DOOR, data=form | TYPED) for _ in range(2)]
    assert [answer.location for answer in answers] == [f"{DOOR}/1"] * 2
    other = desk.post(DOOR, data=form | TYPED | {"name": "Budi"})
    assert (other.status_code, len(recorded())) == (409, 1)
    assert "sudah tercatat" in words(other)
    again = form | TYPED | {"name": "Budi", "token": value_of(other, "token")}
    assert desk.post(DOOR, data=again).location == f"{DOOR}/2"
    assert sorted(name for _, name, _, _ in recorded()) == ["Budi", "Rina"]


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_slip_tells_clause_both_sentences_channels_two_slots_and_that_all_is_free(desk, given, language):
    desk.post(DOOR, data=opened(desk) | TYPED)
    page = desk.get(f"{DOOR}/1?lang={language}")
    said = words(page)
    told = ["E.3.c.11", "Konsultasi tidak dapat diberikan tanpa jadwal.", "given without a schedule.", "E.4"]
    told += [channel.value for channel in channels("service") if channel.kind != "other_application"]
    told += {
        "id": ["Rabu, 25 November 2026, 09.00–10.00 WIB", "Rabu, 25 November 2026, 10.00–11.00 WIB"],
        "en": ["Wednesday, 25 November 2026, 09:00–10:00 WIB", "Wednesday, 25 November 2026, 10:00–11:00 WIB"],
    }[language]
    taken = told[-2]
    assert [each for each in told if each not in said] == [taken]
    assert len(re.findall(r"2026, \d\d.00–\d\d.00 WIB", said)) == 2


def test_each_reason_of_a_scan_is_told_with_its_clause_and_leads_to_its_slip(app, given):
    with app.test_request_context():
        booking = reads.booking(reading(), given, RECEPTIONIST)
        answers = {why: scanning.refused(why, booking) for why in Why}
    told = {
        why.value: (
            each.clause.clause if each.clause else "",
            SLIP.findall(" ".join(action.href for action in each.actions)),
        )
        for why, each in answers.items()
    }
    without, outside = ("E.3.c.11", [(given, "walk_in")]), ("E.3.c.11", [(given, "outside_window")])
    assert told == {
        "not_ours": without,
        "video_conference": without,
        "not_scheduled": without,
        "not_standing": without,
        "older": ("", []),
        "another_day": ("E.3.c.11", [(given, "wrong_day")]),
        "early": outside,
        "late": outside,
    }
    assert len({(each.title, each.says) for each in answers.values()}) == len(Why)


@pytest.mark.parametrize("typed", [str.lower, lambda reference: reference.replace("-", " ")])
def test_a_party_of_another_day_is_told_when_its_own_is(desk, given, recorded, typed):
    form = opened(desk, f"{DOOR}?nomor={given}&sebab=outside_window")
    answer = desk.post(DOOR, data=form | TYPED | {"code": "outside_window", "reference": typed(given)})
    assert recorded() == [("outside_window", "Rina", "10:00", given)]
    said = words(desk.get(answer.location))
    assert "25 November 2026, mulai pukul 08.30 WIB sampai 10.00 WIB" in said
    assert given in said


def test_hours_are_told_of_a_visit_that_stands_alone(desk, machine, given, recorded):
    office = machine("petugas")
    video = office.submit(wish("005/2", mode="video_conference", start="13:00")).json["reference"]
    assert office.post(f"/requests/{given}/cancel", {"note": "Batal."}).status_code == 200
    early = TYPED | {"code": "outside_window"}
    for reference in (video, given):
        answer = desk.post(DOOR, data=opened(desk) | early | {"reference": reference})
        told = "Nomor ini tidak mempunyai jadwal kunjungan yang berlaku." in words(answer)
        assert (answer.status_code, told) == (400, True)
    assert recorded() == []


def test_a_pass_that_is_scanned_names_its_request(app, desk, given, recorded):
    scanned = codes.visit_pass(app.extensions["store"].journal_key, given, 1)
    desk.post(DOOR, data=opened(desk) | TYPED | {"code": "wrong_day", "reference": scanned.lower()})
    assert recorded() == [("wrong_day", "Rina", "10:00", given)]


def test_a_scanner_that_sends_the_form_too_early_leaves_the_number_and_asks_for_the_name(app, desk, given, recorded):
    scanned = codes.visit_pass(app.extensions["store"].journal_key, given, 1)
    page = desk.post(DOOR, data=opened(desk) | TYPED | {"name": "", "reference": scanned})
    assert (page.status_code, value_of(page, "reference"), recorded()) == (400, given, [])


def test_what_the_address_tells_is_filled_in(desk, given):
    page = desk.get(f"{DOOR}?nomor={given.lower()}&sebab=wrong_day")
    assert (value_of(page, "reference"), value_of(page, "institution")) == (given, "BPKAD Kota Samarinda")
    assert re.findall(r'checked[^>]*value="(\w+)"', page.get_data(as_text=True)) == ["wrong_day"]
    assert "Rabu, 25 November 2026, 09.00–10.00 WIB: Terjadwal" in words(page)
    assert desk.get(f"{DOOR}?nomor=XXXX-XXXX&sebab=x").status_code == 200


def test_what_was_written_on_paper_is_keyed_in_with_its_hour(desk, recorded):
    hours = {"happened_at": "08.15"}
    desk.post(DOOR, data=opened(desk) | TYPED | hours)
    desk.post(DOOR, data=opened(desk) | TYPED | hours | {"day": "2026-11-19", "name": "Budi"})
    assert (recorded(), recorded("2026-11-19")) == (
        [("walk_in", "Rina", "08:15", None)],
        [("walk_in", "Budi", "08:15", None)],
    )
    assert "Jumat, 20 November 2026, 08.15 WIB" in words(desk.get(f"{DOOR}/1"))


WRONG = {
    "name": {"name": " "},
    "institution": {"institution": ""},
    "code": {"code": "other"},
    "reference": {"code": "outside_window"},
    "reference that is none": {"reference": "7KQ2-M4XD"},
    "happened_at": {"day": "2026-11-19"},
    "happened_at in words": {"happened_at": "pagi"},
    "happened_at to come": {"happened_at": "11:00"},
    "day": {"day": "1890-01-01", "happened_at": "09:00"},
    "day to come": {"day": "9999-12-31", "happened_at": "09:00"},
}


@pytest.mark.parametrize("wrong", WRONG)
def test_what_does_not_fit_is_told_at_its_field_and_nothing_is_lost_or_recorded(desk, recorded, wrong):
    field = "happened_at" if wrong == "day to come" else wrong.partition(" ")[0]
    typed = TYPED | {"name": "Rina Dewi", "institution": "Setda"} | WRONG[wrong]
    answer = desk.post(DOOR, data=opened(desk) | typed)
    assert (answer.status_code, recorded()) == (400, [])
    page = answer.get_data(as_text=True)
    assert f'id="{field}-error"' in page
    assert [kept for kept in ("Rina Dewi", "Setda") if kept in typed.values() and kept not in page] == []


@pytest.mark.parametrize("day", ["besok", "0001-01-01", "9999-12-31", "2026-02-30"])
def test_a_day_that_is_none_is_not_asked_for(desk, day):
    assert [desk.get(f"{path}?tanggal={day}").status_code for path in (DOOR, "/resepsionis/lembar")] == [400, 400]


def test_there_is_no_slip_of_nobody(desk):
    assert [desk.get(f"{DOOR}/{path}").status_code for path in ("7", "7.pdf")] == [404, 404]


def test_the_days_page_leads_to_the_door_the_sheet_and_the_display(desk):
    page = desk.get("/resepsionis").get_data(as_text=True)
    ways = (DOOR, f"/resepsionis/lembar?tanggal={NOW[:10]}", "/layar")
    assert [way for way in ways if f'href="{way}"' not in page] == []
