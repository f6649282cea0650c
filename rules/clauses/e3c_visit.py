"""E.3.c: consultation face to face."""

from __future__ import annotations

from collections.abc import Mapping

from rules import grounds
from rules.clause import clause
from rules.facts import Situation
from rules.parameters import Policy
from rules.verdict import Refusals, against


@clause("E.3.c.1")
def letter_first(asked: Situation, policy: Policy) -> Refusals:
    """The requester sends a request letter addressed to the Director General; one letter carries one schedule."""
    return against(grounds.letter_not_addressed(asked, policy), grounds.letter_in_use(asked, policy))


def _count(asked: Situation, policy: Policy) -> Mapping[str, object]:
    return {"received_on": asked.letter.received_on, "first_day": asked.lead.first_day}


@clause("E.3.c.2", figures=("lead_working_days", "letter_intake_closes", "known_years"), shows=_count)
def three_working_days(asked: Situation, policy: Policy) -> Refusals:
    """A visit takes place no earlier than three working days after the letter was received."""
    return against(grounds.lead_time(asked, policy), grounds.calendar_unknown(asked, policy))


@clause("E.3.c.3", figures=("visit_room",))
def room_and_session(asked: Situation, policy: Policy) -> Refusals:
    """The officer schedules by what is free: a session that lies ahead, in a room that nobody else uses."""
    return against(grounds.slot_passed(asked, policy), grounds.room_taken(asked, policy))


@clause("E.3.c.4")
def registered_guests(asked: Situation, policy: Policy) -> Refusals:
    """Guests register at reception: so they are named beforehand."""
    return against(grounds.no_guest(asked, policy))


@clause("E.3.c.5", figures=("visits_per_region_per_month",), shows=grounds.visits_of_the_month)
def twice_a_month(asked: Situation, policy: Policy) -> Refusals:
    """Each region is received at most twice in a calendar month."""
    return against(grounds.region_frequency(asked, policy))


def _party(asked: Situation, policy: Policy) -> Mapping[str, object]:
    return {"named": len(asked.guests), "cap": grounds.cap_of(asked.guests, policy)}


@clause("E.3.c.6", figures=("guests", "guests_with_leader"), shows=_party)
def size_of_the_party(asked: Situation, policy: Policy) -> Refusals:
    """At most two guests; at most four where a regional head or a council chair is among them."""
    return against(grounds.guest_cap(asked, policy))


@clause("E.3.c.8", figures=("visit_sessions", "known_years"))
def four_sessions_a_day(asked: Situation, policy: Policy) -> Refusals:
    """At most four visits a working day, at the four named hours; where a day is full, the next working day."""
    return against(
        grounds.not_a_working_day(asked, policy),
        grounds.not_a_session(asked, policy),
        grounds.session_taken(asked, policy),
    )


@clause("E.3.c.9")
def new_letter_after_absence(asked: Situation, policy: Policy) -> Refusals:
    """After a cancelled or missed visit, a new visit needs a new letter."""
    return against(grounds.new_letter_required(asked, policy))
