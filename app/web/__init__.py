"""The pages: a module an audience, and what stands around every page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, request, url_for
from flask_babel import gettext as _

from app import access, formats
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
    chosen = request.args.get("lang") or request.cookies.get(_COOKIE, "")
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


def _menu() -> list[tuple[str, str]]:
    """The endpoints and labels of the menu for whoever asks."""
    person = access.person()
    role = Role(person.role) if person is not None else None
    menu = [("public.home", _("Beranda")), ("public.calendar", _("Jadwal"))]
    if role in (None, Role.REGION):
        menu.append(("requests.new", _("Ajukan")))
    own = {
        Role.REGION: [("requests.own", _("Permohonan saya"))],
        Role.OFFICER: [("review.inbox", _("Kotak masuk"))],
        Role.RECEPTIONIST: [("reception.day", _("Hari ini"))],
        Role.UNIT: [("unit.sessions", _("Sesi unit"))],
        Role.LEADERSHIP: [("leadership.summary", _("Ringkasan"))],
        Role.ADMIN: [("admin.people", _("Orang dan peran")), ("outbox.messages", _("Surel keluar"))],
    }
    menu.extend(own.get(role, []) if role is not None else [])
    menu.append(("circular.annotated", _("Aturan")))
    return menu


def _around() -> dict[str, Any]:
    """What every page's frame shows."""
    here = request.path if request.url_rule else "/"
    return {
        "nav": [Link(label, url_for(name), request.endpoint == name) for name, label in _menu()],
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
        admin,
        circular,
        health,
        leadership,
        outbox,
        papers,
        public,
        reception,
        requests,
        review,
        unit,
    )
    from app.web import calendar as _its_page_is_public  # noqa: F401

    office = (admin, leadership, outbox, reception, review, unit)
    for module in (account, circular, health, papers, public, requests, *office):
        app.register_blueprint(module.blueprint)
    app.context_processor(_around)
