"""What reception types: what was scanned, who entered and left, whose travel order was signed, who comes instead."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    FieldList,
    FormField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectMultipleField,
    StringField,
    TimeField,
)
from wtforms.validators import DataRequired, InputRequired, Length, ValidationError
from wtforms.widgets import HiddenInput

from app.forms.people import short_enough
from app.forms.request import MOST_ROWS, GuestRow
from app.forms.schedule import Day
from app.texts import clean
from rules.facts import WIB

_LONGEST_SCANNED = 200


class Scan(FlaskForm):
    """A pass as a scanner types it, a reference, or a name."""

    said = StringField(
        _l("Pas, nomor permohonan, atau nama"),
        [
            DataRequired(_l("Pindai pas, atau ketik nomor permohonan, nama tamu, atau instansi.")),
            Length(max=_LONGEST_SCANNED, message=_l("Paling panjang %(max)d huruf.")),
        ],
        filters=[clean],
    )


class Hour(TimeField):
    """An hour of the day, with words of our own where it cannot be read."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        try:
            super().process_formdata([value.replace(".", ":") for value in map(clean, valuelist) if value])
        except ValueError:
            raise ValueError(_("Tulis jam seperti 09:05.")) from None


class OfAParty(FlaskForm):
    """A form about one party. Many stand on one page, so each field has an id of its own. ``seen`` is the number of
    changes that the party had on the page: what was made for another one is not done."""

    reference = HiddenField(filters=[clean])
    seen = IntegerField(widget=HiddenInput(), validators=[InputRequired(_l("Muat ulang halaman ini, lalu ulangi."))])

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        for field in self:
            field.id = f"{type(self).__name__.lower()}-{self.about}-{field.name}"

    @property
    def about(self) -> str:
        """What tells this form from others of its kind on the page."""
        return str(self.reference.data)

    @property
    def wrong(self) -> bool:
        """Whether there is something to mend."""
        return bool(self.errors)


class _WithAnHour(OfAParty):
    """``day`` and ``now`` are set before it is validated: an hour is one of the session's day that has come."""

    happened_at = Hour()
    day: date
    now: datetime

    @property
    def instant(self) -> datetime | None:
        """The instant that was typed, WIB; None for now."""
        typed = self.happened_at.data
        return datetime.combine(self.day, typed, WIB) if typed is not None else None

    def validate_happened_at(self, _field: Hour) -> None:
        """Not later than now."""
        if self.instant is not None and self.instant > self.now:
            raise ValidationError(_("Jam itu belum tiba."))


class CheckIn(_WithAnHour):
    """The guests of a party who enter now, or entered at an hour that stands on the paper sheet. ``queued_mark`` is the
    tablet's, under which the form comes again where its answer was lost."""

    queued_mark = HiddenField(validators=[short_enough], filters=[clean])
    guests = SelectMultipleField(_l("Tamu yang masuk sekarang"), coerce=int, validate_choice=False)
    happened_at = Hour(_l("Masuk pukul"))


class Depart(_WithAnHour):
    """The guests of a party who leave now, or left at an hour that stands on the paper sheet."""

    guests = SelectMultipleField(
        _l("Tamu yang pulang"), [DataRequired(_l("Pilih tamu yang pulang."))], coerce=int, validate_choice=False
    )
    happened_at = Hour(_l("Pulang pukul"))


class UndoCheckIn(OfAParty):
    """A guest who was checked in by mistake, and why."""

    guest = IntegerField(widget=HiddenInput())
    note = StringField(_l("Alasan ralat"), [short_enough], filters=[clean])

    @property
    def about(self) -> str:
        return str(self.guest.data)


class SignTravelOrder(OfAParty):
    """E.3.c.7: whose travel order was signed, with its number and day."""

    guest = RadioField(
        _l("Tamu"), [InputRequired(_l("Pilih tamunya."))], coerce=int, choices=[], validate_choice=False
    )
    number = StringField(
        _l("Nomor SPPD"), [DataRequired(_l("Tuliskan nomor SPPD.")), short_enough], filters=[clean]
    )
    dated_on = Day(_l("Tanggal SPPD"), [InputRequired(_l("Isikan tanggal yang tertulis pada SPPD."))])


class GuestsAtTheDesk(FlaskForm):
    """The party as it stands at the desk, and why it is another one than was named."""

    guests = FieldList(FormField(GuestRow), _l("Tamu"), max_entries=MOST_ROWS)
    seen = IntegerField(widget=HiddenInput(), validators=[InputRequired(_l("Muat ulang halaman ini, lalu ulangi."))])
    note = StringField(
        _l("Alasan perubahan"),
        [DataRequired(_l("Tuliskan alasannya dengan singkat.")), short_enough],
        filters=[clean],
    )
