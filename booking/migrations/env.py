"""Alembic's environment: brings a database to the newest tables, then puts the append-only guards on."""

from __future__ import annotations

from alembic import context
from sqlalchemy import inspect

from booking import triggers
from booking.models import Base

if context.is_offline_mode():
    raise SystemExit("the register is migrated online only: its guards are made for the database at hand")

engine = context.config.attributes["engine"]
with engine.connect() as connection:
    context.configure(
        connection=connection, target_metadata=Base.metadata, render_as_batch=connection.dialect.name == "sqlite"
    )
    with context.begin_transaction():
        context.run_migrations()
        if inspect(connection).has_table("journal"):
            triggers.install(connection)
    connection.commit()
