"""reads that stay quick

Revision: 0002, after 0001.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

BEFORE = "state IN ('arrived', 'closed', 'held', 'requested', 'scheduled', 'unconfirmed')"
HOLDS = "state NOT IN ('cancelled', 'excused', 'expired', 'no_show', 'rejected', 'released', 'withdrawn')"


def _of_those(name: str, columns: list[str], where: str) -> None:
    op.create_index(name, "bookings", columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where))


def upgrade() -> None:
    op.drop_index("ix_bookings_requester", "bookings")
    op.create_index("ix_bookings_requester", "bookings", ["requester_key", "submitted_at"])
    op.create_index("ix_bookings_letter", "bookings", ["letter_id"])
    op.create_index("ix_bookings_day", "bookings", ["date", "submitted_at"])
    op.create_index("ix_bookings_submitted", "bookings", ["submitted_at"])
    op.drop_index("ix_bookings_holding", "bookings")
    _of_those("ix_bookings_holding", ["date", "start"], HOLDS)
    _of_those("ix_bookings_unit", ["unit_code", "date", "start"], HOLDS)


def downgrade() -> None:
    for name in ("unit", "holding", "submitted", "day", "letter", "requester"):
        op.drop_index(f"ix_bookings_{name}", "bookings")
    op.create_index("ix_bookings_requester", "bookings", ["requester_key", "letter_id"])
    _of_those("ix_bookings_holding", ["date", "start"], BEFORE)
