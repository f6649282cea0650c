"""What an officer types of a letter that came by WhatsApp or e-mail, alone or with the request it makes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, cast

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    DateTimeLocalField,
    EmailField,
    Field,
    FieldList,
    Form,
    FormField,
    HiddenField,
    IntegerField,
    RadioField,
    SearchField,
    SelectField,
    StringField,
    TelField,
)
from wtforms.validators import AnyOf, DataRequired, InputRequired, Optional, Regexp, StopValidation, ValidationError
from wtforms.widgets import HiddenInput

from app import formats
from app.forms import options
from app.forms.people import PHONE, an_address, short_enough
from app.forms.request import ASKERS, MOST_ROWS, REGION, GuestRow, LetterStep, PartyStep, SessionStep, Typed
from app.forms.schedule import Day, slot_of
from app.texts import clean
from booking.terms import Channel
from rules.facts import WIB, Slot
from rules.regions import register

CAME_BY = (Channel.WHATSAPP, Channel.EMAIL)
"""E.3.b.1, E.3.c.1: the ways a letter comes to the Contact Center."""

_MINUTE = "%Y-%m-%dT%H:%M"
_PROVINCE = "province"


def minute(moment: datetime) -> str:
    """An instant as a field of day and hour carries it, WIB."""
    return moment.astimezone(WIB).strftime(_MINUTE)


class Moment(DateTimeLocalField):
    """A day and an hour in WIB, with words of our own where it cannot be read."""

    def __init__(self, label: Any, **more: Any) -> None:
        super().__init__(label, [InputRequired(_l("Isikan hari dan jam surat diterima."))], format=_MINUTE, **more)

    def process_formdata(self, valuelist: list[Any]) -> None:
        try:
            super().process_formdata([value[:16] for value in valuelist if value.strip()])
        except ValueError:
            raise ValueError(_("Tulis hari dan jamnya, misalnya 2026-11-20T10:05.")) from None

    @property
    def instant(self) -> datetime:
        """The instant that was typed."""
        return cast(datetime, self.data).replace(tzinfo=WIB)


def channel_field() -> RadioField:
    """How a letter came."""
    return RadioField(
        _l("Diterima melalui"),
        [AnyOf([each.value for each in CAME_BY], _l("Pilih WhatsApp atau e-mail."))],
        choices=options((each.value, formats.CHANNELS[each]) for each in CAME_BY),
        default=Channel.WHATSAPP.value,
        validate_choice=False,
    )


class DueWithARequest:
    """A field that is due where a request is made, and may stay empty where a letter is only taken in."""

    def __init__(self, missing: Any) -> None:
        self._missing = missing

    def __call__(self, form: Form, field: Field) -> None:
        if not field.data:
            raise StopValidation(self._missing if getattr(form, "asking", False) else "")


class Intake(LetterStep, SessionStep, PartyStep):
    """A letter as it came, and the request it makes where one is made (``asking``)."""

    asking = False

    once = HiddenField(filters=[clean])
    registered = IntegerField(widget=HiddenInput(), validators=[Optional()])
    channel = channel_field()
    received_at = Moment(_l("Waktu diterima (WIB)"))
    reason = StringField(_l("Alasan dicatat terlambat"), [short_enough], filters=[clean])
    asks_for = RadioField(
        _l("Surat ini dari"),
        [AnyOf([each for each, _label in ASKERS], _l("Pilih salah satu."))],
        choices=options(ASKERS),
        default=REGION,
        validate_choice=False,
    )
    institution = StringField(_l("Instansi"), [short_enough], filters=[clean])
    topic = SelectField(
        _l("Topik"), [DueWithARequest(_l("Pilih topik dari daftar."))], choices=[], validate_choice=False
    )
    slot = None  # type: ignore[assignment]  # a day and an hour stand for it
    day = Day(_l("Hari"), [Optional()])
    start = SelectField(_l("Jam"), default="", validate_choice=False)
    contact_name = StringField(_l("Nama narahubung"), [short_enough], filters=[clean])
    contact_phone = TelField(
        _l("Nomor telepon atau WhatsApp"),
        [
            DueWithARequest(_l("Isikan nomor yang dapat dihubungi.")),
            Regexp(PHONE, message=_l("Tulis nomor telepon dengan angka, misalnya 0812 3456 7890.")),
        ],
        filters=[clean],
    )
    contact_email = EmailField(
        _l("Alamat e-mail"),
        [
            DueWithARequest(_l("Isikan alamat e-mail; pemberitahuan dikirim ke sana.")),
            an_address,
            short_enough,
        ],
        filters=[clean],
    )
    guests = FieldList(FormField(GuestRow), _l("Tamu"), default=[{}], max_entries=MOST_ROWS)

    def offer_hours(self, hours: Iterable[str]) -> None:
        """Fill the list of hours at which a session may start."""
        named = ((each, f"{formats.hour(each)} WIB") for each in hours)
        self.start.choices = options([("", _("Sesi pertama yang tersedia")), *named])

    def validate_institution(self, field: StringField) -> None:
        """Due where no region stands for it."""
        if self.asks_for.data != REGION and not field.data:
            raise ValidationError(_("Tuliskan instansi pengirim surat."))

    def validate_start(self, field: SelectField) -> None:
        """Due with a day; a day is due with it."""
        if self.asking and bool(field.data) != bool(self.day.data):
            raise ValidationError(_("Pilih hari dan jamnya, atau kosongkan keduanya untuk sesi pertama."))
        if self.asking and field.data and self.chosen_slot is None:
            raise ValidationError(_("Pilih jam dari daftar."))

    def validate_contact_name(self, field: StringField) -> None:
        """Due where no guest stands for it."""
        if self.asking and not self.contact:
            raise ValidationError(_("Tuliskan siapa yang dapat dihubungi."))

    @property
    def sender(self) -> str:
        """Whose letter it is: as typed, else the region's own government."""
        region = register().get(self.region_code or "")
        if self.institution.data or region is None:
            return str(self.institution.data or "")
        province = "Provinsi " if region.kind == _PROVINCE else ""
        return f"Pemerintah {province}{region.name}"

    @property
    def contact(self) -> str:
        """Whom we ask: as typed, else the first guest."""
        return str(self.contact_name.data or "") or next(iter(self._named()), "")

    def _named(self) -> list[str]:
        return [row.form.name.data for row in self.guests if row.form.name.data]

    @property
    def chosen_slot(self) -> Slot | None:
        """The session that is wished for; None for the first free one."""
        wished: date | None = self.day.data
        return slot_of(f"{wished.isoformat()}T{self.start.data}") if wished and self.start.data else None


def with_slot(typed: Typed, taken: str | None) -> Typed:
    """What was typed, with a session that was offered and taken."""
    slot = slot_of(taken)
    return typed | {"day": [slot.date.isoformat()], "start": [slot.start]} if slot else typed


class Correction(FlaskForm):
    """When and how a letter really came, and why it is set right."""

    channel = channel_field()
    received_at = Moment(_l("Waktu diterima (WIB)"))
    reason = StringField(
        _l("Alasan koreksi"),
        [DataRequired(_l("Tuliskan alasan koreksinya.")), short_enough],
        filters=[clean],
    )


class FindRegion(Form):
    """The region whose ledger is looked for."""

    q = SearchField(_l("Cari daerah"), filters=[clean])
