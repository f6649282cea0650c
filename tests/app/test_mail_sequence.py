"""Approved, moved twice, cancelled: four mails in that order, each to one recipient, and a calendar that can follow.

With the house's own renderer, from the act to the mail that leaves.
"""

from dataclasses import replace
from email import message_from_bytes, policy

import icalendar
import pytest

from app import clock
from app.db import store
from app.jobs import outbox
from tests.booking import office
from tests.support.post import Box

CALENDAR = "text/calendar"


@pytest.fixture
def mails(app, at):
    """The mails of a schedule that changed its hour twice and was given up, as they came off the wire."""
    box = Box()
    with app.app_context():
        office.approved_moved_twice_and_cancelled(store())
        at(f"{office.LATER + 10 * office.MINUTE}".replace(" ", "T"))
        assert outbox.send_due(store(), replace(outbox.post(), transport=box), clock.now()).counts == {"sent": 5}
    return [message_from_bytes(mail.as_bytes(), policy=policy.default) for mail in box.mails][1:]


def event(mail):
    """Method and event of the invitation in a mail."""
    [part] = [part for part in mail.walk() if part.get_content_type() == CALENDAR]
    calendar = icalendar.Calendar.from_ical(part.get_payload(decode=True))
    [found] = calendar.walk("VEVENT")
    assert part.get_param("method") == str(calendar["METHOD"])
    return str(calendar["METHOD"]), found


def test_one_recipient_each_and_no_number_twice(mails):
    assert [mail["To"] for mail in mails] == [office.WISH.contact_email] * 4
    assert [(mail["Cc"], mail["Bcc"]) for mail in mails] == [(None, None)] * 4
    assert len({mail["Message-ID"] for mail in mails}) == 4


def test_the_calendar_is_told_in_order(mails):
    told = [event(mail) for mail in mails]
    assert [method for method, _ in told] == ["REQUEST", "REQUEST", "REQUEST", "CANCEL"]
    assert [int(found["SEQUENCE"]) for _, found in told] == [0, 1, 2, 3]
    assert len({str(found["UID"]) for _, found in told}) == 1


def test_each_tells_the_hour_of_its_own_moment(mails):
    hours = [event(mail)[1]["DTSTART"].dt.strftime("%H:%M") for mail in mails]
    assert hours == ["09:00", "10:00", "13:00", "13:00"]
