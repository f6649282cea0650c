"""What the calendar is asked for: mode, month, region and the letter's day of receipt, all by address."""

from __future__ import annotations

import re
from datetime import date, datetime
from difflib import get_close_matches
from functools import cache
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, Form, RadioField, SelectField, StringField
from wtforms.validators import ValidationError

from app import formats
from app.forms import options
from app.forms.spelling import usual, written
from app.texts import clean
from rules import parameters
from rules.facts import WIB, CalendarMonth, Mode, Slot
from rules.regions import register

MODES = [
    (Mode.VISIT.value, _l("Tatap muka di kantor DJPK")),
    (Mode.VIDEO_CONFERENCE.value, _l("Video conference")),
]
_MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")
_SLOT = re.compile(r"\d{4}-\d\d-\d\dT([01]\d|2[0-3]):[0-5]\d")
_MONTHS_OFFERED = 12
_MOST_CANDIDATES = 12
_NEAREST, _ALIKE = 5, 0.7
_KINDS = ("kabupaten ", "kota administrasi ", "kota ", "provinsi ")


def month_of(text: str | None) -> CalendarMonth | None:
    """``2026-11`` as a month, where it is one for which the circular holds; else None."""
    found = _MONTH.fullmatch(text or "")
    month = CalendarMonth(int(found[1]), int(found[2])) if found else None
    return month if month and CalendarMonth.of(parameters.HOLDS_FROM) <= month <= last_month() else None


def slot_value(slot: Slot) -> str:
    """A slot as the form carries it."""
    return f"{slot.date.isoformat()}T{slot.start}"


def slot_of(value: str | None) -> Slot | None:
    """The slot a form carries; None for the first free one, and for what is no slot."""
    found = _SLOT.fullmatch(value or "")
    try:
        return Slot.at(datetime.fromisoformat(found[0]).replace(tzinfo=WIB)) if found else None
    except ValueError:
        return None


def regions_named(text: str) -> list[str]:
    """The codes of the regions a text means: a code, a whole name as it is usually spelled, else every name it is a
    part of."""
    code, wanted = text.strip(), usual(text)
    if code in register():
        return [code]
    names = _written()
    whole = [code for code, forms in names.items() if wanted in forms]
    return whole or [code for code, forms in names.items() if wanted and any(wanted in form for form in forms)]


@cache
def _written() -> dict[str, tuple[str, ...]]:
    return {code: written(region) for code, region in register().items()}


def only_region(text: str | None) -> str | None:
    """The code of the one region a text means; None for no text. Raises ValidationError for none or several, with the
    names that may be meant."""
    found = regions_named(text) if text else []
    if len(found) == 1 or not text:
        return found[0] if found else None
    alike = [register()[code].name for code in (found or regions_like(text))[:_NEAREST]]
    if found:
        raise ValidationError(_("Ada beberapa daerah dengan nama itu: %(names)s. Tulis satu.", names=", ".join(alike)))
    if alike:
        names = ", ".join(alike)
        raise ValidationError(_("Daerah itu tidak ditemukan. Apakah yang dimaksud %(names)s?", names=names))
    raise ValidationError(_("Daerah itu tidak ditemukan. Tulis namanya, misalnya Kota Manado."))


def regions_like(text: str) -> list[str]:
    """The codes of regions whose names are written much like a text, the most alike first."""
    names = _short_names()
    alike = get_close_matches(_short(usual(text)), names, n=_NEAREST, cutoff=_ALIKE)
    return [code for name in alike for code in names[name]]


@cache
def _short_names() -> dict[str, tuple[str, ...]]:
    """Regions by their folded name without its kind: Kabupaten Bima and Kota Bima under one."""
    found: dict[str, tuple[str, ...]] = {}
    for code, region in register().items():
        name = _short(region.name.casefold())
        found[name] = (*found.get(name, ()), code)
    return found


def _short(name: str) -> str:
    for kind in _KINDS:
        name = name.removeprefix(kind)
    return name


class Day(DateField):
    """A day, with words of our own where it cannot be read."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        try:
            super().process_formdata([clean(value) for value in valuelist if value.strip()])
        except ValueError:
            raise ValueError(_("Tulis tanggal sebagai tahun-bulan-hari, misalnya 2026-11-20.")) from None


class Wanted(Form):
    """The filters above the calendar. What cannot be read is told, and the calendar shown without it."""

    mode = RadioField(_l("Cara konsultasi"), choices=options(MODES), default=Mode.VISIT.value, validate_choice=False)
    region = StringField(_l("Daerah"), filters=[clean])
    received = Day(_l("Surat diterima"))
    month = SelectField(_l("Bulan"), default="", validate_choice=False)

    def validate_region(self, field: StringField) -> None:
        """One region, or none named."""
        found = regions_named(field.data) if field.data else []
        if field.data and not found:
            if self.candidates:
                raise ValidationError(_("Daerah itu tidak ditemukan. Pilih salah satu yang mirip, atau tulis namanya."))
            raise ValidationError(_("Daerah itu tidak ditemukan. Tulis namanya, misalnya Kota Manado."))
        if len(found) > _MOST_CANDIDATES:
            raise ValidationError(_("Ada %(count)s daerah dengan nama itu. Tulis lebih lengkap.", count=len(found)))
        if len(found) > 1:
            raise ValidationError(_("Ada beberapa daerah dengan nama itu. Pilih satu."))

    def validate_received(self, field: DateField) -> None:
        """A day for which the circular holds, and for which a calendar may be drawn."""
        first, last = parameters.HOLDS_FROM, date(last_month().year, 12, 31)
        if field.data and not first <= field.data <= last:
            raise ValidationError(
                _("Pilih tanggal antara %(first)s dan %(last)s.", first=first.isoformat(), last=last.isoformat())
            )

    @property
    def chosen_mode(self) -> Mode:
        return Mode.VIDEO_CONFERENCE if self.mode.data == Mode.VIDEO_CONFERENCE.value else Mode.VISIT

    @property
    def chosen_region(self) -> str | None:
        found = regions_named(self.region.data) if self.region.data else []
        return found[0] if len(found) == 1 else None

    @property
    def candidates(self) -> list[str]:
        """The names to choose from where what was typed is no one region's."""
        found = regions_named(self.region.data) if self.region.data else []
        if self.region.data and not found:
            found = regions_like(self.region.data)
        elif len(found) == 1 or len(found) > _MOST_CANDIDATES:
            found = []
        return [register()[code].name for code in found]

    def offer_months(self, today: date, shown: CalendarMonth) -> None:
        """Offer the months from this one on, and the one that is shown."""
        month: CalendarMonth | None = CalendarMonth.of(today)
        offered = {shown} if self.month.data else set()
        while month is not None and month <= last_month() and len(offered) < _MONTHS_OFFERED:
            offered.add(month)
            month = month.next
        months = [(formats.month_value(each), formats.month_name(each)) for each in sorted(offered)]
        self.month.choices = [("", _("Bulan sesi paling cepat")), *months]
        if self.month.data not in {value for value, _label in months}:
            self.month.data = ""

    @property
    def chosen_day(self) -> date | None:
        day: date | None = self.received.data
        return None if self.received.errors else day


def last_month() -> CalendarMonth:
    """The last month that is shown: December of the year after the last one whose days off are decreed."""
    return CalendarMonth(max(parameters.in_force().by_name["known_years"].values[-1].value) + 1, 12)
