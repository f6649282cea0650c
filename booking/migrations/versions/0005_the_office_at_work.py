"""Looks at personal data, the words a booking is found by, and minutes as they are written."""

from __future__ import annotations

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
    op.create_index("ix_bookings_state_day", "bookings", ["state", "date", "start"], unique=False)
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
    op.drop_index("ix_bookings_state_day", table_name="bookings")
    op.drop_index("ix_bookings_requester_state", table_name="bookings")
    for table in ("minutes_revisions", "search_words", "looks"):
        op.drop_table(table)
