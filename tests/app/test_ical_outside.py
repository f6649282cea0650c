"""Feeds and invitations as two other programs read them: libical and vobject, whatever stands in a name."""

import re

import pytest
import vobject

from app.feeds.ical import booking_calendar
from app.mail.invitation import invitation
from app.texts import clean
from booking.models import Guest
from rules.facts import State
from tests.conftest import lacking
from tests.support import house_of_tests as house
from tests.support import libical
from tests.support import mail_samples as mails
from tests.support.missing import Missing

NAMES = {
    "plain": "BPKAD Kota Balikpapan",
    "punctuation": "Dinas; Badan, \"Keuangan\": 'Aset' \\ \\n C:\\temp",
    "lines": "BPKAD\r\nATTENDEE:mailto:x@y.test\r\nEND:VEVENT\n\rX:1",
    "controls": "BPKAD\x00\x07\x1b\x7f\x85\x9f\u2028\u2029\u202e",
    "long": "ü" * 300,
    "all": 'Ünal; "a", b\r\nBEGIN:VALARM\x00\u2028' + "w" * 300,
}
INVITED = {"scheduled": "REQUEST", "moved": "REQUEST", "changed": "REQUEST", "restored": "REQUEST"}
CALLED_OFF = {"cancelled": "CANCEL", "released": "CANCEL"}
METHODS = INVITED | CALLED_OFF
MODES = ["visit", "video_conference"]
GUEST = Guest(seat=1, name="Siti Aminah", nip="197501012000032001", phone="0811-5400-002")

RAW = re.compile(rb"[\x00-\x1f\x7f]|\xc2[\x80-\x9f]|\xe2\x80[\xa8\xa9]")
"""C0, DEL, C1 and the two separators, in UTF-8."""


@pytest.fixture(scope="module", autouse=True)
def _speaking(template, tmp_path_factory):
    folder = tmp_path_factory.mktemp("calendars")
    with mails.speaking(house.application(template, folder), folder):
        yield


@pytest.fixture
def flaws(pytestconfig):
    def judge(*calendars):
        try:
            return libical.flaws(*calendars)
        except Missing as missing:
            lacking(pytestconfig, missing)

    return judge


def about(mode, name):
    guest = Guest(seat=1, name=f"Siti Aminah {name}", nip=GUEST.nip, phone=GUEST.phone)
    return mails.booking(mode, institution=name, number=name, guests=[guest])


def invited(kind, mode="visit", name=NAMES["plain"], **told):
    state = "scheduled" if kind in INVITED else kind
    booking = about(mode, name)
    hostile = {"room": name, "unit": name, "note": name, "question": name}
    made = invitation(mails.message(kind, mode, state, of=booking, **hostile | told), mails.BASE)
    assert made is not None
    return made


def feeds(mode, name):
    """A booking in the feed, in every state."""
    for state in State:
        booking = about(mode, name)
        booking.state = state.value
        yield booking_calendar(booking, mails.BASE)


def unfolded(content):
    return content.decode().replace("\r\n ", "").split("\r\n")


def property_of(content, name):
    return [line.partition(":")[2] for line in unfolded(content) if re.match(rf"{name}[:;]", line)]


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_libical_flags_nothing(flaws, mode, name):
    calendars = [*feeds(mode, name), *(invited(kind, mode, name).content for kind in METHODS)]
    assert flaws(*calendars) == [[]] * len(calendars)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_vobject_reads_the_same_session(mode, name):
    for content in [*feeds(mode, name), *(invited(kind, mode, name).content for kind in METHODS)]:
        event = vobject.readOne(content.decode()).vevent
        assert event.uid.value == f"{mails.booking(mode).reference}@temu.djpk.kemenkeu.go.id"
        assert event.dtstart.value.isoformat() == "2026-11-25T09:00:00+07:00"
        assert event.summary.value.endswith(f": {clean(name)}")


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_lines_are_short_and_whole_and_name_no_guest(mode, name):
    for content in [*feeds(mode, name), *(invited(kind, mode, name).content for kind in METHODS)]:
        lines = content.split(b"\r\n")
        assert (lines[-1], max(map(len, lines)) <= 75) == (b"", True)
        assert [line for line in lines if RAW.search(line)] == []
        text = "".join(unfolded(content))
        assert [word for word in ("Siti Aminah", GUEST.nip, GUEST.phone, "Rina") if word in text] == []


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_a_feed_invites_nobody(mode, name):
    for content in feeds(mode, name):
        assert (property_of(content, "METHOD"), property_of(content, "ATTENDEE")) == (["PUBLISH"], [])


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(("kind", "method"), METHODS.items())
def test_an_invitation_is_for_its_recipient_alone(kind, method, mode):
    found = invited(kind, mode, sequence=7)
    assert (found.method, property_of(found.content, "METHOD")) == (method, [method])
    assert [line for line in unfolded(found.content) if line.startswith("ATTENDEE")] == [
        "ATTENDEE;ROLE=REQ-PARTICIPANT;RSVP=FALSE:mailto:rina@uji.test"
    ]
    assert property_of(found.content, "ORGANIZER") == ["mailto:callcenter.djpk@kemenkeu.go.id"]
    assert property_of(found.content, "SEQUENCE") == ["7"]
    assert property_of(found.content, "STATUS") == ["CONFIRMED" if method == "REQUEST" else "CANCELLED"]
    assert property_of(found.content, "TZID") == ["Asia/Jakarta"]
    assert property_of(found.content, "DTSTAMP") == property_of(found.content, "LAST-MODIFIED") == ["20261120T030000Z"]


def test_an_invitation_tells_what_its_message_told_not_what_came_later():
    told = {"date": "2026-12-01", "start": "14:00", "changed_at": "2026-11-21T12:30:00+07:00", "room": "Ruang 2"}
    content = invited("moved", **told).content
    assert property_of(content, "DTSTART")[-1] == "20261201T140000"
    assert property_of(content, "DTEND") == ["20261201T150000"]
    assert property_of(content, "DTSTAMP") == ["20261121T053000Z"]
    assert property_of(content, "LOCATION") == ["Ruang 2"]


def test_a_cancellation_calls_off_what_was_invited():
    request, cancel = invited("scheduled", sequence=1).content, invited("cancelled", sequence=2).content
    assert property_of(request, "UID") == property_of(cancel, "UID") == ["H4WN-8RPC@temu.djpk.kemenkeu.go.id"]
    assert (property_of(request, "SEQUENCE"), property_of(cancel, "SEQUENCE")) == (["1"], ["2"])


def test_an_invitation_says_in_both_languages_that_declining_cancels_nothing():
    [description] = property_of(invited("scheduled").content, "DESCRIPTION")
    wanted = ["Menolak undangan ini di kalender tidak membatalkan jadwal", "Declining this invitation in your calendar"]
    assert [words for words in wanted if words not in description] == []


@pytest.mark.parametrize(("kind", "method"), METHODS.items())
def test_guests_are_told_where_to_report_only_while_they_are_expected(kind, method):
    [description] = property_of(invited(kind).content, "DESCRIPTION")
    assert ("mulai 30 menit sebelum sesi" in description) == (method == "REQUEST")


@pytest.mark.parametrize("name", mails.samples())
def test_only_what_changes_a_calendar_carries_one(name):
    made = invitation(mails.samples()[name], mails.BASE)
    kind, _, rest = name.partition("-")
    wanted = None if rest in ("waiting", "held") else METHODS.get(kind)
    assert (made.method if made else None) == wanted


BREAKS = {
    "no stamp": (b"DTSTAMP:20261120T030000Z\r\n", b""),
    "no uid": (b"UID:", b"X-UID:"),
    "no organizer": (b"ORGANIZER", b"X-ORGANIZER"),
    "no attendee": (b"ATTENDEE", b"X-ATTENDEE"),
    "no such day": (b"Jakarta:20261125T09", b"Jakarta:x"),
    "no property": (b"SEQUENCE", b"SEQUENZ"),
    "never ends": (b"END:VEVENT\r\n", b""),
}


@pytest.mark.parametrize(("whole", "broken"), BREAKS.values(), ids=BREAKS)
def test_libical_finds_a_broken_invitation(flaws, whole, broken):
    content = invited("scheduled").content
    assert whole in content
    [found] = flaws(content.replace(whole, broken))
    assert len(found) >= 1


def test_libical_finds_an_attendee_in_a_feed(flaws):
    feed = next(feeds("visit", NAMES["plain"]))
    [found] = flaws(feed.replace(b"END:VEVENT", b"ATTENDEE:mailto:x@y.test\r\nEND:VEVENT"))
    assert found != []
