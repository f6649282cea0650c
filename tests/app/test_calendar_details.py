"""The lines of a booking's calendar, as it stands in the file and as two readers understand it."""

from datetime import UTC, datetime, timedelta

import pytest
import vobject
from icalendar import Calendar
from sqlalchemy import select

from app.db import store
from booking.models import Booking
from tests.support.house_of_tests import FIRST_DAY, wish

ROOM = "Ruang Video Conference DJPK, lantai 3"
LINK = "https://rapat.test/1?a=1"
NOT_YET = "BELUM DIJADWALKAN"
GROUND = {"ground": "directive", "given_by": "Direktur"}


@pytest.fixture
def changed_at(app):
    def read(reference):
        with app.app_context(), store().reading() as session:
            return session.scalar(select(Booking.changed_at).where(Booking.reference == reference)).astimezone(UTC)

    return read


def lines_of(machine, reference):
    """The lines of the file, unfolded."""
    return machine.get(f"/requests/{reference}.ics").data.decode().replace("\r\n ", "").split("\r\n")


def starting(lines, name):
    return [line for line in lines if line.startswith(name)]


def both(machine, reference):
    """The event by icalendar and by vobject."""
    content = machine.get(f"/requests/{reference}.ics").data
    (event,) = Calendar.from_ical(content).walk("VEVENT")
    return event, vobject.readOne(content.decode()).vevent


def test_the_place_is_told_with_the_schedule_and_not_before(machine):
    region = machine("pemda")
    reference = region.submit(wish()).json["reference"]
    assert starting(lines_of(region, reference), "LOCATION") == []
    waiting, second = both(region, reference)
    assert ("LOCATION" in waiting, "location" in second.contents) == (False, False)
    assert machine("petugas").post(f"/requests/{reference}/approve", GROUND).status_code == 200
    assert starting(lines_of(region, reference), "LOCATION") == ["LOCATION:Ruang Video Conference DJPK\\, lantai 3"]
    event, second = both(region, reference)
    assert (str(event["LOCATION"]), second.location.value) == (ROOM, ROOM)
    assert starting(lines_of(region, reference), "CONFERENCE") == []


def test_the_link_of_a_video_conference_is_a_uri_for_video(machine):
    region = machine("pemda")
    reference = region.submit(wish(mode="video_conference")).json["reference"]
    assert starting(lines_of(region, reference), "CONFERENCE") == []
    machine("petugas").post(f"/requests/{reference}/approve", {**GROUND, "meeting_url": LINK})
    (line,) = starting(lines_of(region, reference), "CONFERENCE")
    head, _, value = line.partition(":")
    assert (sorted(head.split(";")), value) == (["CONFERENCE", "FEATURE=VIDEO", "VALUE=URI"], LINK)
    assert starting(lines_of(region, reference), "LOCATION") == []
    _, second = both(region, reference)
    assert (second.conference.value, second.conference.params) == (LINK, {"VALUE": ["URI"], "FEATURE": ["VIDEO"]})


def test_the_stamps_are_the_last_change_in_utc(machine, at, changed_at):
    region, officer = machine("pemda"), machine("petugas")
    reference = region.submit(wish()).json["reference"]
    first = changed_at(reference)
    assert stamps(region, reference) == [first.strftime("%Y%m%dT%H%M%SZ")] * 2
    at("2026-11-20T15:30:00+07:00")
    officer.post(f"/requests/{reference}/approve", GROUND)
    second = changed_at(reference)
    assert (second - first) // timedelta(hours=1) == 5
    assert stamps(region, reference) == [second.strftime("%Y%m%dT%H%M%SZ")] * 2
    event, other = both(region, reference)
    assert event["DTSTAMP"].dt == event["LAST-MODIFIED"].dt == second.replace(microsecond=0)
    assert other.dtstamp.value == other.last_modified.value == second.replace(microsecond=0)


def stamps(machine, reference):
    lines = lines_of(machine, reference)
    return [line.partition(":")[2] for name in ("DTSTAMP:", "LAST-MODIFIED:") for line in starting(lines, name)]


def test_not_yet_scheduled_is_said_only_before_the_schedule(machine):
    region = machine("pemda")
    reference = region.submit(wish()).json["reference"]
    assert descriptions(region, reference) == [(NOT_YET, False)] * 2
    machine("petugas").post(f"/requests/{reference}/approve", GROUND)
    assert descriptions(region, reference) == [("", True)] * 2
    region.post(f"/requests/{reference}/cancel", {"note": "Berhalangan"})
    assert descriptions(region, reference) == [("", True)] * 2


def descriptions(machine, reference):
    """Of each reader: what says that it is not yet scheduled, and whether it tells where to report."""
    event, second = both(machine, reference)
    texts = str(event["DESCRIPTION"]), second.description.value
    return [(NOT_YET if NOT_YET in text else "", "Lapor di resepsionis" in text) for text in texts]


def test_a_video_conference_tells_nobody_to_come_to_reception(machine):
    region = machine("pemda")
    reference = region.submit(wish(mode="video_conference")).json["reference"]
    machine("petugas").post(f"/requests/{reference}/approve", {**GROUND, "meeting_url": LINK})
    assert descriptions(region, reference) == [("", False)] * 2


def test_a_second_reader_finds_the_same_session(machine):
    region = machine("pemda")
    reference = region.submit(wish(institution="BPKAD; Kota, Samarinda")).json["reference"]
    machine("petugas").post(f"/requests/{reference}/approve", GROUND)
    _, event = both(region, reference)
    begins = datetime.fromisoformat(f"{FIRST_DAY}T02:00:00+00:00")
    assert (event.dtstart.value, event.dtend.value) == (begins, begins + timedelta(hours=1))
    assert event.summary.value == "Konsultasi tatap muka DJPK: BPKAD; Kota, Samarinda"
    assert (event.status.value, event.sequence.value, event.transp.value) == ("CONFIRMED", "0", "OPAQUE")
    assert event.uid.value == f"{reference}@temu.djpk.kemenkeu.go.id"
