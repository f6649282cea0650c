"""A request as the clerk fills it in; a letter already uploaded stays with it, signed for the person who did."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Any, cast

from flask import current_app
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from itsdangerous import BadSignature, URLSafeSerializer
from wtforms import (
    BooleanField,
    EmailField,
    FieldList,
    Form,
    FormField,
    HiddenField,
    RadioField,
    SelectField,
    StringField,
    TelField,
    TextAreaField,
)
from wtforms.validators import AnyOf, DataRequired, InputRequired, Length, Regexp, ValidationError

from app import formats
from app.forms import options
from app.forms.schedule import MODES, Day, slot_of, slot_value
from app.texts import clean, clean_lines, email
from booking.models import Topic
from booking.workflow.submission import NamedGuest, NamedLetter, Submission
from rules.facts import Mode, Office, Slot, letter_key

_LONGEST = 200
_LONGEST_NOTE = 2_000
_PHONE = re.compile(r"\+?[0-9][0-9 ().-]{6,24}")
_WHOLE_PHONE = re.compile(_PHONE.pattern + r"\Z")
_NIP_DIGITS = 18
_ROWS = 2
_note_short_enough = Length(max=_LONGEST_NOTE, message=_l("Paling panjang %(max)d huruf."))
_short_enough = Length(max=_LONGEST, message=_l("Paling panjang %(max)d huruf."))


def _an_address(form: Form, field: EmailField) -> None:
    if email(field.data or "") is None:
        raise ValidationError(_("Tulis alamat e-mail yang lengkap, misalnya nama@contoh.go.id."))


def text(label: Any, missing: Any, **more: Any) -> StringField:
    """A line of text that is due."""
    return StringField(label, [DataRequired(missing), _short_enough], filters=[clean], **more)


class GuestRow(Form):
    """Somebody who comes. A row left blank is no guest."""

    name = StringField(_l("Nama lengkap"), [_short_enough], filters=[clean])
    position = StringField(_l("Jabatan"), [_short_enough], filters=[clean])
    office = SelectField(_l("Kedudukan"), choices=[], validate_choice=False)
    nip = StringField(_l("NIP"), filters=[clean])
    phone = TelField(_l("Nomor telepon"), filters=[clean])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.office.choices = options((office.value, label) for office, label in formats.OFFICES.items())

    @property
    def blank(self) -> bool:
        return not (self.name.data or self.position.data or self.nip.data or self.phone.data)

    def validate_name(self, field: StringField) -> None:
        """Due in a row that is not blank."""
        if not self.blank and not field.data:
            raise ValidationError(_("Tuliskan nama tamu ini."))

    def validate_position(self, field: StringField) -> None:
        """Due in a row that is not blank."""
        if not self.blank and not field.data:
            raise ValidationError(_("Tuliskan jabatan tamu ini."))

    def validate_office(self, field: SelectField) -> None:
        """One of the closed list."""
        if field.data not in set(Office):
            raise ValidationError(_("Pilih kedudukan tamu dari daftar."))

    def validate_nip(self, field: StringField) -> None:
        """Eighteen digits, where it is given."""
        digits = str(field.data or "").replace(" ", "")
        if digits and not (digits.isascii() and digits.isdigit() and len(digits) == _NIP_DIGITS):
            raise ValidationError(_("NIP terdiri atas 18 angka. Kosongkan bila tidak ada."))

    def validate_phone(self, field: StringField) -> None:
        """A telephone number, where it is given."""
        if field.data and not _PHONE.fullmatch(field.data):
            raise ValidationError(_("Tulis nomor telepon dengan angka, misalnya 0812 3456 7890."))

    def named(self) -> NamedGuest:
        """The guest of this row."""
        nip = (self.nip.data or "").replace(" ", "") or None
        return NamedGuest(
            str(self.name.data), str(self.position.data), Office(self.office.data), nip, self.phone.data or None
        )


class NewRequest(FlaskForm):
    """Everything a request needs."""

    institution = text(_l("Instansi"), _l("Tuliskan instansi pengirim surat."))
    letter_number = text(_l("Nomor surat"), _l("Tuliskan nomor suratnya."))
    letter_date = Day(_l("Tanggal surat"), [InputRequired(_l("Isikan tanggal yang tertulis pada surat."))])
    letter_subject = text(_l("Perihal"), _l("Tuliskan perihal suratnya."))
    addressed = BooleanField(_l("Surat ini ditujukan kepada Direktur Jenderal Perimbangan Keuangan"))
    letter_file = FileField(_l("Berkas surat"))
    kept = HiddenField()
    mode = RadioField(
        _l("Cara konsultasi"),
        [AnyOf(list(Mode), _l("Pilih tatap muka atau video conference."))],
        choices=options(MODES),
        default=Mode.VISIT.value,
        validate_choice=False,
    )
    slot = SelectField(_l("Sesi"), choices=[], default="", validate_choice=False)
    topic = SelectField(_l("Topik"), [DataRequired(_l("Pilih topik dari daftar."))], choices=[], validate_choice=False)
    contact_name = text(_l("Nama narahubung"), _l("Tuliskan siapa yang dapat dihubungi."))
    contact_phone = TelField(
        _l("Nomor telepon atau WhatsApp"),
        [
            DataRequired(_l("Isikan nomor yang dapat dihubungi.")),
            Regexp(_WHOLE_PHONE, message=_l("Tulis nomor telepon dengan angka, misalnya 0812 3456 7890.")),
        ],
        filters=[clean],
    )
    contact_email = EmailField(
        _l("Alamat e-mail"),
        [
            DataRequired(_l("Isikan alamat e-mail; pemberitahuan dikirim ke sana.")),
            _an_address,
            _short_enough,
        ],
        filters=[clean],
    )
    guests = FieldList(FormField(GuestRow), _l("Tamu"), default=[{}] * _ROWS)

    def offer(self, topics: Sequence[Topic], slots: Sequence[Slot], region: str | None) -> None:
        """Fill the lists to choose from; a slot chosen before and no longer open stays in its list, marked."""
        self.topic.choices = options([("", _("Pilih topik")), *((each.code, formats.named(each)) for each in topics)])
        labels = {slot_value(slot): self._labelled(slot, region) for slot in slots}
        first = _("Sesi pertama yang tersedia")
        if slots:
            first = _("Sesi pertama yang tersedia, saat ini %(slot)s", slot=self._labelled(slots[0], region))
        choices = [("", first)]
        if self.lost(slots):
            chosen = slot_of(self.slot.data)
            lost = self._labelled(chosen, region) if chosen else ""
            choices.append((self.slot.data, _("%(slot)s (tidak tersedia)", slot=lost)))
        self.slot.choices = options([*choices, *labels.items()])

    def lost(self, slots: Sequence[Slot]) -> bool:
        """Whether a slot was chosen that is not among the open ones."""
        chosen = slot_of(self.slot.data)
        return chosen is not None and chosen not in slots

    def _labelled(self, slot: Slot, region: str | None) -> str:
        return f"{formats.long_day(slot.date)}, {formats.hours_for(slot, self.chosen_mode, region)}"

    @property
    def chosen_mode(self) -> Mode:
        return Mode.VIDEO_CONFERENCE if self.mode.data == Mode.VIDEO_CONFERENCE.value else Mode.VISIT

    def validate_letter_number(self, field: StringField) -> None:
        """A number by which letters can be told apart."""
        if not letter_key(field.data):
            raise ValidationError(_("Nomor surat memuat sedikitnya satu huruf atau angka."))

    def validate_slot(self, field: SelectField) -> None:
        """Empty, or a slot."""
        if field.data and slot_of(field.data) is None:
            raise ValidationError(_("Pilih sesi dari daftar."))

    def submission(self, region: str | None) -> Submission:
        """What is asked for."""
        rows = [entry.form for entry in self.guests]
        return Submission(
            mode=self.chosen_mode,
            region=region,
            institution=str(self.institution.data),
            letter=NamedLetter(
                number=str(self.letter_number.data),
                dated_on=cast(date, self.letter_date.data),
                subject=str(self.letter_subject.data),
                addressed_to_director_general=self.addressed.data,
            ),
            slot=slot_of(self.slot.data),
            topic=self.topic.data,
            contact_name=str(self.contact_name.data),
            contact_phone=str(self.contact_phone.data),
            contact_email=str(self.contact_email.data),
            guests=tuple(row.named() for row in rows if not row.blank),
        )


class Cancel(FlaskForm):
    """Why a schedule is given up."""

    note = TextAreaField(
        _l("Alasan pembatalan"),
        [DataRequired(_l("Tuliskan alasannya dengan singkat.")), _note_short_enough],
        filters=[clean_lines],
    )


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="kept-letter")


def sign(document: int, person: int) -> str:
    """The number of an uploaded letter, for its own form and person."""
    return str(_signer().dumps([document, person]))


def unsigned(value: str | None, person: int) -> int | None:
    """The number of the letter that this person uploaded; None for anything else."""
    try:
        document, owner = _signer().loads(value or "")
    except (BadSignature, TypeError, ValueError):
        return None
    return int(document) if owner == person else None
