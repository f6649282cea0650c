"""The technical unit: its sessions, and the record of each."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf import FlaskForm

from app import access, clock, formats
from app.access import allow
from app.db import reading, store
from app.forms.consider import Consider
from app.forms.office import PAPERS, Answer, Confirm, Paper, Recording, attempt
from app.texts import file_name
from app.web import lines, present, sight
from booking import considered as answers
from booking import documents, gather, minutes, papers, reads, states, workflow
from booking.errors import NotDone, NotOpen
from booking.models import Booking, Document
from booking.terms import Act, DocumentKind, Role, UnitAnswer
from booking.workflow.record import takes_papers
from rules import desk
from rules.facts import Mode, State

blueprint = Blueprint("unit", __name__)

_RECENT = timedelta(days=30)
_FILE, _RECORD = "file", "record"


@blueprint.get("/unit")
@allow(Role.UNIT)
def sessions() -> ResponseReturnValue:
    """The unit's sessions: those whose record is due first, then what it is asked, then what comes."""
    return _sessions({})


@blueprint.post("/unit")
@allow(Role.UNIT)
def considered() -> ResponseReturnValue:
    """Say what the unit thinks of a request put before it."""
    booking = reads.booking(reading(), request.form.get("reference", ""), access.actor())
    named, form = booking.reference, Consider.of(booking.reference, clock.now().date(), sent=True)
    answer = attempt(form, lambda: _consider(named, form))
    if answer.done:
        flash(_("Pertimbangan unit atas %(reference)s sudah disampaikan kepada petugas.", reference=named), "success")
        return redirect(url_for("unit.sessions", _anchor=f"minta-{named}"), 303)
    return _sessions({named: form}), answer.status


def _consider(reference: str, form: Consider) -> None:
    workflow.consider(
        store(),
        reference,
        access.actor(),
        clock.now(),
        answer=UnitAnswer(form.answer.data),
        slot=form.chosen_slot,
        mode=form.chosen_mode,
        note=form.note.data or "",
    )


def _sessions(sent: dict[str, Consider]) -> str:
    now, calendar = clock.now(), gather.office_calendar(reading())
    unit = access.actor().unit or ""
    running = reads.of_unit(reading(), unit, (State.SCHEDULED, State.ARRIVED, State.HELD))
    due = [booking for booking in running if _is_due(booking, now)]
    closed = reads.of_unit(reading(), unit, (State.CLOSED,), since=(now - _RECENT).date())
    return render_template(
        "unit/sessions.html",
        due=[_line(booking, lines.record_due(booking, calendar, now)) for booking in due],
        coming=lines.by_day(_line(booking) for booking in running if booking not in due),
        asked=_asked(unit, sent, now),
        wrong=next(iter(sent.values()), None),
        closed=[_line(booking) for booking in reversed(closed)],
    )


@dataclass(frozen=True)
class _Asked:
    """A request put before the unit: what was answered before, and the form to answer (again)."""

    line: lines.Line
    topic: str
    subject: str
    answered: str
    form: Consider
    open: bool


def _asked(unit: str, sent: dict[str, Consider], now: datetime) -> list[_Asked]:
    requested = reads.of_unit(reading(), unit, (State.REQUESTED,))
    before = answers.latest(reading(), [booking.reference for booking in requested])
    return [
        _Asked(
            line=_line(booking),
            topic=formats.named(booking.topic),
            subject=booking.letter.subject,
            answered=_answered(before.get(booking.reference)),
            form=sent.get(booking.reference) or Consider.of(booking.reference, now.date()),
            open=booking.reference in sent,
        )
        for booking in requested
    ]


def _answered(before: answers.Considered | None) -> str:
    if before is None:
        return ""
    said, when = formats.UNIT_ANSWERS[before.answer], formats.instant(before.at)
    return f"{said}, {when}"


def _line(booking: Booking, told: present.StateView | None = None) -> lines.Line:
    return lines.line(booking, url_for("unit.record", reference=booking.reference), told=told)


def _is_due(booking: Booking, now: datetime) -> bool:
    """A session that was held, or whose hour is over, and that is not closed yet."""
    return booking.state == State.HELD.value or desk.ends_at(formats.slot_of(booking)) <= now


@dataclass
class _Forms:
    """The forms of a session's page; only the one that was sent reads what was sent."""

    asked: str
    paper: Paper = field(init=False)
    recording: Recording = field(init=False)
    plain: Confirm = field(init=False)

    def __post_init__(self) -> None:
        self.paper = Paper(**self._sent(_FILE))
        self.recording = Recording(**self._sent(_RECORD))
        self.plain = Confirm()

    def _sent(self, act: str) -> dict[str, Any]:
        return {} if act == self.asked else {"formdata": None}

    def sent(self) -> FlaskForm:
        return {_FILE: self.paper, _RECORD: self.recording}.get(self.asked, self.plain)


@blueprint.get("/unit/<reference>")
@allow(Role.UNIT, Role.OFFICER)
def record(reference: str) -> ResponseReturnValue:
    """One session and its record."""
    return _page(reads.booking(reading(), reference, access.actor()), _Forms(""))


@blueprint.post("/unit/<reference>")
@allow(Role.UNIT, Role.OFFICER)
def recorded(reference: str) -> ResponseReturnValue:
    """Finish, file or close, whichever form was sent."""
    known = {
        Act.FINISH.value: (_finish, _("Sesi dicatat sudah dilaksanakan. Selanjutnya arsipkan berkasnya.")),
        _FILE: (_file, _("Berkas diarsipkan.")),
        _RECORD: (_record, _("Rekaman diarsipkan.")),
        Act.CLOSE.value: (_close, _("Sesi ditutup. Terima kasih, berkasnya sudah lengkap.")),
    }
    asked = request.form.get("act", "")
    if asked not in known:
        abort(400)
    do, said = known[asked]
    booking = reads.booking(reading(), reference, access.actor())
    forms, named = _Forms(asked), booking.reference
    try:
        answer = attempt(forms.sent(), lambda: do(named, forms))
    except NotOpen as error:
        reading().rollback()
        return _page(reads.booking(reading(), named, access.actor()), forms, Answer(status=409), error)
    if answer.done:
        flash(said, "success")
        return redirect(url_for("unit.record", reference=named, _anchor="berkas"))
    return _page(reads.booking(reading(), named, access.actor()), forms, answer)


def _finish(reference: str, forms: _Forms) -> None:
    workflow.finish(store(), reference, access.actor(), clock.now())


def _close(reference: str, forms: _Forms) -> None:
    workflow.close(store(), reference, access.actor(), clock.now())


def _file(reference: str, forms: _Forms) -> None:
    file, kind = forms.paper.file.data, DocumentKind(forms.paper.kind.data)
    name = file_name(file.filename, kind.value)
    number = documents.stage(store(), kind, name, file.stream, clock.now(), access.actor().person_id)
    _link(reference, kind, number)


def _record(reference: str, forms: _Forms) -> None:
    form, kind = forms.recording, DocumentKind.RECORDING
    url, checksum = form.url.data or "", (form.sha256.data or "").lower()
    number = documents.stage_recording(store(), url, checksum, clock.now(), access.actor().person_id)
    _link(reference, kind, number)


def _link(reference: str, kind: DocumentKind, number: int) -> None:
    try:
        workflow.file_document(store(), reference, access.actor(), clock.now(), kind=kind, document_id=number)
    except NotDone:
        documents.discard(store(), number)
        raise


@dataclass(frozen=True)
class _Filed:
    """A paper of the session: what it is, whether the session needs it, and where it lies once it is filed."""

    kind: str
    name: str
    needed: bool = True
    title: str = ""
    href: str = ""
    when: str = ""


def _filed(booking: Booking) -> list[_Filed]:
    """Each paper the session needs, and any other that was filed."""
    there = {document.kind: document for document in papers.filed(reading(), booking)}
    wanted = [DocumentKind.MINUTES, DocumentKind.ATTENDANCE]
    enough = not desk.record(Mode(booking.mode), set(there))
    if booking.mode == Mode.VIDEO_CONFERENCE.value:
        wanted = [DocumentKind.MINUTES, DocumentKind.RECORDING]
        wanted += [DocumentKind.ATTENDANCE] if DocumentKind.ATTENDANCE.value in there else []
    return [_paper(kind, there.get(kind.value), needed=not enough) for kind in wanted]


def _paper(kind: DocumentKind, document: Document | None, *, needed: bool) -> _Filed:
    name = str(PAPERS[kind])
    if document is None:
        return _Filed(kind.value, name, needed)
    href = url_for("papers.paper", number=document.id)
    if document.url is not None:
        href = document.url if document.url.startswith("https://") else ""
    return _Filed(kind.value, name, needed, document.filename, href, formats.instant(document.created_at))


def _page(
    booking: Booking, forms: _Forms, answer: Answer | None = None, late: NotOpen | None = None
) -> ResponseReturnValue:
    actor, state, mode = access.actor(), State(booking.state), Mode(booking.mode)
    acts = states.open_acts(state, mode, actor.role)
    now = clock.now()
    begun = desk.begins_at(formats.slot_of(booking)) <= now
    takes = Act.CLOSE in acts or Act.FINISH in acts
    filed = _filed(booking)
    if forms.asked != _FILE:
        missing = [each.kind for each in filed if not each.when and each.kind != DocumentKind.RECORDING.value]
        forms.paper.kind.data = missing[0] if missing else None
    may_file = minutes.may_write(booking, actor) and takes_papers(booking, now)
    answer, revision = answer or Answer(), minutes.latest(reading(), booking.id)
    return render_template(
        "unit/record.html",
        booking=booking,
        slot=present.slot(booking),
        state=present.state(booking),
        of_officer=actor.role is Role.OFFICER,
        video=mode is Mode.VIDEO_CONFERENCE,
        may_finish=Act.FINISH in acts and begun,
        may_close=Act.CLOSE in acts,
        may_file=may_file,
        may_record=mode is Mode.VIDEO_CONFERENCE and (may_file or (late is not None and forms.asked == _RECORD)),
        may_write=minutes.may_write(booking, actor) and (minutes.writable(booking) or revision is not None),
        revision=revision,
        not_begun=takes and not begun,
        begins=formats.instant(desk.begins_at(formats.slot_of(booking))),
        papers=filed,
        letter=papers.of_the_letter(reading(), booking),
        details=sight.details(booking),
        events=present.timeline(reads.happened(reading(), booking.reference)),
        upcoming=lines.next_step(booking),
        forms=forms,
        refusals=[present.refusal(each) for each in answer.refusals],
        late=present.not_open(late, booking) if late else "",
    ), answer.status
