"""The Contact Center: the page on which a request is decided."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf import FlaskForm

from app import access, clock, formats
from app.access import allow
from app.db import reading, store
from app.forms.office import Answer, Approve, Reject, Withdraw, attempt, offer
from app.web import lines, present
from booking import gather, papers, reads, states, workflow
from booking.models import Booking
from booking.terms import Act, Ground, RejectReason, Role
from rules import judge, wire
from rules.facts import CalendarMonth, Mode, State

blueprint = Blueprint("review", __name__)

@dataclass
class _Forms:
    """The forms of the page, filled with what is known."""

    approve: Approve
    reject: Reject = field(default_factory=Reject)
    withdraw: Withdraw = field(default_factory=Withdraw)
    asked: Act | None = None

    @classmethod
    def of(cls, booking: Booking, asked: Act | None = None) -> _Forms:
        """Only the form that was sent reads what was sent."""

        def sent(act: Act) -> Any:
            return {} if act is asked else {"formdata": None}

        approve = Approve(
            unit=booking.unit_code or "",
            room=booking.room_code or "",
            meeting_url=booking.meeting_url or "",
            **sent(Act.APPROVE),
        )
        offer(approve, Mode(booking.mode), reads.units(reading()), reads.rooms(reading()))
        return cls(approve, Reject(**sent(Act.REJECT)), Withdraw(**sent(Act.WITHDRAW)), asked)

    def sent(self) -> FlaskForm:
        return {Act.APPROVE: self.approve, Act.REJECT: self.reject}.get(self.asked or Act.WITHDRAW, self.withdraw)


@blueprint.get("/petugas/<reference>")
@allow(Role.OFFICER)
def decide(reference: str) -> ResponseReturnValue:
    """One request with all that its decision rests on."""
    booking = reads.booking(reading(), reference, access.actor())
    return _page(booking, _Forms.of(booking))


@blueprint.post("/petugas/<reference>")
@allow(Role.OFFICER)
def decided(reference: str) -> ResponseReturnValue:
    """Approve, reject or withdraw, whichever form was sent."""
    known: dict[str, tuple[Act, Callable[[str, _Forms], None], str]] = {
        Act.APPROVE.value: (Act.APPROVE, _approve, _("Jadwal diberikan.")),
        Act.REJECT.value: (Act.REJECT, _reject, _("Permohonan ditolak; alasannya dapat dibaca pemohon.")),
        Act.WITHDRAW.value: (Act.WITHDRAW, _withdraw, _("Permohonan ditarik. Suratnya tetap dapat dipakai.")),
    }
    if request.form.get("act") not in known:
        abort(400)
    act, do, said = known[request.form["act"]]
    booking = reads.booking(reading(), reference, access.actor())
    forms, named = _Forms.of(booking, act), booking.reference
    answer = attempt(forms.sent(), lambda: do(named, forms))
    if answer.done:
        flash(said, "success")
        return redirect(url_for("review.decide", reference=named))
    return _page(reads.booking(reading(), named, access.actor()), forms, answer)


def _approve(reference: str, forms: _Forms) -> None:
    form = forms.approve
    workflow.approve(
        store(),
        reference,
        access.actor(),
        clock.now(),
        ground=Ground(form.ground.data),
        given_by=form.given_by.data or "",
        unit=form.unit.data or None,
        room=form.room.data or None,
        meeting_url=form.meeting_url.data or None,
    )


def _reject(reference: str, forms: _Forms) -> None:
    form = forms.reject
    reason, note = RejectReason(form.reason.data), form.note.data or ""
    workflow.reject(store(), reference, access.actor(), clock.now(), reason=reason, note=note)


def _withdraw(reference: str, forms: _Forms) -> None:
    workflow.withdraw(store(), reference, access.actor(), clock.now())


def _page(booking: Booking, forms: _Forms, answer: Answer | None = None) -> ResponseReturnValue:
    mode, now = Mode(booking.mode), clock.now()
    answer = answer or Answer()
    month = CalendarMonth.of(booking.date)
    refused = answer.refused
    return render_template(
        "review/decide.html",
        booking=booking,
        slot=present.slot(booking),
        state=present.state(booking),
        soon=lines.nearness(gather.office_calendar(reading()), booking, now),
        acts={act.name for act in states.open_acts(State(booking.state), mode, Role.OFFICER)},
        heard=_heard(booking),
        month=formats.month_name(month),
        visits=reads.visits_of_month(reading(), booking.region_code, month) if booking.region_code else None,
        others=[
            lines.line(each, url_for("review.decide", reference=each.reference))
            for each in reads.sessions(reading(), booking.date, booking.date)
            if each.id != booking.id
        ],
        letter=papers.of_the_letter(reading(), booking),
        events=present.timeline(reads.happened(reading(), booking.reference)),
        upcoming=lines.next_step(booking),
        forms=forms,
        refusals=[present.refusal(each) for each in answer.refusals],
        earliest=formats.slot_label(refused.earliest) if refused and refused.earliest else None,
    ), answer.status


@dataclass(frozen=True)
class _Heard:
    """A verdict clause by clause, when it was reached, and how many clauses stand against the booking."""

    when: str
    findings: list[present.FindingView]

    @property
    def against(self) -> int:
        return sum(not finding.passed for finding in self.findings)


def _heard(booking: Booking) -> _Heard | None:
    """A request as it would be judged now; of anything else, the last judgement that was kept."""
    waiting = states.step(State(booking.state), Act.APPROVE, Mode(booking.mode))
    if waiting is not None:
        verdict = judge(gather.situation(reading(), gather.of_booking(booking, clock.now())))
        return _Heard("", present.findings(verdict.findings, waiting.settled))
    kept = reads.last_decision(reading(), booking.id)
    if kept is None:
        return None
    verdict = judge(wire.situation(kept.situation, kept.known_years))
    return _Heard(formats.instant(kept.at), present.findings(verdict.findings, frozenset(kept.settled)))
