"""The papers of the reception desk: a day's sheet to work on, and the attendance list of each visit to be signed."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from app import access, clock, formats
from app.access import allow
from app.db import reading
from app.paper import attendance, day_sheet
from app.web import papers
from app.web.door import asked_day
from booking import reads, visits
from booking.errors import Unknown
from booking.models import Booking
from booking.reads import AtTheDesk
from booking.terms import Role
from rules import parameters

blueprint = Blueprint("reception_papers", __name__)


@blueprint.get("/resepsionis/lembar")
@allow(Role.RECEPTIONIST)
def sheet() -> ResponseReturnValue:
    """A day's visits with boxes to fill in by hand."""
    day = asked_day(clock.now())
    found, desk = _day(day)
    return render_template(
        "reception/sheet.html",
        day=formats.long_day(day),
        date=day.isoformat(),
        visits=[(booking, formats.slot_of(booking), desk[booking.id]) for booking in found],
        policy=parameters.in_force().policy(day, day),
    )


@blueprint.get("/resepsionis/lembar.pdf")
@allow(Role.RECEPTIONIST)
def sheet_pdf() -> ResponseReturnValue:
    """The same sheet as PDF."""
    now = clock.now()
    day = asked_day(now)
    return papers.pdf(day_sheet.printed(day, *_day(day), now), f"lembar-resepsionis-{day.isoformat()}")


@blueprint.get("/resepsionis/<reference>/daftar-hadir.pdf")
@allow(Role.RECEPTIONIST)
def attendance_list(reference: str) -> ResponseReturnValue:
    """The attendance list of a visit, for everybody named to sign; NIP and telephone are theirs to write."""
    booking = reads.booking(reading(), reference, access.actor())
    if not visits.has_schedule(booking):
        raise Unknown
    return papers.pdf(attendance.to_sign(booking, clock.now()), f"daftar-hadir-{booking.reference}")


def _day(day: date) -> tuple[list[Booking], dict[int, AtTheDesk]]:
    found = visits.of_day(reading(), day)
    return found, {booking.id: reads.at_the_desk(reading(), booking.id) for booking in found}
