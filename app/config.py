"""Settings: from the environment, else from the files that ``make run`` keeps under ``instance/``."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from app import clock
from rules.parameters import CIRCULARS
from rules.strict import BadInput

ROOT = CIRCULARS.parent.parent
INSTANCE = Path(os.environ.get("INSTANCE", ROOT / "instance"))
_KEY_BYTES = 32
LARGEST_UPLOAD = 12 * 1024 * 1024
"""A letter of 10 MB and the fields around it, in bytes."""

LARGEST_WORDS = 4 * 1024 * 1024
MOST_FIELDS = 2_000
"""Of a form without a file: the longest minutes fit, with every sign written as three."""

LARGEST_TYPED_WITH = 24 * 1024 * 1024
"""The largest body, in bytes, of which the words are still read although its file is refused."""


class NotConfigured(RuntimeError):
    """A setting is missing; the message says which, and how to give it."""


@dataclass(frozen=True)
class Settings:
    """What an application needs to be told."""

    database_url: str
    secret_key: str
    journal_key: str
    base_url: str | None = None
    trusted_proxies: int = 0
    mail_url: str | None = None
    testing: bool = False


def from_environment() -> Settings:
    """The settings of this process. Raises NotConfigured where a key is missing: there is no default for a secret."""
    try:
        clock.now()
    except BadInput as error:
        raise NotConfigured(f"NOW: {error}") from None
    return Settings(
        database_url=os.environ.get("DATABASE_URL") or _own_database(),
        secret_key=_key("SECRET_KEY"),
        journal_key=_key("JOURNAL_KEY"),
        base_url=os.environ.get("BASE_URL"),
        trusted_proxies=int(os.environ.get("TRUSTED_PROXIES", "0")),
        mail_url=os.environ.get("MAIL_URL"),
    )


def own_address() -> str:
    """Where ``make run`` serves: for links in mails, where no BASE_URL is given."""
    return f"http://127.0.0.1:{os.environ.get('PORT', '5000')}"


def _own_database() -> str:
    INSTANCE.mkdir(parents=True, exist_ok=True)
    return f"sqlite:///{INSTANCE / 'temu.db'}"


def _key(name: str) -> str:
    value = os.environ.get(name) or _kept(name)
    if not value:
        raise NotConfigured(f"{name} is not set. Give it in the environment, or start once with `make run`.")
    return value


def _file(name: str) -> Path:
    return INSTANCE / name.lower()


def _kept(name: str) -> str:
    path = _file(name)
    return path.read_text(encoding="utf-8").strip() if path.exists() else ""


def keep(name: str, value: str = "") -> str:
    """A value from the environment, else the one kept under ``instance/``, else a new one that is kept from now on."""
    found = os.environ.get(name) or _kept(name)
    if not found:
        found = value or secrets.token_urlsafe(_KEY_BYTES)
        INSTANCE.mkdir(parents=True, exist_ok=True)
        _file(name).touch(mode=0o600)
        _file(name).write_text(found + "\n", encoding="utf-8")
    return found
