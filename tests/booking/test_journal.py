"""The journal: a chain that shows every change, and knows nobody by name."""

import json
from datetime import UTC

import pytest
from sqlalchemy import Connection, select, text
from sqlalchemy.orm import Session

from booking import journal, reads, triggers, workflow
from booking.models import Decision, JournalEntry, PersonalNote
from booking.store import Store
from booking.terms import RejectReason
from rules.facts import WIB
from tests.booking import office
from tests.booking.office import KEY, LATER, at


@pytest.fixture
def path(store: Store) -> str:
    """A visit from letter to record; beside it a rejection, a withdrawal, a cancellation and a video conference."""
    reference = office.closed(store, guests=(office.HEAD, office.TREASURER, office.CLERK))
    office.rejected(store, **office.region_letter(2, slot=at(26)))
    office.withdrawn(store, **office.region_letter(3, slot=at(26)))
    office.cancelled(store, **office.region_letter(4, slot=at(26)))
    office.scheduled(store, **office.region_letter(5, **office.VIDEO))
    return reference


def broken(store: Store, key: bytes | None = None) -> list[str]:
    with store.reading() as session:
        return journal.broken(session, key)


def tampered(store: Store, *statements: str, **values: object) -> None:
    """As somebody would who may do everything on the database."""
    with store.engine.begin() as connection:
        unguarded(connection)
        for statement in statements:
            connection.execute(text(statement), values)
        triggers.install(connection)


def unguarded(connection: Connection) -> None:
    on = " ON journal" if connection.dialect.name == "postgresql" else ""
    for act in ("update", "delete"):
        connection.execute(text(f"DROP TRIGGER journal_no_{act}{on}"))


def test_the_chains_hold_after_a_path(store: Store, path: str) -> None:
    assert broken(store, KEY) == []
    with store.reading() as session:
        of_it = select(JournalEntry).where(JournalEntry.stream == f"booking:{path}").order_by(JournalEntry.seq)
        rows = session.scalars(of_it).all()
        assert [row.seq for row in rows] == [1, 2, 3, 4, 5, 6, 7]
        assert [row.before for row in rows] == ["", *(row.hash for row in rows[:-1])]


CHANGES = {
    "act": "act = 'reject'",
    "time": "at = '2026-11-20 02:00:00.000000+00:00'",
    "person": "actor_id = 8",
    "nobody": "actor_id = NULL",
    "role": "actor_role = 'admin'",
    "channel": "channel = 'api'",
    "from": "from_state = 'arrived'",
    "to": "to_state = 'closed'",
    "reason": "reason = 'room'",
    "facts": "facts = '{\"ground\": \"directive\"}'",
    "personal digest": "personal_digest = NULL",
    "hash before": "before = 'x'",
}


def test_a_changed_row_is_found(store: Store, path: str) -> None:
    stream, found = f"booking:{path}", {}
    for what, change in CHANGES.items():
        with store.engine.connect() as connection, Session(connection) as session:
            unguarded(connection)
            said = change.replace("+00:00", "") if connection.dialect.name == "sqlite" else change
            connection.execute(text(f"UPDATE journal SET {said} WHERE stream = :s AND seq = 2"), {"s": stream})
            found[what] = journal.broken(session)
            connection.rollback()
    assert found == {what: [f"{stream}#2"] for what in CHANGES}
    assert broken(store) == []


def test_a_row_made_to_fit_itself_breaks_the_next(store: Store, path: str) -> None:
    stream = f"booking:{path}"
    tampered(store, "UPDATE journal SET reason = 'room' WHERE stream = :stream AND seq = 2", stream=stream)
    with store.reading() as session:
        second = session.scalars(select(JournalEntry).where(JournalEntry.stream == stream, JournalEntry.seq == 2)).one()
        fitting = journal.hash_of(second)
    tampered(store, "UPDATE journal SET hash = :h WHERE stream = :s AND seq = 2", s=stream, h=fitting)
    assert broken(store) == [f"{stream}#3"]


def test_a_row_taken_out_is_found(store: Store, path: str) -> None:
    stream = f"booking:{path}"
    personal = "DELETE FROM journal_personal WHERE entry_id IN (SELECT id FROM journal WHERE stream = :s AND seq = 2)"
    tampered(store, personal, "DELETE FROM journal WHERE stream = :s AND seq = 2", s=stream)
    assert broken(store) == [f"{stream}#3"]
    tampered(store, "UPDATE journal SET seq = seq - 1 WHERE stream = :s AND seq = 3", s=stream)
    assert broken(store)[0] == f"{stream}#2"


def test_a_first_row_taken_out_is_found(store: Store, path: str) -> None:
    tampered(store, "DELETE FROM journal WHERE stream = :s AND seq = 1", s=f"booking:{path}")
    assert broken(store) == [f"booking:{path}#2"]


def test_rows_that_changed_places_are_found(store: Store, path: str) -> None:
    stream = f"booking:{path}"
    move = "UPDATE journal SET seq = {} WHERE stream = :s AND seq = {}"
    tampered(store, *(move.format(*each) for each in ((99, 3), (3, 4), (4, 99))), s=stream)
    assert broken(store) == [f"{stream}#{seq}" for seq in (3, 4, 5)]


def test_a_row_slipped_in_or_moved_to_another_stream_is_found(store: Store, path: str) -> None:
    columns = "at, act, actor_role, channel, facts, before, hash"
    slipped = f"INSERT INTO journal (stream, seq, {columns}) SELECT stream, 8, {columns} FROM journal"
    tampered(store, f"{slipped} WHERE stream = :s AND seq = 7", s=f"booking:{path}")
    assert broken(store) == [f"booking:{path}#8"]
    tampered(store, "UPDATE journal SET stream = 'booking:X', seq = 1 WHERE stream = :s AND seq = 8",
             s=f"booking:{path}")  # fmt: skip
    assert broken(store) == ["booking:X#1"]


def test_erasing_somebody_leaves_the_chain_whole(store: Store, path: str) -> None:
    with store.writing() as session:
        notes = session.scalars(select(PersonalNote)).all()
        assert len(notes) == 5
        for note in notes:
            session.delete(note)
    assert broken(store, KEY) == []
    with store.reading() as session:
        assert [each.note for each in reads.happened(session, path)] == [None] * 7


def test_a_reworded_note_is_found_by_who_has_the_key(store: Store) -> None:
    reference = office.rejected(store)
    with store.reading() as session:
        assert [each.note for each in reads.happened(session, reference)] == [None, "sudah dijadwalkan"]
    with store.writing() as session:
        session.scalars(select(PersonalNote)).one().values = {"note": "tidak pernah"}
    assert broken(store, KEY) == [f"booking:{reference}#2"]
    assert broken(store, b"another key") == [f"booking:{reference}#2"]
    assert broken(store) == []


def test_an_instant_told_in_another_zone_is_the_same_instant(store: Store) -> None:
    reference = office.requested(store, now=office.NOW.astimezone(UTC))
    workflow.reject(
        store, reference, office.OFFICER, LATER.astimezone(UTC), reason=RejectReason.OTHER, note="bukan kami"
    )
    assert broken(store, KEY) == []
    with store.reading() as session:
        assert [each.entry.at.tzinfo for each in reads.happened(session, reference)] == [WIB, WIB]


NAMES = [
    each
    for guest in (office.HEAD, office.TREASURER, office.CLERK)
    for each in (guest.name, guest.nip, guest.phone)
    if each
] + [
    office.WISH.contact_name,
    office.WISH.contact_phone,
    office.WISH.contact_email,
    "Hadi Pranoto",
    "sudah dijadwalkan",
    "Wali Kota berhalangan",
]


def test_journal_and_decisions_name_nobody(store: Store, path: str) -> None:
    with store.reading() as session:
        said = [
            json.dumps([getattr(row, column.name) for column in type(row).__table__.columns], default=str)
            for table in (JournalEntry, Decision)
            for row in session.scalars(select(table))
        ]
        assert len(said) == 7 + 2 + 2 + 3 + 2 + 5 + 8
        notes = json.dumps([note.values for note in session.scalars(select(PersonalNote))])
    assert {name for name in NAMES for text in said if name in text} == set()
    assert "Wali Kota berhalangan" in notes
