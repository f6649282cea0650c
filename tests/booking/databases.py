"""Migrated databases with reference rows and people, made once and given to each test as new."""

import secrets
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine, create_engine, text

from booking import people, reference_data, schema
from booking.models import Base
from booking.store import Store, prepare
from tests.booking.office import KEY, NOW, PEOPLE

KEPT = {"regions", "units", "topics", "rooms", "policies", "people"}
"""What stands in every test's database from the start."""


def at(path: Path) -> Engine:
    """An engine for an SQLite file."""
    engine = create_engine(f"sqlite:///{path}")
    prepare(engine)
    return engine


def furnished(engine: Engine) -> Store:
    """The newest tables, the reference rows, and somebody in every role."""
    schema.upgrade(engine)
    store = Store(engine, KEY)
    with store.writing() as session:
        reference_data.load(session)
    for person in PEOPLE:
        people.add(store, NOW, password_hash="-", **person)
    return store


@contextmanager
def opened(path: Path) -> Iterator[Store]:
    """The store of an SQLite file, closed again at the end."""
    engine = at(path)
    try:
        yield Store(engine, KEY)
    finally:
        engine.dispose()


def template(path: Path) -> Path:
    """A furnished SQLite file, in one piece, to be copied."""
    engine = at(path)
    furnished(engine)
    engine.dispose()
    whole(path)
    return path


def whole(path: Path) -> None:
    """Bring what SQLite wrote beside its file into it."""
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


class Lent:
    """One SQLite register that is lent again and again, each time as a copy of a file: the statements that one test
    compiled serve the next."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "register.sqlite"
        self.store = Store(at(self._file), KEY)

    @contextmanager
    def copy_of(self, path: Path) -> Iterator[Store]:
        """The register with what stands in a file."""
        shutil.copy(path, self._file)
        try:
            yield self.store
        finally:
            self.store.dispose()
            for left in self._file.parent.glob(f"{self._file.name}*"):
                left.unlink()


@contextmanager
def schema_of_its_own(url: str) -> Iterator[Engine]:
    """An engine on a new schema of a PostgreSQL database, gone at the end."""
    name = f"booking_{secrets.token_hex(4)}"
    server = create_engine(url, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text(f"CREATE SCHEMA {name}"))
    engine = create_engine(url, connect_args={"options": f"-csearch_path={name}"}, pool_size=16)
    prepare(engine)
    try:
        yield engine
    finally:
        engine.dispose()
        with server.connect() as connection:
            connection.execute(text(f"DROP SCHEMA {name} CASCADE"))
        server.dispose()


def emptied(engine: Engine) -> None:
    """Take away what a test left: everything but the rows of the start."""
    tables = sorted(set(Base.metadata.tables) - KEPT)
    # TRUNCATE makes new files for every table, filled or not, and takes ten times as long.
    filled = " UNION ALL ".join(f"SELECT '{table}' WHERE EXISTS (SELECT FROM {table})" for table in tables)
    used = "SELECT sequencename FROM pg_sequences WHERE schemaname = current_schema() AND last_value IS NOT NULL"
    with engine.begin() as connection:
        connection.execute(text("SET LOCAL lock_timeout = '5s'"))  # a session left open fails here, and hangs nowhere
        connection.execute(text("SET LOCAL session_replication_role = replica"))  # the append-only guards stand aside
        connection.execute(text(f"LOCK TABLE {', '.join(tables)}"))
        for table in connection.scalars(text(filled)).all():
            connection.execute(text(f"DELETE FROM {table}"))
        for sequence in connection.scalars(text(used)).all():
            if sequence.removesuffix("_id_seq") not in KEPT:
                connection.execute(text(f"ALTER SEQUENCE {sequence} RESTART"))
        connection.execute(text("DELETE FROM people WHERE id > :last"), {"last": len(PEOPLE)})
