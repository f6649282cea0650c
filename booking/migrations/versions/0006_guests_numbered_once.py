"""Guests numbered once: SQLite would give the number of a guest who was taken off to the next one named."""

from __future__ import annotations

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _guests(numbered_once=True)


def _guests(*, numbered_once: bool) -> None:
    """Make the table anew: PostgreSQL numbers nobody twice as it is."""
    if op.get_bind().dialect.name == "sqlite":
        with op.batch_alter_table(
            "guests", recreate="always", table_kwargs={"sqlite_autoincrement": numbered_once}
        ):
            pass


def downgrade() -> None:
    _guests(numbered_once=False)
