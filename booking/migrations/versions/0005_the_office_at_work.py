"""Looks at personal data, the words a booking is found by, minutes as they are written, and what an administrator
looks for."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

LOOKED_FOR = (
    ("journal", ("at",)),
    ("journal", ("stream", "at")),
    ("journal", ("actor_id", "at")),
    ("journal", ("act", "at")),
    ("letters", ("number_key",)),
    ("messages", ("recipient",)),
    ("people", ("name",)),
    ("people", ("role", "name")),
    ("tokens", ("person_id",)),
)
"""Indexes of what an administrator looks for."""


def upgrade() -> None:
    op.create_table(
        "looks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("booking_id", sa.Integer(), nullable=True),
        sa.Column("document_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("what IN ('guests', 'letter', 'record')", name=op.f("ck_looks_what_known")),
        sa.ForeignKeyConstraint(["booking_id"], ["bookings.id"], name=op.f("fk_looks_booking_id")),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], name=op.f("fk_looks_document_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_looks_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_looks")),
    )
    op.create_index(op.f("ix_looks_at"), "looks", ["at"], unique=False)
    op.create_index(op.f("ix_looks_booking_id_at"), "looks", ["booking_id", "at"], unique=False)
    op.create_index(op.f("ix_looks_person_id_at"), "looks", ["person_id", "at"], unique=False)
    op.create_table(
        "search_words",
        sa.Column("word", sa.String(length=40), nullable=False),
        sa.Column("booking_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["booking_id"], ["bookings.id"], name=op.f("fk_search_words_booking_id")),
        sa.PrimaryKeyConstraint("word", "booking_id", name=op.f("pk_search_words")),
    )
    op.create_table(
        "minutes_revisions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("booking_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("number > 0", name=op.f("ck_minutes_revisions_number_counts_from_one")),
        sa.ForeignKeyConstraint(["booking_id"], ["bookings.id"], name=op.f("fk_minutes_revisions_booking_id")),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], name=op.f("fk_minutes_revisions_document_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_minutes_revisions_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_minutes_revisions")),
        sa.UniqueConstraint("booking_id", "number", name=op.f("uq_minutes_revisions_booking_id_number")),
    )
    for table, columns in LOOKED_FOR:
        op.create_index(op.f("_".join(("ix", table, *columns))), table, list(columns), unique=False)
    op.create_index(
        "ix_messages_not_sent",
        "messages",
        ["state", "id"],
        unique=False,
        sqlite_where=sa.text("state <> 'sent'"),
        postgresql_where=sa.text("state <> 'sent'"),
    )


def downgrade() -> None:
    op.drop_index("ix_messages_not_sent", table_name="messages")
    for table, columns in LOOKED_FOR:
        op.drop_index(op.f("_".join(("ix", table, *columns))), table_name=table)
    for table in ("minutes_revisions", "search_words", "looks"):
        op.drop_table(table)
