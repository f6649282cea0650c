"""What stands around a request, in words: alike requests, competing claims, what was asked, answered and considered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from flask import url_for
from flask_babel import gettext as _

from app import formats
from app.db import reading
from app.web import present
from booking import around, reads
from booking.around import Alike, Claim, Resembling, TurnedDown
from booking.models import Booking
from booking.reads import Happened
from booking.terms import Act, UnitAnswer
from rules.citation import CODES
from rules.facts import Mode, Slot


@dataclass(frozen=True)
class AlikeView:
    """A request that is like the one at hand, and in what."""

    reference: str
    href: str
    institution: str
    when: str
    state: present.StateView
    says: str


def alike(booking: Booking) -> list[AlikeView]:
    """Other requests with the same letter or guests."""
    return [
        AlikeView(
            each.booking.reference,
            url_for("review.decide", reference=each.booking.reference),
            each.booking.institution,
            f"{formats.long_day(each.booking.date)}, {formats.hours(formats.slot_of(each.booking))}",
            present.state(each.booking),
            _in_what(each),
        )
        for each in around.resembling(reading(), booking)
    ]


def _in_what(each: Resembling) -> str:
    names = ", ".join(each.guests)
    words = {
        Alike.LETTER: _("Surat yang sama"),
        Alike.NUMBER: _("Nomor surat yang sama: %(number)s", number=each.booking.letter.number),
        Alike.SUBJECT: _("Tanggal dan perihal surat sama, nomornya %(number)s", number=each.booking.letter.number),
        Alike.NIP: _("Tamu dengan NIP yang sama: %(names)s", names=names),
        Alike.NAME: _("Nama tamu yang sama: %(names)s", names=names),
    }
    hidden = {Alike.NAME} if Alike.NIP in each.alike else set()
    return ". ".join(words[kind] for kind in Alike if kind in each.alike - hidden)


@dataclass(frozen=True)
class ClaimView:
    """Whose letter came when, and what rests on it; ``reference`` is empty where no request does."""

    institution: str
    own: bool
    at: datetime
    letter: str
    reference: str
    href: str
    when: str
    state: present.StateView

    @property
    def received(self) -> str:
        """When the letter came, in words."""
        return formats.instant(self.at)


@dataclass(frozen=True)
class ClaimsView:
    """All that want the visits of a month, in the order in which their letters came; ``bodies`` where more than one of
    the region's is known to be among them."""

    all: list[ClaimView]
    bodies: bool


def claims(booking: Booking) -> ClaimsView:
    """What competes for a month: other bodies of the region once it is full, and whoever was refused for that."""
    known = [_claim(claim, booking) for claim in around.claims(reading(), booking)]
    refused = [_refused(each) for each in around.turned_down(reading(), booking)]
    return ClaimsView(sorted([*known, *refused], key=lambda claim: claim.at), bool(known))


def _claim(claim: Claim, of: Booking) -> ClaimView:
    letter, booking = claim.letter, claim.booking
    waits = present.StateView("", _("Surat menunggu, belum ada permohonan"), "wait")
    return ClaimView(
        letter.institution,
        letter.id == of.letter_id,
        letter.received_at,
        letter.number,
        booking.reference if booking else "",
        url_for("review.decide", reference=booking.reference) if booking else "",
        formats.slot_label(formats.slot_of(booking)) if booking else "",
        present.state(booking) if booking else waits,
    )


def _refused(attempt: TurnedDown) -> ClaimView:
    asked = _("Diajukan %(when)s", when=formats.instant(attempt.asked_at))
    return ClaimView(
        _("Permohonan lain dari %(region)s", region=formats.region_name(attempt.region)),
        False,
        attempt.received_at,
        attempt.letter_number,
        "",
        "",
        f"{formats.slot_label(attempt.slot)} · {asked}",
        present.StateView("", _("Ditolak karena jatah bulan terpakai"), "bad"),
    )


@dataclass(frozen=True)
class Said:
    """A question of the office and its answer; empty while it is open."""

    question: str
    asked: str
    answer: str
    answered: str


def talk(events: Iterable[Happened]) -> list[Said]:
    """What was asked and answered, in order."""
    found: list[Said] = []
    for event in events:
        when, words = formats.instant(event.entry.at), event.note or ""
        if event.entry.act == Act.ASK:
            found.append(Said(words, when, "", ""))
        elif event.entry.act == Act.REPLY and found:
            last = found.pop()
            said = f"{last.answer}\n{words}" if last.answer else words
            found.append(Said(last.question, last.asked, said, when))
    return found


@dataclass(frozen=True)
class Considered:
    """What the unit answered when it was asked, what it proposes, and its words."""

    when: str
    answer: str
    proposes: str
    note: str


def consideration(events: Iterable[Happened]) -> Considered | None:
    """The unit's latest consideration."""
    said = [event for event in events if event.entry.act == Act.CONSIDER]
    if not said:
        return None
    facts = said[-1].entry.facts
    proposed = [formats.slot_label(_slot(facts["slot"]))] if facts.get("slot") else []
    proposed += [str(formats.MODES[Mode(facts["mode"])])] if facts.get("mode") else []
    answer = str(formats.UNIT_ANSWERS[UnitAnswer(facts["answer"])])
    return Considered(formats.instant(said[-1].entry.at), answer, ", ".join(proposed), said[-1].note or "")


def _slot(told: dict[str, str]) -> Slot:
    return Slot(date.fromisoformat(told["date"]), told["start"])


@dataclass(frozen=True)
class FlagView:
    """A clause that a booking no longer keeps."""

    clause: str
    href: str
    title: str


def flags(booking: Booking) -> list[FlagView]:
    """What broke under a booking after it was given, by the clause that speaks; one that no clause speaks of is told
    without."""
    mode, found = Mode(booking.mode), reads.flags(reading(), booking.id)
    clauses = dict.fromkeys(CODES[code].clause.get(mode, "") if code in CODES else "" for code in found)
    return [
        FlagView(clause, present.clause_href(clause), present.clause_title(clause))
        if clause
        else FlagView("", "", _("Keadaannya berubah sesudah jadwal diberikan"))
        for clause in clauses
    ]
