"""The Flask extensions, made once and tied to each application."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask_babel import Babel
from flask_bootstrap import Bootstrap5
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_wtf import CSRFProtect

from rules.facts import WIB

babel = Babel()
bootstrap = Bootstrap5()
csrf = CSRFProtect()
limiter = Limiter(get_remote_address, storage_uri="memory://", strategy="moving-window")

_MINUTE = timedelta(minutes=1)


def free_again() -> datetime | None:
    """From when whoever the limiter stopped in this request may try again, at a full minute, WIB; else None."""
    stopped = limiter.current_limit
    if stopped is None:
        return None
    return datetime.fromtimestamp(stopped.reset_at, WIB).replace(second=0) + _MINUTE
