"""What a unit says to a request put before it (E.3.c.3)."""

from __future__ import annotations

from datetime import date
from typing import Self

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import RadioField, SelectField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from app import formats
from app.forms import options
from app.forms.schedule import MODES, Day
from app.texts import clean_lines
from booking.terms import UnitAnswer
from rules import parameters
from rules.facts import Mode, Slot

_LONGEST_NOTE = 2_000


class Consider(FlaskForm):
    """Accept, decline, or propose another session or way. One of several on a page, each with its request's prefix."""

    answer = RadioField(
        _l("Pertimbangan unit"),
        [InputRequired(_l("Pilih pertimbangannya."))],
        choices=options((answer.value, label) for answer, label in formats.UNIT_ANSWERS.items()),
    )
    slot = Day(_l("Usulan hari"), [Optional()])
    start = SelectField(_l("Usulan jam"), validate_choice=False)
    mode = SelectField(_l("Usulan cara"), choices=[], validate_choice=False)
    note = TextAreaField(
        _l("Catatan untuk petugas"),
        [Length(max=_LONGEST_NOTE, message=_l("Paling panjang %(max)d huruf."))],
        filters=[clean_lines],
    )

    @classmethod
    def of(cls, reference: str, today: date, *, sent: bool = False) -> Self:
        """The form of one request; only the one that was sent reads what was sent."""
        form = cls(prefix=reference, **({} if sent else {"formdata": None}))
        policy = parameters.in_force().policy(today, today)
        hours = sorted({*policy.visit_sessions, *policy.video_sessions})
        form.start.choices = options([("", _("Jam")), *((hour, f"{formats.hour(hour)} WIB") for hour in hours)])
        form.mode.choices = options([("", _("Cara tetap")), *MODES])
        return form

    def validate_start(self, field: SelectField) -> None:
        """An hour of the list where a day is proposed, and none without one."""
        hours = {choice[0] for choice in field.iter_choices()}
        if (field.data or "") not in hours or (self.slot.data and not field.data):
            raise ValidationError(_("Pilih jam yang diusulkan."))
        if field.data and not self.slot.data and not self.slot.errors:
            raise ValidationError(_("Isikan juga harinya."))

    @property
    def proposes(self) -> bool:
        return bool(self.answer.data == UnitAnswer.PROPOSE.value)

    @property
    def chosen_slot(self) -> Slot | None:
        """The session that is proposed, if one is."""
        return Slot(self.slot.data, self.start.data) if self.proposes and self.slot.data and self.start.data else None

    @property
    def chosen_mode(self) -> Mode | None:
        """The way that is proposed, if one is."""
        return Mode(self.mode.data) if self.proposes and self.mode.data in set(Mode) else None
