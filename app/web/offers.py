"""Open sessions as they are offered: in words, with a way to ask for them where the visitor may."""

from __future__ import annotations

from dataclasses import dataclass

from flask import url_for

from app import access, formats
from booking.terms import Role
from rules.facts import Mode, Slot


@dataclass(frozen=True)
class Choice:
    """An open session with a way to ask for it."""

    label: str
    hour: str
    href: str | None


def own_region() -> str | None:
    """The region of whoever signed in."""
    person = access.person()
    return person.region_code if person is not None else None


def may_ask() -> bool:
    """Whether the visitor may ask for a slot: regions, and who has not signed in."""
    person = access.person()
    return person is None or Role(person.role) is Role.REGION


def asks(mode: Mode, slot: Slot, region: str | None = None) -> str:
    """Where a slot is asked for; with the name of the region for which, so that nobody types it twice."""
    name = formats.region_name(region) if region else None
    return url_for("asking.start", mode=mode.value, date=slot.date.isoformat(), start=slot.start, region=name)


def choice(mode: Mode, slot: Slot, region: str | None) -> Choice:
    """A slot in words, with its way where there is one."""
    label = f"{formats.long_day(slot.date)}, {formats.hours_for(slot, mode, region)}"
    return Choice(label, formats.hour(slot.start), asks(mode, slot, region) if may_ask() else None)
