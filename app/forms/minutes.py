"""Minutes (BAK) as the unit types them: people, questions and follow-ups in rows that are added and removed."""

from __future__ import annotations

import re
from dataclasses import asdict
from typing import Any, Self

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import FieldList, Form, FormField, IntegerField, StringField, TextAreaField
from wtforms.validators import Length, ValidationError
from wtforms.widgets import HiddenInput

from app.forms.people import short_enough
from app.texts import clean, clean_lines
from booking.minutes import NONE_YET, Content, FollowUp, Participant, Question

MOST_ROWS = 20
_LONGEST_ANSWER = 12_000
_LONGEST_QUESTION = 500
_ROW = re.compile(r"(region|djpk|questions|follow_ups)-([0-9]{1,4})-[a-z]+")
_FIRST_FIELD = {"region": "name", "djpk": "name", "questions": "question", "follow_ups": "what"}
_MOST_LINES = 400
_TOO_LONG = _l("Paling panjang %(max)d huruf.")


def _line(label: Any) -> StringField:
    return StringField(label, [short_enough], filters=[clean])


def _lines(label: Any, longest: int = _LONGEST_ANSWER) -> TextAreaField:
    return TextAreaField(label, [Length(max=longest, message=_TOO_LONG), _not_too_many_lines], filters=[clean_lines])


def _not_too_many_lines(_form: Form, field: TextAreaField) -> None:
    if (field.data or "").count("\n") >= _MOST_LINES:
        raise ValidationError(_("Paling banyak %(most)s baris.", most=_MOST_LINES))


class PersonRow(Form):
    """Somebody who took part or signs. A row left blank is nobody."""

    name = _line(_l("Nama lengkap"))
    nip = _line(_l("NIP"))
    position = _line(_l("Jabatan"))
    institution = _line(_l("Instansi atau unit"))


class QuestionRow(Form):
    """A question and its explanation."""

    question = _lines(_l("Pertanyaan"), _LONGEST_QUESTION)
    answer = _lines(_l("Penjelasan atau jawaban"))


class FollowUpRow(Form):
    """What is done next."""

    what = _lines(_l("Tindak lanjut"), _LONGEST_QUESTION)
    who = _line(_l("Penanggung jawab"))
    by = _line(_l("Tenggat"))


class MinutesForm(FlaskForm):
    """The whole minutes; ``over`` is the revision they were written over."""

    over = IntegerField(widget=HiddenInput(), default=NONE_YET)
    number = _line(_l("Nomor BAK"))
    title = _line(_l("Judul"))
    place = _line(_l("Tempat atau tautan"))
    topic = _line(_l("Topik"))
    region = FieldList(FormField(PersonRow), _l("Pihak daerah"), max_entries=MOST_ROWS)
    djpk = FieldList(FormField(PersonRow), _l("Pihak DJPK"), max_entries=MOST_ROWS)
    questions = FieldList(FormField(QuestionRow), _l("Pertanyaan"), max_entries=MOST_ROWS)
    conclusion = _lines(_l("Kesimpulan"))
    follow_ups = FieldList(FormField(FollowUpRow), _l("Tindak lanjut"), max_entries=MOST_ROWS)
    closing = _lines(_l("Kalimat penutup"))
    signer_region = FormField(PersonRow, _l("Penanda tangan pihak daerah"))
    signer_djpk = FormField(PersonRow, _l("Penanda tangan pihak DJPK"))
    knowing = FormField(PersonRow, _l("Mengetahui"))

    @classmethod
    def sent(cls, said: MultiDict[str, str]) -> Self:
        """What was typed; fields of lists that no row can have are left out."""
        rows = tuple(f"{name}-" for name in _FIRST_FIELD)
        there = (name for name in said if _ROW.fullmatch(name) or not name.startswith(rows))
        return cls(formdata=MultiDict((name, said[name]) for name in there))

    @classmethod
    def of(cls, content: Content, over: int) -> Self:
        """The form of a content, with a blank row where a list has none."""
        said = asdict(content)
        rows = {name: said[name] or [{}] for name in _FIRST_FIELD}
        return cls(formdata=None, data=said | rows | {"over": over})

    @property
    def content(self) -> Content:
        """What was typed, without the rows that are blank."""
        said = {name: self[name].data or "" for name in ("number", "title", "place", "topic", "conclusion", "closing")}
        return Content(
            **said,
            region=[Participant(**row) for row in _rows(self.region)],
            djpk=[Participant(**row) for row in _rows(self.djpk)],
            questions=[Question(**row) for row in _rows(self.questions)],
            follow_ups=[FollowUp(**row) for row in _rows(self.follow_ups)],
            signer_region=Participant(**_said(self.signer_region.data)),
            signer_djpk=Participant(**_said(self.signer_djpk.data)),
            knowing=Participant(**_said(self.knowing.data)),
        )


def _said(row: dict[str, str | None]) -> dict[str, str]:
    return {name: value or "" for name, value in row.items()}


def _rows(field: FieldList[Any]) -> list[dict[str, str]]:
    return [row for row in map(_said, field.data) if any(row.values())]


def rows_changed(said: MultiDict[str, str], act: str) -> MultiDict[str, str]:
    """What was typed with a row more (``add:questions``) or less (``drop:questions:0``)."""
    changed = MultiDict(said)
    what, _, rest = act.partition(":")
    name, _, place = rest.partition(":")
    there = {int(found[2]) for field in said if (found := _ROW.fullmatch(field)) and found[1] == name}
    if name not in _FIRST_FIELD:
        return changed
    if what == "add" and len(there) < MOST_ROWS:
        changed[f"{name}-{max(there, default=-1) + 1}-{_FIRST_FIELD[name]}"] = ""
    if what == "drop" and len(there) > 1:
        for field in said:
            if field.startswith(f"{name}-{place}-"):
                changed.poplist(field)
    return changed
