"""mark-absent, restore, and the ends that time brings: nobody came, nobody decided, nobody confirmed."""

from __future__ import annotations

from datetime import date, datetime, time

from sqlalchemy.orm import Session

from booking import gather, standing
from booking.errors import NotOpen, Unfit
from booking.journal import Actor
from booking.store import Store
from booking.terms import Act, Role
from booking.workflow import holds
from booking.workflow.shape import Doing, perform, stands
from rules import desk
from rules.facts import WIB, Slot, State

NOON = time(12)
"""When a visit to which nobody came is written down as missed, on the working day after: until then check-ins that
waited offline may still arrive."""

UNSEEN = "Tidak ada tamu yang tercatat hadir sampai tengah hari pada hari kerja berikutnya."


def mark_absent(
    store: Store, reference: str, actor: Actor, now: datetime, *, notice: bool = False, note: str = ""
) -> None:
    """Write down that nobody came: with notice that an officer accepted it is excused, and the letter stays good.

    Not before the session starts; by the passage of time not before noon of the next working day. Where the office
    could not receive anybody (E.3.c.9 asks for a region that stayed away) it is not written down without notice.
    """
    by_time = actor.role is Role.CLOCK

    def effect(doing: Doing) -> None:
        slot = Slot(doing.booking.date, doing.booking.start)
        missed = missed_at(doing.session, slot.date) if by_time else desk.begins_at(slot)
        if missed is None or now < missed:
            raise NotOpen(Act.MARK_ABSENT, State(doing.booking.state), "not_begun")
        doing.otherwise = notice and not by_time
        if not doing.otherwise:
            _office_could_receive(doing)
        doing.facts["notice"] = doing.otherwise

    perform(store, Act.MARK_ABSENT, reference, actor, now, effect, note=UNSEEN if by_time else note)


def _office_could_receive(doing: Doing) -> None:
    if doing.actor.role is Role.CLOCK:
        stands(doing)
    elif standing.cannot_stay(doing.session, doing.booking):
        raise Unfit(
            "notice",
            "Kantor libur pada hari itu, atau ruangnya diblokir. Daerah tidak dapat dicatat tidak hadir tanpa kabar:"
            " pindahkan jadwalnya atau ganti ruangnya.",
            "The office did not work that day, or the room was blocked. The region cannot be noted as absent without"
            " notice: move the session, or give it another room.",
        )


def missed_at(session: Session, day: date) -> datetime | None:
    """Noon of the working day after a visit's; None where that day is unknown."""
    after = gather.office_calendar(session).working_day_after(day, 1)
    return datetime.combine(after, NOON, WIB) if after is not None else None


def restore(store: Store, reference: str, actor: Actor, now: datetime, *, note: str) -> None:
    """Take an absence back: to the schedule while the session is ahead, else to a session that was held."""

    def asked(doing: Doing) -> gather.Asked:
        slot = Slot(doing.booking.date, doing.booking.start)
        doing.otherwise = desk.begins_at(slot) <= now
        return gather.of_booking(doing.booking, now)

    perform(store, Act.RESTORE, reference, actor, now, note=note, asked=asked)


def expire(store: Store, reference: str, now: datetime) -> None:
    """End a request that nobody decided before its session started: the office's failure, the letter stays good."""

    def effect(doing: Doing) -> None:
        if now < desk.begins_at(Slot(doing.booking.date, doing.booking.start)):
            raise NotOpen(Act.EXPIRE, State(doing.booking.state), "not_begun")

    perform(store, Act.EXPIRE, reference, holds.CLOCK, now, effect)


def lapse(store: Store, reference: str, now: datetime) -> None:
    """End a hold that was not confirmed in time."""

    def effect(doing: Doing) -> None:
        if not holds.overdue(doing.booking, now):
            raise NotOpen(Act.LAPSE, State(doing.booking.state), "not_over")

    perform(store, Act.LAPSE, reference, holds.CLOCK, now, effect)
