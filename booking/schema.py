"""Brings a database to the newest tables."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine

MIGRATIONS = Path(__file__).parent / "migrations"


def config(engine: Engine) -> Config:
    """Alembic's configuration for an engine."""
    found = Config(str(MIGRATIONS / "alembic.ini"))
    found.set_main_option("script_location", str(MIGRATIONS))
    found.attributes["engine"] = engine
    return found


def upgrade(engine: Engine) -> None:
    """Run every migration that has not run yet, and put the append-only guards on."""
    command.upgrade(config(engine), "head")
