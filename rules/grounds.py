"""The grounds on which a slot may be refused, one function a code, asked by the clauses of both modes."""

from __future__ import annotations

from rules.facts import Booked, CalendarMonth, Mode, Office, Situation
from rules.parameters import Policy
from rules.verdict import Refusal

ONE_VISIT = 1
"""E.3.c.8 names four hours, one schedule each: a single visit runs at a time."""


def letter_not_addressed(asked: Situation, policy: Policy) -> Refusal | None:
    """The letter must be addressed to the Direktur Jenderal Perimbangan Keuangan."""
    if asked.letter.addressed_to_director_general:
        return None
    return Refusal("letter_not_addressed", asked.mode, {})


def letter_in_use(asked: Situation, policy: Policy) -> Refusal | None:
    """One letter, one schedule: a live booking of either mode already rests on it."""
    for booked in asked.record.on_letter(asked.requester, asked.letter.name):
        if booked.state.live:
            return Refusal("letter_in_use", asked.mode, _letter_facts(asked, booked))
    return None


def new_letter_required(asked: Situation, policy: Policy) -> Refusal | None:
    """A visit on this letter was cancelled after it was scheduled, or nobody came: the letter is spent for visits."""
    for booked in asked.record.on_letter(asked.requester, asked.letter.name):
        if booked.mode is Mode.VISIT and booked.state.spends_letter:
            return Refusal("new_letter_required", asked.mode, _letter_facts(asked, booked))
    return None


def _letter_facts(asked: Situation, booked: Booked) -> dict[str, object]:
    return {"number": asked.letter.number, "date": booked.slot.date, "start": booked.slot.start}


def lead_time(asked: Situation, policy: Policy) -> Refusal | None:
    """The slot's day is before the first possible day, counted in working days from the day of receipt."""
    first_day = asked.lead.first_day
    if first_day is None or asked.slot.date >= first_day or _slot_unknown(asked):
        return None
    facts = {"received_on": asked.letter.received_on, "first_day": first_day, "days": policy.lead_working_days}
    return Refusal("lead_time", asked.mode, facts, first_day)


def calendar_unknown(asked: Situation, policy: Policy) -> Refusal | None:
    """A day of the count, or the slot's own, lies in a year whose days off nobody has decreed yet."""
    if asked.lead.first_day is not None and not _slot_unknown(asked):
        return None
    year = asked.slot.date.year if _slot_unknown(asked) else _first_unknown_year(asked)
    return Refusal("calendar_unknown", asked.mode, {"year": year})


def _slot_unknown(asked: Situation) -> bool:
    return asked.slot.date.year not in asked.calendar.years


def _first_unknown_year(asked: Situation) -> int:
    year = asked.letter.received_on.year
    while year in asked.calendar.years:
        year += 1
    return year


def slot_passed(asked: Situation, policy: Policy) -> Refusal | None:
    """The slot began at or before the instant of asking."""
    if asked.asked_minute is None or asked.slot > asked.asked_minute:
        return None
    return Refusal("slot_passed", asked.mode, {"date": asked.slot.date, "start": asked.slot.start})


def room_taken(asked: Situation, policy: Policy) -> Refusal | None:
    """The slot's room is in use at that hour by the other mode or by another video conference, or is blocked."""
    room = room_of(asked.mode, asked.room, policy)
    if room is None:
        return None
    taken = bool(asked.blocks) and (room, asked.slot) in asked.blocks
    for booked in asked.record.holding(asked.slot):
        other = booked.mode is not asked.mode or booked.mode is Mode.VIDEO_CONFERENCE
        taken = taken or (other and room_of(booked.mode, booked.room, policy) == room)
    if not taken:
        return None
    return Refusal("room_taken", asked.mode, {"room": room, "date": asked.slot.date, "start": asked.slot.start})


def room_of(mode: Mode, named: str | None, policy: Policy) -> str | None:
    """The room a booking uses: the one named, or for a visit the office's room for visitors."""
    return policy.visit_room if named is None and mode is Mode.VISIT else named


def not_a_working_day(asked: Situation, policy: Policy) -> Refusal | None:
    """The slot's day is a weekend, a holiday, joint leave or a closure. Silent where the calendar is unknown."""
    if asked.calendar.is_working(asked.slot.date) is not False or asked.lead.first_day is None:
        return None
    facts = {"date": asked.slot.date, "name": asked.calendar.why_off(asked.slot.date)}
    return Refusal("not_a_working_day", asked.mode, facts, asked.calendar.working_day_after(asked.slot.date, 1))


def not_a_session(asked: Situation, policy: Policy) -> Refusal | None:
    """The hour is none of the named ones."""
    hours = sessions(asked.mode, policy)
    if asked.slot.start in hours:
        return None
    return Refusal("not_a_session", asked.mode, {"start": asked.slot.start, "sessions": hours})


def sessions(mode: Mode, policy: Policy) -> tuple[str, ...]:
    """The hours at which a session of this mode starts."""
    return policy.visit_sessions if mode is Mode.VISIT else policy.video_sessions


def session_taken(asked: Situation, policy: Policy) -> Refusal | None:
    """As many bookings of the same mode as may run at once hold that day and hour."""
    limit = at_once(asked.mode, policy)
    used = 0
    for booked in asked.record.holding(asked.slot):
        if booked.mode is asked.mode:
            used += 1
    if used < limit:
        return None
    facts = {"date": asked.slot.date, "start": asked.slot.start, "used": used, "limit": limit}
    return Refusal("session_taken", asked.mode, facts)


def at_once(mode: Mode, policy: Policy) -> int:
    """How many bookings of a mode may run at the same hour."""
    return ONE_VISIT if mode is Mode.VISIT else policy.video_parallel


def region_frequency(asked: Situation, policy: Policy) -> Refusal | None:
    """The region has had its visits of the month. A requester that is no region has no limit."""
    if asked.requester is None:
        return None
    month = CalendarMonth.of(asked.slot.date)
    live = asked.record.live_visits(asked.requester, month)
    if len(live) < policy.visits_per_region_per_month:
        return None
    facts = {**visits_of_the_month(asked, policy), "month": month}
    reopening = _month_with_a_visit_left(asked, month) if policy.visits_per_region_per_month else None
    return Refusal("region_frequency", asked.mode, facts, reopening.first_day if reopening else None)


def visits_of_the_month(asked: Situation, policy: Policy) -> dict[str, object]:
    """The region's live visits in the month of the slot, and how many it may have."""
    if asked.requester is None:
        return {}
    live = asked.record.live_visits(asked.requester, CalendarMonth.of(asked.slot.date))
    visits = sorted(booked.slot.date for booked in live)
    return {"used": len(live), "limit": policy.visits_per_region_per_month, "visits": visits}


def _month_with_a_visit_left(asked: Situation, month: CalendarMonth) -> CalendarMonth | None:
    later = month.next
    while later is not None and asked.requester is not None:
        limit = asked.figures.policy(asked.letter.received_on, later.first_day).visits_per_region_per_month
        if len(asked.record.live_visits(asked.requester, later)) < limit:
            return later
        later = later.next if limit else None
    return None


def guest_cap(asked: Situation, policy: Policy) -> Refusal | None:
    """More guests than the party may have."""
    cap = cap_of(asked.guests, policy)
    if len(asked.guests) <= cap:
        return None
    facts = {
        "named": len(asked.guests),
        "cap": cap,
        "guests": policy.guests,
        "guests_with_leader": policy.guests_with_leader,
    }
    return Refusal("guest_cap", asked.mode, facts)


def cap_of(guests: tuple[Office, ...], policy: Policy) -> int:
    """How many guests a party may have: more where a regional head or a council chair is among them."""
    for office in guests:
        if office is not Office.OTHER:
            return policy.guests_with_leader
    return policy.guests


def no_guest(asked: Situation, policy: Policy) -> Refusal | None:
    """Nobody is named."""
    return None if asked.guests else Refusal("no_guest", asked.mode, {})
