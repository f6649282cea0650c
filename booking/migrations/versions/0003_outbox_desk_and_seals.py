"""Outbox, job runs, seals, flags, departures, travel orders, parties turned away, kept answers and calendar addresses."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "answers",
        sa.Column("caller", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("about", sa.String(), nullable=True),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("body", sa.String(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("caller", "key", name=op.f("pk_answers")),
    )
    op.create_index(op.f("ix_answers_created_at"), "answers", ["created_at"], unique=False)
    op.create_table(
        "job_runs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("job", sa.String(), nullable=False),
        sa.Column("occurrence", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("error", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job_runs")),
        sa.UniqueConstraint("job", "occurrence", name=op.f("uq_job_runs_job_occurrence")),
    )
    op.create_index(op.f("ix_job_runs_started_at"), "job_runs", ["started_at"], unique=False)
    op.create_table(
        "seals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_entry", sa.Integer(), nullable=False),
        sa.Column("before", sa.String(), nullable=False),
        sa.Column("mac", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seals")),
    )
    op.create_table(
        "sealed_ends",
        sa.Column("seal_id", sa.Integer(), nullable=False),
        sa.Column("stream", sa.String(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["seal_id"], ["seals.id"], name=op.f("fk_sealed_ends_seal_id")),
        sa.PrimaryKeyConstraint("seal_id", "stream", name=op.f("pk_sealed_ends")),
    )
    op.create_table(
        "feeds",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=True),
        sa.Column("secret_hash", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(scope = 'all') = (subject IS NULL)", name=op.f("ck_feeds_subject_named")),
        sa.CheckConstraint("person_id IS NOT NULL OR scope = 'booking'", name=op.f("ck_feeds_owner_told")),
        sa.CheckConstraint("scope IN ('all', 'booking', 'room', 'unit')", name=op.f("ck_feeds_scope_known")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_feeds_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feeds")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_feeds_secret_hash")),
    )
    op.create_index(op.f("ix_feeds_person_id"), "feeds", ["person_id"], unique=False)
    op.create_table(
        "flags",
        sa.Column("booking_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["booking_id"], ["bookings.id"], name=op.f("fk_flags_booking_id")),
        sa.PrimaryKeyConstraint("booking_id", "code", name=op.f("pk_flags")),
    )
    op.create_table(
        "messages",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("booking_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("recipient", sa.String(length=254), nullable=False),
        sa.Column("params", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("claimed_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("error", sa.String(), nullable=True),
        sa.CheckConstraint("(state = 'sent') = (sent_at IS NOT NULL)", name=op.f("ck_messages_sent_at_an_instant")),
        sa.CheckConstraint(
            "kind IN ('answer_due', 'cancelled', 'changed', 'confirm', 'considered', 'escalated', 'excused', 'expired', 'letter_copy', 'moved', 'no_show', 'question', 'received', 'record_overdue', 'rejected', 'released', 'reminder', 'reply', 'restored', 'scheduled', 'withdrawn')",
            name=op.f("ck_messages_kind_known"),
        ),
        sa.CheckConstraint("recipient <> ''", name=op.f("ck_messages_recipient_told")),
        sa.CheckConstraint("state IN ('dead', 'dropped', 'sent', 'waiting')", name=op.f("ck_messages_state_known")),
        sa.ForeignKeyConstraint(["booking_id"], ["bookings.id"], name=op.f("fk_messages_booking_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_messages")),
        sa.UniqueConstraint(
            "about", "kind", "version", "recipient", name=op.f("uq_messages_about_kind_version_recipient")
        ),
    )
    op.create_index(op.f("ix_messages_created_at"), "messages", ["created_at"], unique=False)
    op.create_index(
        "ix_messages_waiting",
        "messages",
        ["next_at", "id"],
        unique=False,
        sqlite_where=sa.text("state = 'waiting'"),
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.create_table(
        "turned_away",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("booking_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("institution", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "code IN ('guest_cap', 'outside_window', 'walk_in', 'wrong_day')",
            name=op.f("ck_turned_away_code_known"),
        ),
        sa.ForeignKeyConstraint(["booking_id"], ["bookings.id"], name=op.f("fk_turned_away_booking_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_turned_away_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_turned_away")),
    )
    op.create_index(op.f("ix_turned_away_happened_at"), "turned_away", ["happened_at"], unique=False)
    op.create_table(
        "departures",
        sa.Column("guest_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["guest_id"], ["admissions.guest_id"], name=op.f("fk_departures_guest_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_departures_person_id")),
        sa.PrimaryKeyConstraint("guest_id", name=op.f("pk_departures")),
    )
    op.create_table(
        "travel_orders",
        sa.Column("guest_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("booking_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("dated_on", sa.Date(), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("number <> ''", name=op.f("ck_travel_orders_number_told")),
        sa.ForeignKeyConstraint(
            ["guest_id", "booking_id"],
            ["guests.id", "guests.booking_id"],
            name=op.f("fk_travel_orders_guest_id_booking_id"),
        ),
        sa.ForeignKeyConstraint(["guest_id"], ["admissions.guest_id"], name=op.f("fk_travel_orders_guest_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_travel_orders_person_id")),
        sa.PrimaryKeyConstraint("guest_id", name=op.f("pk_travel_orders")),
        sa.UniqueConstraint("booking_id", "number", name=op.f("uq_travel_orders_booking_id_number")),
    )


def downgrade() -> None:
    op.drop_table("travel_orders")
    op.drop_table("departures")
    op.drop_index(op.f("ix_turned_away_happened_at"), table_name="turned_away")
    op.drop_table("turned_away")
    op.drop_index(
        "ix_messages_waiting",
        table_name="messages",
        sqlite_where=sa.text("state = 'waiting'"),
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.drop_index(op.f("ix_messages_created_at"), table_name="messages")
    op.drop_table("messages")
    op.drop_table("flags")
    op.drop_index(op.f("ix_feeds_person_id"), table_name="feeds")
    op.drop_table("feeds")
    op.drop_table("sealed_ends")
    op.drop_table("seals")
    op.drop_index(op.f("ix_job_runs_started_at"), table_name="job_runs")
    op.drop_table("job_runs")
    op.drop_index(op.f("ix_answers_created_at"), table_name="answers")
    op.drop_table("answers")
