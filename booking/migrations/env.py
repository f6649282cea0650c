"""Alembic's environment: brings a database to the newest tables, then puts the append-only guards on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

from alembic import context
from sqlalchemy import Connection

from booking import triggers
from booking.models import Base

if context.is_offline_mode():
    raise SystemExit("the register is migrated online only: its guards are made for the database at hand")



@contextmanager
def _without_foreign_keys(connection: Connection) -> Iterator[None]:
    """SQLite rebuilds or drops no table that others point at while it watches over foreign keys."""
    beside: Any = connection.connection.dbapi_connection  # else a transaction would begin, in which this does nothing
    beside.cursor().execute("PRAGMA foreign_keys = OFF")
    try:
        yield
    finally:
        connection.rollback()
        beside.cursor().execute("PRAGMA foreign_keys = ON")


def _migrate(connection: Connection, on_sqlite: bool) -> None:
    context.configure(connection=connection, target_metadata=Base.metadata, render_as_batch=on_sqlite)
    with context.begin_transaction():
        context.run_migrations()
        triggers.install(connection)
    if on_sqlite and (astray := connection.exec_driver_sql("PRAGMA foreign_key_check").all()):
        raise RuntimeError(f"rows that point at nothing: {astray}")
    connection.commit()


engine = context.config.attributes["engine"]
with engine.connect() as connection:
    on_sqlite = connection.dialect.name == "sqlite"
    with _without_foreign_keys(connection) if on_sqlite else nullcontext():
        _migrate(connection, on_sqlite)
