"""the register

Revision: 0001, after .
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def _on_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def _month_of_day() -> str:
    return "strftime('%Y-%m', date)" if _on_sqlite() else "to_char(date, 'YYYY-MM')"


def upgrade() -> None:
    op.create_table(
        "calendar_years",
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("decree", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("year", name=op.f("pk_calendar_years")),
    )
    op.create_table(
        "closures",
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("decree", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("date", name=op.f("pk_closures")),
    )
    op.create_table(
        "policies",
        sa.Column("holds_from", sa.Date(), nullable=False),
        sa.Column("visits_limit", sa.Integer(), nullable=False),
        sa.Column("video_limit", sa.Integer(), nullable=False),
        sa.Column("guests_limit", sa.Integer(), nullable=False),
        sa.Column("leader_limit", sa.Integer(), nullable=False),
        sa.CheckConstraint("visits_limit >= 0 AND video_limit >= 0", name=op.f("ck_policies_limits_counted")),
        sa.PrimaryKeyConstraint("holds_from", name=op.f("pk_policies")),
        sa.UniqueConstraint(
            "holds_from",
            "visits_limit",
            "video_limit",
            "guests_limit",
            "leader_limit",
            name="uq_policies_limits",
        ),
    )
    op.create_table(
        "regions",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("province_code", sa.String(), nullable=False),
        sa.Column("time_zone", sa.String(), nullable=False),
        sa.Column("requester", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_regions")),
    )
    op.create_table(
        "rooms",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_rooms")),
    )
    op.create_table(
        "units",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("verified", sa.Boolean(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_units")),
    )
    op.create_table(
        "calendar_days",
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["year"], ["calendar_years.year"], name=op.f("fk_calendar_days_year")),
        sa.PrimaryKeyConstraint("date", name=op.f("pk_calendar_days")),
    )
    op.create_table(
        "letters",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("requester_key", sa.String(), nullable=False),
        sa.Column("region_code", sa.String(), nullable=True),
        sa.Column("institution", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("number_key", sa.String(), nullable=False),
        sa.Column("dated_on", sa.Date(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("addressed_to_director_general", sa.Boolean(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("number_key <> ''", name=op.f("ck_letters_number_told")),
        sa.ForeignKeyConstraint(["region_code"], ["regions.code"], name=op.f("fk_letters_region_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letters")),
        sa.UniqueConstraint("id", "requester_key", name=op.f("uq_letters_id_requester_key")),
        sa.UniqueConstraint(
            "requester_key", "number_key", "year", name=op.f("uq_letters_requester_key_number_key_year")
        ),
    )
    op.create_table(
        "people",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("region_code", sa.String(), nullable=True),
        sa.Column("unit_code", sa.String(), nullable=True),
        sa.Column("password_hash", sa.String(), nullable=False),
        sa.Column("session_key", sa.String(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("role <> 'region' OR region_code IS NOT NULL", name=op.f("ck_people_region_named")),
        sa.CheckConstraint("role <> 'unit' OR unit_code IS NOT NULL", name=op.f("ck_people_unit_named")),
        sa.CheckConstraint(
            "role IN ('admin', 'leadership', 'officer', 'receptionist', 'region', 'unit')",
            name=op.f("ck_people_role_known"),
        ),
        sa.CheckConstraint("email = lower(email)", name=op.f("ck_people_email_folded")),
        sa.ForeignKeyConstraint(["region_code"], ["regions.code"], name=op.f("fk_people_region_code")),
        sa.ForeignKeyConstraint(["unit_code"], ["units.code"], name=op.f("fk_people_unit_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people")),
        sa.UniqueConstraint("email", name=op.f("uq_people_email")),
    )
    op.create_table(
        "room_blocks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("room_code", sa.String(), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("start", sa.String(length=5), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["room_code"], ["rooms.code"], name=op.f("fk_room_blocks_room_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_room_blocks")),
        sa.UniqueConstraint("room_code", "date", "start", name=op.f("uq_room_blocks_room_code_date_start")),
    )
    op.create_table(
        "topics",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("unit_code", sa.String(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["unit_code"], ["units.code"], name=op.f("fk_topics_unit_code")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_topics")),
    )
    op.create_table(
        "bookings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=16), nullable=False),
        sa.Column("access_code_hash", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("mode", sa.String(), nullable=False),
        sa.Column("region_code", sa.String(), nullable=True),
        sa.Column("requester_key", sa.String(), nullable=False),
        sa.Column("institution", sa.String(), nullable=False),
        sa.Column("letter_id", sa.Integer(), nullable=False),
        sa.Column("topic_code", sa.String(), nullable=False),
        sa.Column("unit_code", sa.String(), nullable=True),
        sa.Column("contact_name", sa.String(), nullable=False),
        sa.Column("contact_phone", sa.String(), nullable=False),
        sa.Column("contact_email", sa.String(), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("start", sa.String(length=5), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("room_code", sa.String(), nullable=True),
        sa.Column("meeting_url", sa.String(), nullable=True),
        sa.Column("ordinal", sa.Integer(), nullable=True),
        sa.Column("video_place", sa.Integer(), nullable=True),
        sa.Column("policy_from", sa.Date(), nullable=False),
        sa.Column("visits_limit", sa.Integer(), nullable=False),
        sa.Column("video_limit", sa.Integer(), nullable=False),
        sa.Column("guests_limit", sa.Integer(), nullable=False),
        sa.Column("leader_limit", sa.Integer(), nullable=False),
        sa.Column("has_leader", sa.Boolean(), nullable=False),
        sa.Column("guest_cap", sa.Integer(), nullable=False),
        sa.Column("ground", sa.String(), nullable=True),
        sa.Column("given_by", sa.String(), nullable=True),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("minutes_id", sa.Integer(), nullable=True),
        sa.Column("attendance_id", sa.Integer(), nullable=True),
        sa.Column("recording_id", sa.Integer(), nullable=True),
        sa.Column("hold_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_by", sa.Integer(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(ordinal IS NOT NULL) = (mode = 'visit' AND requester_key <> '-' AND state IN ('arrived', 'closed', 'held', 'requested', 'scheduled'))",
            name=op.f("ck_bookings_ordinal_counted"),
        ),
        sa.CheckConstraint(
            "(video_place IS NOT NULL) = (mode = 'video_conference' AND state IN ('arrived', 'closed', 'held', 'requested', 'scheduled', 'unconfirmed'))",
            name=op.f("ck_bookings_video_place_held"),
        ),
        sa.CheckConstraint(
            "NOT (mode = 'visit') OR guest_cap = CASE WHEN has_leader THEN leader_limit ELSE guests_limit END",
            name=op.f("ck_bookings_guest_cap_of_the_party"),
        ),
        sa.CheckConstraint("NOT (mode = 'visit') OR room_code IS NOT NULL", name=op.f("ck_bookings_visit_has_a_room")),
        sa.CheckConstraint(
            "NOT (state = 'closed' AND mode = 'video_conference') OR minutes_id IS NOT NULL OR recording_id IS NOT NULL",
            name=op.f("ck_bookings_video_closes_with_its_record"),
        ),
        sa.CheckConstraint(
            "NOT (state = 'closed' AND mode = 'visit') OR (minutes_id IS NOT NULL AND attendance_id IS NOT NULL)",
            name=op.f("ck_bookings_visit_closes_with_its_record"),
        ),
        sa.CheckConstraint(
            "NOT (state IN ('arrived', 'cancelled', 'closed', 'excused', 'held', 'no_show', 'released', 'scheduled') AND mode = 'video_conference') OR room_code IS NOT NULL OR meeting_url IS NOT NULL",
            name=op.f("ck_bookings_video_has_a_place"),
        ),
        sa.CheckConstraint(
            "NOT (state IN ('arrived', 'cancelled', 'closed', 'excused', 'held', 'no_show', 'released', 'scheduled')) OR (given_by <> '' AND given_by IS NOT NULL AND given_at IS NOT NULL AND unit_code IS NOT NULL AND ground IS NOT NULL AND ground IN ('directive', 'unit_consideration'))",
            name=op.f("ck_bookings_schedule_has_a_ground"),
        ),
        sa.CheckConstraint("mode IN ('video_conference', 'visit')", name=op.f("ck_bookings_mode_known")),
        sa.CheckConstraint(
            "state <> 'cancelled' OR (note IS NOT NULL AND note <> '')",
            name=op.f("ck_bookings_cancellation_has_a_note"),
        ),
        sa.CheckConstraint(
            "reason IS NULL OR reason IN ('closure', 'directive', 'duplicate', 'incomplete_letter', 'no_capacity', 'not_authentic', 'other', 'room', 'topic_not_ours', 'unit')",
            name=op.f("ck_bookings_reason_known"),
        ),
        sa.CheckConstraint(
            "state <> 'rejected' OR (reason IS NOT NULL AND reason IN ('duplicate', 'incomplete_letter', 'no_capacity', 'not_authentic', 'other', 'topic_not_ours') AND note IS NOT NULL AND note <> '')",
            name=op.f("ck_bookings_rejection_has_a_reason"),
        ),
        sa.CheckConstraint(
            "state <> 'released' OR (reason IS NOT NULL AND reason IN ('closure', 'directive', 'room', 'unit'))",
            name=op.f("ck_bookings_release_has_a_reason"),
        ),
        sa.CheckConstraint("state <> 'unconfirmed' OR hold_until IS NOT NULL", name=op.f("ck_bookings_hold_ends")),
        sa.CheckConstraint(
            "state IN ('arrived', 'cancelled', 'closed', 'excused', 'expired', 'held', 'no_show', 'rejected', 'released', 'requested', 'scheduled', 'unconfirmed', 'withdrawn')",
            name=op.f("ck_bookings_state_known"),
        ),
        sa.CheckConstraint(f"{_month_of_day()} = month", name=op.f("ck_bookings_month_of_its_day")),
        sa.CheckConstraint("ordinal BETWEEN 1 AND visits_limit", name=op.f("ck_bookings_ordinal_limited")),
        sa.CheckConstraint("video_place BETWEEN 1 AND video_limit", name=op.f("ck_bookings_video_place_limited")),
        sa.ForeignKeyConstraint(["attendance_id"], ["documents.id"], name="fk_bookings_attendance", use_alter=True),
        sa.ForeignKeyConstraint(
            ["letter_id", "requester_key"],
            ["letters.id", "letters.requester_key"],
            name=op.f("fk_bookings_letter_id_requester_key"),
        ),
        sa.ForeignKeyConstraint(["minutes_id"], ["documents.id"], name="fk_bookings_minutes", use_alter=True),
        sa.ForeignKeyConstraint(
            ["policy_from", "visits_limit", "video_limit", "guests_limit", "leader_limit"],
            [
                "policies.holds_from",
                "policies.visits_limit",
                "policies.video_limit",
                "policies.guests_limit",
                "policies.leader_limit",
            ],
            name="fk_bookings_policy",
        ),
        sa.ForeignKeyConstraint(["recording_id"], ["documents.id"], name="fk_bookings_recording", use_alter=True),
        sa.ForeignKeyConstraint(["region_code"], ["regions.code"], name=op.f("fk_bookings_region_code")),
        sa.ForeignKeyConstraint(["room_code"], ["rooms.code"], name=op.f("fk_bookings_room_code")),
        sa.ForeignKeyConstraint(["submitted_by"], ["people.id"], name=op.f("fk_bookings_submitted_by")),
        sa.ForeignKeyConstraint(["topic_code"], ["topics.code"], name=op.f("fk_bookings_topic_code")),
        sa.ForeignKeyConstraint(["unit_code"], ["units.code"], name=op.f("fk_bookings_unit_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bookings")),
        sa.UniqueConstraint("id", "guest_cap", name=op.f("uq_bookings_id_guest_cap")),
        sa.UniqueConstraint("reference", name=op.f("uq_bookings_reference")),
    )
    with op.batch_alter_table("bookings", schema=None) as batch_op:
        batch_op.create_index(
            "ix_bookings_holding",
            ["date", "start"],
            unique=False,
            sqlite_where=sa.text("state IN ('arrived', 'closed', 'held', 'requested', 'scheduled', 'unconfirmed')"),
            postgresql_where=sa.text("state IN ('arrived', 'closed', 'held', 'requested', 'scheduled', 'unconfirmed')"),
        )
        batch_op.create_index("ix_bookings_requester", ["requester_key", "letter_id"], unique=False)
        batch_op.create_index("ix_bookings_state", ["state", "submitted_at"], unique=False)
        batch_op.create_index(
            "uq_bookings_letter",
            ["letter_id"],
            unique=True,
            sqlite_where=sa.text("state IN ('arrived', 'closed', 'held', 'requested', 'scheduled')"),
            postgresql_where=sa.text("state IN ('arrived', 'closed', 'held', 'requested', 'scheduled')"),
        )
        batch_op.create_index(
            "uq_bookings_region_month",
            ["requester_key", "month", "ordinal"],
            unique=True,
            sqlite_where=sa.text("ordinal IS NOT NULL"),
            postgresql_where=sa.text("ordinal IS NOT NULL"),
        )
        batch_op.create_index(
            "uq_bookings_room",
            ["room_code", "date", "start"],
            unique=True,
            sqlite_where=sa.text(
                "room_code IS NOT NULL AND state IN ('arrived', 'closed', 'held', 'requested', 'scheduled', 'unconfirmed')"
            ),
            postgresql_where=sa.text(
                "room_code IS NOT NULL AND state IN ('arrived', 'closed', 'held', 'requested', 'scheduled', 'unconfirmed')"
            ),
        )
        batch_op.create_index(
            "uq_bookings_unconfirmed_email",
            ["contact_email"],
            unique=True,
            sqlite_where=sa.text("state = 'unconfirmed'"),
            postgresql_where=sa.text("state = 'unconfirmed'"),
        )
        batch_op.create_index(
            "uq_bookings_video_place",
            ["date", "start", "video_place"],
            unique=True,
            sqlite_where=sa.text("video_place IS NOT NULL"),
            postgresql_where=sa.text("video_place IS NOT NULL"),
        )
        batch_op.create_index(
            "uq_bookings_visit_session",
            ["date", "start"],
            unique=True,
            sqlite_where=sa.text(
                "mode = 'visit' AND state IN ('arrived', 'closed', 'held', 'requested', 'scheduled', 'unconfirmed')"
            ),
            postgresql_where=sa.text(
                "mode = 'visit' AND state IN ('arrived', 'closed', 'held', 'requested', 'scheduled', 'unconfirmed')"
            ),
        )

    op.create_table(
        "journal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("stream", sa.String(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("act", sa.String(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("actor_role", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("from_state", sa.String(), nullable=True),
        sa.Column("to_state", sa.String(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("personal_digest", sa.String(), nullable=True),
        sa.Column("before", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.CheckConstraint("seq > 0", name=op.f("ck_journal_seq_counts_from_one")),
        sa.ForeignKeyConstraint(["actor_id"], ["people.id"], name=op.f("fk_journal_actor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal")),
        sa.UniqueConstraint("stream", "seq", name=op.f("uq_journal_stream_seq")),
    )
    op.create_table(
        "tokens",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("secret_hash", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_tokens_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tokens")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_tokens_secret_hash")),
    )
    op.create_table(
        "decisions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("booking_id", sa.Integer(), nullable=True),
        sa.Column("requester_key", sa.String(), nullable=False),
        sa.Column("act", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("allowed", sa.Boolean(), nullable=False),
        sa.Column("settled", sa.JSON(), nullable=False),
        sa.Column("situation", sa.JSON(), nullable=False),
        sa.Column("verdict", sa.JSON(), nullable=False),
        sa.Column("known_years", sa.JSON(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["booking_id"], ["bookings.id"], name=op.f("fk_decisions_booking_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_decisions_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decisions")),
    )
    with op.batch_alter_table("decisions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_decisions_at"), ["at"], unique=False)
        batch_op.create_index(batch_op.f("ix_decisions_booking_id"), ["booking_id"], unique=False)

    op.create_table(
        "documents",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("booking_id", sa.Integer(), nullable=True),
        sa.Column("filename", sa.String(), nullable=False),
        sa.Column("content_type", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("linked_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(kind = 'recording') = (url IS NOT NULL)", name=op.f("ck_documents_recording_is_an_address")
        ),
        sa.CheckConstraint(
            "kind IN ('attendance', 'letter', 'minutes', 'recording')", name=op.f("ck_documents_kind_known")
        ),
        sa.ForeignKeyConstraint(["booking_id"], ["bookings.id"], name=op.f("fk_documents_booking_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_documents_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_documents")),
    )
    with op.batch_alter_table("documents", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_documents_booking_id"), ["booking_id"], unique=False)

    op.create_table(
        "guests",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("booking_id", sa.Integer(), nullable=False),
        sa.Column("cap", sa.Integer(), nullable=False),
        sa.Column("seat", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("nip", sa.String(), nullable=True),
        sa.Column("position", sa.String(), nullable=False),
        sa.Column("office", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=True),
        sa.CheckConstraint("office IN ('dprd_chair', 'other', 'regional_head')", name=op.f("ck_guests_office_known")),
        sa.CheckConstraint("seat BETWEEN 1 AND cap", name=op.f("ck_guests_seat_within_the_cap")),
        sa.ForeignKeyConstraint(
            ["booking_id", "cap"], ["bookings.id", "bookings.guest_cap"], name="fk_guests_party", onupdate="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guests")),
        sa.UniqueConstraint("booking_id", "seat", name=op.f("uq_guests_booking_id_seat")),
        sa.UniqueConstraint("id", "booking_id", name=op.f("uq_guests_id_booking_id")),
    )
    op.create_table(
        "journal_personal",
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("values", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["journal.id"], name=op.f("fk_journal_personal_entry_id")),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_journal_personal")),
    )
    op.create_table(
        "admissions",
        sa.Column("guest_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("booking_id", sa.Integer(), nullable=False),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("nonce", sa.String(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["guest_id", "booking_id"],
            ["guests.id", "guests.booking_id"],
            name=op.f("fk_admissions_guest_id_booking_id"),
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_admissions_person_id")),
        sa.PrimaryKeyConstraint("guest_id", name=op.f("pk_admissions")),
        sa.UniqueConstraint("nonce", name=op.f("uq_admissions_nonce")),
    )
    op.create_table(
        "document_pieces",
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], name=op.f("fk_document_pieces_document_id")),
        sa.PrimaryKeyConstraint("document_id", "number", name=op.f("pk_document_pieces")),
    )
    op.create_table(
        "receipts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("letter_id", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("registered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("document_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.CheckConstraint("channel IN ('email', 'portal', 'whatsapp')", name=op.f("ck_receipts_channel_known")),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], name=op.f("fk_receipts_document_id")),
        sa.ForeignKeyConstraint(["letter_id"], ["letters.id"], name=op.f("fk_receipts_letter_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_receipts_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_receipts")),
    )
    with op.batch_alter_table("receipts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_receipts_letter_id"), ["letter_id"], unique=False)

    if not _on_sqlite():
        for kind in ("minutes", "attendance", "recording"):
            op.create_foreign_key(f"fk_bookings_{kind}", "bookings", "documents", [f"{kind}_id"], ["id"])


def downgrade() -> None:
    if not _on_sqlite():
        for kind in ("minutes", "attendance", "recording"):
            op.drop_constraint(f"fk_bookings_{kind}", "bookings", type_="foreignkey")
    with op.batch_alter_table("receipts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_receipts_letter_id"))

    op.drop_table("receipts")
    op.drop_table("document_pieces")
    op.drop_table("admissions")
    op.drop_table("journal_personal")
    op.drop_table("guests")
    with op.batch_alter_table("documents", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_documents_booking_id"))

    op.drop_table("documents")
    with op.batch_alter_table("decisions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_decisions_booking_id"))
        batch_op.drop_index(batch_op.f("ix_decisions_at"))

    op.drop_table("decisions")
    op.drop_table("tokens")
    op.drop_table("journal")
    with op.batch_alter_table("bookings", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_bookings_visit_session",
            sqlite_where=sa.text(
                "mode = 'visit' AND state IN ('arrived', 'closed', 'held', 'requested', 'scheduled', 'unconfirmed')"
            ),
            postgresql_where=sa.text(
                "mode = 'visit' AND state IN ('arrived', 'closed', 'held', 'requested', 'scheduled', 'unconfirmed')"
            ),
        )
        batch_op.drop_index(
            "uq_bookings_video_place",
            sqlite_where=sa.text("video_place IS NOT NULL"),
            postgresql_where=sa.text("video_place IS NOT NULL"),
        )
        batch_op.drop_index(
            "uq_bookings_unconfirmed_email",
            sqlite_where=sa.text("state = 'unconfirmed'"),
            postgresql_where=sa.text("state = 'unconfirmed'"),
        )
        batch_op.drop_index(
            "uq_bookings_room",
            sqlite_where=sa.text(
                "room_code IS NOT NULL AND state IN ('arrived', 'closed', 'held', 'requested', 'scheduled', 'unconfirmed')"
            ),
            postgresql_where=sa.text(
                "room_code IS NOT NULL AND state IN ('arrived', 'closed', 'held', 'requested', 'scheduled', 'unconfirmed')"
            ),
        )
        batch_op.drop_index(
            "uq_bookings_region_month",
            sqlite_where=sa.text("ordinal IS NOT NULL"),
            postgresql_where=sa.text("ordinal IS NOT NULL"),
        )
        batch_op.drop_index(
            "uq_bookings_letter",
            sqlite_where=sa.text("state IN ('arrived', 'closed', 'held', 'requested', 'scheduled')"),
            postgresql_where=sa.text("state IN ('arrived', 'closed', 'held', 'requested', 'scheduled')"),
        )
        batch_op.drop_index("ix_bookings_state")
        batch_op.drop_index("ix_bookings_requester")
        batch_op.drop_index(
            "ix_bookings_holding",
            sqlite_where=sa.text("state IN ('arrived', 'closed', 'held', 'requested', 'scheduled', 'unconfirmed')"),
            postgresql_where=sa.text("state IN ('arrived', 'closed', 'held', 'requested', 'scheduled', 'unconfirmed')"),
        )

    op.drop_table("bookings")
    op.drop_table("topics")
    op.drop_table("room_blocks")
    op.drop_table("people")
    op.drop_table("letters")
    op.drop_table("calendar_days")
    op.drop_table("units")
    op.drop_table("rooms")
    op.drop_table("regions")
    op.drop_table("policies")
    op.drop_table("closures")
    op.drop_table("calendar_years")
