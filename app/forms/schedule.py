"""What the calendar is asked for: mode, month, region and the letter's day of receipt, all by address."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, Form, HiddenField, RadioField, StringField
from wtforms.validators import ValidationError

from app.forms import options
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
_SEVERAL = 5


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
    """The codes of the regions a text means: a code, a whole name, else every name it is a part of."""
    regions, wanted = register(), " ".join(text.split()).casefold()
    if wanted in regions:
        return [wanted]
    whole = [code for code, region in regions.items() if region.name.casefold() == wanted]
    return whole or [code for code, region in regions.items() if wanted and wanted in region.name.casefold()]


def only_region(text: str | None) -> str | None:
    """The code of the one region a text means; None for no text. Raises ValidationError for none or several."""
    found = regions_named(text) if text else []
    if text and not found:
        raise ValidationError(_("Daerah itu tidak ditemukan. Tulis namanya, misalnya Kota Manado."))
    if len(found) > 1:
        names = ", ".join(register()[code].name for code in found[:_SEVERAL])
        raise ValidationError(_("Ada beberapa daerah dengan nama itu: %(names)s. Pilih satu.", names=names))
    return found[0] if found else None


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
    month = HiddenField()

    def validate_region(self, field: StringField) -> None:
        """One region, or none named."""
        only_region(field.data)

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
    def chosen_day(self) -> date | None:
        day: date | None = self.received.data
        return None if self.received.errors else day


def last_month() -> CalendarMonth:
    """The last month that is shown: December of the year after the last one whose days off are decreed."""
    return CalendarMonth(max(parameters.in_force().by_name["known_years"].values[-1].value) + 1, 12)
