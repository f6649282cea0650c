"""What reception types of a party that it turns away."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, StringField, TimeField
from wtforms.validators import AnyOf, Optional, ValidationError

from app.forms import options
from app.forms.complaint import token_or_new
from app.forms.people import line, short_enough
from app.forms.schedule import Day
from app.texts import clean
from booking.terms import TurnedAwayFor
from rules import parameters
from rules.facts import WIB

REASONS = {
    TurnedAwayFor.WALK_IN: _l("Datang tanpa jadwal"),
    TurnedAwayFor.WRONG_DAY: _l("Datang bukan pada hari jadwalnya"),
    TurnedAwayFor.OUTSIDE_WINDOW: _l("Datang terlalu awal, atau sesinya sudah selesai"),
    TurnedAwayFor.GUEST_CAP: _l("Tamunya lebih banyak dari batas"),
}


class _Hour(TimeField):
    """An hour, with words of our own where it cannot be read."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        said = [clean(value).replace(".", ":") for value in valuelist if value.strip()]
        try:
            super().process_formdata(said)
        except ValueError:
            raise ValueError(_("Tulis jam dan menitnya, misalnya 09.15.")) from None


class TurnAway(FlaskForm):
    """Who was turned away, why and when. ``token`` makes of a form that is sent twice one party."""

    code = RadioField(
        _l("Mengapa tidak diterima"),
        [AnyOf(list(TurnedAwayFor), _l("Pilih alasannya."))],
        choices=options((code.value, label) for code, label in REASONS.items()),
        validate_choice=False,
    )
    name = line(_l("Nama tamu"), _l("Tuliskan nama tamunya."))
    institution = line(_l("Instansi"), _l("Tuliskan instansinya."))
    reference = StringField(_l("Nomor permohonan"), [Optional(), short_enough], filters=[clean])
    day = Day(_l("Tanggal"), [Optional()])
    happened_at = _Hour(_l("Jam"))
    token = HiddenField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.token.data = token_or_new(self.token.data)

    def validate_day(self, field: Day) -> None:
        """No day before the circular, and none without its hour."""
        if field.data and field.data < parameters.HOLDS_FROM:
            raise ValidationError(_("Periksa tahunnya."))

    def validate_happened_at(self, field: _Hour) -> None:
        """An hour, where a day is told."""
        if self.day.data and not field.data:
            raise ValidationError(_("Tuliskan juga jamnya."))

    def when(self, now: datetime) -> datetime:
        """When it happened: now, where nothing is told; today, where the hour alone is."""
        if self.happened_at.data is None:
            return now
        day: date = self.day.data or now.date()
        return datetime.combine(day, self.happened_at.data, WIB)

    def said(self) -> list[str]:
        """All that was typed, to tell the same form from another."""
        fields = (self.code, self.name, self.institution, self.reference, self.day, self.happened_at)
        return [str(field.data or "") for field in fields]
