"""A report as sections, in the order in which they are read."""

from __future__ import annotations

from flask_babel import gettext as _

from app.reports.compared import places, refusals, states, zones
from app.reports.monthly import absences, months, videos, waiting
from app.reports.shape import Kind, Section, number, shown
from booking.reports import Report

_SECTIONS = {
    "bulan": months,
    "provinsi": places,
    "tunggu": waiting,
    "zona": zones,
    "penolakan": refusals,
    "tidak-hadir": absences,
    "video": videos,
    "keadaan": states,
}


KEYS = tuple(_SECTIONS)
"""The names of the sections, as addresses carry them."""


def of(report: Report) -> list[Section]:
    """The sections of a report."""
    return [make(report) for make in _SECTIONS.values()]


def one(report: Report, key: str) -> Section | None:
    """A section by its key; None where there is none of that name."""
    make = _SECTIONS.get(key)
    return make(report) if make else None


def headline(report: Report) -> list[tuple[str, str]]:
    """The figures that matter most, each under its words."""
    whole = report.whole
    return [
        (str(_("kunjungan dilaksanakan")), number(whole.visits)),
        (str(_("hari kerja menunggu kunjungan (median)")), shown(whole.visit_wait, Kind.DAYS)),
        (str(_("penolakan menurut aturan")), number(report.refusals.total())),
        (str(_("tidak hadir tanpa keterangan")), number(whole.no_shows)),
        (str(_("sesi lewat video")), shown(whole.video_share, Kind.SHARE)),
    ]
