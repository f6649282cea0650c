"""What an administrator types: people, tokens, units, topics, rooms, and what is looked for in the journal."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import IntegerField, SearchField, SelectField, StringField
from wtforms.validators import AnyOf, DataRequired, Optional, ValidationError

from app import formats
from app.forms import options
from app.forms.people import address, line, short_enough
from app.forms.schedule import Day, only_region
from app.texts import clean, email
from booking.lists import Entry
from booking.models import Topic, Unit
from booking.staff import Who
from booking.terms import STAFF, Role

SIGNING_IN = tuple(role for role in formats.ROLES if role in STAFF or role is Role.REGION)
_PLACE = re.compile(r"0*[1-9][0-9]{0,2}")
OPEN, CLOSED = "open", "closed"


def _roles(first: Any) -> list[Any]:
    return options([("", first), *((role.value, formats.ROLES[role]) for role in SIGNING_IN)])


class _Asked(FlaskForm):
    """Asked by address, so nothing to prove."""

    class Meta:
        csrf = False


class SearchMails(_Asked):
    """A recipient or what a mail is about."""

    q = SearchField(_l("Cari surel"), filters=[clean])


class SearchPeople(_Asked):
    """Part of a name or an address, a role, and whether the account is open."""

    q = SearchField(_l("Nama atau alamat e-mail"), filters=[clean])
    role = SelectField(_l("Peran"), choices=_roles(_l("Semua peran")), default="")
    active = SelectField(
        _l("Akun"),
        choices=options([("", _l("Semua akun")), (OPEN, _l("Aktif")), (CLOSED, _l("Ditutup"))]),
        default="",
    )


class Person(FlaskForm):
    """Who somebody is: a region or a unit only where the role needs it."""

    name = line(_l("Nama lengkap"), _l("Tuliskan namanya."))
    role = SelectField(
        _l("Peran"),
        [AnyOf([role.value for role in SIGNING_IN], _l("Pilih perannya."))],
        choices=_roles(_l("Pilih peran")),
        validate_choice=False,
    )
    region = StringField(_l("Daerah"), filters=[clean])
    unit = SelectField(_l("Unit teknis"), validate_choice=False)

    def validate_region(self, field: StringField) -> None:
        """One region, where the role speaks for one."""
        if self.role.data != Role.REGION.value:
            return
        if not field.data:
            raise ValidationError(_("Tuliskan daerahnya."))
        only_region(field.data)

    def validate_unit(self, field: SelectField) -> None:
        """A unit, where the role speaks for one."""
        if self.role.data == Role.UNIT.value and not field.data:
            raise ValidationError(_("Pilih unitnya."))

    def offer(self, units: Iterable[Unit]) -> None:
        """Fill the list of units."""
        self.unit.choices = options([("", _l("Pilih unit")), *((each.code, formats.named(each)) for each in units)])

    def who(self) -> Who:
        """What the form says, once it is valid."""
        role = Role(self.role.data)
        region = only_region(self.region.data) if role is Role.REGION else None
        unit = (self.unit.data or None) if role is Role.UNIT else None
        return Who(str(self.name.data), role, region, unit)


class NewPerson(Person):
    """The same with an address, which stays."""

    email = address(_l("Alamat e-mail"), _l("Isikan alamat e-mail; tautan kata sandi dikirim ke sana."))

    def mailbox(self) -> str:
        """The address as it is kept."""
        return email(self.email.data or "") or ""


class IssueToken(FlaskForm):
    """What a token is for."""

    purpose = line(_l("Untuk apa token ini"), _l("Tuliskan untuk apa token ini."))


class ListEntry(FlaskForm):
    """A unit or room: its names in both languages."""

    name = line(_l("Nama"), _l("Tuliskan namanya."))
    name_en = line(_l("Nama dalam bahasa Inggris"), _l("Tuliskan nama Inggrisnya."))

    def entry(self) -> Entry:
        """What the form says, once it is valid."""
        return Entry(str(self.name.data), str(self.name_en.data))


class _Place(IntegerField):
    """A place from 1, with words of our own where it cannot be read."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        said = [clean(value) for value in valuelist if value.strip()]
        if any(not _PLACE.fullmatch(value) for value in said):
            raise ValueError(_("Tulis angka mulai dari 1."))
        super().process_formdata(said)


class TopicEntry(ListEntry):
    """A topic: also the unit it is proposed to and its place among the topics."""

    unit = SelectField(_l("Diusulkan ke unit"), [Optional()], validate_choice=False)
    place = _Place(_l("Urutan dalam daftar"), [Optional()])

    def offer(self, units: Sequence[Unit]) -> None:
        """Fill the list of units."""
        none = ("", _l("Tanpa usulan: petugas yang memilih"))
        self.unit.choices = options([none, *((each.code, formats.named(each)) for each in units)])

    def entry(self) -> Entry:
        """What the form says, once it is valid."""
        return Entry(str(self.name.data), str(self.name_en.data), self.unit.data or None, self.place.data)


def code_field() -> StringField:
    """A code, given once."""
    return StringField(_l("Kode"), [DataRequired(_l("Tuliskan kodenya.")), short_enough], filters=[clean])


class NewEntry(ListEntry):
    """A unit or room that is new."""

    code = code_field()


class NewTopic(TopicEntry):
    """A topic that is new."""

    code = code_field()


def filled_from(form: ListEntry, row: Any) -> None:
    """Show what a row says."""
    form.name.data, form.name_en.data = row.name, row.name_en
    if isinstance(form, TopicEntry) and isinstance(row, Topic):
        form.unit.data, form.place.data = row.unit_code or "", row.position + 1


class SearchLooks(_Asked):
    """Whose looks, at which booking, and in which days."""

    ref = StringField(_l("Nomor permohonan"), filters=[clean])
    who = StringField(_l("Oleh siapa"), filters=[clean])
    first = Day(_l("Sejak hari"))
    last = Day(_l("Sampai hari"))


class SearchJournal(SearchLooks):
    """What is looked for in the journal."""

    ref = StringField(_l("Nomor permohonan atau pengaduan"), filters=[clean])
    letter = StringField(_l("Nomor surat"), filters=[clean])
    act = SelectField(_l("Yang terjadi"), default="", validate_choice=False)
    stream = SelectField(_l("Rantai"), default="", validate_choice=False)
