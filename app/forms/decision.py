"""What an officer types to act on a request: one form an act. ``said`` is what the act takes; what fits, the register
decides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, Field, IntegerField, RadioField, SelectField, StringField, TextAreaField, URLField
from wtforms.validators import DataRequired, InputRequired, Length, Optional, ValidationError
from wtforms.widgets import HiddenInput

from app import clock, formats
from app.forms import options
from app.forms.people import short_enough
from app.forms.schedule import MODES, Day, slot_of, slot_value
from app.texts import clean, clean_lines
from booking.models import Room, Unit
from booking.terms import Ground, OfficeReason, RejectReason
from booking.workflow import NO_ROOM
from rules import parameters
from rules.facts import Mode, Slot

_LONGEST_NOTE = 2_000
_LONGEST_LINK = 500
_note_short_enough = Length(max=_LONGEST_NOTE, message=_l("Paling panjang %(max)d huruf."))
_link_short_enough = Length(max=_LONGEST_LINK, message=_l("Paling panjang %(max)d huruf."))
OTHER = "other"
"""What stands for a session that is not among the offered ones."""

_NO_ROOM = "-"
"""What stands for no room where empty stands for the room there is."""
_LINK_ALONE = _l("Tanpa ruang, cukup tautan")

Values = dict[str, Any]


@dataclass(frozen=True)
class Around:
    """What the forms offer: the units, the rooms, and the next open sessions."""

    mode: Mode
    units: Sequence[Unit]
    rooms: Sequence[Room]
    slots: Sequence[Slot]

    def named(self, things: Sequence[Unit] | Sequence[Room], *first: tuple[str, Any]) -> list[Any]:
        """The choices of a list of units or rooms, after the first ones."""
        return options([*first, *((each.code, formats.named(each)) for each in things)])


class ActForm(FlaskForm):
    """A form of one act. Its fields have ids of their own, since many forms stand on one page. ``seen`` is the number
    of changes that the request had on the page: who decides on another one than they saw is told first."""

    seen = IntegerField(widget=HiddenInput(), validators=[Optional()])

    def __init__(self, act: str, **given: Any) -> None:
        super().__init__(**given)
        for field in self:
            field.id = f"{act}-{field.name}"

    def offer(self, around: Around) -> None:
        """Fill the lists an officer chooses from."""

    def said(self) -> Values:
        """What the act takes."""
        return {field.name: field.data for field in self.fields_shown}

    @property
    def fields_shown(self) -> list[Field]:
        """The fields that somebody fills in."""
        return [field for field in self if field.name not in ("csrf_token", "seen")]


def _note(label: Any, missing: Any = None, hint: Any = "") -> TextAreaField:
    due = Optional() if missing is None else DataRequired(missing)
    return TextAreaField(label, [due, _note_short_enough], filters=[clean_lines], description=hint)


def _office_reason() -> SelectField:
    reasons = [("", _l("Pilih alasan")), *((each.value, label) for each, label in formats.OFFICE_REASONS.items())]
    return SelectField(_l("Alasan kantor"), [InputRequired(_l("Pilih alasannya."))], choices=options(reasons))


def _link(hint: Any) -> URLField:
    return URLField(_l("Tautan rapat"), [Optional(), _link_short_enough], filters=[clean], description=hint)


def _room(field: SelectField) -> str | None:
    """The room that is chosen, that there is none, or None for the one there is."""
    return NO_ROOM if field.data == _NO_ROOM else field.data or None


class Approve(ActForm):
    """E.3.c.3: on whose word a schedule is given, and where the session takes place."""

    ground = RadioField(
        _l("Dasar penjadwalan"),
        [InputRequired(_l("Pilih dasar penjadwalannya."))],
        choices=options((ground.value, label) for ground, label in formats.GROUNDS.items()),
        description=_l("Butir E.3.c.3: setiap jadwal menyebut dasarnya."),
    )
    given_by = StringField(
        _l("Diberikan oleh"),
        [InputRequired(_l("Tuliskan nama atau jabatannya.")), short_enough],
        filters=[clean],
        description=_l(
            "Nama atau jabatan yang memberi arahan atau pertimbangan, misalnya Kepala Subdirektorat DAU."
        ),
    )
    unit = SelectField(_l("Unit teknis yang menerima"), validate_choice=False)
    room = SelectField(_l("Ruang"), validate_choice=False)
    meeting_url = _link(_l("Diawali https://. Isikan ruang, tautan, atau keduanya."))

    def offer(self, around: Around) -> None:
        """The units, and the rooms: a video conference may have a link instead."""
        none = [(NO_ROOM, _LINK_ALONE)] if around.mode is Mode.VIDEO_CONFERENCE else []
        self.unit.choices = around.named(around.units, ("", _l("Pilih unit")))
        self.room.choices = around.named(around.rooms, *none)
        if around.mode is Mode.VISIT:
            del self.meeting_url

    def said(self) -> Values:
        """The ground as the closed list has it; what is empty is left out."""
        told = {name: value or None for name, value in super().said().items()}
        given = {"ground": Ground(self.ground.data), "given_by": self.given_by.data or ""}
        return told | given | {"room": self.room.data}


def _hours() -> list[str]:
    """The hours at which sessions of either mode start."""
    today = clock.now().date()
    policy = parameters.in_force().policy(today, today)
    return sorted({*policy.visit_sessions, *policy.video_sessions})


class Move(ActForm):
    """To which session and by which way a request or schedule is moved, and why."""

    slot = RadioField(_l("Sesi yang baru"), [InputRequired(_l("Pilih sesinya."))], validate_choice=False)
    date = Day(_l("Hari lain"))
    start = SelectField(_l("Jam lain"), validate_choice=False)
    mode = RadioField(_l("Cara konsultasi"), choices=options(MODES))
    room = SelectField(_l("Ruang"), validate_choice=False)
    meeting_url = _link(_l("Untuk video conference; diawali https://."))
    reason = _office_reason()
    note = _note(_l("Catatan untuk pemohon"))

    def offer(self, around: Around) -> None:
        """The next open sessions, and another day and hour."""
        if self.date.data is not None and not self.slot.data:
            self.slot.raw_data, self.slot.data = [OTHER], OTHER  # who fills in another day means it
        offered = [(slot_value(slot), formats.slot_label(slot)) for slot in around.slots]
        self.slot.choices = options([*offered, (OTHER, _l("Hari dan jam lain"))])
        self.start.choices = options([("", _l("Pilih jam")), *((hour, formats.hour(hour)) for hour in _hours())])
        self.room.choices = around.named(around.rooms, ("", _l("Ruang yang biasa")), (_NO_ROOM, _LINK_ALONE))

    def validate_slot(self, field: RadioField) -> None:
        """One of the offered sessions, or another."""
        if field.data and field.data != OTHER and slot_of(field.data) is None:
            raise ValidationError(_("Pilih sesinya dari daftar."))

    def validate_date(self, field: Day) -> None:
        """Due where another session is meant."""
        if self.slot.data == OTHER and field.data is None and not field.errors:
            raise ValidationError(_("Isikan harinya."))

    def validate_start(self, field: SelectField) -> None:
        """Due where another session is meant."""
        if self.slot.data == OTHER and field.data not in _hours():
            raise ValidationError(_("Pilih jamnya."))

    def validate_room(self, field: SelectField) -> None:
        """E.3.c.3: a visit takes place in a room."""
        if field.data == _NO_ROOM and self.mode.data == Mode.VISIT.value:
            raise ValidationError(_("Tatap muka selalu di sebuah ruang."))

    @property
    def _chosen(self) -> Slot | None:
        typed: date | None = self.date.data
        if self.slot.data == OTHER:
            return Slot(typed, str(self.start.data)) if typed is not None else None
        return slot_of(self.slot.data)

    def said(self) -> Values:
        """The session, the way, and the closed list's reason."""
        return {
            "slot": self._chosen,
            "mode": Mode(self.mode.data),
            "room": _room(self.room),
            "meeting_url": self.meeting_url.data or None,
            "reason": OfficeReason(self.reason.data),
            "note": self.note.data or "",
        }


class Ask(ActForm):
    """What the office wants to know."""

    question = _note(
        _l("Pertanyaan kepada pemohon"),
        _l("Tuliskan pertanyaannya."),
        _l("Pemohon menjawab lewat halaman permohonannya; permohonan tetap memegang sesinya."),
    )


class Reject(ActForm):
    """Why a request is turned down: one of the closed list, and words for the requester."""

    reason = SelectField(
        _l("Alasan"),
        [InputRequired(_l("Pilih alasannya."))],
        choices=options(
            [("", _l("Pilih alasan")), *((each.value, label) for each, label in formats.REJECT_REASONS.items())]
        ),
    )
    note = _note(
        _l("Penjelasan untuk pemohon"),
        _l("Tuliskan penjelasannya dengan singkat."),
        _l("Dibaca pemohon: apa yang kurang, dan apa yang dapat dilakukan. Suratnya tetap dapat dipakai lagi."),
    )

    def said(self) -> Values:
        """The closed list's reason, and the words."""
        return {"reason": RejectReason(self.reason.data), "note": self.note.data or ""}


class Withdraw(ActForm):
    """That the region itself asked for its request to be taken back."""

    asked = BooleanField(
        _l("Daerah meminta permohonan ini ditarik"),
        [InputRequired(_l("Centang bila daerah memang memintanya."))],
    )

    def said(self) -> Values:
        """Nothing more."""
        return {}


class Amend(ActForm):
    """Another unit, room or meeting link."""

    unit = SelectField(_l("Unit teknis yang menerima"), validate_choice=False)
    room = SelectField(_l("Ruang"), validate_choice=False)
    meeting_url = _link(_l("Diawali https://."))

    def offer(self, around: Around) -> None:
        """The units and rooms; what stays empty stays as it is. A visit has no link."""
        self.unit.choices = around.named(around.units, ("", _l("Tetap")))
        none = [(_NO_ROOM, _LINK_ALONE)] if around.mode is Mode.VIDEO_CONFERENCE else []
        self.room.choices = around.named(around.rooms, ("", _l("Tetap")), *none)
        if around.mode is Mode.VISIT:
            del self.meeting_url

    def said(self) -> Values:
        """What is to change."""
        told = {name: value or None for name, value in super().said().items()}
        return told | {"room": _room(self.room)}


class Release(ActForm):
    """Why the office takes a schedule back."""

    reason = _office_reason()
    note = _note(_l("Catatan untuk pemohon"))

    def said(self) -> Values:
        """The closed list's reason, and the words."""
        return {"reason": OfficeReason(self.reason.data), "note": self.note.data or ""}


class Cancel(ActForm):
    """Why a region gives its schedule up."""

    note = _note(_l("Alasan daerah"), _l("Tuliskan alasannya dengan singkat."))


class MarkAbsent(ActForm):
    """That nobody came, and whether the region gave notice of it."""

    notice = RadioField(
        _l("Kabar dari daerah"),
        [InputRequired(_l("Pilih salah satu."))],
        choices=options(
            [("no", _l("Tanpa kabar: tidak hadir")), ("yes", _l("Ada keterangan yang diterima: berhalangan"))]
        ),
    )
    note = _note(_l("Keterangan"), _l("Tuliskan keterangannya dengan singkat."))

    def said(self) -> Values:
        """Whether notice was given, and the words."""
        return {"notice": self.notice.data == "yes", "note": self.note.data}


class Restore(ActForm):
    """Why an absence is taken back."""

    note = _note(_l("Alasan ralat"), _l("Tuliskan alasannya dengan singkat."))


class Reopen(ActForm):
    """Why a closed record is opened again."""

    note = _note(_l("Yang perlu diperbaiki"), _l("Tuliskan alasannya dengan singkat."))
