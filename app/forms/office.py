"""What the office types: a session's papers. The register decides whether it fits."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import RadioField, StringField, URLField
from wtforms.validators import InputRequired, Length, Regexp

from app import formats
from app.db import reading
from app.forms import options
from app.texts import clean
from booking.errors import Refused, Unfit
from booking.terms import DocumentKind
from rules.verdict import Refusal

PAPERS = {
    DocumentKind.LETTER: _l("Surat permintaan"),
    DocumentKind.MINUTES: _l("Berita Acara Konsultasi (BAK)"),
    DocumentKind.ATTENDANCE: _l("Daftar Hadir"),
    DocumentKind.RECORDING: _l("Rekaman"),
}
_CHECKSUM = r"^[0-9a-fA-F]{64}$"


class Paper(FlaskForm):
    """A paper of the session, as a file."""

    kind = RadioField(
        _l("Jenis berkas"),
        [InputRequired(_l("Pilih jenis berkasnya."))],
        choices=options((kind.value, PAPERS[kind]) for kind in (DocumentKind.MINUTES, DocumentKind.ATTENDANCE)),
    )
    file = FileField(_l("Berkas"), [FileRequired(_l("Pilih berkasnya dahulu."))])


_LONGEST_LINK = 500


class Recording(FlaskForm):
    """A recording: its address and checksum, never the file."""

    url = URLField(
        _l("Alamat rekaman"),
        [
            Length(max=_LONGEST_LINK, message=_l("Paling panjang %(max)d huruf.")),
            Regexp(r"^https://\S+$", message=_l("Tuliskan alamat lengkap yang diawali https://.")),
        ],
        filters=[clean],
    )
    sha256 = StringField(
        _l("Jumlah periksa SHA-256"),
        [Regexp(_CHECKSUM, message=_l("Jumlah periksa SHA-256 terdiri atas 64 angka atau huruf a sampai f."))],
        filters=[clean],
    )


class Confirm(FlaskForm):
    """A button and nothing else."""


class Answer(NamedTuple):
    """What became of an act that a form asked for; ``status`` is that of the page which says so."""

    done: bool = False
    status: int = 200
    refused: Refused | None = None

    @property
    def refusals(self) -> list[Refusal]:
        return list(self.refused.refusals) if self.refused else []


def attempt(form: FlaskForm, act: Callable[[], object]) -> Answer:
    """Do an act where the form has the right shape. What does not fit is told at its field."""
    if not form.validate_on_submit():
        return Answer(status=400)
    try:
        act()
    except Unfit as error:
        reading().rollback()
        _tell(form, error)
        return Answer(status=400)
    except Refused as error:
        reading().rollback()
        return Answer(status=422, refused=error)
    reading().rollback()
    return Answer(done=True)


def _tell(form: FlaskForm, error: Unfit) -> None:
    says = error.says[formats.language()]
    if error.field in form:
        field = form[error.field]
        field.errors = [*field.errors, says]
    else:
        form.form_errors.append(says)
