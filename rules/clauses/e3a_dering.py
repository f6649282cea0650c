"""E.3.a: consultation through Dering DJPK."""

from __future__ import annotations

from datetime import date, datetime

from rules.calendar import WorkingCalendar
from rules.clause import clause
from rules.facts import WIB


@clause("E.3.a.2", figures=("follow_up_working_days",))
def due(since: datetime, working_days: int, calendar: WorkingCalendar) -> date | None:
    """An escalated question is answered by the end of the third working day after the escalation.

    Gives that last day (WIB); None where a day of the count lies in an unknown year.
    """
    return calendar.working_day_after(since.astimezone(WIB).date(), working_days)
