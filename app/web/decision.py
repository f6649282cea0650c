"""The page on which an officer decides: one request with all that its decision rests on, and every act open to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import NamedTuple

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import access, clock, formats
from app.access import allow
from app.db import reading, store
from app.forms.decision import ActForm, Approve, Around, Move
from app.forms.office import Answer, attempt
from app.web import beside, lines, present, sight
from app.web.deeds import DEEDS
from booking import around, availability, gather, papers, reads, standing, states
from booking.errors import Crowded, NotOpen
from booking.models import Booking
from booking.terms import Act, Role
from booking.workflow.change import RECORDED
from rules import desk, judge, wire
from rules.facts import CalendarMonth, Mode, Slot, State
from rules.verdict import Refusal

blueprint = Blueprint("review", __name__)

_OFFERED = 5
"""Open sessions offered to move to."""

_PLACES = {"no_meeting_room": "meeting_url"}
"""Refusals that are told at a field."""

Forms = dict[Act, ActForm]


class Outcome(NamedTuple):
    """What became of an act that was sent; ``late`` says that somebody else had changed the request before."""

    act: Act | None = None
    answer: Answer = Answer()
    late: str = ""


@blueprint.get("/petugas/<reference>")
@allow(Role.OFFICER)
def decide(reference: str) -> ResponseReturnValue:
    """One request with all that its decision rests on."""
    booking = reads.booking(reading(), reference, access.actor())
    return _page(booking, _forms(booking), Outcome())


@blueprint.post("/petugas/<reference>")
@allow(Role.OFFICER)
def decided(reference: str) -> ResponseReturnValue:
    """Do the act whose form was sent, or show the page again with what was typed and why not."""
    known = {act.value: act for act in DEEDS}
    if request.form.get("act") not in known:
        abort(400)
    act = known[request.form["act"]]
    booking = reads.booking(reading(), reference, access.actor())
    forms, named = _forms(booking, act), booking.reference
    outcome = _attempted(act, forms[act], lambda: _do(act, named, forms[act]))
    if outcome.answer.done:
        flash(DEEDS[act].done, "success")
        return redirect(url_for("review.decide", reference=named), 303)
    return _page(reads.booking(reading(), named, access.actor()), forms, outcome)


def _do(act: Act, reference: str, form: ActForm) -> None:
    actor = replace(access.actor(), seen=form.seen.data)
    DEEDS[act].call(store(), reference, actor, clock.now(), **form.said())


def _late(error: NotOpen) -> str:
    if error.why == RECORDED:
        return str(_("Berkas sesi ini sudah diarsipkan dan menyebut harinya, sehingga sesi tidak dapat dipindahkan."))
    return str(_("Permohonan ini sudah berubah sejak halaman ini dibuka. Periksa keadaannya sekarang, lalu putuskan."))


def _attempted(act: Act, form: ActForm, do: Callable[[], None]) -> Outcome:
    try:
        answer = attempt(form, do)
    except NotOpen as error:
        reading().rollback()
        return Outcome(act, Answer(status=409), _late(error))
    except Crowded:
        reading().rollback()
        return Outcome(act, Answer(status=409), _("Orang lain mengambil tempat yang sama. Silakan coba sekali lagi."))
    for refused in answer.refusals:
        if (field := _PLACES.get(refused.code)) and field in form:
            form[field].errors = [*form[field].errors, f"{formats.worded(refused.says)} ({refused.clause})"]
    return Outcome(act, answer)


def _forms(booking: Booking, sent: Act | None = None) -> Forms:
    """The forms of the acts open to the officer, and the one that was sent: only that one reads what was sent."""
    acts = _open(booking) | ({sent} if sent else set())
    offered = Around(
        Mode(booking.mode), reads.units(reading()), reads.rooms(reading()), _next(booking) if Act.MOVE in acts else []
    )
    forms = {act: _form(act, booking, sent) for act in DEEDS if act in acts}
    for form in forms.values():
        form.offer(offered)
    return forms


def _form(act: Act, booking: Booking, sent: Act | None) -> ActForm:
    known = {"unit": booking.unit_code or "", "room": booking.room_code or "", "meeting_url": booking.meeting_url or ""}
    begins_with = {Approve: known, Move: {"mode": booking.mode}}
    kind = DEEDS[act].form
    reads_what = {} if act is sent else {"formdata": None}
    return kind(act.value, **begins_with.get(kind, {}), **reads_what)


def _open(booking: Booking) -> frozenset[Act]:
    """The acts open to the officer by state and, where they wait for the session's hour, by the clock."""
    acts = states.open_acts(State(booking.state), Mode(booking.mode), Role.OFFICER)
    slot, now = formats.slot_of(booking), clock.now()
    begun, over = desk.begins_at(slot) <= now, desk.ends_at(slot) <= now
    past = {Act.CANCEL} if over and standing.cannot_stay(reading(), booking) else {Act.RELEASE, Act.CANCEL}
    too_early = frozenset() if begun else {Act.MARK_ABSENT, Act.FINISH}
    return acts - too_early - (past if over else frozenset())


def _next(booking: Booking) -> list[Slot]:
    """The next open sessions for the booking's letter, as if it stood nowhere; not its own."""
    found = availability.next_open(
        reading(),
        Mode(booking.mode),
        booking.region_code,
        booking.letter.received_at,
        clock.now(),
        _OFFERED + 1,
        leaving_out=booking.id,
    )
    return [slot for slot in found if slot != formats.slot_of(booking)][:_OFFERED]


def _page(booking: Booking, forms: Forms, outcome: Outcome) -> ResponseReturnValue:
    month, acts = CalendarMonth.of(booking.date), _open(booking)
    for form in forms.values():
        form.seen.raw_data, form.seen.data = None, booking.sequence
    events = reads.happened(reading(), booking.reference)
    refused = outcome.answer.refused
    return render_template(
        "review/decide.html",
        booking=booking,
        slot=present.slot(booking),
        state=present.state(booking),
        soon=lines.nearness(gather.office_calendar(reading()), booking, clock.now()),
        acts={act.value for act in acts},
        deeds=[(act, deed, forms[act]) for act, deed in DEEDS.items() if act in forms and act in acts],
        outcome=outcome,
        sent=forms[outcome.act] if outcome.act else None,
        refusals=[present.refusal(each) for each in outcome.answer.refusals if _apart(each, forms, outcome)],
        earliest=formats.slot_label(refused.earliest) if refused and refused.earliest else None,
        heard=_heard(booking),
        month=formats.month_name(month),
        visits=reads.visits_of_month(reading(), booking.region_code, month) if booking.region_code else None,
        others=[
            lines.line(each, url_for("review.decide", reference=each.reference))
            for each in reads.sessions(reading(), booking.date, booking.date)
            if each.id != booking.id
        ],
        alike=beside.alike(booking),
        claims=beside.claims(booking),
        talk=beside.talk(events),
        considered=beside.consideration(events),
        flags=beside.flags(booking),
        letter=papers.of_the_letter(reading(), booking),
        show_letter=request.args.get("surat") == sight.SHOW,
        details=sight.details(booking),
        looks=sight.latest(booking),
        events=present.timeline(events),
        upcoming=lines.next_step(booking),
        beside=around.waiting_beside(reading(), booking),
    ), outcome.answer.status


def _apart(refusal: Refusal, forms: Forms, outcome: Outcome) -> bool:
    """Whether a refusal is told in a block of its own, not at a field."""
    return outcome.act is None or _PLACES.get(refusal.code) not in forms[outcome.act]


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
