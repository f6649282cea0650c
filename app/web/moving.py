"""Moving what cannot stay: proposals in order of receipt, which an officer confirms one by one or all at once."""

from __future__ import annotations

from dataclasses import dataclass, field

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app import access, clock, formats
from app.access import allow
from app.db import reading, store
from app.forms.office import Confirm
from app.forms.schedule import slot_of, slot_value
from app.web import lines, present
from app.web.lines import Line
from app.web.present import RefusalView
from booking import moving, reads
from booking.errors import Unknown
from booking.models import Booking
from booking.moving import Outcome, Proposal, Result, Wanted
from booking.terms import OfficeReason, Role
from rules.facts import Mode, Slot

blueprint = Blueprint("moving", __name__)

_AT = "/petugas/hari-libur/pindah"
_BETWEEN = "."
_SOME_LEFT = 409


@dataclass(frozen=True)
class Choice:
    """A slot that is offered."""

    value: str
    day: str
    hours: str
    chosen: bool


@dataclass(frozen=True)
class Row:
    """A booking that cannot stay: where it stands, why not, when its letter came, and where it may go."""

    line: Line
    seen_at: str
    why: str
    received: str
    choices: list[Choice]
    against: list[RefusalView]
    ticked: bool = True
    failed: str = ""


@dataclass(frozen=True)
class Moved:
    """A booking that was just moved, and where it stands now."""

    reference: str
    href: str
    institution: str
    now_at: str


@dataclass(frozen=True)
class _Said:
    """What became of the ones that were sent, by reference."""

    results: dict[str, Result] = field(default_factory=dict)
    ticked: frozenset[str] | None = None


@blueprint.get(_AT)
@allow(Role.OFFICER)
def proposed() -> ResponseReturnValue:
    """Every booking that cannot stay, each with the slot that is proposed; and what was just moved."""
    done = request.args.get("sudah", "").split(_BETWEEN)[: moving.AT_ONCE]
    return _page(_Said(), [each for each in done if each])


@blueprint.post(_AT)
@allow(Role.OFFICER)
def confirmed() -> ResponseReturnValue:
    """Move those that are ticked. What stands against one keeps none of the others."""
    if not Confirm().validate_on_submit():
        abort(400)
    ticked = request.form.getlist("pindah")[: moving.AT_ONCE]
    wanted = [each for each in map(_wanted, ticked) if each is not None]
    if not wanted:
        flash(_("Centang dahulu jadwal yang hendak dipindahkan."), "warning")
        return redirect(url_for("moving.proposed"), 303)
    results = moving.move_all(store(), wanted, access.actor(), clock.now())
    reading().rollback()
    done = [each.wanted.reference for each in results if each.outcome is Outcome.MOVED]
    if len(done) == len(results):
        flash(
            ngettext(
                "%(num)s jadwal dipindahkan; pemohonnya sudah diberi tahu.",
                "%(num)s jadwal dipindahkan; pemohonnya sudah diberi tahu.",
                len(done),
            ),
            "success",
        )
        return redirect(url_for("moving.proposed", sudah=_BETWEEN.join(done)), 303)
    left = frozenset(ticked) - set(done)
    return _page(_Said({each.wanted.reference: each for each in results}, left), done), _SOME_LEFT


def _wanted(reference: str) -> Wanted | None:
    seen, to = slot_of(request.form.get(f"dari-{reference}")), slot_of(request.form.get(f"ke-{reference}"))
    return Wanted(reference, seen, to) if seen is not None and to is not None else None


def _page(said: _Said, done: list[str]) -> str:
    found = moving.proposals(reading(), clock.now())
    rows = [_row(each, said) for each in found.listed]
    elsewhere = [name for name, result in said.results.items() if result.outcome is Outcome.ELSEWHERE]
    listed = {each.line.reference for each in rows}
    return render_template(
        "days/moving.html",
        rows=rows,
        waiting=found.waiting,
        done=_moved(done),
        elsewhere=_moved([name for name in elsewhere if name not in listed]),
        some_failed=any(row.failed for row in rows),
        form=Confirm(),
    )


def _row(proposal: Proposal, said: _Said) -> Row:
    booking, reference = proposal.booking, proposal.booking.reference
    result = said.results.get(reference)
    return Row(
        line=lines.line(booking, url_for("review.decide", reference=reference)),
        seen_at=slot_value(proposal.slot),
        why=_why(proposal),
        received=formats.instant(booking.letter.received_at),
        choices=[
            Choice(slot_value(slot), formats.long_day(slot.date), _hours(slot, booking), place == 0)
            for place, slot in enumerate(proposal.slots)
        ],
        against=[present.refusal(each) for each in proposal.against],
        ticked=bool(proposal.slots) and (said.ticked is None or reference in said.ticked),
        failed=_failed(result) if result is not None else "",
    )


def _hours(slot: Slot, booking: Booking) -> str:
    return formats.hours_for(slot, Mode(booking.mode), booking.region_code)


def _why(proposal: Proposal) -> str:
    if proposal.reason is OfficeReason.ROOM:
        return str(_("Ruangnya diblokir pada jam itu"))
    return str(_("Libur: %(name)s", name=formats.worded(proposal.why)))


def _failed(result: Result) -> str:
    """Why one that was confirmed still stands where it stood."""
    if result.outcome is Outcome.REFUSED:
        first = formats.worded(result.refusals[0].says)
        return str(_("Belum dipindahkan: %(why)s Di bawah ini usul yang baru.", why=first))
    if result.outcome is Outcome.CROWDED:
        return str(_("Belum dipindahkan: banyak yang mengambil slot pada saat yang sama. Coba sekali lagi."))
    return str(_("Belum dipindahkan: jadwal ini baru saja berubah. Di bawah ini usul yang baru."))


def _moved(references: list[str]) -> list[Moved]:
    found = []
    for reference in references:
        try:
            booking = reads.booking(reading(), reference, access.actor())
        except Unknown:
            continue
        found.append(
            Moved(
                booking.reference,
                url_for("review.decide", reference=booking.reference),
                booking.institution,
                f"{formats.long_day(booking.date)}, {_hours(formats.slot_of(booking), booking)}",
            )
        )
    return found
