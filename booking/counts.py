"""How often each clause refused since an instant, read from the decisions themselves. A month or a year of them is
counted beside them (booking/refusals.py)."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from booking.models import Decision


def refusals_by_code(session: Session, since: datetime) -> Counter[tuple[str, str]]:
    """How often each clause and code refused since an instant."""
    rows = session.scalars(select(Decision.verdict).where(Decision.at >= since, Decision.allowed.is_(False)))
    return Counter((each["clause"], each["code"]) for verdict in rows for each in verdict["refusals"])
