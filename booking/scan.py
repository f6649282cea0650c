"""E.3.c.4, E.3.c.11: whether a pass, or a reference that somebody names, opens the door now, and if not, why not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from booking import search
from booking.models import Booking
from booking.terms import TurnedAwayFor
from rules import desk
from rules.facts import WIB, Mode, Slot, State
from rules.parameters import Policy
from rules.regions import register


class Why(StrEnum):
    """Why a pass or a reference does not open the door."""

    NOT_OURS = "not_ours"
    VIDEO_CONFERENCE = "video_conference"
    NOT_SCHEDULED = "not_scheduled"
    NOT_STANDING = "not_standing"
    OLDER = "older"
    ANOTHER_DAY = "another_day"
    EARLY = "early"
    LATE = "late"


@dataclass(frozen=True)
class Standing:
    """A booking as far as the door asks; ``changes`` is the number that its newest pass bears."""

    mode: Mode
    state: State
    slot: Slot
    changes: int

    @classmethod
    def of(cls, booking: Booking) -> Standing:
        """A row as it stands."""
        return cls(
            Mode(booking.mode), State(booking.state), Slot(booking.date, booking.start), booking.sequence
        )


def judged(standing: Standing | None, version: int | None, now: datetime, policy: Policy) -> Why | None:
    """Why not, None where the party may be received. ``version`` is what a pass bears; None for a reference that was
    typed. What cannot be mended is told first, then what another day or hour would mend."""
    if standing is None:
        return Why.NOT_OURS
    state, slot = standing.state, standing.slot
    against = {
        Why.VIDEO_CONFERENCE: standing.mode is Mode.VIDEO_CONFERENCE,
        Why.NOT_SCHEDULED: state in (State.UNCONFIRMED, State.REQUESTED),
        Why.NOT_STANDING: not state.holds,
        Why.OLDER: version not in (None, standing.changes),
        Why.ANOTHER_DAY: now.astimezone(WIB).date() != slot.date,
        Why.EARLY: now < desk.opens_at(slot, policy),
        Why.LATE: now > desk.ends_at(slot) or state is State.CLOSED,
    }
    return next((why for why, stands in against.items() if stands), None)


TURNED_AWAY_FOR = {
    Why.NOT_OURS: TurnedAwayFor.WALK_IN,
    Why.VIDEO_CONFERENCE: TurnedAwayFor.WALK_IN,
    Why.NOT_SCHEDULED: TurnedAwayFor.WALK_IN,
    Why.NOT_STANDING: TurnedAwayFor.WALK_IN,
    Why.ANOTHER_DAY: TurnedAwayFor.WRONG_DAY,
    Why.EARLY: TurnedAwayFor.OUTSIDE_WINDOW,
    Why.LATE: TurnedAwayFor.OUTSIDE_WINDOW,
}
"""For what such a party is turned away. Whoever brings an older pass may have a schedule all the same."""


def named(parties: Iterable[Booking], words: str) -> list[Booking]:
    """Those of a day's parties in whose institution, region or guests each of some words stands."""
    wanted = search.folded(words).split()
    return [party for party in parties if wanted and all(word in _told(party) for word in wanted)]


def _told(party: Booking) -> str:
    region = register()[party.region_code].name if party.region_code else ""
    return search.folded(" ".join((party.institution, region, *(guest.name for guest in party.guests))))
