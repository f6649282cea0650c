"""E.3.c, consultation face to face: for each clause and code, situations that pass and situations that do not."""

import pytest

from tests.rules.situations import Ground, Json, Refused, booked, on_our_letter, ours, passing, refused, refusing, visit

IN_USE: Refused = ("E.3.c.1", "letter_in_use", "chosen", None)
TOO_EARLY: Refused = ("E.3.c.2", "lead_time", "stated", "2026-10-08")
UNKNOWN: Refused = ("E.3.c.2", "calendar_unknown", "chosen", None)
PASSED: Refused = ("E.3.c.3", "slot_passed", "stated", None)
ROOM: Refused = ("E.3.c.3", "room_taken", "stated", None)
NOBODY: Refused = ("E.3.c.4", "no_guest", "chosen", None)
TOO_MANY: Refused = ("E.3.c.6", "guest_cap", "stated", None)
NO_SESSION: Refused = ("E.3.c.8", "not_a_session", "stated", None)
TAKEN: Refused = ("E.3.c.8", "session_taken", "stated", None)
NEW_LETTER: Refused = ("E.3.c.9", "new_letter_required", "stated", None)


def used_up(reopens_on: str | None) -> Refused:
    return "E.3.c.5", "region_frequency", "stated", reopens_on


def closed(reopens_on: str | None) -> Refused:
    return "E.3.c.8", "not_a_working_day", "stated", reopens_on


TWO_IN_OCTOBER = [ours("2026-10-01 09:00", "closed"), ours("2026-10-29 14:00", letter_number="900/2/A")]
TWO_IN_NOVEMBER = [ours("2026-11-03 09:00"), ours("2026-11-30 14:00")]

GROUNDS = [
    Ground(
        "E.3.c.1",
        "letter_not_addressed",
        passes={
            "the letter says that it is addressed to the Director General": visit(
                letter={"addressed_to_director_general": True}
            ),
            "nothing is said about the address": visit(),
        },
        refuses={
            "addressed to somebody else": (
                visit(letter={"addressed_to_director_general": False}),
                [("E.3.c.1", "letter_not_addressed", "stated", None)],
            ),
            "addressed to somebody else and in use": (
                visit(
                    letter={"addressed_to_director_general": False},
                    record=[on_our_letter("2026-10-20 09:00", "requested")],
                ),
                [IN_USE, ("E.3.c.1", "letter_not_addressed", "stated", None)],
            ),
        },
    ),
    Ground(
        "E.3.c.1",
        "letter_in_use",
        passes={
            "another letter of the region is in use": visit(
                record=[ours("2026-10-20 09:00", letter_number="005/124/BPKAD")]
            ),
            "another region uses the same number": visit(
                record=[booked("2026-10-20 09:00", letter_number="005/123/BPKAD")]
            ),
            "a ministry uses the same number": visit(
                record=[booked("2026-10-20 09:00", region=None, letter_number="005/123/BPKAD")]
            ),
            "the same number, dated a year before": visit(
                letter={"dated_on": "2026-01-02"},
                record=[on_our_letter("2026-10-20 09:00", "scheduled", letter_dated_on="2025-12-31")],
            ),
            "the record names no letter": visit(record=[ours("2026-10-20 09:00", letter_number="")]),
            "rejected": visit(record=[on_our_letter("2026-10-20 09:00", "rejected")]),
            "withdrawn before there was a schedule": visit(record=[on_our_letter("2026-10-20 09:00", "withdrawn")]),
            "expired": visit(record=[on_our_letter("2026-10-20 09:00", "expired")]),
            "released by the office": visit(record=[on_our_letter("2026-10-20 09:00", "released")]),
            "absent with notice": visit(record=[on_our_letter("2026-10-01 09:00", "excused")]),
            "not confirmed yet": visit(record=[on_our_letter("2026-10-20 09:00", "unconfirmed")]),
        },
        refuses={
            **{
                f"already {state}": (visit(record=[on_our_letter("2026-10-20 09:00", state)]), [IN_USE])
                for state in ("requested", "scheduled", "arrived", "held", "closed")
            },
            "written in other capitals and signs": (
                visit(record=[ours("2026-10-20 09:00", letter_number=" 005 / 123–bpkad. ")]),
                [IN_USE],
            ),
            "a video conference rests on it": (
                visit(record=[on_our_letter("2026-10-20 09:00", "scheduled", mode="video_conference")]),
                [IN_USE],
            ),
            "only one side gives a date": (
                visit(letter={"dated_on": "2026-10-01"}, record=[on_our_letter("2026-10-20 09:00", "scheduled")]),
                [IN_USE],
            ),
            "both are dated in one year, on two days": (
                visit(
                    letter={"dated_on": "2026-10-01"},
                    record=[on_our_letter("2026-10-20 09:00", "scheduled", letter_dated_on="2026-01-01")],
                ),
                [IN_USE],
            ),
            "the province of Jakarta used it, Jakarta Timur asks": (
                visit(region="31.75", record=[booked("2026-10-20 09:00", region="31", letter_number="005/123/BPKAD")]),
                [IN_USE],
            ),
            "two ministries with one number": (
                visit(region=None, record=[booked("2026-10-20 09:00", region=None, letter_number="005/123/BPKAD")]),
                [IN_USE],
            ),
        },
    ),
    Ground(
        "E.3.c.2",
        "lead_time",
        passes={
            "on the first possible day": visit("2026-10-08 09:00"),
            "received in the last minute of the day": visit(received="2026-10-05T23:59:59+07:00"),
            "received after midnight in Jayapura": visit(received="2026-10-06T01:59:59+09:00"),
            "received on a Sunday, on Wednesday": visit("2026-10-14 09:00", received="2026-10-11T12:00:00+07:00"),
            "over Idulfitri, on the third day back": visit("2026-03-26 09:00", received="2026-03-16T10:00:00+07:00"),
            "a draft without waiting, on the day of receipt": visit(
                "2026-10-05 10:00", figures={"lead_working_days": 0}
            ),
            "an intake hour, kept to the second": visit(
                received="2026-10-05T15:00:00.999+07:00", figures={"letter_intake_closes": "15:00"}
            ),
        },
        refuses={
            "a day early": (visit("2026-10-07 14:00"), [TOO_EARLY]),
            "on the day of receipt": (visit("2026-10-05 14:00"), [TOO_EARLY]),
            "before the letter was received": (visit("2026-10-01 14:00"), [TOO_EARLY]),
            "received at midnight WIB": (
                visit(received="2026-10-05T17:00:00Z"),
                [("E.3.c.2", "lead_time", "stated", "2026-10-09")],
            ),
            "received on a Sunday, on Tuesday": (
                visit("2026-10-13 09:00", received="2026-10-11T12:00:00+07:00"),
                [("E.3.c.2", "lead_time", "stated", "2026-10-14")],
            ),
            "the office closes on a day of the count": (
                visit(closures={"2026-10-07": "Rapat pimpinan"}),
                [("E.3.c.2", "lead_time", "stated", "2026-10-09")],
            ),
            "a second past the intake hour": (
                visit(received="2026-10-05T15:00:01+07:00", figures={"letter_intake_closes": "15:00"}),
                [("E.3.c.2", "lead_time", "stated", "2026-10-09")],
            ),
            "an intake hour, received on a Saturday morning": (
                visit(
                    "2026-10-14 09:00", received="2026-10-10T08:00:00+07:00", figures={"letter_intake_closes": "15:00"}
                ),
                [("E.3.c.2", "lead_time", "stated", "2026-10-15")],
            ),
            "an intake hour, no waiting, received on a Saturday": (
                visit(
                    "2026-10-10 09:00",
                    received="2026-10-10T08:00:00+07:00",
                    figures={"letter_intake_closes": "15:00", "lead_working_days": 0},
                ),
                [("E.3.c.2", "lead_time", "stated", "2026-10-12"), closed("2026-10-12")],
            ),
            "too early, and on a Saturday": (
                visit("2026-10-03 09:00"),
                [TOO_EARLY, closed("2026-10-05")],
            ),
        },
    ),
    Ground(
        "E.3.c.2",
        "calendar_unknown",
        passes={
            "the count ends on the last known day": visit("2027-12-31 09:00", received="2027-12-28T10:00:00+07:00"),
            "the next year was entered": visit(
                "2028-01-05 09:00", received="2027-12-30T10:00:00+07:00", calendar={"2028": ["2028-01-03"]}
            ),
            "received on the last day of an unknown year": visit(
                "2029-01-03 09:00", received="2028-12-31T10:00:00+07:00", calendar={"2029": []}
            ),
        },
        refuses={
            "the count leaves the known years": (
                visit("2027-12-31 09:00", received="2027-12-29T10:00:00+07:00"),
                [UNKNOWN],
            ),
            "the slot alone lies beyond": (visit("2028-01-03 09:00"), [UNKNOWN]),
            "a Saturday of an unknown year": (visit("2028-01-08 09:00"), [UNKNOWN]),
            "a Saturday, where only the count is unknown": (
                visit("2026-10-10 09:00", received="2028-05-02T10:00:00+07:00"),
                [UNKNOWN],
            ),
            "an unknown year between two known ones": (
                visit("2029-01-04 09:00", received="2027-12-29T10:00:00+07:00", calendar={"2029": []}),
                [UNKNOWN],
            ),
            "the other clauses still speak": (
                visit(
                    "2028-01-08 11:00",
                    guests=(),
                    asked_at="2028-01-08T11:00:00+07:00",
                    record=[ours("2028-01-04 09:00"), ours("2028-01-05 09:00")],
                ),
                [UNKNOWN, PASSED, NOBODY, used_up("2028-02-01"), NO_SESSION],
            ),
            "an intake hour, and nobody knows whether the day of receipt was a working day": (
                visit(
                    "2029-01-15 09:00",
                    received="2028-12-29T10:00:00+07:00",
                    figures={"letter_intake_closes": "15:00"},
                    calendar={"2029": []},
                ),
                [UNKNOWN],
            ),
        },
    ),
    Ground(
        "E.3.c.3",
        "slot_passed",
        passes={
            "nobody says when it is asked": visit(),
            "asked in the second before it begins": visit(asked_at="2026-10-08T09:59:59.999999+07:00"),
            "asked early in the morning, by Jayapura's clock later": visit(asked_at="2026-10-08T11:59:00+09:00"),
        },
        refuses={
            "it begins this instant": (visit(asked_at="2026-10-08T10:00:00+07:00"), [PASSED]),
            "it began a second ago": (visit(asked_at="2026-10-08T10:00:01+07:00"), [PASSED]),
            "an earlier session of the same day": (visit(asked_at="2026-10-08T03:30:00Z"), [PASSED]),
            "long ago": (visit(asked_at="2030-01-01T00:00:00+07:00"), [PASSED]),
        },
    ),
    Ground(
        "E.3.c.3",
        "room_taken",
        passes={
            "a video conference without a room": visit(record=[booked("2026-10-08 10:00", mode="video_conference")]),
            "a video conference an hour earlier": visit(
                record=[booked("2026-10-08 09:00", mode="video_conference", room="lantai-3")]
            ),
            "a video conference that was cancelled": visit(
                record=[booked("2026-10-08 10:00", "cancelled", mode="video_conference", room="lantai-3")]
            ),
            "rooms are compared to the letter": visit(
                record=[booked("2026-10-08 10:00", mode="video_conference", room="Lantai-3")]
            ),
            "another room is blocked": visit(blocks=["lantai-2 2026-10-08 10:00"]),
            "the room is blocked at another hour": visit(blocks=["lantai-3 2026-10-08 13:00"]),
            "the visit names a room of its own": visit(room="aula", blocks=["lantai-3 2026-10-08 10:00"]),
        },
        refuses={
            "a video conference in the visitors' room": (
                visit(record=[booked("2026-10-08 10:00", mode="video_conference", room="lantai-3")]),
                [ROOM],
            ),
            "a video conference that waits to be confirmed": (
                visit(record=[booked("2026-10-08 10:00", "unconfirmed", mode="video_conference", room="lantai-3")]),
                [ROOM],
            ),
            "a video conference in the room that the visit names": (
                visit(room="aula", record=[booked("2026-10-08 10:00", mode="video_conference", room="aula")]),
                [ROOM],
            ),
            "blocked": (visit(blocks=["lantai-3 2026-10-08 10:00"]), [ROOM]),
            "a draft moves the visitors' room": (
                visit(figures={"visit_room": "aula"}, blocks=["aula 2026-10-08 10:00"]),
                [ROOM],
            ),
            "blocked, at an hour that is no session": (
                visit("2026-10-08 11:30", blocks=["lantai-3 2026-10-08 11:30"]),
                [ROOM, NO_SESSION],
            ),
        },
    ),
    Ground(
        "E.3.c.4",
        "no_guest",
        passes={"one guest": visit(guests=("other",)), "the regional head alone": visit(guests=("regional_head",))},
        refuses={
            "nobody": (visit(guests=()), [NOBODY]),
            "nobody, and a cap of none": (visit(guests=(), figures={"guests": 0}), [NOBODY]),
        },
    ),
    Ground(
        "E.3.c.5",
        "region_frequency",
        passes={
            "one visit so far": visit(record=TWO_IN_OCTOBER[:1]),
            "two in the month before": visit("2026-11-02 09:00", record=TWO_IN_OCTOBER),
            "two in the same month of another year": visit(record=[ours("2025-10-01 09:00"), ours("2027-10-01 09:00")]),
            "two of another region": visit(record=[booked("2026-10-01 09:00"), booked("2026-10-02 09:00")]),
            "two of the province": visit(
                record=[booked("2026-10-01 09:00", region="64"), booked("2026-10-02 09:00", region="64")]
            ),
            "two video conferences": visit(
                record=[
                    ours("2026-10-01 09:00", mode="video_conference"),
                    ours("2026-10-02 09:00", mode="video_conference"),
                ]
            ),
            "an association has no limit": visit(
                region=None, record=[booked(f"2026-10-{day} 09:00", region=None) for day in (12, 13, 14)]
            ),
            **{
                f"one visit and one {state}": visit(record=[*TWO_IN_OCTOBER[:1], ours("2026-10-20 09:00", state)])
                for state in (
                    "unconfirmed",
                    "rejected",
                    "withdrawn",
                    "expired",
                    "cancelled",
                    "released",
                    "no_show",
                    "excused",
                )
            },
            "a draft of three": visit(record=TWO_IN_OCTOBER, figures={"visits_per_region_per_month": 3}),
        },
        refuses={
            "two in the month": (visit(record=TWO_IN_OCTOBER), [used_up("2026-11-01")]),
            **{
                f"one visit and one {state}": (
                    visit(record=[*TWO_IN_OCTOBER[:1], ours("2026-10-20 09:00", state)]),
                    [used_up("2026-11-01")],
                )
                for state in ("requested", "scheduled", "arrived", "held", "closed")
            },
            "the month after is used up too": (
                visit(record=[*TWO_IN_OCTOBER, *TWO_IN_NOVEMBER]),
                [used_up("2026-12-01")],
            ),
            "in December, and the next year has no calendar": (
                visit("2027-12-20 09:00", record=[ours("2027-12-01 09:00"), ours("2027-12-31 09:00")]),
                [used_up("2028-01-01")],
            ),
            "Kepulauan Seribu after two visits of two other parts of Jakarta": (
                visit(
                    region="31.01",
                    record=[booked("2026-10-01 09:00", region="31.71"), booked("2026-10-02 09:00", region="31.74")],
                ),
                [used_up("2026-11-01")],
            ),
            "a draft of none": (visit(figures={"visits_per_region_per_month": 0}), [used_up(None)]),
            "the very last month that can be written": (
                visit(
                    "9999-12-30 09:00",
                    record=[ours("9999-12-01 09:00"), ours("9999-12-02 09:00")],
                    calendar={"9999": []},
                ),
                [used_up(None)],
            ),
        },
    ),
    Ground(
        "E.3.c.6",
        "guest_cap",
        passes={
            "two guests": visit(guests=["other"] * 2),
            "the council chair and three more": visit(guests=["other"] * 3 + ["dprd_chair"]),
            "both leaders and two more": visit(guests=["other", "regional_head", "dprd_chair", "other"]),
            "a draft in which leaders come alone": visit(guests=["regional_head"], figures={"guests_with_leader": 1}),
        },
        refuses={
            "three guests": (visit(guests=["other"] * 3), [TOO_MANY]),
            "the council chair and four more": (visit(guests=["dprd_chair"] + ["other"] * 4), [TOO_MANY]),
            "both leaders and three more": (visit(guests=["regional_head", "dprd_chair"] + ["other"] * 3), [TOO_MANY]),
            "two regional heads and three more": (visit(guests=["regional_head"] * 2 + ["other"] * 3), [TOO_MANY]),
            "a draft in which a leader lowers the cap": (
                visit(guests=["regional_head", "other"], figures={"guests_with_leader": 1}),
                [TOO_MANY],
            ),
            "a draft that receives nobody": (visit(figures={"guests": 0}), [TOO_MANY]),
        },
    ),
    Ground(
        "E.3.c.8",
        "not_a_working_day",
        passes={
            "a Friday": visit("2026-10-09 09:00"),
            "the day after joint leave": visit("2026-03-25 09:00", received="2026-03-02T10:00:00+07:00"),
            "the office closed the day before": visit("2026-10-13 09:00", closures={"2026-10-12": "Rapat"}),
            "an entered year drops its holidays": visit("2026-12-25 09:00", calendar={"2026": []}),
        },
        refuses={
            "a Saturday": (visit("2026-10-10 09:00"), [closed("2026-10-12")]),
            "a Sunday": (visit("2026-10-11 09:00"), [closed("2026-10-12")]),
            "a holiday": (visit("2026-12-25 09:00"), [closed("2026-12-28")]),
            "joint leave": (visit("2026-12-24 09:00"), [closed("2026-12-28")]),
            "a closure": (visit("2026-10-12 09:00", closures={"2026-10-12": "Rapat"}), [closed("2026-10-13")]),
            "a closure on a Saturday, and the Monday too": (
                visit("2026-10-10 09:00", closures={"2026-10-10": "Lomba", "2026-10-12": "Rapat"}),
                [closed("2026-10-13")],
            ),
            "an unknown year comes before the next working day": (
                visit("2027-12-31 09:00", closures={"2027-12-31": "Tutup buku"}),
                [closed(None)],
            ),
            "an entered day": (
                visit("2028-01-04 09:00", received="2027-12-01T10:00:00+07:00", calendar={"2028": ["2028-01-04"]}),
                [closed("2028-01-05")],
            ),
        },
    ),
    Ground(
        "E.3.c.8",
        "not_a_session",
        passes={
            **{f"at {hour}": visit(f"2026-10-08 {hour}") for hour in ("09:00", "10:00", "13:00", "14:00")},
            "a draft with an evening session": visit("2026-10-08 19:30", figures={"visit_sessions": ["19:30"]}),
        },
        refuses={
            **{
                f"at {hour}": (visit(f"2026-10-08 {hour}"), [NO_SESSION])
                for hour in ("00:00", "08:00", "09:01", "11:00", "12:00", "15:00", "23:59")
            },
            "a draft without sessions": (visit(figures={"visit_sessions": []}), [NO_SESSION]),
        },
    ),
    Ground(
        "E.3.c.8",
        "session_taken",
        passes={
            "another hour of the day is taken": visit(record=[booked("2026-10-08 09:00")]),
            "a video conference runs at that hour": visit(record=[booked("2026-10-08 10:00", mode="video_conference")]),
            **{
                f"one {state}": visit(record=[booked("2026-10-08 10:00", state)])
                for state in ("rejected", "withdrawn", "expired", "cancelled", "released", "no_show", "excused")
            },
        },
        refuses={
            **{
                f"one {state}": (visit(record=[booked("2026-10-08 10:00", state)]), [TAKEN])
                for state in ("unconfirmed", "requested", "scheduled", "arrived", "held", "closed")
            },
            "by a visit in another room": (visit(record=[booked("2026-10-08 10:00", room="aula")]), [TAKEN]),
            "by a ministry": (visit(record=[booked("2026-10-08 10:00", region=None)]), [TAKEN]),
            "at an hour that is no session": (
                visit("2026-10-08 11:00", record=[booked("2026-10-08 11:00")]),
                [NO_SESSION, TAKEN],
            ),
        },
    ),
    Ground(
        "E.3.c.9",
        "new_letter_required",
        passes={
            "absent with notice": visit(record=[on_our_letter("2026-10-01 09:00", "excused")]),
            "withdrawn before there was a schedule": visit(record=[on_our_letter("2026-10-20 09:00", "withdrawn")]),
            "released by the office": visit(record=[on_our_letter("2026-10-20 09:00", "released")]),
            "a cancelled video conference": visit(
                record=[on_our_letter("2026-10-20 09:00", "cancelled", mode="video_conference")]
            ),
            "a video conference that nobody joined": visit(
                record=[on_our_letter("2026-10-01 09:00", "no_show", mode="video_conference")]
            ),
            "cancelled by another region with that number": visit(
                record=[booked("2026-10-20 09:00", "cancelled", letter_number="005/123/BPKAD")]
            ),
            "cancelled, on last year's letter of that number": visit(
                letter={"dated_on": "2026-10-01"},
                record=[on_our_letter("2026-10-20 09:00", "cancelled", letter_dated_on="2025-10-01")],
            ),
        },
        refuses={
            "cancelled": (visit(record=[on_our_letter("2026-10-20 09:00", "cancelled")]), [NEW_LETTER]),
            "nobody came": (visit(record=[on_our_letter("2026-10-01 09:00", "no_show")]), [NEW_LETTER]),
            "cancelled by the province, Jakarta Pusat asks": (
                visit(
                    region="31.71",
                    record=[booked("2026-10-20 09:00", "cancelled", region="31", letter_number="005/123/BPKAD")],
                ),
                [NEW_LETTER],
            ),
            "cancelled, and used again for a video conference": (
                visit(
                    record=[
                        on_our_letter("2026-10-20 09:00", "cancelled"),
                        on_our_letter("2026-10-21 09:00", "scheduled", mode="video_conference"),
                    ]
                ),
                [IN_USE, NEW_LETTER],
            ),
        },
    ),
]

PASSING, REFUSING = passing(GROUNDS), refusing(GROUNDS)


@pytest.mark.parametrize("asked", PASSING.values(), ids=PASSING)
def test_passes(asked: Json) -> None:
    assert refused(asked) == []


@pytest.mark.parametrize(("asked", "expected"), REFUSING.values(), ids=REFUSING)
def test_is_refused(asked: Json, expected: list[Refused]) -> None:
    assert refused(asked) == expected
