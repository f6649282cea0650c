"""The register by hand: what each act must answer, written from the circular and the table of ``states.toml``.

Nothing of ``rules`` or ``booking`` is asked here. Regions, modes, states and acts are plain words, a slot is a day and
an hour, and only the days off of the weeks that the machine walks through are known.
"""

import re
import tomllib
from datetime import date, datetime, time, timedelta, timezone
from itertools import product
from pathlib import Path
from types import SimpleNamespace

STATES = tomllib.loads(Path(__file__).with_name("states.toml").read_text("utf-8"))
TABLE = [*STATES["passage"], *STATES["filing"]]
WIB, NOVEMBER = timezone(timedelta(hours=7)), date(2026, 11, 1)
DAYS_OFF = {date(2026, 12, 24), date(2026, 12, 25), date(2027, 1, 1), date(2027, 1, 5)}
DAYS = [NOVEMBER + timedelta(days=ahead) for ahead in range(90)]
WORKING_DAYS = [day for day in DAYS if day.weekday() < 5 and day not in DAYS_OFF]
HOURS = {"visit": "09:00 10:00 13:00 14:00", "video_conference": "08:00 09:00 10:00 13:00 14:00 15:00"}
LIVE = {"requested", "scheduled", "arrived", "held", "closed"}
HOLDS = LIVE | {"unconfirmed"}
HOLD, OPENS, LASTS = timedelta(minutes=30), timedelta(minutes=30), timedelta(hours=1)
VISITS, GUESTS, GUESTS_WITH_LEADER, ROOM = 2, 2, 4, {"visit": "lantai-3"}
NOT_OF_THE_SLOT = {"letter_in_use", "new_letter_required", "guest_cap", "no_guest"}
UNJUDGED = {"no_meeting_room", "outside_window", "guest_cap", "not_admitted", "record_missing"}
DONE_ONCE = {"move", "amend", "change-guests", "check-in", "depart", "sign-travel-order"}
EFFECTS = {  # what becomes of what an act is told; else it is written as told
    "move": lambda it, now, **to: moved(it, to.get("mode", it.mode), to),
    "change-guests": lambda it, now, guests: {"guests": {n: guests[n] for n in it.guests if n in guests} | guests},
    "check-in": lambda it, now, names, at=None: {"admitted": dict.fromkeys(names, min(at or now, now)) | it.admitted},
    "undo-check-in": lambda it, now, name: {"admitted": {n: at for n, at in it.admitted.items() if n != name}},
    "depart": lambda it, now, name: {"left": it.left | {name}},
    "sign-travel-order": lambda it, now, name, number: {"signed": it.signed | {name: number}},
    "file": lambda it, now, kind: {"papers": it.papers | {kind}},
}


def moved(it, mode, to):
    """A move: the room of another mode, unless one is named; a visit keeps a link only where it stays as it is."""
    there = ({} if mode == it.mode else {"room": ROOM.get(mode)}) | to
    stays = all(getattr(it, each) == value for each, value in there.items() if each != "link")
    return there | ({"link": it.link and stays} if mode == "visit" else {})


class Not(Exception):
    """``refused`` with its codes, ``not open``, ``not yours``, ``unknown``, ``unfit``; or the ``same`` as before."""


class Booking(SimpleNamespace):  # what was asked, and what became of it: the machine's ASKED and AS_NEW
    def overdue(self, now):
        return self.state == "unconfirmed" and self.hold_until <= now

    def begins(self):
        return datetime.combine(self.slot[0], time.fromisoformat(self.slot[1]), WIB)

    def letter_key(self):
        return self.region, re.sub(r"[\W_]+", "-", self.letter.casefold())


def working_day_after(day, number):
    return [each for each in WORKING_DAYS if each > day][number - 1]


def cap(offices):
    return GUESTS_WITH_LEADER if set(offices) - {"other"} else GUESTS


def must(holds, *otherwise):
    if not holds:
        raise Not(*otherwise)


class Register(dict):  # the bookings, by their reference
    def passage(self, act, it, role, of, now):
        sight = {"region": it.region, "unit": it.unit, "holder": it.reference}
        must(sight.get(role, of) == of, "unknown" if it.reference else "not yours")
        rows = [row for row in TABLE if row["act"] == act]
        of_mode = [row for row in rows if row.get("mode", it.mode) == it.mode]
        must(any(role in row["who"] for row in of_mode or rows), "not yours")
        here = [row for row in of_mode if it.state in row["from"]]
        must(here, "not open")
        must(role in here[0]["who"], "not yours")
        must(act == "submit" or self.in_time(act, it, role, now), "not open")
        return here[0]

    def in_time(self, act, it, role, now):
        noon = datetime.combine(working_day_after(it.slot[0], 1), time(12), WIB)
        begun, day, over = it.begins() <= now, it.slot[0], it.overdue(now)
        times = {"confirm": not over, "lapse": over, "expire": begun, "finish": begun, "file": begun}
        times["move"] = not it.papers  # they tell of the day on which it was held
        times["cancel"] = times["release"] = now < it.begins() + timedelta(hours=1)
        times["mark-absent"] = noon <= now if role == "clock" else begun
        times["change-guests"] = {"officer": True, "receptionist": now.date() == day}.get(role, now.date() < day)
        return times.get(act, True)

    def against(self, it, there, now):
        """The codes against a booking as it would be ``there``; as it is, it does not stand in its own way."""
        others = [one for one in self.values() if one is not it and not one.overdue(now)]
        here = [one for one in others if one.slot == there.slot and one.state in HOLDS]
        letters = [one for one in [there, *self.values()] if one.letter_key() == there.letter_key()]
        visit, day, live = there.mode == "visit", there.slot[0], [one for one in others if one.state in LIVE]
        months = [(one.region, one.slot[0].month) for one in live if one.mode == "visit"]
        given_up = [one for one in others if one.mode == "visit" and one.state in {"cancelled", "no_show"}]
        crowds = [[*there.guests.values()] if visit else [], [there.guests[name] for name in there.admitted]]
        entered = [at - there.begins() for name, at in there.admitted.items() if name not in it.admitted]
        enough = [{"minutes", "attendance"}] if visit else [{"minutes"}, {"recording"}]
        came = min(one.received for one in letters if one.proven or one is there).date()
        codes = {
            "letter_in_use": any(one in letters for one in live),
            "lead_time": day < working_day_after(came, 3),
            "slot_passed": there.begins() <= now,
            "room_taken": there.room in [one.room or "-" for one in here if not visit or one.mode != "visit"],
            "not_a_working_day": day not in WORKING_DAYS,
            "not_a_session": there.slot[1] not in HOURS[there.mode].split(),
            "session_taken": any(one.mode == there.mode for one in here),
            "region_frequency": visit and there.region and months.count((there.region, day.month)) >= VISITS,
            "guest_cap": any(len(each) > cap(each) for each in crowds),
            "no_guest": not there.guests,
            "new_letter_required": visit and any(one in letters for one in given_up),
            "no_meeting_room": there.state == "scheduled" and not (visit or there.room or there.link),
            "outside_window": not all(-OPENS <= each <= LASTS for each in entered),
            "not_admitted": there.signed.keys() - there.admitted.keys(),
            "record_missing": there.state == "closed" and not any(there.papers >= kinds for kinds in enough),
        }
        return {code for code, stands in codes.items() if stands}

    def fire(self, act, it, role, of, now, good=True, notice=False, **told):
        """Do an act on a booking, or raise what it must answer."""
        row, name = self.passage(act, it, role, of, now), told.get("name")
        must(good, "not yours")
        must(act != "undo-check-in" or name not in it.signed, "not open")
        told = {each: value for each, value in told.items() if value is not None}
        there = Booking(**vars(it) | EFFECTS.get(act, lambda it, now, **told: told)(it, now, **told))
        there.left = there.left & there.admitted.keys()
        if act == "submit":
            there.room, there.hold_until = there.room or ROOM.get(there.mode), now + HOLD
            slots = product([day for day in WORKING_DAYS if day >= now.date()], HOURS[it.mode].split())
            tries = (Booking(**vars(there) | {"slot": slot}) for slot in slots)
            free = (each.slot for each in tries if not self.against(it, each, now) - NOT_OF_THE_SLOT)
            there.slot = there.slot or next(free)
        there.proven = there.proven or act == "confirm" or (act == "submit" and role != "holder")
        ways = {"undo-check-in": not there.admitted, "restore": there.begins() <= now, "submit": role == "holder"}
        other = ways.get(act, notice and role != "clock")
        there.state = row["otherwise"] if other else it.state if row["to"] == "same" else row["to"]
        found, settled = self.against(it, there, now), row.get("settled_otherwise" if other else "settled", ())
        found = found - set(settled) if row.get("judged") else found & UNJUDGED
        must(not found, "refused", *sorted(found & {"no_meeting_room"} or found))
        waiting = [one.email for one in self.values() if one.state == "unconfirmed" and not one.overdue(now)]
        must((act, role) != ("submit", "holder") or there.email not in waiting, "unfit")
        must(act != "depart" or (name in it.admitted and it.admitted[name] <= now), "unfit")
        once_each = len(there.signed) == len({*there.signed.values()})
        must(once_each and it.signed.items() <= there.signed.items(), "unfit")
        must(act not in DONE_ONCE or there != it, "same")
        vars(it).update(vars(there))
