"""The months and the province that a report is asked for, all by address."""

from __future__ import annotations

from datetime import date

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Form, SelectField
from wtforms.validators import ValidationError

from app import formats
from app.forms import options
from app.forms.schedule import month_of
from booking.reports import Period
from rules import parameters
from rules.facts import CalendarMonth
from rules.regions import register

_USUAL, _MOST = 12, 36
"""How many months are shown where none are asked for, and how many at most."""


class Wanted(Form):
    """The period above a report. What cannot be read is told, and the usual period shown."""

    dari = SelectField(_l("Dari bulan"), validate_choice=False)
    sampai = SelectField(_l("Sampai bulan"), validate_choice=False)
    provinsi = SelectField(_l("Provinsi"), default="", validate_choice=False)

    def offer(self, today: date) -> None:
        """Offer the months since the circular holds, the newest first, and the provinces. Months that were not chosen
        are the last twelve."""
        months = Period(CalendarMonth.of(parameters.HOLDS_FROM), CalendarMonth.of(today)).months
        named = [(formats.month_value(each), formats.month_name(each)) for each in reversed(months)]
        self.dari.choices = self.sampai.choices = options(named)
        provinces = [(region.code, region.name) for region in register().values() if region.kind == "province"]
        everywhere = ("", str(_("Semua provinsi")))
        self.provinsi.choices = options([everywhere, *sorted(provinces, key=lambda pair: pair[1])])
        self._usual = Period(months[-_USUAL:][0], months[-1])
        self.dari.data = self.dari.data or formats.month_value(self._usual.first)
        self.sampai.data = self.sampai.data or formats.month_value(self._usual.last)
        self.provinsi.data = self.provinsi.data or ""

    def validate_dari(self, field: SelectField) -> None:
        """A month that is offered."""
        _offered(field)

    def validate_sampai(self, field: SelectField) -> None:
        """A month that is offered, not before the first one, and not too long after it."""
        _offered(field)
        first, last = month_of(self.dari.data), month_of(field.data)
        if first is None or last is None:
            return
        if last < first:
            raise ValidationError(_("Pilih bulan yang sama dengan bulan pertama, atau sesudahnya."))
        if len(Period(first, last).months) > _MOST:
            raise ValidationError(_("Pilih paling lama %(count)s bulan sekaligus.", count=_MOST))

    def validate_provinsi(self, field: SelectField) -> None:
        """A province, or none named."""
        if field.data not in _values(field):
            raise ValidationError(_("Pilih provinsi dari daftar."))

    @property
    def period(self) -> Period:
        """What was asked for, where it was right; else the usual."""
        first, last = month_of(self.dari.data), month_of(self.sampai.data)
        if self.errors or first is None or last is None:
            return self._usual
        return Period(first, last, self.provinsi.data or None)


def _offered(field: SelectField) -> None:
    if field.data not in _values(field):
        raise ValidationError(_("Pilih bulan dari daftar."))


def _values(field: SelectField) -> set[str]:
    return {value for value, *_more in field.iter_choices()}
