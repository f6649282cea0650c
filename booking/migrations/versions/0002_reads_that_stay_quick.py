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

HOLDS = "state IN ('arrived', 'closed', 'held', 'requested', 'scheduled', 'unconfirmed')"


def upgrade() -> None:
    op.drop_index("ix_bookings_requester", "bookings")
    op.create_index("ix_bookings_requester", "bookings", ["requester_key", "submitted_at"])
    op.create_index("ix_bookings_letter", "bookings", ["letter_id"])
    op.create_index("ix_bookings_day", "bookings", ["date", "submitted_at"])
    op.create_index("ix_bookings_submitted", "bookings", ["submitted_at"])
    op.create_index(
        "ix_bookings_unit",
        "bookings",
        ["unit_code", "date", "start"],
        sqlite_where=sa.text(HOLDS),
        postgresql_where=sa.text(HOLDS),
    )


def downgrade() -> None:
    for name in ("unit", "submitted", "day", "letter", "requester"):
        op.drop_index(f"ix_bookings_{name}", "bookings")
    op.create_index("ix_bookings_requester", "bookings", ["requester_key", "letter_id"])
