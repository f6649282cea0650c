"""Rows and verdicts -> what the partials of the templates show."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app import formats
from booking.errors import NotOpen
from booking.models import Booking
from booking.reads import Happened
from booking.terms import Role, UnitAnswer
from booking.workflow.record import NOT_BEGUN
from rules import desk
from rules.citation import CLAUSES
from rules.facts import Mode, Slot, State
from rules.verdict import Finding, Refusal


@dataclass(frozen=True)
class Action:
    """Something to do: its words and where."""

    label: str
    href: str


@dataclass(frozen=True)
class RefusalView:
    """A refusal as people read it."""

    code: str
    sentence: str
    remedy: str
    clause: str
    clause_href: str
    basis: str
    reopens_label: str | None
    action: Action | None = None


@dataclass(frozen=True)
class FindingView:
    """What one clause found, as staff read it."""

    clause: str
    clause_href: str
    title: str
    passed: bool
    facts: str
    refusals: list[RefusalView] = field(default_factory=list)


@dataclass(frozen=True)
class EventView:
    """One line of a timeline."""

    when_label: str
    title: str
    detail: str
    who: str


@dataclass(frozen=True)
class Upcoming:
    """What happens next, and by when."""

    title: str
    detail: str
    by_label: str = ""


@dataclass(frozen=True)
class StateView:
    """A state's name, and whether it is good, waiting, bad or over."""

    key: str
    label: str
    tone: str


@dataclass(frozen=True)
class SlotView:
    """When, how and where."""

    date_label: str
    hours_label: str
    mode_label: str
    place: str


CLAUSE_TITLES = {
    "E.3.b.1": _l("Surat kepada Direktur Jenderal; satu surat untuk satu jadwal"),
    "E.3.b.2": _l("Jarak hari kerja sejak surat diterima, waktu, dan ruang"),
    "E.3.c.1": _l("Surat kepada Direktur Jenderal; satu surat untuk satu jadwal"),
    "E.3.c.2": _l("Jarak hari kerja sejak surat diterima"),
    "E.3.c.3": _l("Sesinya belum lewat dan ruangnya tersedia"),
    "E.3.c.4": _l("Nama tamu untuk registrasi di resepsionis"),
    "E.3.c.5": _l("Jatah kunjungan daerah dalam sebulan"),
    "E.3.c.6": _l("Jumlah tamu"),
    "E.3.c.8": _l("Hari kerja, jam sesi, dan sesi yang belum terisi"),
    "E.3.c.9": _l("Surat baru setelah batal atau tidak hadir"),
}
"""What each clause asks, in a few words."""


def clause_href(clause: str) -> str:
    """Where a clause is explained."""
    return url_for("circular.annotated", _anchor=clause)


def refusal(found: Refusal) -> RefusalView:
    """A refusal as people read it."""
    return RefusalView(
        code=found.code,
        sentence=formats.worded(found.says),
        remedy=formats.worded(found.remedy),
        clause=found.clause,
        clause_href=clause_href(found.clause),
        basis=found.basis,
        reopens_label=formats.long_day(found.reopens_on) if found.reopens_on else None,
    )


def findings(found: Iterable[Finding], settled: frozenset[str] = frozenset()) -> list[FindingView]:
    """A verdict clause by clause. Codes that are settled already are told among the facts and held against nobody."""
    return [_finding(each, settled) for each in found]


def _finding(found: Finding, settled: frozenset[str]) -> FindingView:
    standing = [each for each in found.refusals if each.code not in settled]
    said = [_facts(found.facts)]
    said += [
        _("Sudah dinilai saat permohonan diajukan, jadi tidak menghalangi (%(what)s)", what=formats.worded(each.short))
        for each in found.refusals
        if each.code in settled
    ]
    return FindingView(
        clause=found.clause,
        clause_href=clause_href(found.clause),
        title=clause_title(found.clause),
        passed=not standing,
        facts=". ".join(filter(None, said)),
        refusals=[refusal(each) for each in standing],
    )


def clause_title(clause: str) -> str:
    """What a clause asks, in a few words; of one that nothing is asked by, its own first sentence."""
    return str(CLAUSE_TITLES.get(clause) or formats.worded(CLAUSES[clause].text).split(". ")[0])


def _facts(facts: Any) -> str:
    said = []
    if "limit" in facts:
        visits = [formats.short_day(day) for day in facts["visits"]]
        used = _("%(used)s dari %(limit)s kunjungan bulan ini", used=facts["used"], limit=facts["limit"])
        said.append(f"{used}: {', '.join(visits)}" if visits else used)
    if facts.get("first_day"):
        received, first = formats.long_day(facts["received_on"]), formats.long_day(facts["first_day"])
        said.append(_("Surat diterima %(received)s; hari pertama %(first)s", received=received, first=first))
    if "named" in facts:
        said.append(_("%(named)s tamu, paling banyak %(cap)s", named=facts["named"], cap=facts["cap"]))
    return ". ".join(said)


def not_open(error: NotOpen, booking: Booking) -> str:
    """Why a session does not take (any more) what was sent for its record."""
    if error.why == NOT_BEGUN:
        begins = formats.instant(desk.begins_at(formats.slot_of(booking)))
        return str(_("Pelaksanaan dan berkasnya dapat dicatat sejak sesi dimulai: %(begins)s.", begins=begins))
    now = state(booking).label
    says = _("Keadaan sesi ini sekarang: %(state)s. Yang Anda kirim tidak dapat dicatat dalam keadaan itu.", state=now)
    return str(says)


def state(booking: Booking) -> StateView:
    """A booking's state."""
    key = State(booking.state)
    label, tone = formats.STATES[key]
    return StateView(key.value, str(label), tone)


def slot(booking: Booking) -> SlotView:
    """A booking's day, hours, mode and place."""
    mode = Mode(booking.mode)
    place = formats.named(booking.room) or booking.meeting_url or ""
    return SlotView(
        date_label=formats.long_day(booking.date),
        hours_label=formats.hours_for(formats.slot_of(booking), mode, booking.region_code),
        mode_label=str(formats.MODES[mode]),
        place=place if State(booking.state) not in (State.REQUESTED, State.UNCONFIRMED) else "",
    )


def timeline(rows: Iterable[Happened]) -> list[EventView]:
    """What happened, in the order it did."""
    return [
        EventView(
            when_label=formats.instant(row.entry.at),
            title=str(formats.ACTS.get(row.entry.act, row.entry.act)),
            detail=". ".join(filter(None, (why(row.entry.reason), _answered(row), row.note or ""))),
            who=str(formats.ROLES[Role(row.entry.actor_role)]),
        )
        for row in rows
    ]


def _answered(row: Happened) -> str:
    """What a unit answered, with the session and the way it proposed."""
    facts = row.entry.facts
    if facts.get("answer") not in set(UnitAnswer):
        return ""
    said = [str(formats.UNIT_ANSWERS[UnitAnswer(facts["answer"])])]
    if slot := facts.get("slot"):
        said.append(formats.slot_label(Slot(date.fromisoformat(slot["date"]), slot["start"])))
    if mode := facts.get("mode"):
        said.append(str(formats.MODES[Mode(mode)]))
    return ", ".join(said)


def why(reason: str | None) -> str:
    """A reason of the closed lists in words; empty where there is none."""
    labels: dict[str, Any] = {key.value: label for key, label in formats.REJECT_REASONS.items()}
    labels |= {key.value: label for key, label in formats.OFFICE_REASONS.items()}
    return str(labels[reason]) if reason in labels else ""
