"""Calendar addresses: who may have which, what they show, and when they end."""

import re

import pytest
from icalendar import Calendar
from sqlalchemy import event

from app.db import store
from booking.models import Feed, Person
from tests.support.house_of_tests import wish

GROUND = {"ground": "directive", "given_by": "Direktur"}


@pytest.fixture
def scheduled(machine):
    taken = machine("pemda").submit(wish(guests=2)).json
    return machine("petugas").post(f"/requests/{taken['reference']}/approve", GROUND).json | {
        "access_code": taken["access_code"]
    }


@pytest.fixture
def feed(machine):
    """Makes a calendar address: gives its number and its path."""

    def make(name, scope, subject=None, **headers):
        answer = machine(name).post("/feeds", {"scope": scope, "id": subject}, headers=headers)
        assert answer.status_code == 201, answer.json
        return answer.json["id"], "/" + answer.json["url"].split("/", 3)[3]

    return make


@pytest.fixture
def fetch(app):
    return lambda path, **headers: app.test_client().get(path, headers=headers)


@pytest.fixture
def change(app):
    def do(email, **values):
        with app.app_context(), store().writing() as session:
            person = session.query(Person).filter_by(email=f"{email}@uji.test").one()
            for name, value in values.items():
                setattr(person, name, value)

    return do


def events(answer):
    assert answer.status_code == 200
    calendar = Calendar.from_ical(answer.data)
    assert (str(calendar["METHOD"]), len(calendar.walk("VTIMEZONE"))) == ("PUBLISH", 1)
    return {str(each["UID"]).partition("@")[0]: str(each["STATUS"]) for each in calendar.walk("VEVENT")}


MAY = [
    ("petugas", "all", None, 201),
    ("admin", "all", None, 201),
    ("pemda", "all", None, 403),
    ("unit", "all", None, 403),
    ("petugas", "all", "dana-desa", 400),
    ("unit", "unit", None, 201),
    ("unit", "unit", "dana-desa", 201),
    ("unit", "unit", "pajak-daerah", 403),
    ("petugas", "unit", "pajak-daerah", 201),
    ("petugas", "unit", None, 400),
    ("petugas", "unit", "nowhere", 400),
    ("resepsionis", "unit", "dana-desa", 403),
    ("resepsionis", "room", "lantai-3", 201),
    ("petugas", "room", "lantai-3", 201),
    ("resepsionis", "room", "nowhere", 400),
    ("resepsionis", "room", None, 400),
    ("unit", "room", "lantai-3", 403),
    ("pemda", "booking", "its own", 201),
    ("pimpinan", "booking", "its own", 201),
    ("pemda-lain", "booking", "its own", 404),
    ("unit-lain", "booking", "its own", 404),
    ("pemda", "booking", "XXXX-XXXX", 404),
    ("pemda", "booking", None, 400),
    (None, "booking", "its own", 401),
    ("petugas", "everything", None, 400),
]


@pytest.mark.parametrize(("name", "scope", "subject", "status"), MAY)
def test_who_may_have_which(machine, scheduled, name, scope, subject, status):
    said = {"scope": scope} | ({"id": subject} if subject else {})
    if subject == "its own":
        said["id"] = scheduled["reference"].lower()
    assert machine(name).post("/feeds", said).status_code == status


def test_a_secret_is_long_told_once_and_kept_hashed(app, feed):
    number, path = feed("petugas", "all")
    secret = re.fullmatch(r"/feeds/(.+)\.ics", path)[1]
    with app.app_context(), store().reading() as session:
        kept = session.get(Feed, number)
        assert (len(secret) >= 22, secret in repr(vars(kept)), len(kept.secret_hash)) == (True, False, 64)


class TestWhatIsShown:
    def test_is_what_was_ever_scheduled(self, machine, scheduled, feed, fetch):
        waiting = machine("pemda").submit(wish("900/2", start="10:00")).json["reference"]
        path = feed("petugas", "all")[1]
        assert events(fetch(path)) == {scheduled["reference"]: "CONFIRMED"}
        machine("pemda").post(f"/requests/{scheduled['reference']}/cancel", {"note": "Berhalangan"})
        machine("pemda").post(f"/requests/{waiting}/withdraw")
        assert events(fetch(path)) == {scheduled["reference"]: "CANCELLED"}

    def test_of_a_booking_is_shown_before_its_schedule_too(self, machine, feed, fetch):
        taken = machine("pemda").submit(wish()).json
        path = feed(None, "booking", taken["reference"], **{"X-Access-Code": taken["access_code"]})[1]
        assert events(fetch(path)) == {taken["reference"]: "TENTATIVE"}
        machine("petugas").post(f"/requests/{taken['reference']}/approve", GROUND)
        assert events(fetch(path)) == {taken["reference"]: "CONFIRMED"}

    @pytest.mark.parametrize(
        ("name", "scope", "subject", "there"),
        [
            ("unit", "unit", None, True),
            ("unit-lain", "unit", None, False),
            ("resepsionis", "room", "lantai-3", True),
            ("resepsionis", "room", "lantai-5", False),
        ],
    )
    def test_is_of_the_unit_or_room(self, scheduled, feed, fetch, name, scope, subject, there):
        assert events(fetch(feed(name, scope, subject)[1])) == ({scheduled["reference"]: "CONFIRMED"} if there else {})

    @pytest.mark.parametrize(
        ("now", "there"), [("2027-02-23T09:00:00+07:00", True), ("2027-02-24T09:00:00+07:00", False)]
    )
    def test_reaches_ninety_days_back(self, scheduled, feed, fetch, at, now, there):
        path = feed("petugas", "all")[1]
        at(now)
        assert (scheduled["reference"] in events(fetch(path))) == there

    def test_names_nobody(self, scheduled, feed, fetch):
        text = fetch(feed("petugas", "all")[1]).get_data(as_text=True)
        assert [word for word in ("Tamu 1", "Rina", "0811", "ATTENDEE", "uji.test") if word in text] == []


class TestFetchingAgain:
    def test_is_told_that_nothing_changed(self, scheduled, feed, fetch):
        path = feed("petugas", "all")[1]
        first = fetch(path)
        assert "private" in first.headers["Cache-Control"]
        assert not first.headers["ETag"].startswith("W/")
        for known in ({"If-None-Match": first.headers["ETag"]}, {"If-Modified-Since": first.headers["Last-Modified"]}):
            again = fetch(path, **known)
            assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", first.headers["ETag"])

    def test_is_told_what_changed(self, machine, scheduled, feed, fetch, at):
        path = feed("unit", "unit")[1]
        first = fetch(path)
        at("2026-11-20T11:00:00+07:00")
        moved = machine("petugas").post(f"/requests/{scheduled['reference']}/amend", {"unit": "pajak-daerah"})
        assert moved.status_code == 200
        for known in ({"If-None-Match": first.headers["ETag"]}, {"If-Modified-Since": first.headers["Last-Modified"]}):
            assert events(fetch(path, **known)) == {}


class TestTheEnd:
    @pytest.mark.parametrize(("name", "status"), [("petugas", 204), ("admin", 204), ("pemda", 404), ("unit", 404)])
    def test_is_the_owners_or_an_administrators(self, machine, feed, fetch, name, status):
        number, path = feed("petugas", "all")
        caller = machine(name)
        answer = caller.client.delete(f"/api/v1/feeds/{number}", headers=caller.headers)
        assert answer.status_code == status
        assert fetch(path).status_code == (404 if status == 204 else 200)

    def test_is_the_holders(self, machine, scheduled, feed, fetch):
        code = {"X-Access-Code": scheduled["access_code"]}
        number, path = feed(None, "booking", scheduled["reference"], **code)
        other = feed("pemda", "booking", scheduled["reference"])[0]
        client = machine().client
        assert client.delete(f"/api/v1/feeds/{number}", headers={"X-Access-Code": "wrong"}).status_code == 404
        assert client.delete(f"/api/v1/feeds/{other}", headers=code).status_code == 404
        assert client.delete(f"/api/v1/feeds/{number}").status_code == 401
        assert client.delete(f"/api/v1/feeds/{number}", headers=code).status_code == 204
        assert fetch(path).status_code == 404

    @pytest.mark.parametrize(
        ("name", "scope", "values"),
        [
            ("petugas", "all", {"active": False}),
            ("petugas", "all", {"role": "leadership"}),
            ("unit", "unit", {"unit_code": "pajak-daerah"}),
            ("unit", "unit", {"role": "receptionist", "unit_code": None}),
        ],
        ids=["left", "another role", "another unit", "no unit"],
    )
    def test_comes_when_its_owner_may_no_more(self, feed, fetch, change, name, scope, values):
        path = feed(name, scope)[1]
        assert fetch(path).status_code == 200
        change(name, **values)
        assert fetch(path).status_code == 404

    def test_comes_when_the_booking_is_not_seen_any_more(self, machine, scheduled, feed, fetch, change):
        path = feed("pemda", "booking", scheduled["reference"])[1]
        assert fetch(path).status_code == 200
        change("pemda", region_code="91.71")
        assert fetch(path).status_code == 404

    def test_a_secret_nobody_was_told_opens_nothing(self, fetch):
        assert fetch("/feeds/x.ics").status_code == 404


def test_a_calendar_costs_few_queries(app, machine, feed, fetch):
    for start in ("09:00", "10:00", "13:00"):
        wanted = wish(f"900/{start}", start=start, region=None, institution="Kementerian")
        taken = machine("petugas").submit(wanted).json
        machine("petugas").post(f"/requests/{taken['reference']}/approve", GROUND)
    path = feed("petugas", "all")[1]
    asked = []
    with app.app_context():
        engine = store().engine

    def hear(*told):
        asked.append(told[2])

    event.listen(engine, "before_cursor_execute", hear)
    try:
        assert len(events(fetch(path))) == 3
    finally:
        event.remove(engine, "before_cursor_execute", hear)
    assert len([each for each in asked if each.startswith("SELECT")]) == 3

