"""E.3.b, consultation by video conference: for each clause and code, situations that pass and that do not."""

import pytest

from tests.rules.situations import Ground, Json, Refused, booked, on_our_letter, ours, passing, refused, refusing, video

HOURS = ("08:00", "09:00", "10:00", "13:00", "14:00", "15:00")


def time_and_room(code: str, basis: str = "stated", reopens_on: str | None = None) -> Refused:
    return "E.3.b.2", code, basis, reopens_on


IN_USE: Refused = ("E.3.b.1", "letter_in_use", "chosen", None)
NOBODY = time_and_room("no_guest", "chosen")
NO_SESSION = time_and_room("not_a_session", "chosen")
ROOM = time_and_room("room_taken")
TAKEN = time_and_room("session_taken", "chosen")
TOO_EARLY = time_and_room("lead_time", reopens_on="2026-10-08")
UNKNOWN = time_and_room("calendar_unknown", "chosen")


def another(slot: str = "2026-10-08 10:00", state: str = "scheduled", **more: str) -> Json:
    return booked(slot, state, mode="video_conference", **more)


GROUNDS = [
    Ground(
        "E.3.b.1",
        "letter_not_addressed",
        passes={"addressed to the Director General": video(letter={"addressed_to_director_general": True})},
        refuses={
            "addressed to somebody else": (
                video(letter={"addressed_to_director_general": False}),
                [("E.3.b.1", "letter_not_addressed", "stated", None)],
            )
        },
    ),
    Ground(
        "E.3.b.1",
        "letter_in_use",
        passes={
            "the letter of a visit that was cancelled": video(record=[on_our_letter("2026-10-20 09:00", "cancelled")]),
            "the letter of a visit to which nobody came": video(record=[on_our_letter("2026-10-01 09:00", "no_show")]),
            "the letter of a video conference that was cancelled": video(
                record=[on_our_letter("2026-10-20 09:00", "cancelled", mode="video_conference")]
            ),
            "900/1/234 beside 900/12/34": video(
                number="900/1/234", record=[ours("2026-10-20 09:00", letter_number="900/12/34")]
            ),
        },
        refuses={
            "a visit rests on it": (video(record=[on_our_letter("2026-10-20 09:00", "scheduled")]), [IN_USE]),
            "a video conference rests on it": (
                video(record=[on_our_letter("2026-10-20 09:00", "closed", mode="video_conference")]),
                [IN_USE],
            ),
        },
    ),
    Ground(
        "E.3.b.2",
        "lead_time",
        passes={"on the first possible day": video("2026-10-08 08:00")},
        refuses={
            "a day early": (video("2026-10-07 15:00"), [TOO_EARLY]),
            "a draft of five days": (
                video(figures={"lead_working_days": 5}),
                [time_and_room("lead_time", reopens_on="2026-10-12")],
            ),
        },
    ),
    Ground(
        "E.3.b.2",
        "calendar_unknown",
        passes={"the year was entered": video("2028-01-03 09:00", calendar={"2028": []})},
        refuses={
            "the slot lies in an unknown year": (video("2028-01-03 09:00"), [UNKNOWN]),
            "the other grounds still speak": (
                video(
                    "2028-01-08 11:00",
                    guests=(),
                    room="ruang-1",
                    asked_at="2028-01-09T00:00:00+07:00",
                    record=[another("2028-01-08 11:00", room="ruang-1")],
                ),
                [UNKNOWN, NOBODY, NO_SESSION, ROOM, TAKEN, time_and_room("slot_passed")],
            ),
        },
    ),
    Ground(
        "E.3.b.2",
        "slot_passed",
        passes={"asked a minute before": video(asked_at="2026-10-08T09:59:00+07:00")},
        refuses={"it begins this instant": (video(asked_at="2026-10-08T03:00:00Z"), [time_and_room("slot_passed")])},
    ),
    Ground(
        "E.3.b.2",
        "room_taken",
        passes={
            "without a room, whatever is blocked": video(blocks=["lantai-3 2026-10-08 10:00"]),
            "in a room, while a visit is on the third floor": video(
                room="ruang-1", record=[booked("2026-10-08 10:00")]
            ),
            "in another room than one that runs beside it": video(
                room="ruang-1", record=[another(room="ruang-2")], figures={"video_parallel": 2}
            ),
            "beside one without a room": video(room="ruang-1", record=[another()], figures={"video_parallel": 2}),
        },
        refuses={
            "on the third floor, during a visit": (video(room="lantai-3", record=[booked("2026-10-08 10:00")]), [ROOM]),
            "in the room that a visit named": (
                video(room="aula", record=[booked("2026-10-08 10:00", room="aula")]),
                [ROOM],
            ),
            "a draft moves the visitors' room": (
                video(room="aula", record=[booked("2026-10-08 10:00")], figures={"visit_room": "aula"}),
                [ROOM],
            ),
            "in the room of one that runs beside it": (
                video(room="ruang-1", record=[another(room="ruang-1")], figures={"video_parallel": 2}),
                [ROOM],
            ),
            "blocked": (video(room="ruang-1", blocks=["ruang-1 2026-10-08 10:00"]), [ROOM]),
        },
    ),
    Ground(
        "E.3.b.2",
        "not_a_working_day",
        passes={"a Friday": video("2026-10-09 08:00")},
        refuses={
            "a Sunday": (video("2026-10-11 08:00"), [time_and_room("not_a_working_day", reopens_on="2026-10-12")]),
            "joint leave before Christmas": (
                video("2026-12-24 08:00"),
                [time_and_room("not_a_working_day", reopens_on="2026-12-28")],
            ),
        },
    ),
    Ground(
        "E.3.b.2",
        "not_a_session",
        passes={f"at {hour}": video(f"2026-10-08 {hour}") for hour in HOURS},
        refuses={f"at {hour}": (video(f"2026-10-08 {hour}"), [NO_SESSION]) for hour in ("07:00", "11:00", "16:00")},
    ),
    Ground(
        "E.3.b.2",
        "session_taken",
        passes={
            "a visit runs at that hour": video(record=[booked("2026-10-08 10:00")]),
            "one of two that may run": video(record=[another()], figures={"video_parallel": 2}),
            "one that was released": video(record=[another(state="released")]),
            "a region with many visits": video(record=[ours("2026-10-01 09:00"), ours("2026-10-02 09:00")]),
        },
        refuses={
            "one runs": (video(record=[another()]), [TAKEN]),
            "one waits to be confirmed": (video(record=[another(state="unconfirmed")]), [TAKEN]),
            "two of two run": (video(record=[another(), another()], figures={"video_parallel": 2}), [TAKEN]),
            "a draft without video conferences": (video(figures={"video_parallel": 0}), [TAKEN]),
        },
    ),
    Ground(
        "E.3.b.2",
        "no_guest",
        passes={"one participant": video(), "twenty participants": video(guests=["other"] * 20)},
        refuses={"nobody": (video(guests=()), [NOBODY])},
    ),
]

PASSING, REFUSING = passing(GROUNDS), refusing(GROUNDS)


@pytest.mark.parametrize("asked", PASSING.values(), ids=PASSING)
def test_passes(asked: Json) -> None:
    assert refused(asked) == []


@pytest.mark.parametrize(("asked", "expected"), REFUSING.values(), ids=REFUSING)
def test_is_refused(asked: Json, expected: list[Refused]) -> None:
    assert refused(asked) == expected
