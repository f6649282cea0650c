"""What the database itself refuses, clause by clause: ``python -m booking.guards`` prints ``docs/guards.md``.

A test compares this list with the tables' constraints, with the functions and with the tests it names.
"""

from __future__ import annotations

from dataclasses import dataclass

from booking.triggers import APPEND_ONLY


@dataclass(frozen=True)
class Guard:
    """Something that cannot be stored: for which clause, which function refuses it kindly, which constraints hold it
    whatever the function does, and the test that shows it."""

    clause: str
    refused: str
    function: str
    constraints: tuple[str, ...]
    test: str


@dataclass(frozen=True)
class Unheld:
    """Something that only the application's code holds, and why no constraint can."""

    clause: str
    what: str
    why: str


HOUSE = "(house)"
"""Guards that rest on no clause but keep the register itself sound."""

_SHAPE, _WORKFLOW = "booking.workflow.shape", "booking.workflow"

GUARDS = (
    Guard(
        "E.3.c.8",
        "two visits in one session",
        "rules.grounds.session_taken",
        ("uq_bookings_visit_session",),
        "test_one_session_one_visit",
    ),
    Guard(
        "E.3.b.2",
        "more video conferences at an hour than may run at once",
        "rules.grounds.session_taken",
        ("uq_bookings_video_place", "ck_bookings_video_place_limited", "ck_bookings_video_place_held"),
        "test_no_more_video_conferences_at_once_than_the_policy_says",
    ),
    Guard(
        "E.3.c.3",
        "two bookings in one room at one hour",
        "rules.grounds.room_taken",
        ("uq_bookings_room", "ck_bookings_visit_has_a_room"),
        "test_one_room_one_session",
    ),
    Guard(
        "E.3.c.3",
        "the same room blocked twice for one hour",
        "booking.gather.situation",
        ("uq_room_blocks_room_code_date_start",),
        "test_a_room_is_blocked_once_an_hour",
    ),
    Guard(
        "E.3.c.5",
        "a third visit of a region in a month",
        "rules.grounds.region_frequency",
        ("uq_bookings_region_month", "ck_bookings_ordinal_limited", "ck_bookings_ordinal_counted"),
        "test_as_many_visits_of_a_region_in_a_month_as_the_policy_says",
    ),
    Guard(
        "E.3.c.5",
        "a limit that is not the circular's, or a month that is not the visit's",
        f"{_WORKFLOW}.places.put_at",
        ("fk_bookings_policy", "uq_policies_limits", "ck_policies_limits_counted", "ck_bookings_month_of_its_day"),
        "test_a_higher_limit_than_the_policys_cannot_be_claimed",
    ),
    Guard(
        "E.3.c.1",
        "one letter under two live bookings",
        "rules.grounds.letter_in_use",
        ("uq_bookings_letter",),
        "test_one_letter_one_live_booking",
    ),
    Guard(
        "E.3.c.1",
        "one letter registered twice, without a number, or used by another requester",
        f"{_WORKFLOW}.letters.register",
        (
            "uq_letters_requester_key_number_key_year",
            "uq_letters_id_requester_key",
            "ck_letters_number_told",
            "fk_bookings_letter_id_requester_key",
        ),
        "test_a_letter_is_registered_once",
    ),
    Guard(
        "E.3.b.1",
        "a letter that came by no channel there is",
        f"{_WORKFLOW}.letters.receive",
        ("ck_receipts_channel_known",),
        "test_a_channel_is_one_the_circular_names_or_the_portal",
    ),
    Guard(
        "E.3.c.6",
        "a guest beyond the party's cap",
        "rules.grounds.guest_cap",
        (
            "ck_guests_seat_within_the_cap",
            "uq_guests_booking_id_seat",
            "fk_guests_party",
            "uq_bookings_id_guest_cap",
            "ck_bookings_guest_cap_of_the_party",
            "ck_guests_office_known",
        ),
        "test_nobody_sits_beyond_the_partys_cap",
    ),
    Guard(
        "E.3.c.4",
        "a guest who enters twice, or another party's session",
        f"{_WORKFLOW}.reception.check_in",
        ("fk_admissions_guest_id_booking_id", "uq_guests_id_booking_id", "uq_admissions_nonce"),
        "test_a_guest_enters_once_and_only_their_own_visit",
    ),
    Guard(
        "E.3.c.7",
        "a travel order without an admission, twice, or without a number",
        f"{_WORKFLOW}.reception.sign_travel_order",
        (
            "pk_travel_orders",
            "fk_travel_orders_guest_id",
            "fk_travel_orders_guest_id_booking_id",
            "uq_travel_orders_booking_id_number",
            "ck_travel_orders_number_told",
        ),
        "test_a_travel_order_is_for_a_guest_who_entered_and_once",
    ),
    Guard(
        "E.3.c.4",
        "a departure of somebody who never entered",
        f"{_WORKFLOW}.reception.depart",
        ("pk_departures", "fk_departures_guest_id"),
        "test_nobody_leaves_who_never_entered",
    ),
    Guard(
        "E.3.c.11",
        "a party turned away for a reason from nowhere",
        f"{_WORKFLOW}.door.turn_away",
        ("ck_turned_away_code_known",),
        "test_a_party_is_turned_away_for_a_reason_of_the_list",
    ),
    Guard(
        "E.3.c.3",
        "a schedule without its ground, who gave it and when, or without a unit",
        f"{_WORKFLOW}.decide.approve",
        ("ck_bookings_schedule_has_a_ground",),
        "test_no_schedule_without_its_ground_on_both",
    ),
    Guard(
        "E.3.b.2",
        "a video conference scheduled without room or link",
        "rules.desk.meeting_place",
        ("ck_bookings_video_has_a_place",),
        "test_no_video_conference_is_scheduled_nowhere",
    ),
    Guard(
        "E.3.c.3",
        "a rejection without a reason and words",
        f"{_WORKFLOW}.decide.reject",
        ("ck_bookings_rejection_has_a_reason", "ck_bookings_reason_known"),
        "test_no_rejection_without_reason_and_words",
    ),
    Guard(
        "E.3.c.3",
        "a release without a reason",
        f"{_WORKFLOW}.change.release",
        ("ck_bookings_release_has_a_reason",),
        "test_no_release_without_a_reason",
    ),
    Guard(
        "E.3.c.9",
        "a cancellation without words",
        f"{_WORKFLOW}.requester.cancel",
        ("ck_bookings_cancellation_has_a_note",),
        "test_no_cancellation_without_words",
    ),
    Guard(
        "E.3.c.10",
        "a session closed without its record",
        "rules.desk.record",
        ("ck_bookings_visit_closes_with_its_record", "ck_bookings_video_closes_with_its_record"),
        "test_nothing_is_closed_without_its_record",
    ),
    Guard(
        "E.5",
        "a complaint without words, of a kind from nowhere, or twice from one form",
        "booking.complaints.take",
        ("ck_complaints_words_told", "ck_complaints_kind_known", "uq_complaints_reference"),
        "test_a_complaint_has_words_a_kind_and_a_number_of_its_own",
    ),
    Guard(
        HOUSE,
        "a second unconfirmed request of an e-mail address, or a hold without an end",
        f"{_WORKFLOW}.submit.submit",
        ("uq_bookings_unconfirmed_email", "ck_bookings_hold_ends"),
        "test_one_unconfirmed_request_an_address",
    ),
    Guard(
        HOUSE,
        "a state or mode that no list names",
        "booking.states.step",
        ("ck_bookings_state_known", "ck_bookings_mode_known"),
        "test_what_no_list_names_is_refused",
    ),
    Guard(
        HOUSE,
        f"a changed or deleted row of {', '.join(APPEND_ONLY)}",
        "booking.journal.write",
        tuple(f"{table}_no_{act}" for table in APPEND_ONLY for act in ("update", "delete")),
        "test_journal_receipts_and_decisions_are_only_added_to",
    ),
    Guard(
        HOUSE,
        "two rows at one place of a journal's chain",
        "booking.journal.write",
        ("uq_journal_stream_seq", "ck_journal_seq_counts_from_one"),
        "test_a_place_in_a_stream_is_given_once",
    ),
    Guard(
        HOUSE,
        "a second request for an account of an e-mail address, or one refused without words",
        "booking.accounts.ask",
        (
            "uq_account_requests_waiting",
            "ck_account_requests_refusal_has_a_note",
            "ck_account_requests_decided_at_an_instant",
            "ck_account_requests_state_known",
            "ck_account_requests_email_folded",
        ),
        "test_one_request_for_an_account_waits_and_none_is_refused_without_words",
    ),
    Guard(
        HOUSE,
        "one message twice to one recipient",
        "booking.messages.tell",
        ("uq_messages_about_kind_version_recipient", "ck_messages_recipient_told"),
        "test_a_message_is_written_once",
    ),
    Guard(
        HOUSE,
        "one occurrence of a job run by two processes",
        "app.jobs.run",
        ("uq_job_runs_job_occurrence",),
        "test_an_occurrence_of_a_job_is_claimed_once",
    ),
)

UNHELD = (
    Unheld("E.3.a.2", "the day by which an escalated question is answered", "a day that passes is nothing stored"),
    Unheld(
        "E.3.b.2, E.3.c.2",
        "the lead time of three working days, and that a session's day is a working day",
        "holidays are entered after schedules were given, and a lead time that was kept stays kept",
    ),
    Unheld("E.3.c.3", "that the slot lies ahead", "the database reads no clock"),
    Unheld("E.3.c.8", "that the hour is one of the sessions", "the hours are figures that a later circular may change"),
    Unheld("E.3.c.3", "that a room is not blocked", "a block may be entered over a session, which is then moved"),
    Unheld("E.3.c.1", "that the letter is addressed to the Director General", "it is what somebody read in the letter"),
    Unheld("E.3.c.9", "a new letter after a cancelled or missed visit", "it spans bookings of different states"),
    Unheld("E.3.c.6", "that whoever raises the cap is a leader", "the office of a guest is what the requester says"),
    Unheld("E.3.c.6", "two at the desk until a leader has entered", "it spans the admissions of a party"),
    Unheld("E.3.c.4, E.3.c.11", "admission on the day and within the session's window", "tablets report late"),
    Unheld("E.3.c.10", "that a filed paper is what it is called", "a file's kind is what the unit says"),
    Unheld("E.4", "that nothing is charged", "there is nowhere to charge: no table holds a price"),
)
"""What no constraint holds. Each is a function of the rules or of the workflow, with its own tests."""

_HEAD = """# What the database itself refuses

Written from the list in `booking/guards.py` by `python -m booking.guards`; tests compare it with the tables, the
functions and the tests it names. The function makes the refusal kind; the constraint holds when the function is wrong,
late or gone.
Both databases carry the same constraints, made from the same models.

| clause | cannot be stored | refused kindly by | held by | shown by |
|---|---|---|---|---|
"""

_UNHELD_HEAD = """
## What no constraint can hold

| clause | what | why only the code holds it |
|---|---|---|
"""


def page() -> str:
    """The whole page."""
    held = "".join(
        f"| {one.clause} | {one.refused} | `{one.function}` | {', '.join(f'`{name}`' for name in one.constraints)} |"
        f" `{one.test}` |\n"
        for one in GUARDS
    )
    return _HEAD + held + _UNHELD_HEAD + "".join(f"| {one.clause} | {one.what} | {one.why} |\n" for one in UNHELD)


if __name__ == "__main__":
    print(page(), end="")
