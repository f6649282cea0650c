"""The only place that reads the clock."""

from __future__ import annotations

import os
import time
from datetime import datetime, timedelta

from rules.facts import WIB
from rules.strict import instant

_first_read: dict[str, float] = {}


def now() -> datetime:
    """The present instant, WIB. In tests and demonstrations the clock starts at ``NOW`` and runs on from there."""
    start = os.environ.get("NOW")
    if start:
        started: datetime = instant(start)
        first = _first_read.setdefault(start, time.monotonic())
        return started + timedelta(seconds=time.monotonic() - first)
    return datetime.now(WIB)
