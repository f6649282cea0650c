"""The journal as an administrator reads it: what happened, who looked at what, and whether a chain is whole."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Blueprint, abort, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field

from app import formats
from app.access import allow
from app.db import reading, store
from app.forms import admin as forms
from app.forms import options
from app.web import told
from app.web.paging import Pager
from booking import inquiry, people, staff
from booking import journal as chain
from booking.inquiry import Page, Wanted
from booking.models import JournalEntry, Look
from booking.terms import Looked, Role

blueprint = Blueprint("journal", __name__)

_CANDIDATES = 6
_LARGEST = 2_147_483_647
LOOKS = {
    Looked.GUESTS: _l("NIP dan nomor telepon rombongan"),
    Looked.LETTER: _l("Surat"),
    Looked.RECORD: _l("Berkas sesi"),
}


@dataclass(frozen=True)
class _LookLine:
    """A look as people read it."""

    when: str
    who: str
    who_href: str
    role: str
    what: str
    about: str
    about_href: str


@blueprint.get("/admin/jurnal")
@allow(Role.ADMIN)
def entries() -> ResponseReturnValue:
    """What happened, the newest first."""
    search = forms.SearchJournal(request.args)
    acts = sorted(((act, str(label)) for act, label in told.ACTS.items()), key=lambda pair: pair[1].casefold())
    search.act.choices = options([("", _("Apa saja")), *acts])
    search.stream.choices = options([("", _("Semua rantai")), *told.STREAMS.items()])
    fits = search.validate()
    wanted, more = _wanted(search)
    fits = fits and not search.errors
    found: Page[JournalEntry] = inquiry.entries(reading(), wanted) if fits else Page([])
    page = render_template(
        "admin/journal.html",
        search=search,
        asked=_asked(search),
        fits=fits,
        more_letters=more,
        lines=told.lines(reading(), found.rows),
        chain=_only_chain(wanted),
        looked_until=_until(found.looked_until),
        pager=_pager("journal.entries", search, found),
    )
    return page, 200 if fits else 400


def _wanted(search: forms.SearchJournal) -> tuple[Wanted, bool]:
    """What is looked for; and whether there are more letters with the number than are looked through."""
    streams, more = _streams(search)
    act = search.act.data if search.act.data in told.ACTS else None
    return _about(search, streams=streams, act=act), more


def _streams(search: forms.SearchJournal) -> tuple[tuple[str, ...] | None, bool]:
    """The chains that a reference, a letter and a kind of chain leave; None for all."""
    asked: list[set[str]] = []
    more = False
    if search.ref.data:
        reference = search.ref.data.upper()
        asked.append({f"booking:{reference}", f"complaint:{reference}"})
    if search.letter.data:
        of_letter = inquiry.of_letter(reading(), search.letter.data)
        more = of_letter.more
        asked.append(set(of_letter.names))
    if search.stream.data:
        asked.append({search.stream.data})
    return (tuple(sorted(set.intersection(*asked))) if asked else None), more


def _about(search: forms.SearchLooks, **more: Any) -> Wanted:
    before = request.args.get("before", type=int)
    return Wanted(
        person=_person(search.who) if search.who.data else None,
        first=_date(search.first),
        last=_date(search.last),
        before=before if before and before <= _LARGEST else None,
        **more,
    )


def _date(field: Field) -> Any:
    return field.data if not field.errors else None


def _person(field: Field) -> int | None:
    """Whom the text of a field means; where that is nobody or several, it says so at the field."""
    found = staff.meant(reading(), field.data, _CANDIDATES)
    if len(found) == 1:
        return found[0].id
    if found:
        named = ", ".join(f"{each.name} ({each.email})" for each in found[: _CANDIDATES - 1])
        field.errors = [_("Ada beberapa orang dengan nama itu: %(names)s. Tulis alamat e-mailnya.", names=named)]
    else:
        field.errors = [_("Tidak ada orang dengan nama atau alamat itu.")]
    return None


def _asked(search: forms.SearchLooks) -> dict[str, Any]:
    """What was asked for, as an address carries it."""
    return {field.name: request.args[field.name] for field in search if request.args.get(field.name)}


def _until(instant: datetime | None) -> str:
    return formats.instant(instant) if instant is not None else ""


def _pager(endpoint: str, search: forms.SearchLooks, found: Page[Any]) -> Pager | None:
    begun = request.args.get("before") is not None
    if not begun and found.older is None:
        return None
    asked = _asked(search)
    newest = url_for(endpoint, **asked) if begun else None
    older = url_for(endpoint, **asked, before=found.older) if found.older is not None else None
    return Pager("", newest, older)


def _only_chain(wanted: Wanted) -> str:
    """The one chain that is looked at, where it is one and has rows."""
    streams = [each for each in wanted.streams or () if chain.length(reading(), each)]
    return streams[0] if len(streams) == 1 else ""


@blueprint.get("/admin/jurnal/akses")
@allow(Role.ADMIN)
def looks() -> ResponseReturnValue:
    """Who of the office looked at personal data, the newest first."""
    search = forms.SearchLooks(request.args)
    fits = search.validate()
    booking = _booking(search.ref) if search.ref.data else None
    wanted = _about(search, booking=booking)
    fits = fits and not search.errors
    found: Page[Look] = inquiry.looks(reading(), wanted) if fits else Page([])
    page = render_template(
        "admin/looks.html",
        search=search,
        asked=_asked(search),
        fits=fits,
        lines=_look_lines(found.rows),
        looked_until=_until(found.looked_until),
        pager=_pager("journal.looks", search, found),
    )
    return page, 200 if fits else 400


def _booking(field: Field) -> int | None:
    number = inquiry.number_of(reading(), field.data)
    if number is None:
        field.errors = [_("Tidak ada permohonan dengan nomor itu.")]
    return number


def _look_lines(rows: list[Look]) -> list[_LookLine]:
    names = people.names(reading(), {row.person_id for row in rows})
    references = inquiry.references(reading(), {row.booking_id for row in rows if row.booking_id is not None})
    return [_look_line(row, names, references.get(row.booking_id or 0, "")) for row in rows]


def _look_line(row: Look, names: dict[int, str], reference: str) -> _LookLine:
    if reference:
        about, href = _("Permohonan %(reference)s", reference=reference), url_for("journal.looks", ref=reference)
    else:
        about, href = (_("Berkas nomor %(number)s", number=row.document_id) if row.document_id else "–"), ""
    return _LookLine(
        when=formats.instant(row.at),
        who=names.get(row.person_id, ""),
        who_href=url_for("staff.person", number=row.person_id),
        role=str(formats.ROLES[Role(row.role)]),
        what=str(LOOKS[Looked(row.what)]),
        about=about,
        about_href=href,
    )


@blueprint.get("/admin/jurnal/rantai")
@allow(Role.ADMIN)
def verify() -> ResponseReturnValue:
    """Whether one chain is whole, read from its first row to its last."""
    stream = request.args.get("stream", "")
    rows = chain.length(reading(), stream)
    if not rows:
        abort(404)
    broken = chain.broken(reading(), store().journal_key, stream)
    names = told.names_of(reading(), stream)
    return render_template(
        "admin/chain.html",
        name=told.stream_name(stream, names),
        href=told.about(stream, names),
        rows=rows,
        broken=[each.rpartition("#")[2] for each in dict.fromkeys(broken)],
    )
