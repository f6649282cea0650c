"""The acts that the machine fires, each by anybody at any time, more often where something is open to it."""

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule

from booking import codes, workflow
from booking.journal import Actor
from booking.terms import Act, Channel, DocumentKind, Ground, OfficeReason, RejectReason, Role, UnitAnswer
from booking.workflow.reception import Arrival
from booking.workflow.submission import NamedGuest
from rules.facts import Mode, Office, Slot
from tests.booking import ledger, office
from tests.booking.comparing import EVERYBODY, HOLDER, OWN, Compared, answer_of
from tests.booking.model import WIB, Booking

PEOPLE = ("Rahmad", "Siti", "Andi", "Dewi", "Yusuf")
PARTIES = (
    ("Siti", "Andi"),
    ("*Rahmad", "Siti", "Andi"),
    ("Siti",),
    ("Andi", "Dewi"),
    ("Siti", "*Rahmad", "Andi", "Dewi"),
)
DAYS = [date(2026, 11, 27), date(2026, 11, 30), date(2026, 11, 30), date(2026, 12, 1), date(2026, 12, 1)]
DAYS += [date(2026, 12, 16)]
ODD_DAYS = [date(2026, 11, 24), date(2026, 11, 29)]  # too early for most letters; a Sunday
LAST_DAY = datetime(2026, 12, 18, tzinfo=WIB)
PASSING = [timedelta(minutes=minutes) for minutes in (1, 7, 29, 31, 31, 31, 120, 300, 1440, 4320, -3, -20)]
AROUND = [timedelta(minutes=minutes) for minutes in (-31, -30, 0, 20, 60, 61, 1440 + 180, 4320 + 180)]


def by(*right: str) -> st.SearchStrategy[str]:
    """Anybody, and more often somebody who may."""
    return st.sampled_from([*right * (16 // len(right)), *EVERYBODY])


def often(act: str) -> Callable[[Any], Any]:
    """Fired where some booking is open to the act, and now and then where none is."""
    return precondition(
        lambda machine: (
            bool(machine.open_to(act))
            or bool(machine.model and machine.turn % 8 == 0 and act not in {"expire", "lapse"})
        )
    )


def offices(names: Iterable[str]) -> dict[str, str]:
    """A party: a starred guest leads the region."""
    return {name.strip("*"): "regional_head" if name.startswith("*") else "other" for name in names}


WHICH = st.integers(0, 59)
NOTE = "sudah jelas"
YES_OFTEN = st.sampled_from([True] * 4 + [False])
SLOTS = st.builds(
    lambda day, hour: (day, hour),
    st.sampled_from(DAYS * 4 + ODD_DAYS),
    st.sampled_from(["09:00", "10:00"] * 4 + ["13:00", "14:00", "08:00", "11:00"]),
)
GOOD_SLOTS = st.tuples(st.sampled_from(DAYS), st.sampled_from(["09:00", "10:00"]))
MODES = st.sampled_from(["visit", "visit", "video_conference"])
ROOMS = st.sampled_from([None, "lantai-3", "lantai-3", "lantai-5"])
GUESTS = st.one_of(
    st.sampled_from(PARTIES),
    st.lists(st.sampled_from([*PEOPLE, "*Rahmad", "*Siti"]), max_size=5, unique_by=lambda name: name.strip("*")),
).map(offices)
ASKED = {
    "mode": MODES,
    "slot": SLOTS | st.none(),
    "letter": st.sampled_from(["1/A", "2/A", "3/A", "4/A", "5/A", "1 - a"]),
    "guests": GUESTS,
}
GOOD = {**ASKED, "slot": GOOD_SLOTS, "guests": st.sampled_from(PARTIES).map(offices)}
SEATS = st.sampled_from([{0}, {0, 1}, {1}]) | st.sets(st.integers(0, 3), min_size=1)


def slot_of(slot: tuple[date, str] | None) -> Slot | None:
    return Slot(*slot) if slot else None


def party(guests: dict[str, str]) -> tuple[NamedGuest, ...]:
    return tuple(NamedGuest(name, "Pejabat", Office(kind)) for name, kind in guests.items())


AS_NEW = {"state": "nothing", "reference": None, "link": False, "hold_until": None, "proven": False}
AS_NEW |= {"admitted": {}, "left": set(), "signed": {}, "papers": set()}


class Machine(Compared):
    """Random acts; what a rule hands on as ``how`` is for the model, what it names is for the workflow."""

    # time

    @precondition(lambda self: self.now < LAST_DAY)
    @rule(step=st.sampled_from(PASSING))
    def time_passes(self, step: timedelta) -> None:
        self.now += step

    @precondition(lambda self: self.model and self.now < LAST_DAY)
    @rule(which=WHICH, around=st.sampled_from(AROUND))
    def time_comes(self, which: int, around: timedelta) -> None:
        """It becomes an instant around the beginning of a session."""
        begins = self.model[self.some("cancel", which)].begins()
        self.now = max(self.now, begins + around)

    # asking

    @initialize(
        wishes=st.lists(st.fixed_dictionaries(GOOD), min_size=1, max_size=4),
        approved=st.integers(0, 3),
        waited=st.booleans(),
        anonymous=st.booleans(),
    )
    def begins_with_requests(self, wishes: list[dict[str, Any]], approved: int, waited: bool, anonymous: bool) -> None:
        """And with a hold, with schedules, and at the hour of one."""
        for number, wish in enumerate(wishes, start=1):
            named = {**wish, "letter": f"{number}/A"}
            who = HOLDER if anonymous and number == 1 else "officer"
            self.submit(who, office.BALIKPAPAN, named, "lantai-3", 0, "a@daerah.example")
        for _ in range(min(approved, len(self.open_to("approve")))):
            self.approve(1, "officer", None, True, None)
        if waited and self.model:
            self.time_comes(1, AROUND[1])

    @rule(
        who=by("officer", OWN, HOLDER, HOLDER),
        region=st.sampled_from([office.BALIKPAPAN, office.BALIKPAPAN, office.SAMARINDA, None]),
        asked=st.fixed_dictionaries(ASKED) | st.fixed_dictionaries(GOOD),
        room=ROOMS,
        days_ago=st.sampled_from([0, 5, 5, 9]),
        email=st.sampled_from(["a@daerah.example", "b@daerah.example"]),
    )
    def submit(
        self, who: str, region: str | None, asked: dict[str, Any], room: str | None, days_ago: int, email: str
    ) -> None:
        actor = Actor(Role.HOLDER) if who == HOLDER else self.actor(who, "", region)
        officer = actor.role is Role.OFFICER
        received = self.now - timedelta(days=days_ago if officer else 0)
        given = {"region": region, "received": received, "email": email, "unit": office.UNIT}
        booking = Booking(**AS_NEW, **asked, **given, room=room if officer else None)
        wish = office.wish(
            mode=Mode(asked["mode"]),
            region=region,
            letter_number=asked["letter"],
            slot=slot_of(asked["slot"]),
            guests=party(asked["guests"]),
            contact_email=email,
            room=room,
            channel=Channel.EMAIL if officer else Channel.PORTAL,
            received_at=received,
            receipt_reason="baru dicatat",
        )
        paper = self.paper(DocumentKind.LETTER)
        made: list[str] = []

        def act() -> None:
            made.append(workflow.submit(self.store, wish, actor, self.now, paper).reference)

        expected = self.expected("submit", booking, actor)
        answered = answer_of(act)
        for booking.reference in made:
            self.model[booking.reference] = booking
        self.compare(Act.SUBMIT, made[0] if made else "", actor, expected, answered)

    # deciding

    @often("confirm")
    @rule(which=WHICH, who=by(HOLDER), good=YES_OFTEN)
    def confirm(self, which: int, who: str, good: bool) -> None:
        reference = self.some("confirm", which)
        token = codes.confirmation(self.store.journal_key, reference if good else "AAAA-AAAA")
        self.fire("confirm", reference, who, {"good": good}, token=token)

    @often("approve")
    @rule(
        which=WHICH,
        who=by("officer"),
        room=ROOMS,
        link=YES_OFTEN,
        unit=st.sampled_from([None, None, office.OTHER_UNIT]),
    )
    def approve(self, which: int, who: str, room: str | None, link: bool, unit: str | None) -> None:
        told = {"ground": Ground.DIRECTIVE, "given_by": "Direktur", "meeting_url": office.MEETING if link else None}
        how = {"room": room, "unit": unit}
        self.fire("approve", which, who, {**how, "link": link or None}, **how, **told)

    @often("move")
    @rule(which=WHICH, who=by("officer"), slot=SLOTS, mode=MODES | st.none(), room=ROOMS, link=YES_OFTEN)
    def move(self, which: int, who: str, slot: Any, mode: str | None, room: str | None, link: bool) -> None:
        told = {"slot": slot_of(slot), "mode": Mode(mode) if mode else None, "reason": OfficeReason.ROOM}
        url = office.MEETING if link else None
        how = {"slot": slot, "mode": mode, "room": room, "link": link or None}
        self.fire("move", which, who, how, **told, room=room, meeting_url=url)

    @often("amend")
    @rule(which=WHICH, who=by("officer"), room=ROOMS, unit=st.sampled_from([None, office.UNIT, office.OTHER_UNIT]))
    def amend(self, which: int, who: str, room: str | None, unit: str | None) -> None:
        how = {"room": room, "unit": unit if room or unit else office.UNIT}
        self.fire("amend", which, who, how, **how)

    @often("reject")
    @rule(which=WHICH, who=by("officer"))
    def reject(self, which: int, who: str) -> None:
        self.fire("reject", which, who, {}, note=NOTE, reason=RejectReason.OTHER)

    @often("release")
    @rule(which=WHICH, who=by("officer"))
    def release(self, which: int, who: str) -> None:
        self.fire("release", which, who, {}, reason=OfficeReason.CLOSURE)

    @often("withdraw")
    @rule(which=WHICH, who=by("officer", OWN, HOLDER))
    def withdraw(self, which: int, who: str) -> None:
        self.fire("withdraw", which, who, {})

    @often("cancel")
    @rule(which=WHICH, who=by("officer", OWN, HOLDER))
    def cancel(self, which: int, who: str) -> None:
        self.fire("cancel", which, who, {}, note=NOTE)

    @often("ask")
    @rule(which=WHICH, who=by("officer"))
    def ask(self, which: int, who: str) -> None:
        self.fire("ask", which, who, {}, question="Berapa tamu?")

    @often("reply")
    @rule(which=WHICH, who=by("officer", OWN, HOLDER))
    def reply(self, which: int, who: str) -> None:
        self.fire("reply", which, who, {}, answer="Dua.")

    @often("consider")
    @rule(which=WHICH, who=by("unit", "another unit"))
    def consider(self, which: int, who: str) -> None:
        self.fire("consider", which, who, {}, answer=UnitAnswer.ACCEPT)

    @often("change-guests")
    @rule(which=WHICH, who=by("officer", OWN, HOLDER, "receptionist"), guests=GUESTS)
    def change_guests(self, which: int, who: str, guests: dict[str, str]) -> None:
        reference = self.some("change-guests", which)
        booking = self.model[reference]
        guests = {**{name: booking.guests[name] for name in booking.admitted}, **guests}  # who has entered stays
        self.fire("change-guests", reference, who, {"guests": guests}, guests=party(guests), note=NOTE)

    # at the desk

    @often("check-in")
    @rule(which=WHICH, who=by("receptionist"), seats=SEATS, told_late=st.booleans())
    def check_in(self, which: int, who: str, seats: set[int], told_late: bool) -> None:
        reference = self.some("check-in", which)
        booking = self.model[reference]
        names = [*dict.fromkeys([*booking.guests][seat % len(booking.guests)] for seat in sorted(seats))]
        at = booking.begins() if told_late else None
        arrivals = tuple(Arrival(self.guest(reference, name), at) for name in names)
        self.fire("check-in", reference, who, {"names": names, "at": at}, arrivals=arrivals)

    @often("undo-check-in")
    @rule(which=WHICH, who=by("receptionist"), seat=WHICH)
    def undo_check_in(self, which: int, who: str, seat: int) -> None:
        self.at_the_desk("undo-check-in", which, who, seat, {}, note=NOTE)

    @often("depart")
    @rule(which=WHICH, who=by("receptionist"), seat=WHICH)
    def depart(self, which: int, who: str, seat: int) -> None:
        self.at_the_desk("depart", which, who, seat, {})

    @often("sign-travel-order")
    @rule(which=WHICH, who=by("receptionist"), seat=WHICH, number=st.sampled_from(["SPPD/1", "SPPD/2"]))
    def sign_travel_order(self, which: int, who: str, seat: int, number: str) -> None:
        told = {"number": number, "dated_on": date(2026, 11, 19)}
        how = {"number": number}
        self.at_the_desk("sign-travel-order", which, who, seat, how, **told)

    def at_the_desk(self, act: str, which: int, who: str, seat: int, how: dict[str, Any], **told: Any) -> None:
        reference = self.some(act, which)
        booking = self.model[reference]
        names = [*(booking.admitted if act == "undo-check-in" else ())] or [*booking.guests]
        name = names[seat % len(names)]
        self.fire(act, reference, who, {**how, "name": name}, guest_id=self.guest(reference, name), **told)

    # what became of it

    @often("finish")
    @rule(which=WHICH, who=by("unit", "officer", "clock"))
    def finish(self, which: int, who: str) -> None:
        self.fire("finish", which, who, {})

    @often("mark-absent")
    @rule(which=WHICH, who=by("officer", "clock"), notice=st.booleans())
    def mark_absent(self, which: int, who: str, notice: bool) -> None:
        self.fire("mark-absent", which, who, {"notice": notice}, notice=notice, note=NOTE)

    @often("restore")
    @rule(which=WHICH, who=by("officer"))
    def restore(self, which: int, who: str) -> None:
        self.fire("restore", which, who, {}, note=NOTE)

    @often("file")
    @rule(which=WHICH, who=by("unit", "officer"), kind=st.sampled_from([*ledger.PAPERS.values()]))
    def file(self, which: int, who: str, kind: str) -> None:
        told = {"kind": DocumentKind(kind), "document_id": self.paper(DocumentKind(kind))}
        self.fire("file", which, who, {"kind": kind}, **told)

    @often("close")
    @rule(which=WHICH, who=by("unit", "another unit", "officer"))
    def close(self, which: int, who: str) -> None:
        self.fire("close", which, who, {})

    @often("reopen")
    @rule(which=WHICH, who=by("officer"))
    def reopen(self, which: int, who: str) -> None:
        self.fire("reopen", which, who, {}, note=NOTE)

    @often("expire")
    @rule(which=WHICH)
    def expire(self, which: int) -> None:
        self.fire("expire", which, "clock", {})

    @often("lapse")
    @rule(which=WHICH)
    def lapse(self, which: int) -> None:
        self.fire("lapse", which, "clock", {})
