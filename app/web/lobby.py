"""The lobby's display: today's visits, read from across the room. It names institutions and rooms, and no guest."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, Response, make_response, render_template
from flask_babel import force_locale
from flask_babel import gettext as _

from app import clock, formats
from app.access import allow
from app.db import reading
from booking import visits
from booking.models import Booking
from booking.standing import cannot_stay
from booking.terms import Role
from rules import desk

blueprint = Blueprint("lobby", __name__)

EVERY = 60
"""Seconds after which a browser asks for the display anew, without a script."""

_OTHER = {"id": "en", "en": "id"}


@dataclass(frozen=True)
class _Words:
    """What the display says, in one language."""

    title: str
    day: str
    running: str
    following: str
    over: str
    cctv: str
    free: str
    nobody: str
    without: str

    @classmethod
    def on(cls, now: datetime) -> _Words:
        """In the language in which it is asked."""
        return cls(
            title=_("Kunjungan hari ini"),
            day=formats.long_day(now.date()),
            running=_("Sekarang"),
            following=_("Berikutnya"),
            over=_("Sudah selesai"),
            cctv=_("Ruang konsultasi dilengkapi CCTV."),
            free=_("Semua layanan gratis."),
            nobody=_("Hari ini tidak ada kunjungan terjadwal."),
            without=_("Belum punya jadwal? Contact Center 150420."),
        )


@dataclass(frozen=True)
class _Session:
    """A visit on the display; ``when`` is ``running``, ``following``, ``over`` or empty."""

    hours: str
    institution: str
    region: str
    room: str
    when: str


@blueprint.get("/layar")
@allow(Role.RECEPTIONIST)
def display() -> Response:
    """Today's visits, in the chosen language with the other one beside it."""
    now, language = clock.now(), formats.language()
    found = [each for each in visits.of_day(reading(), now.date()) if not cannot_stay(reading(), each)]
    following = next((each for each in found if desk.begins_at(formats.slot_of(each)) > now), None)
    with force_locale(_OTHER[language]):
        other = _Words.on(now)
    page = render_template(
        "reception/lobby.html",
        sessions=[_session(each, now, each is following) for each in found],
        words=_Words.on(now),
        other=other,
        other_language=_OTHER[language],
        hour=f"{formats.hour_of(now)} WIB",
    )
    answer = make_response(page)
    answer.headers["Refresh"] = str(EVERY)
    return answer


def _session(booking: Booking, now: datetime, following: bool) -> _Session:
    slot = formats.slot_of(booking)
    running = desk.begins_at(slot) <= now < desk.ends_at(slot)
    over = "over" if desk.ends_at(slot) <= now else ""
    region = formats.region_name(booking.region_code) if booking.region_code else ""
    return _Session(
        hours=formats.span(slot),
        institution=booking.institution,
        region=region if region.casefold() not in booking.institution.casefold() else "",
        room=formats.named(booking.room),
        when="running" if running else "following" if following else over,
    )
