"""What the inbox is asked for, all by address: words, filters and the order."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, SearchField, SelectField, StringField

from app import formats
from app.forms import options
from app.forms.schedule import only_region
from app.texts import clean
from booking.due import Due
from rules.facts import Mode

BY_AGE, BY_DAY = "age", "day"
DUE = {
    Due.LATE: _l("Putusan terlambat"),
    Due.NEAR: _l("Sesi sudah dekat"),
    Due.RECORD: _l("Berkas terlambat"),
}
NARROWING = ("q", "region", "mode", "unit", "due")
"""What narrows the list, and is taken away together."""


class Filters(FlaskForm):
    """The search and the filters above the list; asked by address, so nothing to prove. What is no choice chooses
    nothing, and a region that cannot be read is told while the list is shown without it."""

    class Meta:
        csrf = False

    tab = HiddenField()
    q = SearchField(_l("Cari permohonan"), filters=[clean])
    region = StringField(_l("Daerah"), filters=[clean])
    mode = SelectField(
        _l("Cara konsultasi"),
        choices=options([("", _l("Semua cara")), *((mode.value, label) for mode, label in formats.MODES.items())]),
        validate_choice=False,
    )
    unit = SelectField(_l("Unit teknis"), validate_choice=False)
    due = SelectField(
        _l("Yang perlu perhatian"),
        choices=options([("", _l("Semua")), *((due.value, label) for due, label in DUE.items())]),
        validate_choice=False,
    )
    order = SelectField(
        _l("Urutan"),
        choices=options([(BY_AGE, _l("Menurut lama menunggu")), (BY_DAY, _l("Menurut hari sesi"))]),
        default=BY_AGE,
        validate_choice=False,
    )

    def offer(self, units: Iterable[Any]) -> None:
        """Fill the list of units, and take away what is no choice."""
        self.unit.choices = options(
            [("", _l("Semua unit")), *((unit.code, formats.named(unit)) for unit in units)]
        )
        for field in (self.mode, self.unit, self.due, self.order):
            values = [value for value, *_label in field.iter_choices()]
            field.data = field.data if field.data in values else values[0]

    def validate_region(self, field: StringField) -> None:
        """One region, or none named."""
        only_region(field.data)

    @property
    def chosen_region(self) -> str | None:
        return only_region(self.region.data) if not self.region.errors else None

    @property
    def chosen_mode(self) -> Mode | None:
        return Mode(self.mode.data) if self.mode.data else None

    @property
    def chosen_due(self) -> Due | None:
        return Due(self.due.data) if self.due.data else None

    @property
    def narrows(self) -> list[str]:
        """The names of the filters that narrow the list."""
        return [name for name in NARROWING if self[name].data and not self[name].errors]

    @property
    def narrows_further(self) -> bool:
        """Whether something is set, or wrong, besides the search."""
        return bool(set(self.narrows) - {"q"} or self.region.errors or self.order.data != BY_AGE)

    def kept(self, *, without: Iterable[str] = ()) -> dict[str, str]:
        """What the addresses of tabs and pages remember."""
        named = {name: self[name].data for name in NARROWING if name not in without}
        if self.order.data != BY_AGE:
            named["order"] = self.order.data
        return {name: value for name, value in named.items() if value}
