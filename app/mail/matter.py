"""What a message is about, as its words need it: the values told with it, made harmless, in the language at hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from flask_babel import gettext as _

from app import formats
from app.feeds.ical import link_or_nothing
from app.texts import clean, clean_lines
from booking.messages import Sending
from booking.terms import MessageKind, OfficeReason, RejectReason
from rules import desk, parameters, strict
from rules.facts import Mode, Slot, State
from rules.parameters import Policy

_TELLS_THE_CODE = frozenset({MessageKind.RECEIVED})


@dataclass(frozen=True)
class Link:
    """Where something can be done."""

    label: str
    href: str


@dataclass(frozen=True)
class Told:
    """A message in one language. ``subject`` is used of the Indonesian only; ``quoted`` is what somebody wrote."""

    subject: str
    title: str
    happened: Sequence[str]
    steps: Sequence[str] = ()
    warning: str = ""
    quoted: tuple[str, str] = ("", "")
    facts: Sequence[tuple[str, str]] = ()
    choices: Sequence[str] = ()
    links: Sequence[Link] = ()


@dataclass(frozen=True)
class Matter:
    """A message's values, read as what they are. What the message does not tell is empty or None."""

    sending: Sending
    base_url: str
    by_hand: bool = False
    """Whether an officer sends it, so that it need not arrive at the recipient's address."""

    @property
    def _told(self) -> dict[str, Any]:
        return self.sending.params

    def text(self, name: str) -> str:
        """One line of a text."""
        return clean(self._told.get(name))

    def lines(self, name: str) -> str:
        """A text of several lines."""
        return clean_lines(self._told.get(name))

    def number(self, name: str) -> int:
        """A number; 0 where none is told."""
        return int(self._told.get(name) or 0)

    def flag(self, name: str) -> bool:
        """Whether something is said to be so."""
        return self._told.get(name) is True

    @property
    def recipient(self) -> str:
        return self.sending.recipient

    @property
    def reference(self) -> str:
        booking = self.sending.booking
        return booking.reference if booking is not None else self.text("reference")

    @property
    def mode(self) -> Mode:
        booking = self.sending.booking
        return Mode(self._told.get("mode") or (booking.mode if booking is not None else Mode.VISIT))

    @property
    def visit(self) -> bool:
        return self.mode is Mode.VISIT

    @property
    def waiting(self) -> bool:
        """Whether no schedule was given yet."""
        return self._told.get("state") in (State.UNCONFIRMED, State.REQUESTED)

    @property
    def scheduled(self) -> bool:
        return self._told.get("state") == State.SCHEDULED

    @property
    def given(self) -> bool:
        """Whether there is a schedule, and it stands."""
        state = self._told.get("state")
        return state in set(State) and State(state).live and not self.waiting

    @property
    def slot(self) -> Slot | None:
        return _slot(self._told)

    @property
    def institution(self) -> str:
        booking = self.sending.booking
        return clean(booking.institution) if booking is not None else self.text("institution")

    def whom(self) -> str:
        """Who is greeted."""
        booking = self.sending.booking
        own = booking is not None and self.sending.recipient == booking.contact_email
        named = booking.contact_name if own and booking is not None else self._told.get("whom")
        return clean(named) or str(_("Bapak/Ibu"))

    @property
    def policy(self) -> Policy:
        """The figures in force on the day of the session."""
        day = self.slot.date if self.slot else self.sending.at.date()
        return parameters.in_force().policy(day, day)

    @property
    def page(self) -> str:
        """The page of the request."""
        return f"{self.base_url}/permohonan/{self.reference}"

    @property
    def own_page(self) -> str:
        """The page of the request, opened by its access code where the recipient holds it."""
        if not self.sending.access_code:
            return self.page
        return f"{self.base_url}/cek?{urlencode({'nomor': self.reference, 'kode': self.sending.access_code})}"

    def when(self) -> str:
        """``Rabu, 25 November 2026, 09.00–10.00 WIB``."""
        return self._when(self.slot) if self.slot else ""

    def before(self) -> str:
        """When it was to be before it was moved."""
        slot = _slot(self._told.get("moved_from") or {})
        return self._when(slot) if slot else ""

    def proposed(self) -> str:
        """When the unit proposes to hold it."""
        slot = _slot(self._told.get("proposed") or {})
        return self._when(slot) if slot else ""

    def earliest(self) -> list[str]:
        """The next open sessions."""
        found = (_slot(each) for each in self._told.get("earliest") or ())
        return [self._when(slot) for slot in found if slot]

    def admitted_from(self) -> str:
        """``08.30 WIB``: when reception opens for the session."""
        if self.slot is None:
            return ""
        opens = desk.begins_at(self.slot) - timedelta(minutes=self.policy.check_in_opens_minutes)
        return f"{formats.hour(Slot.at(opens).start)} WIB"

    def moment(self, name: str) -> str:
        """A day, or an instant with its hour, in words."""
        said = self.text(name)
        if "T" in said:
            instant: datetime = strict.instant(said)
            return formats.instant(instant)
        return formats.long_day(date.fromisoformat(said)) if said else ""

    def reason(self) -> str:
        """The reason's words; where the words say "explain", they are the note's to give."""
        code = self._told.get("reason")
        if code in set(OfficeReason):
            return str(formats.OFFICE_REASONS[OfficeReason(code)])
        if code in set(RejectReason) and code != RejectReason.OTHER:
            return str(formats.REJECT_REASONS[RejectReason(code)])
        return ""

    def room(self) -> str:
        """The room that was told, in the language at hand where it is still the booking's."""
        return self._named("room")

    def unit(self) -> str:
        """The unit that was told, likewise."""
        return self._named("unit")

    def meeting_url(self) -> str:
        """The address of the meeting, where it is one."""
        return link_or_nothing(self._told.get("meeting_url"))

    def facts(self) -> list[tuple[str, str]]:
        """What is known, as pairs of label and value."""
        booking, given = self.sending.booking, self.given
        letter = booking.letter if booking is not None else None
        pairs = [
            (_("Nomor permohonan"), self.reference),
            (_("Jadwal") if given else _("Sesi yang diminta") if self.waiting else _("Sesi"), self.when()),
            (_("Cara"), formats.MODES[self.mode] if self.slot else ""),
            (_("Tempat"), self.room() if given else ""),
            (_("Tautan rapat"), self.meeting_url() if given else ""),
            (_("Unit teknis"), self.unit()),
            (_("Instansi"), self.institution),
            (_("Surat"), self._letter(letter.number, letter.dated_on) if letter is not None else ""),
            (_("Kode akses"), self.sending.access_code or "" if self.sending.kind in _TELLS_THE_CODE else ""),
        ]
        return [(str(label), str(value)) for label, value in pairs if value]

    def _letter(self, number: str, day: date) -> str:
        return str(_("%(number)s, %(day)s", number=clean(number), day=formats.long_day(day)))

    def _when(self, slot: Slot) -> str:
        booking = self.sending.booking
        region = booking.region_code if booking is not None else None
        return f"{formats.long_day(slot.date)}, {formats.hours_for(slot, self.mode, region)}"

    def _named(self, name: str) -> str:
        thing = getattr(self.sending.booking, name, None)
        told = self.text(name)
        return clean(formats.named(thing)) if thing is not None and thing.name == told else told


def _slot(told: dict[str, Any]) -> Slot | None:
    if not told.get("date") or not told.get("start"):
        return None
    return Slot(date.fromisoformat(told["date"]), told["start"])
