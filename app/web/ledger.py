"""The ledger of a region: its months, its letters and its requests. It names nobody."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms.validators import ValidationError

from app import access, clock, formats
from app.access import allow
from app.db import reading
from app.forms.intake import FindRegion
from app.forms.schedule import only_region, regions_named
from app.web import lines, standing
from app.web.paging import pager
from booking import ledger, listing, reads
from booking.ledger import MonthAccount
from booking.reads import LetterUse
from booking.terms import Role
from rules import parameters
from rules.facts import CalendarMonth, State
from rules.regions import register

blueprint = Blueprint("ledger", __name__)

_RESERVED = (State.UNCONFIRMED, State.REQUESTED, State.SCHEDULED, State.ARRIVED)
_SPENT = (State.HELD, State.CLOSED)
_FOUND = 30


@dataclass(frozen=True)
class MonthLine:
    """A month of a region's, in figures. ``declined`` are those that never became a schedule."""

    label: str
    used: int
    limit: int
    video: int
    reserved: int
    spent: int
    released: int
    cancelled: int
    no_shows: int
    excused: int
    declined: int


@dataclass(frozen=True)
class RegionLine:
    """A region in the list, with what it holds in the month."""

    name: str
    href: str
    sessions: int = 0
    used: int = 0


@dataclass(frozen=True)
class LetterRow:
    """A letter and what became of it."""

    href: str
    line: standing.LetterLine
    tone: str


@blueprint.get("/petugas/daerah")
@allow(Role.OFFICER)
def regions() -> ResponseReturnValue:
    """A region by its name, and those that have something this month."""
    form, month = FindRegion(request.args), CalendarMonth.of(clock.now().date())
    asked = form.q.data or ""
    found = regions_named(asked) if asked else []
    if len(found) == 1:
        return redirect(url_for("ledger.region", code=found[0]))
    if asked and not found:
        form.q.errors = [_why_not(asked)]
    policy = parameters.in_force().policy(month.first_day, month.first_day)
    return render_template(
        "ledger/regions.html",
        form=form,
        found=[RegionLine(register()[code].name, url_for("ledger.region", code=code)) for code in found[:_FOUND]],
        more=len(found) > _FOUND,
        month=formats.month_name(month),
        limit=policy.visits_per_region_per_month,
        busy=[
            RegionLine(
                register()[each.code].name, url_for("ledger.region", code=each.code), each.sessions, each.counted
            )
            for each in ledger.busy(reading(), month)
        ],
        names=register().values(),
    )


def _why_not(asked: str) -> str:
    """What was typed is no region's name: which may be meant."""
    try:
        only_region(asked)
    except ValidationError as error:
        return str(error)
    return ""


@blueprint.get("/petugas/daerah/<code>")
@allow(Role.OFFICER)
def region(code: str) -> ResponseReturnValue:
    """One region: a year of months, its letters, its requests."""
    if code not in register():
        abort(404)
    today = clock.now().date()
    year = min(max(request.args.get("tahun", today.year, int), parameters.HOLDS_FROM.year), today.year + 1)
    accounts = ledger.accounts(reading(), code, CalendarMonth(year, 1), CalendarMonth(year, 12))
    number = max(request.args.get("page", 1, int), 1)
    page = listing.page(reading(), access.actor(), listing.Wanted(region=code), number)
    here = register()[code]
    return render_template(
        "ledger/region.html",
        region=here,
        province=register()[here.province_code].name if here.province_code in register() else "",
        counted_with=register()[here.requester].name if here.requester != code else "",
        year=year,
        earlier=url_for("ledger.region", code=code, tahun=year - 1) if year > parameters.HOLDS_FROM.year else None,
        later=url_for("ledger.region", code=code, tahun=year + 1) if year <= today.year else None,
        months=[_month(each) for each in accounts],
        letters=_letters(reads.letters_of(reading(), code)),
        most=reads.LETTERS,
        lines=[
            lines.line(each, url_for("review.decide", reference=each.reference)) for each in page.bookings
        ],
        pager=pager(
            page,
            listing.PAGE,
            lambda number: url_for("ledger.region", code=code, tahun=year, page=number, _anchor="permohonan"),
        ),
    )


def _month(account: MonthAccount) -> MonthLine:
    def number(states: Iterable[State]) -> int:
        return sum(account.by_state[state] for state in states)

    first = account.month.first_day
    return MonthLine(
        label=formats.month_name(account.month),
        used=account.counted,
        limit=_policy_limit(first),
        video=account.video,
        reserved=number(_RESERVED),
        spent=number(_SPENT),
        released=account.by_state[State.RELEASED],
        cancelled=account.by_state[State.CANCELLED],
        no_shows=account.by_state[State.NO_SHOW],
        excused=account.by_state[State.EXCUSED],
        declined=number((State.REJECTED, State.WITHDRAWN, State.EXPIRED)),
    )


def _policy_limit(day: date) -> int:
    return parameters.in_force().policy(day, day).visits_per_region_per_month


def _letters(uses: Iterable[LetterUse]) -> list[LetterRow]:
    return [
        LetterRow(
            url_for("letters.letter", number=use.letter.id),
            standing.letter_line(use),
            "wait" if use.live else "bad" if use.spent else "ok",
        )
        for use in uses
    ]
