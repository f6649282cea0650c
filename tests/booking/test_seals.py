"""Seals: what a chain alone does not show."""

import pytest
from sqlalchemy import select, text

from booking import journal, seals, triggers
from booking.models import Seal, SealedEnd
from booking.store import Store
from tests.booking import office
from tests.booking.office import KEY, LATER, NOW, at, region_letter

SEALED = ("journal", "seals", "sealed_ends")


@pytest.fixture
def reference(store: Store) -> str:
    """A rejected request, sealed; then another, sealed too."""
    first = office.rejected(store)
    assert seals.seal(store, NOW) is not None
    office.rejected(store, **region_letter(2, slot=at(26)))
    assert seals.seal(store, LATER) is not None
    return first


def broken(store: Store, key: bytes = KEY) -> list[str]:
    with store.reading() as session:
        return seals.broken_seals(session, key)


def tampered(store: Store, *statements: str, **values: object) -> None:
    """As somebody would who may do everything on the database."""
    with store.engine.begin() as connection:
        for table in SEALED:
            on = f" ON {table}" if connection.dialect.name == "postgresql" else ""
            for act in ("update", "delete"):
                connection.execute(text(f"DROP TRIGGER {table}_no_{act}{on}"))
        for statement in statements:
            connection.execute(text(statement), values)
        triggers.install(connection)


def test_nothing_to_seal(store: Store) -> None:
    assert seals.seal(store, NOW) is None
    assert broken(store) == []


def test_each_seal_holds_the_ends_that_grew(store: Store, reference: str) -> None:
    assert broken(store) == []
    assert seals.seal(store, LATER) is None
    with store.reading() as session:
        rows = session.scalars(select(Seal).order_by(Seal.id)).all()
        assert [row.id for row in rows] == [1, 2]
        assert [row.before for row in rows] == ["", rows[0].mac]
        ends = session.scalars(select(SealedEnd.seq).where(SealedEnd.stream == f"booking:{reference}")).all()
        assert list(ends) == [2]
        assert len(session.scalars(select(SealedEnd).where(SealedEnd.seal_id == 2)).all()) == 2


def test_another_key_opens_none(store: Store, reference: str) -> None:
    assert broken(store, b"another") == ["seal 1: changed", "seal 2: changed"]


def test_a_tail_cut_off_is_found_where_the_chain_alone_is_whole(store: Store, reference: str) -> None:
    stream = f"booking:{reference}"
    personal = "DELETE FROM journal_personal WHERE entry_id IN (SELECT id FROM journal WHERE stream = :s AND seq = 2)"
    tampered(store, personal, "DELETE FROM journal WHERE stream = :s AND seq = 2", s=stream)
    with store.reading() as session:
        assert journal.broken(session, KEY) == []
    assert broken(store) == [f"{stream}#2: missing of seal 1"]


def test_a_chain_written_anew_is_found(store: Store, reference: str) -> None:
    stream = f"booking:{reference}"
    tampered(store, "UPDATE journal SET hash = 'another' WHERE stream = :s AND seq = 2", s=stream)
    assert broken(store) == [f"{stream}#2: not the row of seal 1"]


def test_a_row_with_a_number_of_the_past_is_found(store: Store, reference: str) -> None:
    columns = "at, act, actor_role, channel, facts, before, hash"
    slipped = f"INSERT INTO journal (id, stream, seq, {columns}) SELECT -1, stream, 3, {columns} FROM journal"
    tampered(store, f"{slipped} WHERE stream = :s AND seq = 2", s=f"booking:{reference}")
    assert broken(store) == [f"booking:{reference}#3: under seal 2, but sealed by none"]


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ("UPDATE seals SET last_entry = 1 WHERE id = 2", ["seal 2: changed"]),
        ("UPDATE seals SET mac = 'x' WHERE id = 1", ["seal 1: changed", "seal 2: changed"]),
        ("UPDATE sealed_ends SET seq = 1 WHERE seal_id = 2", ["seal 2: changed"]),
        ("DELETE FROM sealed_ends WHERE seal_id = 2", ["seal 2: changed"]),
    ],
)
def test_a_changed_seal_is_found(store: Store, reference: str, change: str, found: list[str]) -> None:
    tampered(store, change)
    assert broken(store)[: len(found)] == found


def test_a_seal_taken_out_is_found(store: Store, reference: str) -> None:
    tampered(store, "DELETE FROM sealed_ends WHERE seal_id = 1", "DELETE FROM seals WHERE id = 1")
    assert broken(store)[0] == "seal 1: missing"


@pytest.mark.parametrize("table", ["seals", "sealed_ends"])
def test_the_database_keeps_them_as_they_are(store: Store, reference: str, table: str) -> None:
    for statement in (f"UPDATE {table} SET stream = 'x'", f"DELETE FROM {table}"):
        said = statement.replace("stream", "mac") if table == "seals" else statement
        with pytest.raises(Exception, match="append-only"), store.engine.begin() as connection:
            connection.execute(text(said))
