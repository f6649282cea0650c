"""What the office types about its days: closures, lists of days off, blocked rooms, and who is to be moved where."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date as calendar_day
from datetime import timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, Optional, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from app import formats
from app.feeds import daylist
from app.forms import options
from app.forms.schedule import Day
from app.texts import clean
from booking.days import LONGEST_NAME, DayOff
from rules.facts import Slot

YEAR, CLOSURES = "year", "closures"
LONGEST_SPAN = 31
"""Days of one closure or block: more is rather a typing error in its end."""

_short = Length(max=LONGEST_NAME, message=_l("Paling panjang %(max)d huruf."))


def _words(label: Any, missing: Any) -> StringField:
    return StringField(label, [DataRequired(missing), _short], filters=[clean])


class _Span(FlaskForm):
    """A day, or a day and the last of those that follow it."""

    date = Day(_l("Tanggal"), [InputRequired(_l("Isi tanggalnya."))])
    until = Day(_l("Sampai tanggal"), [Optional()])

    def validate_until(self, field: Day) -> None:
        """No earlier than the first day, and not far after it."""
        first, last = self.date.data, field.data
        if first and last and not 0 <= (last - first).days < LONGEST_SPAN:
            raise ValidationError(
                _("Isi tanggal yang sama atau sesudahnya, paling lama %(most)s hari.", most=LONGEST_SPAN)
            )

    def span(self) -> list[calendar_day]:
        """The days that are meant."""
        first = self.date.data
        if first is None:
            return []
        last = self.until.data or first
        return [first + timedelta(days=place) for place in range((last - first).days + 1)]


class CloseDays(_Span):
    """Days on which the office is closed."""

    name = _words(_l("Nama hari"), _l("Tuliskan apa harinya."))
    decree = _words(_l("Dasar penetapan"), _l("Tuliskan dasarnya."))

    def days(self) -> list[DayOff]:
        """The days with their name."""
        return [DayOff(day, self.name.data or "") for day in self.span()]


class EnterList(FlaskForm):
    """A list of days off: a year's whole, or closures beside the holidays."""

    what = RadioField(
        _l("Isi daftar"),
        [InputRequired(_l("Pilih salah satu."))],
        choices=options(
            [
                (YEAR, _l("Semua hari libur dan cuti bersama satu tahun")),
                (CLOSURES, _l("Tambahan hari tutup, di samping hari libur yang sudah ada")),
            ]
        ),
    )
    decree = _words(_l("Dasar penetapan"), _l("Tuliskan dasarnya."))
    file = FileField(_l("Berkas CSV atau ICS"))
    text = TextAreaField(_l("Tempelan daftar"))

    def validate(self, *args: Any, **more: Any) -> bool:
        """Reads the list too, from the file where one came. Each wrong line is told where the list was given."""
        fits = super().validate(*args, **more)
        self.listed = self._read()
        return bool(fits and self.listed)

    def _read(self) -> list[DayOff]:
        sent = self.file.data
        given = self.file if sent else self.text
        content = sent.read(daylist.LARGEST + 1) if sent else (self.text.data or "").encode()
        if not content.strip() and not sent:
            return self._wrong(given, [_("Pilih berkasnya, atau tempel daftarnya di sini.")])
        found = daylist.read(content)
        if found.wrong:
            return self._wrong(given, found.said)
        years = sorted({each.date.year for each in found.days})
        if self.what.data == YEAR and len(years) > 1:
            named = ", ".join(str(year) for year in years)
            said = _("Daftar ini memuat beberapa tahun (%(years)s). Kirim satu tahun saja.", years=named)
            return self._wrong(given, [said])
        return found.days

    def _wrong(self, field: Any, said: list[str]) -> list[DayOff]:
        field.errors = [*field.errors, *said]
        return []


class _Hours(SelectMultipleField):
    """Hours to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class BlockRoom(_Span):
    """A room that is not to be had at some hours of a day, or of some days."""

    room = SelectField(_l("Ruang"), [InputRequired(_l("Pilih ruangnya."))], validate_choice=False)
    hours = _Hours(_l("Jam"), validate_choice=False)
    reason = _words(_l("Alasan"), _l("Tuliskan alasannya."))

    def offer(self, rooms: Iterable[Any], hours: Iterable[str]) -> None:
        """Fill the lists to choose from."""
        self.room.choices = options((room.code, formats.named(room)) for room in rooms)
        self.hours.choices = options((hour, formats.hour(hour)) for hour in hours)

    def slots(self) -> list[Slot]:
        """The hours of each day that are meant."""
        return [Slot(day, hour) for day in self.span() for hour in self.hours.data or []]
