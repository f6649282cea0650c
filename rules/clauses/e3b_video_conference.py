"""E.3.b: consultation by video conference."""

from __future__ import annotations

from collections.abc import Mapping

from rules import grounds
from rules.clause import clause
from rules.facts import Situation
from rules.parameters import Policy
from rules.verdict import Refusals, against


@clause("E.3.b.1")
def letter_first(asked: Situation, policy: Policy) -> Refusals:
    """The requester sends a request letter addressed to the Director General; one letter carries one schedule."""
    return against(grounds.letter_not_addressed(asked, policy), grounds.letter_in_use(asked, policy))


def _time_and_room(asked: Situation, policy: Policy) -> Mapping[str, object]:
    return {"received_on": asked.letter.received_on, "first_day": asked.lead.first_day}


@clause(
    "E.3.b.2",
    figures=(
        "lead_working_days",
        "letter_intake_closes",
        "video_sessions",
        "video_parallel",
        "visit_room",
        "known_years",
    ),
    shows=_time_and_room,
)
def time_and_room(asked: Situation, policy: Policy) -> Refusals:
    """Time and meeting room are agreed with the officer, no earlier than three working days after the letter came."""
    return against(
        grounds.lead_time(asked, policy),
        grounds.calendar_unknown(asked, policy),
        grounds.slot_passed(asked, policy),
        grounds.room_taken(asked, policy),
        grounds.not_a_working_day(asked, policy),
        grounds.not_a_session(asked, policy),
        grounds.session_taken(asked, policy),
        grounds.no_guest(asked, policy),
    )
