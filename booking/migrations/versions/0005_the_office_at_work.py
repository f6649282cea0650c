"""The office at work: looks at personal data, words and indexes to search by, minutes as they are written, and refusals
counted."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta, timezone

import sqlalchemy as sa
from alembic import op

from booking.search import words_in

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_AT_ONCE = 1_000
_STORED = sa.text(
    "SELECT bookings.id, reference, bookings.institution, bookings.region_code, number FROM bookings"
    " JOIN letters ON letters.id = bookings.letter_id WHERE bookings.id > :last ORDER BY bookings.id LIMIT :most"
)
_NAMED = sa.text("SELECT booking_id, name FROM guests WHERE booking_id BETWEEN :first AND :last")
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
        sa.Column(
            "word",
            sa.String(length=40).with_variant(sa.String(length=40, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("booking_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["booking_id"], ["bookings.id"], name=op.f("fk_search_words_booking_id")),
        sa.PrimaryKeyConstraint("word", "booking_id", name=op.f("pk_search_words")),
        sqlite_with_rowid=False,
    )
    _write_words()
    op.create_index(op.f("ix_search_words_booking_id_word"), "search_words", ["booking_id", "word"], unique=False)
    op.create_index("ix_bookings_requester_state", "bookings", ["requester_key", "state", "submitted_at"], unique=False)
    op.create_index("ix_bookings_state_day", "bookings", ["state", "date", "start", "room_code"], unique=False)
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
    op.create_table(
        "refusal_counts",
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("province", sa.String(), nullable=False),
        sa.Column("clause", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.CheckConstraint("number > 0", name=op.f("ck_refusal_counts_number_counted")),
        sa.PrimaryKeyConstraint("month", "province", "clause", "code", name=op.f("pk_refusal_counts")),
    )
    _count_what_refused()
    told = sa.text("nip IS NOT NULL")
    op.create_index("ix_guests_nip", "guests", ["nip"], unique=False, sqlite_where=told, postgresql_where=told)
    op.create_index("ix_bookings_requester_month", "bookings", ["requester_key", "month"], unique=False)
    op.create_index(op.f("ix_receipts_document_id"), "receipts", ["document_id"], unique=False)
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
    op.create_index("ix_letters_requester", "letters", ["requester_key", "received_at"], unique=False)
    refused = sa.text("booking_id IS NULL")
    op.create_index(
        "ix_decisions_refused",
        "decisions",
        ["requester_key", "at"],
        unique=False,
        sqlite_where=refused,
        postgresql_where=refused,
    )


_WIB = timezone(timedelta(hours=7))
_PAGE = 1000
_REGIONS = sa.table("regions", sa.column("code"), sa.column("province_code"))
_DECISIONS = sa.table(
    "decisions",
    sa.column("at", sa.DateTime(timezone=True)),
    sa.column("allowed", sa.Boolean()),
    sa.column("requester_key", sa.String()),
    sa.column("verdict", sa.JSON()),
)
_COUNTS = sa.table(
    "refusal_counts", *(sa.column(name) for name in ("month", "province", "clause", "code", "number"))
)


def _count_what_refused() -> None:
    """From the decisions that are there: what the application counts from now on as it decides."""
    connection = op.get_bind()
    provinces = {each.code: each.province_code for each in connection.execute(sa.select(_REGIONS))}
    told = sa.select(_DECISIONS.c.at, _DECISIONS.c.requester_key, _DECISIONS.c.verdict)
    rows = connection.execute(told.where(_DECISIONS.c.allowed.is_(False)).execution_options(yield_per=_PAGE))
    found = Counter(
        (_month(at), provinces.get(requester, requester), each["clause"], each["code"])
        for at, requester, verdict in rows
        for each in verdict["refusals"]
    )
    columns = [column.name for column in _COUNTS.columns]
    if found:
        counted = [dict(zip(columns, (*key, number), strict=True)) for key, number in sorted(found.items())]
        connection.execute(sa.insert(_COUNTS), counted)


def _month(at: datetime) -> str:
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(_WIB).strftime("%Y-%m")


def _write_words() -> None:
    """The words of the bookings that are there, some at a time."""
    words = sa.table("search_words", sa.column("word", sa.String), sa.column("booking_id", sa.Integer))
    last = 0
    while found := op.get_bind().execute(_STORED, {"last": last, "most": _AT_ONCE}).all():
        named: dict[int, list[str]] = {}
        for guest in op.get_bind().execute(_NAMED, {"first": found[0].id, "last": found[-1].id}):
            named.setdefault(guest.booking_id, []).append(guest.name)
        rows = [
            {"word": word, "booking_id": row.id}
            for row in found
            for word in words_in(row.reference, row.institution, row.region_code, row.number, named.get(row.id, []))
        ]
        op.get_bind().execute(words.insert(), rows)
        last = found[-1].id


def downgrade() -> None:
    op.drop_index("ix_decisions_refused", table_name="decisions")
    op.drop_index("ix_messages_not_sent", table_name="messages")
    for table, columns in LOOKED_FOR:
        op.drop_index(op.f("_".join(("ix", table, *columns))), table_name=table)
    op.drop_index("ix_guests_nip", table_name="guests")
    op.drop_index(op.f("ix_receipts_document_id"), table_name="receipts")
    op.drop_index("ix_letters_requester", table_name="letters")
    op.drop_index("ix_bookings_requester_month", table_name="bookings")
    op.drop_index("ix_bookings_state_day", table_name="bookings")
    op.drop_index("ix_bookings_requester_state", table_name="bookings")
    for table in ("refusal_counts", "minutes_revisions", "search_words", "looks"):
        op.drop_table(table)
