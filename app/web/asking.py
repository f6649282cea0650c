"""Asking in four steps: letter, session, party, check and send. Each step is kept before anything else is looked at."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from flask import Blueprint, flash, make_response, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app import access, clock, formats
from app.access import REQUESTERS, allow
from app.db import reading, store
from app.extensions import limiter
from app.forms.request import rows_changed
from app.forms.schedule import slot_value
from app.web import present, standing
from app.web.filling import (
    HEARD,
    LETTER,
    PARTY,
    SESSION,
    Filling,
    anew,
    begin,
    filling,
    keep,
    take_letter,
    tell,
    typed_before,
    unfinished,
)
from app.web.steps import SHOWN, Offer, asked_along
from booking import availability, drafts
from booking.codes import hash_of
from booking.errors import Crowded, Refused, Unfit
from booking.repeats import Repeat, Repeated
from booking.workflow.submit import HOLD, submit
from rules.facts import Mode

blueprint = Blueprint("asking", __name__)

CHECK = "periksa"
_PLACES = {LETTER: "asking.letter", SESSION: "asking.session_", PARTY: "asking.party", CHECK: "asking.check"}
_TEMPLATES = {LETTER: "letter", SESSION: "session", PARTY: "party"}
_TITLES = {LETTER: _l("Surat"), SESSION: _l("Cara dan sesi"), PARTY: _l("Yang hadir"), CHECK: _l("Periksa dan kirim")}
_AFTER = {LETTER: SESSION, SESSION: PARTY, PARTY: CHECK}
WITH_A_FILE = frozenset({"asking.start", "asking.letter"})
_OFFERED = 3
_TYPING_LIMIT = "300 per hour"
_SENDING_LIMIT = "60 per hour"
_UPLOAD_LIMIT = "40 per hour"
_SECRET = f"<string(length={len(drafts.new_secret())}):draft>"


@dataclass(frozen=True)
class Place:
    """A step of the way: its title, where it is, and whether it is the one at hand."""

    title: str
    href: str | None
    current: bool


def _without_upload() -> bool:
    file = request.files.get("file")
    return access.signed_in() or file is None or not file.filename


@blueprint.route("/ajukan", methods=["GET", "POST"])
@limiter.limit(_TYPING_LIMIT, methods=["POST"], exempt_when=access.signed_in)
@limiter.limit(_UPLOAD_LIMIT, methods=["POST"], exempt_when=_without_upload)
@allow(REQUESTERS)
def start() -> ResponseReturnValue:
    """The first step, before anything is kept; what this browser did not finish goes on. A session chosen in the
    calendar comes along in the address."""
    now, asked = clock.now(), request.args
    if request.method == "POST":
        typed = {LETTER: filling().letter.typed(request.form)}
        secret = begin(typed_before(asked.get("dari", "")) | typed | _picked(), now)
        return _judged(secret, LETTER, now, take_letter(secret, request.files.get("file"), now))
    before = unfinished() if not {"baru", "dari"} & set(asked) else None
    if before is not None:
        return redirect(url_for("asking.letter", draft=before) + asked_along())
    return _page(anew(asked.get("dari", ""), asked.get("region", "")), LETTER, now)


@blueprint.route(f"/ajukan/{_SECRET}/{LETTER}", methods=["GET", "POST"])
@limiter.limit(_TYPING_LIMIT, methods=["POST"], exempt_when=access.signed_in)
@limiter.limit(_UPLOAD_LIMIT, methods=["POST"], exempt_when=_without_upload)
@allow(REQUESTERS)
def letter(draft: str) -> ResponseReturnValue:
    """Whose letter it is, what it says, and its file."""
    now, here = clock.now(), filling(draft)
    if request.method == "GET" or here.reference:
        return _shown(here, LETTER, now)
    keep(draft, {LETTER: here.letter.typed(request.form), **_picked()}, now)
    return _judged(draft, LETTER, now, take_letter(draft, request.files.get("file"), now))


@blueprint.route(f"/ajukan/{_SECRET}/{SESSION}", methods=["GET", "POST"])
@limiter.limit(_TYPING_LIMIT, methods=["POST"], exempt_when=access.signed_in)
@allow(REQUESTERS)
def session_(draft: str) -> ResponseReturnValue:
    """The way to consult, and the session: the calendar, with a button on each open one."""
    now, here = clock.now(), filling(draft)
    if request.method == "GET" or here.reference:
        return _shown(here, SESSION, now)
    keep(draft, {SESSION: here.session.typed(request.form)}, now)
    return _judged(draft, SESSION, now)


@blueprint.route(f"/ajukan/{_SECRET}/{PARTY}", methods=["GET", "POST"])
@limiter.limit(_TYPING_LIMIT, methods=["POST"], exempt_when=access.signed_in)
@allow(REQUESTERS)
def party(draft: str) -> ResponseReturnValue:
    """Who comes, and whom we may ask."""
    now, here = clock.now(), filling(draft)
    if request.method == "GET" or here.reference:
        return _shown(here, PARTY, now)
    act = request.form.get("act", "")
    keep(draft, {PARTY: rows_changed(here.party.typed(request.form), act)}, now)
    if act != "next":
        return redirect(url_for("asking.party", draft=draft, _anchor="tamu"))
    return _judged(draft, PARTY, now)


@blueprint.route(f"/ajukan/{_SECRET}/{CHECK}", methods=["GET", "POST"])
@limiter.limit(_SENDING_LIMIT, methods=["POST"], exempt_when=access.signed_in)
@allow(REQUESTERS)
def check(draft: str) -> ResponseReturnValue:
    """All of it once more, with what stands against it; and sending."""
    now, here = clock.now(), filling(draft)
    if here.reference:
        return _sent(here.reference)
    missing = here.undone()
    if missing:
        return redirect(url_for(_PLACES[missing], draft=draft))
    told: dict[str, Any] = {"code": 200}
    try:
        if request.method == "POST":
            return _sent(_submitted(here, now))
        told["refused"] = here.against(now)
    except Refused as refused:
        told = {"code": 422, "refused": refused}
    except Unfit as error:
        told = {"code": 400, "error": error.says[formats.language()]}
    except Crowded:
        told = {"code": 409, "error": _("Beberapa orang mengirim pada saat yang sama. Kirim sekali lagi.")}
    reading().rollback()  # what was read before would offer what somebody took meanwhile
    return _checking(filling(draft), now, **told)


def _submitted(here: Filling, now: datetime) -> str:
    """The reference of the request that a draft became, now or by an earlier press of the same button."""
    once = replace(here.actor, repeat=Repeat(f"draft:{hash_of(here.secret)}", "send", ""))
    try:
        done = submit(store(), here.wish(), once, now, here.document.id if here.document else None)
    except Repeated as before:
        return str(before.about)
    drafts.became(store(), here.secret, done.reference, now)
    session["access_code"] = [done.reference, done.access_code]
    flash(_("Permohonan sudah diterima dengan nomor %(reference)s.", reference=done.reference), "success")
    return done.reference


def _sent(reference: str) -> ResponseReturnValue:
    if access.person() is None:
        access.hold(reference)
    return redirect(url_for("requests.status", reference=reference))


def _picked() -> dict[str, Any]:
    """The session that was chosen in the calendar, if one was."""
    asked = request.args
    if not asked.get("date") or not asked.get("start"):
        return {}
    return {SESSION: {"mode": [asked.get("mode", Mode.VISIT.value)], "slot": [f"{asked['date']}T{asked['start']}"]}}


def _shown(here: Filling, name: str, now: datetime) -> ResponseReturnValue:
    """A step as it was typed; one before it where that is not done yet, the request where it was sent."""
    if here.reference:
        return _sent(here.reference)
    missing = here.undone(before=name)
    if missing or request.method == "POST":
        return redirect(url_for(_PLACES[missing or name], draft=here.secret))
    return _page(here, name, now)


def _judged(secret: str, name: str, now: datetime, file_error: str = "") -> ResponseReturnValue:
    """Whether a step that was just kept is right: then on to the next, else the step again with what is wrong."""
    here = filling(secret)
    form = here.steps.by_name[name]
    fits = form.validate()
    if name == LETTER and (file_error or here.document is None):
        fits = False
        here.letter.file.errors = [file_error or _("Unggah suratnya sebagai PDF, JPEG, atau PNG.")]
    if not fits:
        return _page(here, name, now, 400)
    try:
        refused = here.against(now, name, HEARD[name])
    except Unfit as error:
        tell(form, error.field, error.says[formats.language()])
        return _page(here, name, now, 400)
    if refused is not None:
        return _page(here, name, now, 422, refused=refused)
    following = CHECK if here.undone() is None else _AFTER[name]
    return redirect(url_for(_PLACES[following], draft=secret))


def _page(
    here: Filling, name: str, now: datetime, code: int = 200, *, refused: Refused | None = None
) -> ResponseReturnValue:
    more = SHOWN[name](here, now)
    return _rendered(f"requests/ask/{_TEMPLATES[name]}.html", here, name, code, refused=refused, **more)


def _rendered(template: str, here: Filling, name: str, code: int, **more: Any) -> ResponseReturnValue:
    refused: Refused | None = more.pop("refused", None)
    answer = make_response(
        render_template(
            template,
            here=here,
            form=here.steps.by_name.get(name),
            places=_places(here, name),
            refusals=[present.refusal(each) for each in refused.refusals] if refused else [],
            **more,
        ),
        code,
    )
    answer.headers["Cache-Control"] = "private, no-cache"  # the browser's back button finds what was typed
    return answer


def _places(here: Filling, name: str) -> list[Place]:
    """The four steps; those that can be reached lead there."""
    reached = list(_PLACES)[: list(_PLACES).index(here.undone() or CHECK) + 1] if here.secret else []
    return [
        Place(str(_TITLES[each]), url_for(_PLACES[each], draft=here.secret) if each in reached else None, each == name)
        for each in _PLACES
    ]


def _checking(
    here: Filling, now: datetime, code: int = 200, *, refused: Refused | None = None, error: str = ""
) -> ResponseReturnValue:
    slot, mode = here.session.chosen_slot, here.session.chosen_mode
    lost = refused is not None and any(each.about == "slot" for each in refused.refusals)
    received_at = here.received_at(now)
    first = availability.earliest(reading(), mode, here.region, received_at, now) if slot is None else None
    offered = availability.next_open(reading(), mode, here.region, received_at, now, _OFFERED) if lost else []
    return _rendered(
        "requests/ask/check.html",
        here,
        CHECK,
        code,
        refused=refused,
        error=error,
        lost=lost,
        offers=[Offer(slot_value(each), here.slot_label(each)) for each in offered],
        mode=mode,
        slot_label=here.slot_label(slot) if slot else "",
        first_label=here.slot_label(first) if first else "",
        region_name=formats.region_name(here.region),
        topic=here.letter.topic_label,
        guests=here.party.party,
        size=standing.size(here.document.size) if here.document else "",
        hold_minutes=int(HOLD.total_seconds() // 60),
        anonymous=access.person() is None,
    )
