"""E.3.a, consultation through Dering DJPK: the day by which an escalated question is answered."""

from datetime import date

import pytest

from rules import parameters, strict
from rules.calendar import calendar_of
from rules.clauses.e3a_dering import due
from tests.rules.situations import Ground

ANSWERED_BY = {
    "escalated on a Monday": ("2026-10-05T10:00:00+07:00", "2026-10-08"),
    "escalated on a Friday": ("2026-10-09T16:00:00+07:00", "2026-10-14"),
    "escalated on a Saturday": ("2026-10-10T10:00:00+07:00", "2026-10-14"),
    "escalated over Nyepi and Idulfitri": ("2026-03-17T10:00:00+07:00", "2026-03-27"),
    "half past midnight in Jayapura is the day before": ("2026-10-06T00:30:00+09:00", "2026-10-08"),
    "until the last known day": ("2027-12-28T10:00:00+07:00", "2027-12-31"),
}
NOT_KNOWN = {
    "the third day lies in a year without a decree": "2027-12-29T10:00:00+07:00",
    "escalated in a year without a decree": "2030-05-02T10:00:00+07:00",
}

GROUNDS = [
    Ground(
        "E.3.a.2",
        "calendar_unknown",
        passes={name: {"from": since} for name, (since, _) in ANSWERED_BY.items()},
        refuses={name: ({"from": since}, []) for name, since in NOT_KNOWN.items()},
    )
]

POLICY = parameters.in_force().policy(date(2026, 1, 1), date(2026, 1, 1))


def last_day(since: str) -> date | None:
    return due(strict.instant(since), POLICY.follow_up_working_days, calendar_of(POLICY.known_years))


@pytest.mark.parametrize(("since", "expected"), ANSWERED_BY.values(), ids=ANSWERED_BY)
def test_answered_by_the_end_of_the_third_working_day(since: str, expected: str) -> None:
    assert last_day(since) == date.fromisoformat(expected)


@pytest.mark.parametrize("since", NOT_KNOWN.values(), ids=NOT_KNOWN)
def test_no_day_is_promised_where_the_calendar_is_unknown(since: str) -> None:
    assert last_day(since) is None
