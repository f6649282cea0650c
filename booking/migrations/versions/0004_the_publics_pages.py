"""Drafts of requests, accounts that regions ask for, complaints, and the messages about them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_BEFORE = (
    "answer_due", "cancelled", "changed", "confirm", "considered", "escalated", "excused", "expired", "letter_copy",
    "moved", "no_show", "question", "received", "record_overdue", "rejected", "released", "reminder", "reply",
    "restored", "scheduled", "withdrawn",
)  # fmt: skip
_NEW = ("account_asked", "account_opened", "account_refused", "complaint", "complaint_received", "password")


def _kinds(*names: str) -> str:
    return "kind IN (" + ", ".join(f"'{name}'" for name in sorted(names)) + ")"


def upgrade() -> None:
    _messages(_kinds(*_BEFORE, *_NEW))
    op.create_table(
        "complaints",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=True),
        sa.Column("email", sa.String(), nullable=True),
        sa.Column("phone", sa.String(), nullable=True),
        sa.Column("booking_reference", sa.String(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(_kinds("comment", "complaint", "suggestion"), name=op.f("ck_complaints_kind_known")),
        sa.CheckConstraint("words <> ''", name=op.f("ck_complaints_words_told")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaints")),
        sa.UniqueConstraint("reference", name=op.f("uq_complaints_reference")),
    )
    op.create_index(op.f("ix_complaints_created_at"), "complaints", ["created_at"], unique=False)
    op.create_table(
        "drafts",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=True),
        sa.Column("reference", sa.String(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], name=op.f("fk_drafts_document_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drafts")),
    )
    op.create_index(op.f("ix_drafts_changed_at"), "drafts", ["changed_at"], unique=False)
    op.create_table(
        "account_requests",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("position", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("region_code", sa.String(), nullable=False),
        sa.Column("institution", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(state = 'waiting') = (decided_at IS NULL)", name=op.f("ck_account_requests_decided_at_an_instant")
        ),
        sa.CheckConstraint("email = lower(email)", name=op.f("ck_account_requests_email_folded")),
        sa.CheckConstraint(
            "state <> 'refused' OR (note IS NOT NULL AND note <> '')",
            name=op.f("ck_account_requests_refusal_has_a_note"),
        ),
        sa.CheckConstraint(
            "state IN ('opened', 'refused', 'waiting')", name=op.f("ck_account_requests_state_known")
        ),
        sa.ForeignKeyConstraint(["decided_by"], ["people.id"], name=op.f("fk_account_requests_decided_by")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_account_requests_person_id")),
        sa.ForeignKeyConstraint(["region_code"], ["regions.code"], name=op.f("fk_account_requests_region_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_requests")),
    )
    op.create_index("ix_account_requests_state", "account_requests", ["state", "created_at"], unique=False)
    op.create_index(
        "uq_account_requests_waiting",
        "account_requests",
        ["email"],
        unique=True,
        sqlite_where=sa.text("state = 'waiting'"),
        postgresql_where=sa.text("state = 'waiting'"),
    )


def downgrade() -> None:
    for table in ("account_requests", "drafts", "complaints"):
        op.drop_table(table)
    op.execute(sa.text("DELETE FROM messages WHERE NOT " + _kinds(*_BEFORE)))  # noqa: S608 (names of this file)
    _messages(_kinds(*_BEFORE))


def _messages(kinds: str) -> None:
    """Which kinds of messages there are."""
    with op.batch_alter_table("messages") as batch:
        batch.drop_constraint(op.f("ck_messages_kind_known"), type_="check")
        batch.create_check_constraint(op.f("ck_messages_kind_known"), kinds)
