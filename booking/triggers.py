"""Append-only tables: the database refuses to change or delete their rows.

Made anew after every upgrade, since rebuilding a table drops its triggers.
"""

from __future__ import annotations

from sqlalchemy import Connection, inspect, text

APPEND_ONLY = ("journal", "decisions", "looks", "receipts", "seals", "sealed_ends")
"""Rows of these tables are written once."""


def install(connection: Connection) -> None:
    """Put the guards on, in the caller's transaction."""
    for table in set(APPEND_ONLY) & set(inspect(connection).get_table_names()):
        for statement in _statements(connection.dialect.name, table):
            connection.execute(text(statement))


def _statements(dialect: str, table: str) -> list[str]:
    message = f"{table} is append-only"
    if dialect == "sqlite":
        return [
            f"DROP TRIGGER IF EXISTS {table}_no_update",
            f"DROP TRIGGER IF EXISTS {table}_no_delete",
            f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{message}'); END",
            f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{message}'); END",
        ]
    return [
        f"CREATE OR REPLACE FUNCTION {table}_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation'; END $$",
        f"DROP TRIGGER IF EXISTS {table}_no_update ON {table}",
        f"DROP TRIGGER IF EXISTS {table}_no_delete ON {table}",
        f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} FOR EACH ROW "
        f"EXECUTE FUNCTION {table}_append_only()",
        f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} FOR EACH ROW "
        f"EXECUTE FUNCTION {table}_append_only()",
        f"DROP TRIGGER IF EXISTS {table}_no_truncate ON {table}",
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT "
        f"EXECUTE FUNCTION {table}_append_only()",
    ]
