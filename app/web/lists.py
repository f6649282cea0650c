"""Units, topics and rooms, as an administrator keeps them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app import access, clock, formats
from app.access import allow
from app.db import reading, store
from app.forms import admin as forms
from app.forms.office import Answer, Confirm, attempt
from booking import lists, reads
from booking.lists import Kind, Row
from booking.models import Topic, Unit
from booking.terms import Role
from rules.facts import WIB

blueprint = Blueprint("lists", __name__)

KINDS = {"unit": Kind.UNIT, "topik": Kind.TOPIC, "ruang": Kind.ROOM}
_HERE = "/admin/daftar/<any(unit, topik, ruang):kind>"
TITLES = {Kind.UNIT: _l("Unit teknis"), Kind.TOPIC: _l("Topik"), Kind.ROOM: _l("Ruang")}
_LEADS = {
    Kind.UNIT: _l("Direktorat yang menerima konsultasi. Petugas memilih salah satunya saat memberi jadwal."),
    Kind.TOPIC: _l("Yang dapat dipilih pemohon. Setiap topik dapat diusulkan ke satu unit; petugas yang memutuskan."),
    Kind.ROOM: _l("Tempat sesi berlangsung. Petugas memilih salah satunya saat memberi jadwal."),
}
_ADD = {Kind.UNIT: _l("Tambah unit"), Kind.TOPIC: _l("Tambah topik"), Kind.ROOM: _l("Tambah ruang")}
_EXAMPLES = {Kind.UNIT: "pajak-daerah", Kind.TOPIC: "dana-desa", Kind.ROOM: "lantai-7"}


@dataclass(frozen=True)
class _Told:
    """A state as a badge shows it."""

    label: str
    tone: str


@dataclass(frozen=True)
class _Line:
    """A row of a list; ``hint`` says what is special about it."""

    href: str
    name: str
    other_name: str
    code: str
    unit: str
    hint: str
    state: _Told


@blueprint.get(_HERE)
@allow(Role.ADMIN)
def listed(kind: str) -> ResponseReturnValue:
    """Everything of a kind, in service or not."""
    return _list(KINDS[kind], _new(KINDS[kind]))


@blueprint.post(_HERE)
@allow(Role.ADMIN)
def add(kind: str) -> ResponseReturnValue:
    """Add to a list."""
    of, form = KINDS[kind], _new(KINDS[kind])
    who, now = access.actor(), clock.now()
    answer = attempt(form, lambda: lists.add(store(), of, form.code.data or "", form.entry(), who, now))
    if answer.done:
        flash(_("%(name)s ditambahkan.", name=form.name.data), "success")
        return redirect(url_for("lists.listed", kind=kind), 303)
    return _list(of, form, answer)


def _new(kind: Kind) -> Any:
    """The form for a new row; a topic's with the units it may be proposed to."""
    if kind is not Kind.TOPIC:
        return forms.NewEntry()
    form = forms.NewTopic()
    form.offer(reads.units(reading()))
    return form


def _path(kind: Kind) -> str:
    return next(name for name, of in KINDS.items() if of is kind)


def _list(kind: Kind, form: Any, answer: Answer | None = None) -> ResponseReturnValue:
    found = lists.rows(reading(), kind)
    units = {unit.code: formats.named(unit) for unit in lists.rows(reading(), Kind.UNIT)}
    page = render_template(
        "admin/list.html",
        kind=kind.value,
        title=str(TITLES[kind]),
        lead=str(_LEADS[kind]),
        add=str(_ADD[kind]),
        example=_EXAMPLES[kind],
        here=url_for("lists.listed", kind=_path(kind)),
        lines=[_line(kind, row, units) for row in found],
        form=form,
        wrong=answer is not None,
    )
    return page, (answer or Answer()).status


def _line(kind: Kind, row: Row, units: dict[str, str]) -> _Line:
    other = row.name if formats.language() == "en" else row.name_en
    hint = ""
    if isinstance(row, Unit) and not row.verified:
        hint = _("usulan, perlu dipastikan")
    elif kind is Kind.ROOM and lists.received_in(row.code):
        hint = _("kunjungan diterima di sini (E.3.c.4)")
    return _Line(
        href=url_for("lists.row", kind=_path(kind), code=row.code),
        name=formats.named(row),
        other_name=other,
        code=row.code,
        unit=units.get(row.unit_code or "", "") if isinstance(row, Topic) else "",
        hint=hint,
        state=_Told(_("Dipakai"), "ok") if row.active else _Told(_("Tidak dipakai lagi"), "done"),
    )


@blueprint.get(f"{_HERE}/<code>")
@allow(Role.ADMIN)
def row(kind: str, code: str) -> ResponseReturnValue:
    """One row: its names, and what rests on it."""
    found = lists.one(reading(), KINDS[kind], code)
    form = _changing(KINDS[kind], found)
    forms.filled_from(form, found)
    return _page(KINDS[kind], found, form, Confirm())


def _changing(kind: Kind, found: Row) -> forms.ListEntry:
    if not isinstance(found, Topic):
        return forms.ListEntry()
    form = forms.TopicEntry()
    units = [unit for unit in lists.rows(reading(), Kind.UNIT) if isinstance(unit, Unit)]
    form.offer([unit for unit in units if unit.active or unit.code == found.unit_code])
    return form


@blueprint.post(f"{_HERE}/<code>")
@allow(Role.ADMIN)
def act(kind: str, code: str) -> ResponseReturnValue:
    """Whichever form of the page was sent."""
    of, asked = KINDS[kind], request.form.get("act", "")
    form, confirming = _changing(of, lists.one(reading(), of, code)), Confirm()
    who, now = access.actor(), clock.now()
    doing: dict[str, tuple[Any, Callable[[], object], str]] = {
        "change": (form, lambda: lists.change(store(), of, code, form.entry(), who, now), _("Perubahan tersimpan.")),
        "retire": (
            confirming,
            lambda: lists.retire(store(), of, code, who, now),
            _("Tidak dipakai lagi. Yang sudah menunjuk ke sini tetap seperti semula."),
        ),
        "restore": (confirming, lambda: lists.restore(store(), of, code, who, now), _("Dipakai lagi.")),
    }
    if asked not in doing:
        abort(400)
    sent, do, said = doing[asked]
    answer = attempt(sent, do)
    if answer.done:
        flash(said, "success")
        return redirect(url_for("lists.row", kind=kind, code=code), 303)
    found = lists.one(reading(), of, code)
    if sent is confirming:
        form = _changing(of, found)
        forms.filled_from(form, found)
    return _page(of, found, form, confirming, answer)


def _page(
    kind: Kind, found: Row, form: forms.ListEntry, confirming: Confirm, answer: Answer | None = None
) -> ResponseReturnValue:
    units = {unit.code: formats.named(unit) for unit in lists.rows(reading(), Kind.UNIT)}
    page = render_template(
        "admin/row.html",
        kind=kind.value,
        title=str(TITLES[kind]),
        back=url_for("lists.listed", kind=_path(kind)),
        here=url_for("lists.row", kind=_path(kind), code=found.code),
        line=_line(kind, found, units),
        resting=lists.resting(reading(), kind, found.code, clock.now().astimezone(WIB).date()),
        stays=kind is Kind.ROOM and lists.received_in(found.code),
        active=found.active,
        form=form,
        confirming=confirming,
    )
    return page, (answer or Answer()).status
