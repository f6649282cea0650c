"""The Contact Center: requests that wait."""

from __future__ import annotations

from flask import abort, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import access, clock, formats
from app.access import allow
from app.db import reading
from app.forms.office import Search
from app.web import Link, lines
from app.web.decision import blueprint
from app.web.paging import pager
from booking import gather, reads
from booking.terms import Role
from rules.facts import State

ALL = "all"
_TABS = (State.REQUESTED, State.SCHEDULED, State.ARRIVED, State.HELD, State.CLOSED, State.REJECTED)


@blueprint.get("/petugas")
@allow(Role.OFFICER)
def inbox() -> ResponseReturnValue:
    """Requests by state, those that wait first and the oldest of them on top; a search looks through all."""
    search = Search(request.args)
    query = search.q.data or ""
    chosen = request.args.get("state") or (ALL if query else State.REQUESTED.value)
    if chosen not in (ALL, *State):
        abort(404)
    state = None if chosen == ALL else State(chosen)
    found = reads.page(
        reading(),
        access.actor(),
        number=max(request.args.get("page", 1, int), 1),
        state=state,
        query=query,
        newest_first=state is not State.REQUESTED,
    )
    return render_template(
        "review/inbox.html",
        search=search,
        chosen=chosen,
        query=query,
        total=f"{reads.COUNTED}+" if found.total is None else found.total,
        tabs=_tabs(chosen, query),
        lines=_lines(found),
        pager=pager(
            found,
            reads.PAGE,
            lambda page: url_for("review.inbox", state=chosen, q=query or None, page=page),
        ),
    )


def _tabs(chosen: str, query: str) -> list[Link]:
    named = [(state.value, str(formats.STATES[state][0])) for state in _TABS] + [(ALL, _("Semua"))]
    return [
        Link(label, url_for("review.inbox", state=key, q=query or None), chosen == key, code=key)
        for key, label in named
    ]


def _lines(found: reads.Page) -> list[lines.Line]:
    now, calendar = clock.now(), gather.office_calendar(reading())
    return [
        lines.line(
            booking,
            url_for("review.decide", reference=booking.reference),
            told=lines.waiting(calendar, booking.submitted_at.date(), now.date()),
            soon=lines.nearness(calendar, booking, now),
        )
        for booking in found.bookings
    ]
