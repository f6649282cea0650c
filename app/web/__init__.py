"""The pages: a module an audience, and what stands around every page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, request, url_for
from flask_babel import gettext as _

from app import access, formats
from app.db import reading
from booking import accounts as asked_for
from booking.terms import Role
from rules.citation import channels

LANGUAGES = {"id": "Bahasa Indonesia", "en": "English"}
_COOKIE = "bahasa"


@dataclass(frozen=True)
class Link:
    """A line of a menu."""

    label: str
    href: str
    current: bool = False
    code: str = ""
    value: str = ""


def chosen_language() -> str:
    """The language of the page: what was chosen, else Indonesian."""
    try:
        asked = request.args.get("lang")
    except UnicodeDecodeError:  # an address that is no text is answered in words all the same
        asked = None
    chosen = asked or request.cookies.get(_COOKIE, "")
    return chosen if chosen in LANGUAGES else "id"


def inner(target: str | None, otherwise: str) -> str:
    """A path of this site to go on to; anything else is not followed."""
    wanted = target or ""
    try:
        parts = urlsplit(wanted)
    except ValueError:
        return otherwise
    inside = wanted.startswith("/") and wanted[1:2] not in "/\\" and wanted.isprintable()
    return wanted if inside and not parts.scheme and not parts.netloc else otherwise


def _role() -> Role | None:
    person = access.person()
    return Role(person.role) if person is not None else None


def _menu(role: Role | None) -> list[tuple[str, str]]:
    """The endpoints and labels of the menu for whoever asks."""
    menu = [("public.home", _("Beranda"))] if role in (None, Role.REGION) else []  # the sign above leads there too
    if role is not Role.OFFICER:  # who has a calendar of their own
        menu.append(("public.calendar", _("Jadwal")))
    if role in (None, Role.REGION):
        menu.append(("asking.start", _("Ajukan")))
    if role is None:
        menu.append(("holding.show_code", _("Cek status")))
    own = {
        Role.REGION: [("requests.own", _("Permohonan saya"))],
        Role.OFFICER: [
            ("review.inbox", _("Kotak masuk")),
            ("intake.letter_in", _("Surat masuk")),
            ("diary.calendar", _("Kalender")),
            ("ledger.regions", _("Daerah")),
            ("days.overview", _("Hari libur")),
            ("complaints.inbox", _("Pengaduan")),
            ("accounts.waiting", _accounts(role)),
        ],
        Role.RECEPTIONIST: [("reception.day", _("Hari ini"))],
        Role.UNIT: [("unit.sessions", _("Sesi unit"))],
        Role.LEADERSHIP: [("leadership.summary", _("Ringkasan")), ("diary.calendar", _("Kalender"))],
        Role.ADMIN: [
            ("admin.start", _("Administrasi")),
            ("staff.people", _("Orang dan peran")),
            ("days.overview", _("Hari libur")),
            ("journal.entries", _("Jurnal")),
            ("outbox.messages", _("Surel keluar")),
        ],
    }
    menu.extend(own.get(role, []) if role is not None else [])
    if role in (None, Role.REGION):
        menu.append(("services.offices", _("Layanan")))
    menu.append(("circular.annotated", _("Aturan")))
    return menu


def _accounts(role: Role | None) -> str:
    """The label of the officers' list of accounts, with how many are asked for."""
    waiting = asked_for.waiting(reading()) if role is Role.OFFICER else 0
    return str(_("Akun daerah (%(count)s)", count=waiting) if waiting else _("Akun daerah"))


def _around() -> dict[str, Any]:
    """What every page's frame shows."""
    return frame(_role())


def frame(role: Role | None) -> dict[str, Any]:
    """What a page's frame shows to a role. It asks the database nothing, so it stands when that is down."""
    here = request.path if request.url_rule else "/"
    return {
        "nav": [Link(label, url_for(name), request.endpoint == name) for name, label in _menu(role)],
        "languages": [
            Link(label, url_for("public.language", code=code, next=here), formats.language() == code, code)
            for code, label in LANGUAGES.items()
        ],
        "sign_in_href": url_for("account.sign_in"),
        "footer_channels": [
            Link(formats.worded(channel.name), channel.href, value=channel.value)
            for channel in channels("complaint")
            if channel.kind in ("phone", "whatsapp", "email")
        ],
        "formats": formats,
    }


def register(app: Flask) -> None:
    """Tie the pages to an application."""
    from app.web import (
        account,
        accounts,
        admin,
        answers,
        asking,
        circular,
        complaints,
        days,
        decision,
        diary,
        door,
        health,
        holding,
        intake,
        journal,
        leadership,
        ledger,
        letters,
        lists,
        lobby,
        minutes,
        moving,
        offline,
        outbox,
        papers,
        public,
        reception,
        reception_papers,
        requests,
        services,
        staff,
        unit,
    )
    from app.web import calendar as _its_page_is_public  # noqa: F401
    from app.web import inbox as _it_leads_to_decisions  # noqa: F401

    ours = (account, asking, circular, complaints, health, holding, papers, public, requests, services)
    counter = (accounts, answers, days, decision, diary, intake, ledger, letters, moving)
    office = (admin, journal, leadership, lists, minutes, offline, outbox, reception, staff, unit)
    at_the_door = (door, lobby, reception_papers)
    for module in (*ours, *counter, *office, *at_the_door):
        app.register_blueprint(module.blueprint)
    app.context_processor(_around)
