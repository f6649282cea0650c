"""The register by hand: what each act must answer, written from the circular and the table of states.

Nothing of ``rules`` or ``booking`` is asked here. Regions, modes, states and acts are plain words, a slot is a day and
an hour, and only the days off of the weeks that the machine walks through are known.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, timezone
from itertools import count
from typing import Any, NamedTuple

WIB = timezone(timedelta(hours=7))
DAYS_OFF = {date(2026, 12, 24), date(2026, 12, 25), date(2027, 1, 1), date(2027, 1, 5)}
HOURS = {"visit": "09:00 10:00 13:00 14:00", "video": "08:00 09:00 10:00 13:00 14:00 15:00"}
LIVE = {"requested", "scheduled", "arrived", "held", "closed"}
HOLDS = LIVE | {"unconfirmed"}
HOLD, OPENS, LASTS = timedelta(minutes=30), timedelta(minutes=30), timedelta(hours=1)
VISITS, GUESTS, GUESTS_WITH_LEADER, VISIT_ROOM = 2, 2, 4, "lantai-3"
PAST = {"lead_time", "slot_passed", "not_a_working_day"}
MODES = ("visit", "video")

Row = tuple[str, tuple[str, ...], str, str, str]
FOR_IT = "region holder officer"
TABLE: list[Row] = [  # act, modes, from, to, who
    ("confirm", MODES, "unconfirmed", "requested", "holder"),
    ("lapse", MODES, "unconfirmed", "expired", "clock"),
    ("expire", MODES, "requested", "expired", "clock"),
    ("withdraw", MODES, "requested", "withdrawn", FOR_IT),
    ("reply", MODES, "requested", "=", FOR_IT),
    ("ask", MODES, "requested", "=", "officer"),
    ("reject", MODES, "requested", "rejected", "officer"),
    ("approve", MODES, "requested", "scheduled", "officer"),
    ("consider", MODES, "requested", "=", "unit"),
    ("move", MODES, "requested scheduled", "=", "officer"),
    ("amend", MODES, "requested scheduled", "=", "officer"),
    ("cancel", MODES, "scheduled", "cancelled", FOR_IT),
    ("release", MODES, "scheduled", "released", "officer"),
    ("change-guests", MODES, "requested", "=", FOR_IT),
    ("change-guests", MODES, "scheduled", "=", f"{FOR_IT} receptionist"),
    ("change-guests", MODES, "arrived", "=", "receptionist"),
    ("check-in", ("visit",), "scheduled arrived", "arrived", "receptionist"),
    ("check-in", ("visit",), "held", "=", "receptionist"),
    ("undo-check-in", ("visit",), "arrived", "=", "receptionist"),
    ("depart", ("visit",), "arrived held", "=", "receptionist"),
    ("sign-travel-order", ("visit",), "arrived held", "=", "receptionist"),
    ("finish", MODES, "arrived", "held", "unit officer clock"),
    ("finish", ("video",), "scheduled", "held", "unit officer clock"),
    ("mark-absent", ("visit",), "scheduled", "no_show", "officer clock"),
    ("mark-absent", ("video",), "scheduled held", "no_show", "officer"),
    ("restore", MODES, "no_show excused", "scheduled", "officer"),
    ("file", ("visit",), "arrived held", "=", "unit"),
    ("file", ("video",), "scheduled held", "=", "unit officer"),
    ("close", ("visit",), "held", "closed", "unit"),
    ("close", ("video",), "held", "closed", "unit officer"),
    ("reopen", MODES, "closed", "held", "officer"),
]


class Who(NamedTuple):
    role: str
    of: str | None = None  # the region, the unit, or the booking whose code is in hand


class Not(Exception):
    """The act is not done: ``refused`` with the codes, ``not open``, ``not yours``, ``unknown`` or ``unfit``."""

    def __init__(self, why: str, *codes: str) -> None:
        super().__init__(why, *sorted(codes))


class Same(Exception):
    """The act was done before, and nothing is to be written."""


@dataclass(eq=False)
class Booking:
    mode: str
    region: str | None
    letter: str
    slot: tuple[date, str] | None
    guests: dict[str, str]  # name -> office, by seat
    email: str
    room: str | None
    unit: str
    state: str = ""
    link: bool = False
    hold_until: datetime | None = None
    admitted: dict[str, datetime] = field(default_factory=dict)
    left: set[str] = field(default_factory=set)
    signed: dict[str, str] = field(default_factory=dict)
    papers: set[str] = field(default_factory=set)

    def begins(self) -> datetime:
        assert self.slot
        return datetime.combine(self.slot[0], time.fromisoformat(self.slot[1]), WIB)

    def overdue(self, now: datetime) -> bool:
        return self.state == "unconfirmed" and self.hold_until is not None and self.hold_until <= now

    def letter_key(self) -> tuple[str | None, str]:
        return self.region, re.sub(r"[\W_]+", "-", self.letter.casefold())


def working(day: date) -> bool:
    return day.weekday() < 5 and day not in DAYS_OFF


def working_day_after(day: date, number: int) -> date:
    for _ in range(number):
        day += timedelta(days=1)
        while not working(day):
            day += timedelta(days=1)
    return day


def cap(offices: Any) -> int:
    return GUESTS_WITH_LEADER if set(offices) - {"other"} else GUESTS


class Register:
    """Every booking by its reference, and when each letter came first."""

    def __init__(self) -> None:
        self.bookings: dict[str, Booking] = {}
        self.letters: dict[tuple[str | None, str], datetime] = {}

    def codes(self, asked: Booking, now: datetime, received: Any = None, leave: Any = None) -> set[str]:
        """What stands against a booking as it is asked for, itself (``leave``, as it was) left out of the record."""
        assert asked.slot
        day, hour = asked.slot
        others = [one for one in self.bookings.values() if one not in (asked, leave) and not one.overdue(now)]
        here = [one for one in others if one.slot == asked.slot and one.state in HOLDS]
        on_letter = [one for one in others if one.letter_key() == asked.letter_key()]
        in_month = [
            one
            for one in others
            if one.mode == "visit" and one.state in LIVE and one.region == asked.region
            if one.slot and one.slot[0].timetuple()[:2] == day.timetuple()[:2]
        ]
        came = (received or self.letters[asked.letter_key()]).astimezone(WIB).date()
        visit = asked.mode == "visit"
        stands = {
            "letter_in_use": any(one.state in LIVE for one in on_letter),
            "lead_time": day < working_day_after(came, 3),
            "slot_passed": asked.begins() <= now,
            "room_taken": any(one.room == asked.room and {one.mode, asked.mode} != {"visit"} for one in here)
            and asked.room is not None,
            "not_a_working_day": not working(day),
            "not_a_session": hour not in HOURS[asked.mode].split(),
            "session_taken": any(one.mode == asked.mode for one in here),
            "region_frequency": visit and asked.region is not None and len(in_month) >= VISITS,
            "guest_cap": visit and len(asked.guests) > cap(asked.guests.values()),
            "no_guest": not asked.guests,
            "new_letter_required": visit
            and any(one.mode == "visit" and one.state in {"cancelled", "no_show"} for one in on_letter),
        }
        return {code for code, holds in stands.items() if holds}

    def earliest(self, asked: Booking, now: datetime, received: datetime) -> tuple[date, str]:
        """The first slot that no clause about the slot refuses."""
        about_it = PAST | {"session_taken", "region_frequency", "room_taken", "not_a_session"}
        for ahead in count():
            day = now.astimezone(WIB).date() + timedelta(days=ahead)
            for hour in HOURS[asked.mode].split():
                asked.slot = day, hour
                if not self.codes(asked, now, received) & about_it:
                    return asked.slot
        raise AssertionError

    def _stands(self, codes: set[str]) -> None:
        if codes:
            raise Not("refused", *codes)

    def submit(self, asked: Booking, who: Who, now: datetime, received: datetime) -> None:
        """Fill in what a request becomes; the caller adds it under its reference."""
        own = who.of if who.role == "region" else asked.region
        if who.role not in FOR_IT.split() or own != asked.region or (who.role == "holder" and who.of):
            raise Not("not yours")  # a code that opens no booking asks for nobody
        received = min(received, self.letters.get(asked.letter_key(), received))
        asked.room = asked.room or (VISIT_ROOM if asked.mode == "visit" else None)
        asked.slot = asked.slot or self.earliest(asked, now, received)
        self._stands(self.codes(asked, now, received))
        waiting = [one for one in self.bookings.values() if one.state == "unconfirmed" and not one.overdue(now)]
        if who.role == "holder" and any(one.email == asked.email for one in waiting):
            raise Not("unfit")
        asked.state = "unconfirmed" if who.role == "holder" else "requested"
        asked.hold_until = now + HOLD if who.role == "holder" else None
        self.letters[asked.letter_key()] = received

    def fire(self, act: str, reference: str, who: Who, now: datetime, **how: Any) -> None:
        """Do an act, or raise what it must answer."""
        booking = self.bookings[reference]
        to = self._passage(act, reference, booking, who, now)
        if "note" in how and not how["note"].strip() and act != "change-guests":
            raise Not("unfit")
        effect = getattr(self, f"_{act.replace('-', '_')}", None)
        otherwise = effect(booking, who, now, **how) if effect else None
        booking.state = otherwise or (booking.state if to == "=" else to)

    def _passage(self, act: str, reference: str, booking: Booking, who: Who, now: datetime) -> str:
        own = {"region": booking.region, "unit": booking.unit, "holder": reference}
        if who.role in own and own[who.role] != who.of:
            raise Not("unknown")
        if booking.overdue(now) and act not in {"lapse", "file"}:
            raise Not("not open")
        rows = [row for row in TABLE if row[0] == act]
        rows = [row for row in rows if booking.mode in row[1]] or rows
        if not any(who.role in row[4].split() for row in rows):
            raise Not("not yours")
        here = [row for row in rows if booking.mode in row[1] and booking.state in row[2].split()]
        if not here:
            raise Not("not open")
        if who.role not in here[0][4].split():
            raise Not("not yours")
        return here[0][3]

    def possible(self, act: str, now: datetime) -> Iterator[str]:
        """The bookings whose state opens an act to somebody."""
        for reference, booking in self.bookings.items():
            rows = [row for row in TABLE if row[0] == act and booking.mode in row[1]]
            if any(booking.state in row[2].split() for row in rows) and (act == "lapse" or not booking.overdue(now)):
                yield reference

    def _not_before(self, instant: datetime, now: datetime) -> None:
        if now < instant:
            raise Not("not open")

    def _confirm(self, booking: Booking, who: Who, now: datetime, good: bool) -> None:
        self._stands(self.codes(booking, now))
        if not good:
            raise Not("not yours")

    def _lapse(self, booking: Booking, who: Who, now: datetime) -> None:
        if not booking.overdue(now):
            raise Not("not open")

    def _expire(self, booking: Booking, who: Who, now: datetime) -> None:
        self._not_before(booking.begins(), now)

    _finish = _expire

    def _approve(
        self, booking: Booking, who: Who, now: datetime, room: str | None, link: bool, unit: str | None
    ) -> None:
        there = Booking(**{**vars(booking), "room": room or booking.room, "link": link or booking.link})
        self._has_a_place(there)
        self._stands(self.codes(there, now, leave=booking) - {"lead_time"})
        booking.room, booking.link, booking.unit = there.room, there.link, unit or booking.unit

    def _has_a_place(self, there: Booking) -> None:
        if there.mode == "video" and not there.room and not there.link:
            raise Not("refused", "no_meeting_room")

    def _move(
        self, booking: Booking, who: Who, now: datetime, slot: Any, mode: str | None, room: str | None, link: bool
    ) -> None:
        mode = mode or booking.mode
        kept = booking.room if mode == booking.mode else VISIT_ROOM if mode == "visit" else None
        told = {"mode": mode, "slot": slot, "room": room or kept, "link": link or booking.link}
        there = Booking(**{**vars(booking), **told})
        if booking.state == "scheduled":
            self._has_a_place(there)
        self._stands(self.codes(there, now, leave=booking))
        if (booking.mode, booking.slot) == (mode, slot) and room in (None, booking.room):
            raise Same
        vars(booking).update(vars(there))

    def _amend(self, booking: Booking, who: Who, now: datetime, room: str | None, unit: str | None) -> None:
        there = Booking(**{**vars(booking), "room": room or booking.room})
        self._stands(self.codes(there, now, leave=booking) & {"room_taken"})
        if not room and not unit:
            raise Not("unfit")
        if room in (None, booking.room) and unit in (None, booking.unit):
            raise Same
        booking.room, booking.unit = there.room, unit or booking.unit

    def _change_guests(self, booking: Booking, who: Who, now: datetime, guests: dict[str, str], note: str) -> None:
        assert booking.slot
        days = (now.astimezone(WIB).date() - booking.slot[0]).days
        if (who.role in {"region", "holder"} and days >= 0) or (who.role == "receptionist" and days):
            raise Not("not open")
        if who.role == "receptionist" and not note.strip():
            raise Not("unfit")
        there = Booking(**{**vars(booking), "guests": guests})
        self._stands(self.codes(there, now, leave=booking) & {"guest_cap", "no_guest"})
        if set(booking.admitted) - set(guests):
            raise Not("unfit")
        if guests == booking.guests:
            raise Same
        if len(booking.admitted) > cap(guests[name] for name in booking.admitted):
            raise Not("refused", "guest_cap")
        stay = {name: guests[name] for name in booking.guests if name in guests}
        booking.guests = {**stay, **guests}

    def _check_in(self, booking: Booking, who: Who, now: datetime, names: list[str], at: datetime | None) -> None:
        if not names:
            raise Not("unfit")
        fresh = [name for name in names if name not in booking.admitted]
        if not fresh:
            raise Same
        entered = min(at or now, now)
        inside = {*booking.admitted, *names}
        within = booking.begins() - OPENS <= entered <= booking.begins() + LASTS
        crowd = len(inside) > cap(booking.guests[name] for name in inside)
        self._stands(({"outside_window"} if not within else set()) | ({"guest_cap"} if crowd else set()))
        booking.admitted.update(dict.fromkeys(fresh, entered))

    def _undo_check_in(self, booking: Booking, who: Who, now: datetime, name: str, note: str) -> str | None:
        if name not in booking.admitted:
            raise Not("unfit")
        if name in booking.signed:
            raise Not("not open")
        del booking.admitted[name]
        booking.left.discard(name)
        return None if booking.admitted else "scheduled"

    def _depart(self, booking: Booking, who: Who, now: datetime, name: str) -> None:
        if name not in booking.admitted or now < booking.admitted[name]:
            raise Not("unfit")
        if name in booking.left:
            raise Same
        booking.left.add(name)

    def _sign_travel_order(self, booking: Booking, who: Who, now: datetime, name: str, number: str) -> None:
        self._stands(set() if name in booking.admitted else {"not_admitted"})
        if booking.signed.get(name) == number:
            raise Same
        if name in booking.signed or number in booking.signed.values():
            raise Not("unfit")
        booking.signed[name] = number

    def _mark_absent(self, booking: Booking, who: Who, now: datetime, notice: bool, note: str) -> str | None:
        noon = datetime.combine(working_day_after(booking.slot[0], 1), time(12), WIB)
        self._not_before(noon if who.role == "clock" else booking.begins(), now)
        return "excused" if notice and who.role != "clock" else None

    def _restore(self, booking: Booking, who: Who, now: datetime, note: str) -> str | None:
        begun = booking.begins() <= now
        self._stands(self.codes(booking, now) - (PAST if begun else set()))
        return "held" if begun else None

    def _file(self, booking: Booking, who: Who, now: datetime, kind: str) -> None:
        booking.papers.add(kind)

    def _close(self, booking: Booking, who: Who, now: datetime) -> None:
        visit = booking.mode == "visit"
        enough = booking.papers >= {"minutes", "attendance"} if visit else booking.papers & {"minutes", "recording"}
        self._stands(set() if enough else {"record_missing"})
