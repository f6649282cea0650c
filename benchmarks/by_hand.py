"""The floor: what a programmer in a hurry would write. One pass over the record, each clause true or false, no reasons.

It says nothing of why, names no clause in its answer and cannot be read beside the circular; it is here to be fast.
"""

from __future__ import annotations

from datetime import date

from rules.facts import Mode, Office, Situation
from rules.parameters import Policy


def decide(asked: Situation) -> list[bool]:
    """Whether each clause of the mode's chapter lets the situation pass, in the circular's order."""
    letter, slot, calendar = asked.letter, asked.slot, asked.calendar
    day, start = slot
    policy = asked.figures.policy(letter.received_on, day)
    visit = asked.mode is Mode.VISIT
    in_use, spent, room_taken, same_hour, in_month = _record(asked, policy, visit)

    zero: date | None = letter.received_on
    if policy.letter_intake_closes is not None:
        late = letter.received_at.strftime("%H:%M:%S") > policy.letter_intake_closes + ":00"
        working = calendar.is_working(letter.received_on)
        if late or working is False:
            zero = calendar.working_day_after(letter.received_on, 1)
        elif working is None:
            zero = None
    first_day = None if zero is None else calendar.working_day_after(zero, policy.lead_working_days)
    works = calendar.is_working(day)
    known = first_day is not None and works is not None
    in_time = first_day is not None and works is not None and day >= first_day
    ahead = asked.asked_minute is None or slot > asked.asked_minute
    open_day = not known or works is True

    if not visit:
        free = same_hour < policy.video_parallel and start in policy.video_sessions
        agreed = in_time and ahead and not room_taken and open_day and free and len(asked.guests) > 0
        return [letter.addressed_to_director_general and not in_use, agreed]
    cap = policy.guests
    for office in asked.guests:
        if office is not Office.OTHER:
            cap = policy.guests_with_leader
            break
    return [
        letter.addressed_to_director_general and not in_use,
        in_time,
        ahead and not room_taken,
        len(asked.guests) > 0,
        asked.requester is None or in_month < policy.visits_per_region_per_month,
        len(asked.guests) <= cap,
        open_day and start in policy.visit_sessions and same_hour < 1,
        not spent,
    ]


def _record(asked: Situation, policy: Policy, visit: bool) -> tuple[bool, bool, bool, int, int]:  # noqa: C901 (one pass)
    requester, slot, mode = asked.requester, asked.slot, asked.mode
    key, year = asked.letter.name
    room = policy.visit_room if visit and asked.room is None else asked.room
    in_use = spent = False
    room_taken = room is not None and (room, slot) in asked.blocks
    same_hour = in_month = 0
    for booked_mode, booked_requester, booked_slot, state, name, booked_room in asked.record.bookings:
        if booked_requester == requester:
            if name is not None and name[0] == key and (year is None or name[1] is None or name[1] == year):
                if state.live:
                    in_use = True
                elif booked_mode is Mode.VISIT and state.spends_letter:
                    spent = True
            if booked_mode is Mode.VISIT and state.live:
                there = booked_slot[0]
                if there.month == slot[0].month and there.year == slot[0].year:
                    in_month += 1
        if booked_slot == slot and state.holds:
            if booked_mode is mode:
                same_hour += 1
            if room is not None and not (visit and booked_mode is mode):
                used = policy.visit_room if booked_room is None and booked_mode is Mode.VISIT else booked_room
                room_taken = room_taken or used == room
    return in_use, spent, room_taken, same_hour, in_month
