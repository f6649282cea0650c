"""Looks at personal data, guests by their NIP, the words a booking is found by, and minutes as they are written."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


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
    told = sa.text("nip IS NOT NULL")
    op.create_index("ix_guests_nip", "guests", ["nip"], unique=False, sqlite_where=told, postgresql_where=told)


def downgrade() -> None:
    op.drop_index("ix_guests_nip", table_name="guests")
    for table in ("minutes_revisions", "search_words", "looks"):
        op.drop_table(table)
