"""A request as it is filled in, step by step: letter, session, party. And what its holder writes about it later."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, Self, cast

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
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
from wtforms.form import BaseForm
from wtforms.validators import AnyOf, DataRequired, InputRequired, Length, ValidationError

from app import formats
from app.forms import options
from app.forms.people import PHONE, address, line, phone, short_enough
from app.forms.schedule import MODES, Day, only_region, regions_named, slot_of
from app.texts import clean, clean_lines
from booking.models import Topic
from booking.workflow.submission import NamedGuest, NamedLetter
from rules.facts import Mode, Office, Slot, letter_key

_LONGEST_NOTE = 2_000
_NIP_DIGITS = 18
_ROWS = 2
MOST_ROWS = 30
_LONGEST_TYPED = 4_000
_ROW_FIELD = re.compile(r"guests-([0-9]{1,4})-(?:id|name|position|office|nip|phone)")
REGION, OTHER = "region", "other"
ASKERS = [
    (REGION, _l("Pemerintah daerah, perangkat daerah, atau DPRD")),
    (OTHER, _l("Bukan daerah: kementerian, lembaga, asosiasi, atau lainnya")),
]
FIRST = "first"
"""What stands for the first session that is free when the request is sent."""

Typed = dict[str, list[str]]
"""What was typed in a step, by the names of its fields."""
_note_short_enough = Length(max=_LONGEST_NOTE, message=_l("Paling panjang %(max)d huruf."))


def typed(form: BaseForm, said: MultiDict[str, str]) -> Typed:
    """Of what a browser sent, what belongs to a form: its fields, of not too many rows, and nothing endless."""
    rows = [int(found[1]) for name in said if (found := _ROW_FIELD.fullmatch(name))]
    kept = set(sorted(set(rows))[:MOST_ROWS]) if "guests" in form else set()
    known = {name for name in said if name in form and name != "guests"}
    known |= {name for name in said if (found := _ROW_FIELD.fullmatch(name)) and int(found[1]) in kept}
    return {name: [said[name][:_LONGEST_TYPED]] for name in said if name in known}


def flat(typed: Typed) -> Iterator[tuple[str, str]]:
    """What was typed, as pairs of name and value."""
    return ((name, value) for name, values in typed.items() for value in values)


class GuestRow(Form):
    """Somebody who comes. A row left blank is no guest."""

    id = HiddenField()
    name = StringField(_l("Nama lengkap"), [short_enough], filters=[clean])
    position = StringField(_l("Jabatan"), [short_enough], filters=[clean])
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
        if field.data and not PHONE.match(field.data):
            raise ValidationError(_("Tulis nomor telepon dengan angka, misalnya 0812 3456 7890."))

    def named(self) -> NamedGuest:
        """The guest of this row."""
        nip = (self.nip.data or "").replace(" ", "") or None
        told = str(self.id.data or "")
        number = int(told) if told.isascii() and told.isdigit() else None
        return NamedGuest(
            str(self.name.data), str(self.position.data), Office(self.office.data), nip, self.phone.data or None, number
        )


class Step(Form):
    """A step of asking. What was typed in it is kept as it was typed, right or wrong."""

    @classmethod
    def of(cls, typed: Typed | None, **known: Any) -> Self:
        """The step as it was typed, or with what is known beforehand where nothing was."""
        if typed is None:
            return cls(data=known)
        return cls(MultiDict(flat(typed)))

    def typed(self, said: MultiDict[str, str]) -> Typed:
        """Of what a browser sent, what belongs to this step."""
        return typed(self, said)


class LetterStep(Step):
    """Whose letter it is, and what it says."""

    asks_for = RadioField(
        _l("Anda mewakili"),
        [AnyOf([REGION, OTHER], _l("Pilih salah satu."))],
        choices=options(ASKERS),
        default=REGION,
        validate_choice=False,
    )
    region = StringField(_l("Daerah"), filters=[clean])
    institution = line(_l("Instansi"), _l("Tuliskan instansi pengirim surat."))
    letter_number = line(_l("Nomor surat"), _l("Tuliskan nomor suratnya."))
    letter_dated_on = Day(_l("Tanggal surat"), [InputRequired(_l("Isikan tanggal yang tertulis pada surat."))])
    letter_subject = line(_l("Perihal"), _l("Tuliskan perihal suratnya."))
    topic = SelectField(_l("Topik"), [DataRequired(_l("Pilih topik dari daftar."))], choices=[], validate_choice=False)
    addressed = BooleanField(_l("Surat ini ditujukan kepada Direktur Jenderal Perimbangan Keuangan"))
    file = FileField(_l("Berkas surat"))

    def offer(self, topics: Sequence[Topic]) -> None:
        """Fill the list of topics."""
        self.topic.choices = options([("", _("Pilih topik")), *((each.code, formats.named(each)) for each in topics)])

    _code: str | None = None

    def of_account(self, code: str) -> None:
        """A region's account asks for itself: nobody is asked whom it speaks for."""
        del self.asks_for, self.region
        self._code = code

    @property
    def of_an_account(self) -> bool:
        """Whether a region's account fills it in."""
        return "region" not in self

    @property
    def topic_label(self) -> str:
        """The chosen topic by its name."""
        return next((str(each[1]) for each in self.topic.iter_choices() if each[0] == self.topic.data), "")

    @property
    def region_code(self) -> str | None:
        """The region that is meant; None for a requester that is no region."""
        if self.of_an_account:
            return self._code
        named = regions_named(self.region.data or "") if self.asks_for.data == REGION else []
        return named[0] if len(named) == 1 else None

    def validate_region(self, field: StringField) -> None:
        """One region, where it is one that asks."""
        if self.asks_for.data == REGION and only_region(field.data) is None:
            raise ValidationError(_("Tuliskan nama daerahnya, misalnya Kota Manado."))

    def validate_letter_number(self, field: StringField) -> None:
        """A number by which letters can be told apart."""
        if not letter_key(field.data):
            raise ValidationError(_("Nomor surat memuat sedikitnya satu huruf atau angka."))

    @property
    def letter(self) -> NamedLetter:
        """The letter as it names itself."""
        return NamedLetter(
            str(self.letter_number.data),
            cast(date, self.letter_dated_on.data),
            str(self.letter_subject.data),
            self.addressed.data,
        )


class SessionStep(Step):
    """The way to consult, and the session."""

    mode = RadioField(
        _l("Cara konsultasi"),
        [AnyOf(list(Mode), _l("Pilih tatap muka atau video conference."))],
        choices=options(MODES),
        default=Mode.VISIT.value,
        validate_choice=False,
    )
    slot = HiddenField()

    @property
    def chosen_mode(self) -> Mode:
        return Mode.VIDEO_CONFERENCE if self.mode.data == Mode.VIDEO_CONFERENCE.value else Mode.VISIT

    @property
    def chosen_slot(self) -> Slot | None:
        """The session that was chosen; None where it is the first free one."""
        return slot_of(self.slot.data)

    def validate_slot(self, field: HiddenField) -> None:
        """A session, or the first free one."""
        if field.data != FIRST and slot_of(field.data) is None:
            raise ValidationError(_("Pilih sesi dari kalender, atau sesi pertama yang tersedia."))


class PartyStep(Step):
    """Who comes, and whom we may ask."""

    guests = FieldList(FormField(GuestRow), _l("Tamu"), default=[{}] * _ROWS, max_entries=MOST_ROWS)
    contact_name = line(_l("Nama narahubung"), _l("Tuliskan siapa yang dapat dihubungi."))
    contact_phone = phone(_l("Nomor telepon atau WhatsApp"), _l("Isikan nomor yang dapat dihubungi."))
    contact_email = address(_l("Alamat e-mail"), _l("Isikan alamat e-mail; pemberitahuan dikirim ke sana."))

    @property
    def party(self) -> tuple[NamedGuest, ...]:
        """The guests of the rows that are not blank."""
        return party_of(self.guests)


def party_of(rows: FieldList[FormField[GuestRow]]) -> tuple[NamedGuest, ...]:
    """The guests of the rows that are not blank."""
    return tuple(row.form.named() for row in rows if not row.form.blank)


def rows_changed(typed: Typed, act: str) -> Typed:
    """What was typed with one row of guests more (``add``) or less (``drop:0``)."""
    numbers = {int(found[1]) for name in typed if (found := _ROW_FIELD.fullmatch(name))}
    if act == "add" and len(numbers) < MOST_ROWS:
        return typed | {f"guests-{max(numbers, default=-1) + 1}-name": [""]}
    if act.startswith("drop:") and len(numbers) > 1:
        gone = f"guests-{act.removeprefix('drop:')}-"
        return {name: values for name, values in typed.items() if not name.startswith(gone)}
    return typed


class Guests(FlaskForm):
    """The whole party, named anew."""

    guests = FieldList(FormField(GuestRow), _l("Tamu"), max_entries=MOST_ROWS)
    note = TextAreaField(_l("Catatan untuk petugas"), [_note_short_enough], filters=[clean_lines])


class Reply(FlaskForm):
    """An answer to the office's question."""

    answer = TextAreaField(
        _l("Jawaban Anda"), [DataRequired(_l("Tuliskan jawabannya.")), _note_short_enough], filters=[clean_lines]
    )


class AccessCode(FlaskForm):
    """What opens a request to whoever asked for it."""

    reference = StringField(
        _l("Nomor permohonan"),
        [DataRequired(_l("Isikan nomornya, misalnya AB12-CD34.")), short_enough],
        filters=[clean],
    )
    code = StringField(_l("Kode akses"), [DataRequired(_l("Isikan kode aksesnya.")), short_enough], filters=[clean])


class Cancel(FlaskForm):
    """Why a schedule is given up."""

    note = TextAreaField(
        _l("Alasan pembatalan"),
        [DataRequired(_l("Tuliskan alasannya dengan singkat.")), _note_short_enough],
        filters=[clean_lines],
    )
