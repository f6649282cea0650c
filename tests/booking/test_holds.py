"""Requests from the open page: a hold of 30 minutes, one an address, confirmed by mail or gone."""

from datetime import timedelta

import pytest

from booking import codes, journal, workflow
from booking.errors import NotOpen, NotYours
from booking.journal import Actor
from booking.models import Booking
from booking.store import Store
from booking.terms import Role
from rules.facts import Mode
from tests.booking import asking, office
from tests.booking.office import KEY, NOW, SOON, at

ANYBODY = Actor(Role.HOLDER)
OVER = NOW + timedelta(minutes=30)
LAST_MOMENT = OVER - timedelta(seconds=1)
OTHERS = {"region": office.SAMARINDA, "letter_number": "9/A"}


def confirm(store: Store, reference: str, now=SOON, token: str | None = None) -> None:
    token = codes.confirmation(KEY, reference) if token is None else token
    workflow.confirm(store, reference, office.holder(reference), now, token=token)


def test_it_holds_its_session_and_counts_for_nothing_else(store: Store) -> None:
    reference = office.unconfirmed(store)
    with store.reading() as session:
        booking = office.found(session, reference)
        assert (booking.state, booking.ordinal, booking.hold_until) == ("unconfirmed", None, OVER)
    assert asking.refused(office.submit, store, **OTHERS) == [("E.3.c.8", "session_taken")]
    office.requested(store, slot=at(26))  # the same letter: only live bookings rest on it


def test_the_mail_asks_to_confirm_and_the_letter_waits(store: Store) -> None:
    reference = office.unconfirmed(store)
    assert office.messages_of(store, reference) == [("confirm", "ratna@balikpapan.example")]
    assert office.forwarded(store) == []
    confirm(store, reference)
    assert office.messages_of(store, reference)[1:] == [("received", "ratna@balikpapan.example")]
    assert office.forwarded(store) == [("letter_copy", "callcenter.djpk@kemenkeu.go.id")]


def test_confirmed_it_is_a_request_like_any_other(store: Store) -> None:
    reference = office.unconfirmed(store)
    confirm(store, reference, LAST_MOMENT)
    with store.reading() as session:
        assert (office.found(session, reference).state, office.found(session, reference).ordinal) == ("requested", 1)
    assert asking.acts_told(store, f"booking:{reference}") == [
        ("submit", None, "unconfirmed", "holder"),
        ("confirm", "unconfirmed", "requested", "holder"),
    ]


def test_another_token_confirms_nothing(store: Store) -> None:
    reference, other = office.unconfirmed(store), office.unconfirmed(store, contact_email="b@x.id", slot=at(26))
    for token in ("", "x", codes.confirmation(KEY, other), codes.access_code(KEY, reference)):
        with pytest.raises(NotYours):
            confirm(store, reference, token=token)
    assert office.state_of(store, reference) == "unconfirmed"


def test_after_half_an_hour_there_is_nothing_to_confirm(store: Store) -> None:
    reference = office.unconfirmed(store)
    assert asking.not_open(confirm, store, reference, OVER) == ("confirm", "expired", "")


def test_a_hold_that_ended_frees_its_session_without_a_job(store: Store) -> None:
    reference = office.unconfirmed(store)
    assert asking.refused(office.submit, store, now=LAST_MOMENT, **OTHERS) == [("E.3.c.8", "session_taken")]
    other = office.submit(store, now=OVER, **OTHERS).reference
    assert (office.state_of(store, reference), office.state_of(store, other)) == ("expired", "requested")
    assert asking.acts_told(store, f"booking:{reference}")[-1] == ("lapse", "unconfirmed", "expired", "clock")
    with store.reading() as session:
        assert journal.broken(session, KEY) == []


def test_a_hold_that_ended_gives_way_to_a_move_and_a_video_conference_too(store: Store) -> None:
    first = office.unconfirmed(store, slot=at(26))
    moved = office.requested(store, **OTHERS)
    why = {"reason": office.OfficeReason.ROOM}
    workflow.move(store, moved, office.OFFICER, OVER, slot=at(26), **why)
    video = {**office.VIDEO, "contact_email": "c@x.id", "letter_number": "7/A"}
    second = office.unconfirmed(store, **video)
    third = office.submit(store, now=OVER, **{**video, **OTHERS, "letter_number": "10/A"}).reference
    states = [office.state_of(store, each) for each in (first, moved, second, third)]
    assert states == ["expired", "requested", "expired", "requested"]


def test_one_hold_an_address_however_it_is_written(store: Store) -> None:
    office.unconfirmed(store)
    again = {"slot": at(26), "contact_email": "RATNA@balikpapan.example", **OTHERS}
    assert asking.unfit(office.submit, store, ANYBODY, **again) == "contact_email"
    office.submit(store, ANYBODY, now=OVER, **again)
    office.requested(store, slot=at(27), letter_number="8/A", region=None)


def test_judged_again_when_it_is_confirmed_and_kept_where_it_is_refused(store: Store) -> None:
    reference = office.unconfirmed(store)
    for day in (26, 27):
        office.requested(store, **office.region_letter(day, slot=at(day)))
    assert asking.refused(confirm, store, reference) == [("E.3.c.5", "region_frequency")]
    assert office.state_of(store, reference) == "unconfirmed"
    assert asking.decisions(store)[-1] == ("confirm", False, [], True)


def test_what_was_never_taken_holds_nothing(store: Store) -> None:
    refusal = asking.refusal(office.submit, store, ANYBODY, guests=())
    assert [each.code for each in refusal.refusals] == ["no_guest"]
    assert asking.counted(store)["bookings"] == 0


def test_time_lapses_a_hold_and_only_one_that_ended(store: Store) -> None:
    reference = office.unconfirmed(store)
    assert asking.not_open(workflow.lapse, store, reference, LAST_MOMENT) == ("lapse", "unconfirmed", "not_over")
    workflow.lapse(store, reference, OVER)
    with pytest.raises(NotOpen):
        workflow.lapse(store, reference, OVER)
    assert office.state_of(store, reference) == "expired"


def test_time_ends_a_request_that_nobody_decided_and_its_letter_stays_good(store: Store) -> None:
    reference = office.requested(store)
    early = office.BEGINS - timedelta(seconds=1)
    assert asking.not_open(workflow.expire, store, reference, early) == ("expire", "requested", "not_begun")
    workflow.expire(store, reference, office.BEGINS)
    assert office.messages_of(store, reference)[-1] == ("expired", "ratna@balikpapan.example")
    office.submit(store, now=office.BEGINS, slot=at(30))


def test_the_access_code_and_the_token_are_told_and_never_stored(store: Store) -> None:
    submitted = office.submit(store, ANYBODY)
    secret = {submitted.access_code, codes.confirmation(KEY, submitted.reference)}
    assert len(secret) == 2
    with store.reading() as session:
        row = office.found(session, submitted.reference)
        columns = [str(getattr(row, column.name)) for column in Booking.__table__.columns]
    assert [value for value in columns if secret & {value}] == []


@pytest.mark.parametrize("mode", list(Mode))
def test_a_requester_without_a_region_is_held_alike(store: Store, mode: Mode) -> None:
    changes = office.VIDEO if mode is Mode.VIDEO_CONFERENCE else {}
    reference = office.unconfirmed(store, region=None, **changes)
    confirm(store, reference)
    assert office.state_of(store, reference) == "requested"


EARLY = NOW - timedelta(days=9)
ITS = {"slot": at(24), "letter_dated_on": office.instant(10).date()}


class TestAnUnprovenLetter:
    """A letter that only an unconfirmed request told of starts no clock, and is nobody's."""

    def test_it_starts_no_clock_for_who_sends_it_later(self, store: Store) -> None:
        office.submit(store, ANYBODY, now=EARLY, **ITS)
        for actor in (office.REGION, office.OFFICER, ANYBODY):
            assert asking.refused(office.submit, store, actor, **ITS) == [("E.3.c.2", "lead_time")]
        later = {**ITS, "slot": at(25), "letter_subject": "DAU"}
        reference = office.submit(store, office.REGION, **later).reference
        letter = office.letter_of(store, reference)
        assert (letter.received_at, letter.subject) == (NOW, "DAU")

    def test_confirmed_it_counts_from_when_it_came_with_its_own_request(self, store: Store) -> None:
        office.submit(store, ANYBODY, now=EARLY, **ITS)
        reference = office.unconfirmed(store, letter_dated_on=office.instant(10).date())
        confirm(store, reference)
        assert office.letter_of(store, reference).received_at == NOW
