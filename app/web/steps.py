"""What each step of asking shows besides its form."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import request, url_for

from app import access, formats
from app.db import reading
from app.forms.request import FIRST
from app.forms.schedule import last_month, month_of, slot_value
from app.web import standing
from app.web.filling import LETTER, PARTY, SESSION, Filling, caps
from app.web.month import Showing, weeks
from app.web.paging import Pager
from booking import availability
from booking.inspection.fitness import MOST
from rules.facts import CalendarMonth, Mode, Slot
from rules.regions import register


@dataclass(frozen=True)
class Offer:
    """A session to take instead, as a button's value and words."""

    value: str
    label: str


def asked_along() -> str:
    """What the address asks for, to be taken along."""
    said = request.query_string.decode()
    return f"?{said}" if said else ""


def about_letter(here: Filling, now: datetime) -> dict[str, Any]:
    """What the first step shows besides its form."""
    return {
        "regions": register().values(),
        "action": (url_for("asking.letter", draft=here.secret) if here.secret else request.path) + asked_along(),
        "new_href": url_for("asking.start", baru=1) if here.secret else None,
        "size": standing.size(here.document.size) if here.document else "",
        "largest": MOST,
        "account_region": formats.region_name(here.region) if here.letter.of_an_account else "",
        "months": standing.months(reading(), here.region, now.date()) if here.letter.of_an_account else [],
    }


def about_session(here: Filling, now: datetime) -> dict[str, Any]:
    """What the second step shows: the calendar, the earliest session, and what was chosen."""
    asked = request.args
    mode = Mode(asked["mode"]) if asked.get("mode") in set(Mode) else here.session.chosen_mode
    received_at = here.received_at(now)
    earliest = availability.earliest(reading(), mode, here.region, received_at, now)
    month = month_of(asked.get("month")) or CalendarMonth.of(earliest.date if earliest else now.date())
    found = availability.month(reading(), mode, month, here.region, received_at, now)
    sessions = availability.told_to(access.person(), here.region, found)
    ahead = [each for each in sessions if each.slot.date >= now.date()]
    showing = Showing(pick=slot_value, local=lambda slot: formats.local_start(slot, mode, here.region))
    chosen = here.session.chosen_slot
    return {
        "mode": mode,
        "month_name": formats.month_name(month),
        "month": f"{month.year}-{month.month:02}",
        "weeks": weeks(ahead, now.date(), showing),
        "earliest": here.slot_label(earliest, mode) if earliest else "",
        "sooner": _sooner(here, mode, received_at, now, earliest),
        "chosen": here.slot_label(chosen) if chosen else "",
        "first_chosen": here.session.slot.data == FIRST,
        "pager": _months(here, mode, month, now),
    }


def about_party(here: Filling, now: datetime) -> dict[str, Any]:
    """What the third step shows: the cap, and how many are named."""
    chosen = here.session.chosen_slot
    visit = here.session.chosen_mode is Mode.VISIT
    return caps(here.party.guests, chosen.date if chosen else now.date()) | {"is_visit": visit}


def _sooner(
    here: Filling, mode: Mode, received_at: datetime, now: datetime, earliest: Slot | None
) -> Offer | None:
    """The first video conference, where it comes before the first visit."""
    video = availability.sooner_by_video(reading(), mode, here.region, received_at, now, earliest)
    return Offer(slot_value(video), here.slot_label(video, Mode.VIDEO_CONFERENCE)) if video else None


def _months(here: Filling, mode: Mode, month: CalendarMonth, now: datetime) -> Pager:
    """The months before and after, none of the past."""
    before = CalendarMonth.of(month.first_day - timedelta(days=1))
    after = month.next

    def href(of: CalendarMonth) -> str:
        month = f"{of.year}-{of.month:02}"
        return url_for("asking.session_", draft=here.secret, _anchor="bulan", mode=mode.value, month=month)

    return Pager(
        formats.month_name(month),
        href(before) if before >= CalendarMonth.of(now.date()) else None,
        href(after) if after and after <= last_month() else None,
    )


SHOWN = {LETTER: about_letter, SESSION: about_session, PARTY: about_party}
"""What is shown, by the word in a step's address."""
