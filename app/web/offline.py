"""Reception without a network: the worker that keeps today's page, and the check-ins that waited on a tablet."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, abort, current_app, jsonify, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import access, clock, formats
from app.access import ANYONE, allow
from app.api import bodies
from app.db import reading, store
from app.web import desk, present
from booking import reads, workflow
from booking.errors import Busy, Crowded, NotDone, NotOpen, Refused, Unfit, Unknown
from booking.journal import Actor
from booking.terms import Role
from booking.workflow.reception import Arrival, told_before
from rules import strict
from rules.wire import Json

blueprint = Blueprint("offline", __name__)

MOST_SENT = 100
"""Check-ins that one message brings."""

DONE, REFUSED, WAITS = "done", "refused", "waits"
"""What became of a check-in that waited. One that ``waits`` is to be sent again."""


@dataclass(frozen=True)
class _Waited:
    """A check-in that waited on a tablet, by its mark there. ``seen`` is the number of changes its party had on the
    page."""

    id: str
    reference: str
    seen: int
    arrivals: tuple[Arrival, ...]


def _guest(value: Any) -> dict[str, Any]:
    return dict(strict.record({"id": bodies.row, "nonce": bodies.line})(value))


def _waited(value: Any) -> _Waited:
    asked = {"id": bodies.line, "reference": bodies.reference, "seen": strict.count, "happened_at": strict.instant}
    read = strict.record({**asked, "guests": strict.each(_guest)})(value)
    arrivals = (Arrival(guest["id"], read["happened_at"], guest["nonce"]) for guest in read["guests"])
    return _Waited(read["id"], read["reference"], read["seen"], tuple(arrivals))


def _queue(value: Any) -> list[_Waited]:
    found: list[_Waited] = strict.each(_waited)(value)
    if len(found) > MOST_SENT:
        raise strict.BadInput(f"at most {MOST_SENT} check-ins are taken")
    return found


_MESSAGE = strict.record({"sent_at": strict.instant, "check_ins": _queue})


@blueprint.post("/resepsionis/antrean")
@allow(Role.RECEPTIONIST)
def waited() -> ResponseReturnValue:
    """Admit guests who were checked in while a tablet had no network, and answer what became of each.

    JSON: ``sent_at`` and ``happened_at`` by the tablet's clock, a nonce for each guest. A message may come again: it
    admits nobody twice. Whoever is no longer signed in is answered as by a page.
    """
    try:
        message = bodies.body(_MESSAGE)
    except strict.BadInput:
        abort(400)
    who, now = access.actor(), clock.now()
    return jsonify(answers=[_admit(each, who, now, message["sent_at"]) for each in message["check_ins"]])


def _admit(waited: _Waited, who: Actor, now: datetime, sent_at: datetime) -> Json:
    try:
        acting = replace(who, seen=waited.seen)
        workflow.check_in(store(), waited.reference, acting, now, arrivals=waited.arrivals, sent_at=sent_at)
    except (Busy, Crowded):
        return {"id": waited.id, "outcome": WAITS}
    except NotDone as error:
        reading().rollback()
        if _counted(waited, who):
            return {"id": waited.id, "outcome": DONE}
        return {"id": waited.id, "outcome": REFUSED, "reasons": _reasons(error)}
    return {"id": waited.id, "outcome": DONE}


def _counted(waited: _Waited, who: Actor) -> bool:
    """Whether it was counted before, by a message whose answer was lost."""
    try:
        return told_before(reading(), reads.booking(reading(), waited.reference, who), waited.arrivals)
    except Unknown:
        return False


def _reasons(error: NotDone) -> list[Json]:
    """Why a check-in is taken back: sentences, with the clause where one speaks."""
    if isinstance(error, Refused):
        found = [present.refusal(each) for each in error.refusals]
        return [{"says": each.sentence, "clause": each.clause, "href": each.clause_href} for each in found]
    if isinstance(error, Unfit):
        return [_reason(error.says[formats.language()])]
    if isinstance(error, NotOpen):
        return [_reason(desk.why_not(error))]
    return [_reason(_("Permohonan ini tidak ditemukan."))]


def _reason(says: str) -> Json:
    return {"says": says, "clause": "", "href": ""}


@blueprint.get("/resepsionis/pekerja.js")
@allow(ANYONE)
def worker() -> ResponseReturnValue:
    """The service worker. It holds nothing of anybody, and names the files it works with by their versions: browsers
    take a worker for new when its text is another."""
    home = Path(str(current_app.static_folder))
    files = [url_for("static", filename=name) for name in ("js/desk-queue.js", "js/desk.js", "css/temu.css")]
    settings = {
        "day": url_for("reception.day"),
        "without": url_for("offline.without_network", lang=formats.language()),
        "queue": files[0],
        "versions": files,
    }
    text = f"const SETTINGS = {json.dumps(settings)};\n{(home / 'js' / 'desk-worker.js').read_text(encoding='utf-8')}"
    # Its scope is the day's page too, which stands above the folder the worker lies in.
    return Response(text, mimetype="text/javascript", headers={"Service-Worker-Allowed": settings["day"]})


@blueprint.get("/resepsionis/tanpa-jaringan")
@allow(ANYONE)
def without_network() -> ResponseReturnValue:
    """What a tablet shows in the place of a page it does not keep. It names nobody."""
    return render_template("reception/without_network.html")


@dataclass(frozen=True)
class Desk:
    """What the script of the day's page is told: the instant and day of the office, and what it says."""

    now: str
    hour: str
    says: dict[str, str]


@blueprint.app_template_global()
def desk_offline() -> Desk:
    """For the day's page, whoever renders it."""
    now = clock.now()
    return Desk(now.isoformat(), formats.hour(now.strftime("%H:%M")), {key: str(word) for key, word in _says().items()})


def _says() -> dict[str, str]:
    """Sentences with {n} check-ins, an {hour} and {who} it is about."""
    return {
        "cut": _("Tanpa jaringan. Kehadiran tetap dapat dicatat, dan dikirim begitu tersambung lagi."),
        "offline": _("Tanpa jaringan: {n} catatan menunggu dikirim. Kehadiran tetap dapat dicatat."),
        "kept": _("Daftar ini sebagaimana pukul {hour} WIB."),
        "waits": _("{n} catatan menunggu dikirim."),
        "stale": _("{n} catatan menunggu dikirim. Masuk lagi sebagai resepsionis untuk mengirimnya."),
        "back": _("Tersambung lagi."),
        "sent": _("Tersambung lagi: {n} catatan terkirim."),
        "fresh": _("Muat ulang untuk melihat daftar terbaru."),
        "queued": _("menunggu dikirim"),
        "nobody": _("Centang dahulu tamu yang masuk."),
        "hour": _("Tuliskan jamnya seperti 09.15."),
        "find": _("Tanpa jaringan pas dan nama tidak dapat dicari. Lihat rombongannya di daftar ini."),
        "only": _("Tanpa jaringan hanya kehadiran yang dapat dicatat. Yang ini belum terkirim."),
        "guests": _("{n} tamu"),
    }
