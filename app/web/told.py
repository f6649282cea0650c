"""Rows of the journal in words: what was done, to what, and the facts beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from app import formats
from app.web import present
from booking import inquiry, lists, people
from booking.lists import Kind
from booking.models import JournalEntry
from booking.terms import Channel, ComplaintKind, FeedScope, Ground, Role, TurnedAwayFor, UnitAnswer
from rules import strict
from rules.facts import State

ACTS = {
    **formats.ACTS,
    "receive-letter": _l("Surat diterima"),
    "turn-away": _l("Tamu tidak dapat diterima"),
    "refuse-scan": _l("Pas atau nomor tidak dapat diterima"),
    "complain": _l("Pengaduan, saran, atau masukan diterima"),
    "ask-account": _l("Akun diminta"),
    "open-account": _l("Akun daerah dibuka"),
    "refuse-account": _l("Permintaan akun ditolak"),
    "ask-password": _l("Tautan kata sandi dikirim"),
    "choose-password": _l("Kata sandi dipilih"),
    "add-person": _l("Orang ditambahkan"),
    "change-person": _l("Nama atau peran diubah"),
    "close-person": _l("Akun ditutup"),
    "reopen-person": _l("Akun dibuka lagi"),
    "send-link": _l("Tautan pertama dikirim lagi"),
    "issue-token": _l("Token diterbitkan"),
    "revoke-token": _l("Token dicabut"),
    "make-feed": _l("Alamat kalender dibuat"),
    "revoke-feed": _l("Alamat kalender dicabut"),
    "add-unit": _l("Unit ditambahkan"),
    "change-unit": _l("Unit diubah"),
    "retire-unit": _l("Unit tidak dipakai lagi"),
    "restore-unit": _l("Unit dipakai lagi"),
    "add-topic": _l("Topik ditambahkan"),
    "change-topic": _l("Topik diubah"),
    "retire-topic": _l("Topik tidak dipakai lagi"),
    "restore-topic": _l("Topik dipakai lagi"),
    "add-room": _l("Ruang ditambahkan"),
    "change-room": _l("Ruang diubah"),
    "retire-room": _l("Ruang tidak dipakai lagi"),
    "restore-room": _l("Ruang dipakai lagi"),
}
"""Every act a row of the journal may tell of."""

STREAMS = {
    "settings": _l("Akun dan pengaturan"),
    "feeds": _l("Alamat kalender"),
    "desk": _l("Meja resepsionis"),
}
"""The chains that belong to no booking, letter or complaint."""

DOORS = {
    "web": _l("halaman"),
    "api": _l("API"),
    "job": _l("otomatis"),
}


@dataclass(frozen=True)
class Names:
    """What is called how, for the rows of a page."""

    people: dict[int, str] = field(default_factory=dict)
    letters: dict[int, str] = field(default_factory=dict)
    units: dict[str, str] = field(default_factory=dict)
    rooms: dict[str, str] = field(default_factory=dict)
    topics: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Line:
    """A row as people read it; ``facts`` are pairs of label and value."""

    number: int
    when: str
    what: str
    about: str
    about_href: str
    who: str
    who_href: str
    role: str
    facts: list[tuple[str, str]]
    place: str
    stream: str


def lines(session: Session, rows: Iterable[JournalEntry]) -> list[Line]:
    """The rows of a page in words."""
    shown = list(rows)
    names = _names(session, shown)
    return [_line(row, names) for row in shown]


def _names(session: Session, rows: list[JournalEntry]) -> Names:
    persons = {row.actor_id for row in rows if row.actor_id is not None} | set(_numbers(rows, "person"))
    letters = set(_numbers(rows, "letter"))
    letters |= {int(key) for row in rows for kind, key in [_parted(row.stream)] if kind == "letter" and key.isdigit()}
    listed = {
        kind: {row.code: formats.named(row) for row in lists.rows(session, kind)} for kind in Kind
    }
    return Names(
        people.names(session, persons),
        inquiry.letter_numbers(session, letters),
        listed[Kind.UNIT],
        listed[Kind.ROOM],
        listed[Kind.TOPIC],
    )


def _numbers(rows: Iterable[JournalEntry], key: str) -> Iterable[int]:
    return (row.facts[key] for row in rows if isinstance(row.facts.get(key), int))


def _parted(stream: str) -> tuple[str, str]:
    kind, _sign, key = stream.partition(":")
    return kind, key


def _line(row: JournalEntry, names: Names) -> Line:
    about, href = _about(row.stream, names)
    return Line(
        number=row.id,
        when=formats.instant(row.at),
        what=str(ACTS.get(row.act, row.act)),
        about=about,
        about_href=href,
        who=names.people.get(row.actor_id or 0, ""),
        who_href=url_for("staff.person", number=row.actor_id) if row.actor_id else "",
        role=str(formats.ROLES[Role(row.actor_role)]),
        facts=_passage(row) + facts(row.facts, names),
        place=_("baris %(seq)s, lewat %(door)s", seq=row.seq, door=DOORS.get(row.channel, row.channel)),
        stream=row.stream,
    )


def names_of(session: Session, stream: str) -> Names:
    """What is called how, for the name of one chain."""
    kind, key = _parted(stream)
    letters = {int(key)} if kind == "letter" and key.isdigit() else set[int]()
    return Names(letters=inquiry.letter_numbers(session, letters))


def about(stream: str, names: Names) -> str:
    """Where everything of a chain is listed."""
    return _about(stream, names)[1]


def stream_name(stream: str, names: Names) -> str:
    """What a chain is about."""
    kind, key = _parted(stream)
    if kind == "booking":
        return str(_("Permohonan %(reference)s", reference=key))
    if kind == "complaint":
        return str(_("Pengaduan %(reference)s", reference=key))
    if kind == "letter":
        number = names.letters.get(int(key)) if key.isdigit() else None
        return str(_("Surat %(number)s", number=number or f"#{key}"))
    return str(STREAMS.get(stream, stream))


def _about(stream: str, names: Names) -> tuple[str, str]:
    """What a row is about, and where everything about it is listed."""
    kind, key = _parted(stream)
    if kind in ("booking", "complaint"):
        return stream_name(stream, names), url_for("journal.entries", ref=key)
    if kind == "letter" and key.isdigit() and int(key) in names.letters:
        return stream_name(stream, names), url_for("journal.entries", letter=names.letters[int(key)])
    return stream_name(stream, names), url_for("journal.entries", stream=stream)


def _passage(row: JournalEntry) -> list[tuple[str, str]]:
    """The states it led from and to, and its reason."""
    told = []
    if row.to_state in set(State) and row.from_state != row.to_state:
        said = str(formats.STATES[State(row.to_state)][0])
        told.append((str(_("Keadaan sesudahnya")), said))
    reason = present.why(row.reason) or _reason(row.reason)
    return [*told, (str(_("Alasan")), reason)] if reason else told


def _reason(reason: str | None) -> str:
    return str(formats.COMPLAINTS[ComplaintKind(reason)]) if reason in set(ComplaintKind) else reason or ""


_AWAY = {
    TurnedAwayFor.WALK_IN: _l("datang tanpa jadwal"),
    TurnedAwayFor.WRONG_DAY: _l("datang pada hari lain"),
    TurnedAwayFor.OUTSIDE_WINDOW: _l("datang di luar jamnya"),
    TurnedAwayFor.GUEST_CAP: _l("tamu melebihi batas"),
}
_SCOPES = {
    FeedScope.ALL: _l("semua sesi"),
    FeedScope.UNIT: _l("sesi satu unit"),
    FeedScope.ROOM: _l("sesi satu ruang"),
    FeedScope.BOOKING: _l("satu permohonan"),
}


def _of(labels: dict[Any, Any]) -> Callable[[Any, Names], str]:
    words = {str(key): label for key, label in labels.items()}
    return lambda value, _names: str(words.get(str(value), value))


def _named(among: str) -> Callable[[Any, Names], str]:
    return lambda value, names: str(getattr(names, among).get(value, value))


def _plain(value: Any, _names: Names) -> str:
    return str(_many(value))


def _many(value: Any) -> str:
    return ", ".join(str(each) for each in value) if isinstance(value, list) else str(value)


def _instant(value: Any, _names: Names) -> str:
    return formats.instant(strict.instant(value))


def _day(value: Any, _names: Names) -> str:
    return formats.long_day(date.fromisoformat(value))


def _hour(value: Any, _names: Names) -> str:
    return f"{formats.hour(value)} WIB"


def _slot(value: Any, names: Names) -> str:
    return f"{_day(value['date'], names)}, {_hour(value['start'], names)}"


def _region(value: Any, _names: Names) -> str:
    return formats.region_name(value)


def _sure(value: Any, _names: Names) -> str:
    return str(_("dipastikan") if value else _("usulan"))


def _counted(value: Any, _names: Names) -> str:
    return str(len(value)) if isinstance(value, list) else str(value)


def _before(value: Any, names: Names) -> str:
    if not isinstance(value, dict):
        return str(value)
    return "; ".join(f"{label} {said}" for label, said in facts(value, names))


_WORDS: dict[str, tuple[Any, Callable[[Any, Names], str]]] = {
    "person": (_l("Orang"), _named("people")),
    "role": (_l("Peran"), _of(formats.ROLES)),
    "region": (_l("Daerah"), _region),
    "unit": (_l("Unit"), _named("units")),
    "room": (_l("Ruang"), _named("rooms")),
    "topic": (_l("Topik"), _named("topics")),
    "name": (_l("Nama"), _plain),
    "name_en": (_l("Nama Inggris"), _plain),
    "verified": (_l("Sumber nama"), _sure),
    "place": (_l("Urutan"), _plain),
    "was": (_l("Sebelumnya"), _before),
    "mode": (_l("Cara"), _of(formats.MODES)),
    "date": (_l("Hari"), _day),
    "start": (_l("Jam"), _hour),
    "from": (_l("Dari"), _slot),
    "slot": (_l("Usulan waktu"), _slot),
    "letter": (_l("Surat"), _named("letters")),
    "ground": (_l("Dasar"), _of({ground.value: formats.GROUNDS[ground] for ground in Ground})),
    "answer": (_l("Jawaban unit"), _of({each.value: formats.UNIT_ANSWERS[each] for each in UnitAnswer})),
    "guests": (_l("Jumlah tamu"), _counted),
    "gone": (_l("Tamu yang keluar dari rombongan"), _counted),
    "guest": (_l("Tamu nomor"), _plain),
    "document": (_l("Berkas nomor"), _plain),
    "revision": (_l("Revisi"), _plain),
    "message": (_l("Surel nomor"), _plain),
    "token": (_l("Token nomor"), _plain),
    "tokens": (_l("Token yang berakhir"), _counted),
    "feed": (_l("Alamat nomor"), _plain),
    "feeds": (_l("Alamat kalender yang berakhir"), _counted),
    "scope": (_l("Isi kalender"), _of({each.value: label for each, label in _SCOPES.items()})),
    "subject": (_l("Untuk"), _plain),
    "channel": (_l("Lewat"), _of({each.value: formats.CHANNELS[each] for each in Channel})),
    "received_at": (_l("Diterima"), _instant),
    "changed": (_l("Yang diganti"), _plain),
    "account_request": (_l("Permintaan akun nomor"), _plain),
    "complaint": (_l("Pengaduan nomor urut"), _plain),
    "turned_away": (_l("Catatan nomor"), _plain),
    "code": (_l("Sebab"), _of({each.value: label for each, label in _AWAY.items()})),
    "why": (_l("Sebab"), _of(formats.SCANNED)),
    "pass": (_l("Sidik kode yang dipindai"), _plain),
    "reference": (_l("Permohonan"), _plain),
    "notice": (_l("Dengan keterangan"), _of({True: _l("ya"), False: _l("tidak")})),
    "clock_off_seconds": (_l("Selisih jam tablet (detik)"), _plain),
}
_UNSAID = {"nonces"}
"""Marks of machines, which say nothing to people."""


def facts(told: dict[str, Any], names: Names) -> list[tuple[str, str]]:
    """The facts of a row as pairs of label and value. One without words of its own is shown as it stands."""
    found = []
    for key, value in told.items():
        if value is None or key in _UNSAID:
            continue
        label, said = _WORDS.get(key, (key, _plain))
        found.append((str(label), _readable(said, value, names)))
    return found


def _readable(said: Callable[[Any, Names], str], value: Any, names: Names) -> str:
    try:
        return said(value, names)
    except (ValueError, KeyError, TypeError, AttributeError):
        return str(value)  # a fact of another shape than its words expect: better as it stands than no page


