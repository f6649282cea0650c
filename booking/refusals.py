"""How often each clause refused: a count a month and province, kept in the transaction that keeps the decision."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import func as sql
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from booking.models import RefusalCount
from booking.models.letters import NO_REGION
from rules.facts import WIB, CalendarMonth
from rules.regions import register
from rules.verdict import Refusal

_ONE_MORE = text(
    "INSERT INTO refusal_counts (month, province, clause, code, number)"
    " VALUES (:month, :province, :clause, :code, 1)"
    " ON CONFLICT (month, province, clause, code) DO UPDATE SET number = refusal_counts.number + 1"
)


def named(month: CalendarMonth) -> str:
    """A month as rows carry it."""
    return month.first_day.isoformat()[: len("YYYY-MM")]


def add(session: Session, region: str | None, at: datetime, refusals: Iterable[Refusal]) -> None:
    """Count what was refused to a region, or to somebody without one, at an instant.

    In the order of the keys, and after the act has taken all its locks, so that no two acts wait for each other in a
    circle.
    """
    month = named(CalendarMonth.of(at.astimezone(WIB).date()))
    province = register()[region].province_code if region is not None else NO_REGION
    found = sorted((refusal.clause, refusal.code) for refusal in refusals)
    rows = [{"month": month, "province": province, "clause": clause, "code": code} for clause, code in found]
    if rows:
        session.execute(_ONE_MORE, rows)


def counted(
    session: Session, first: CalendarMonth, last: CalendarMonth, province: str | None = None
) -> Counter[tuple[str, str]]:
    """How often each clause and code refused in a range of months; with ``province``, to whoever is of it."""
    found = (
        select(RefusalCount.clause, RefusalCount.code, sql.sum(RefusalCount.number))
        .where(RefusalCount.month.between(named(first), named(last)))
        .group_by(RefusalCount.clause, RefusalCount.code)
    )
    rows = session.execute(found if province is None else found.where(RefusalCount.province == province))
    return Counter({(clause, code): int(number) for clause, code, number in rows})


def of_year(session: Session, year: int) -> Counter[tuple[str, str]]:
    """How often each clause and code refused in a calendar year."""
    new_year = CalendarMonth(year, 1)
    return counted(session, new_year, CalendarMonth.of(date.max.replace(year=year)))
