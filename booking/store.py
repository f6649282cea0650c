"""The way to the database: one writer at a time on SQLite, advisory locks on PostgreSQL, instants of neither.

Reading goes through any session of the engine. Writing goes through :meth:`Store.writing`, which begins its own
transaction before anything is read in it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import timedelta
from typing import Any
from weakref import finalize

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.orm import Session

from booking.turns import Turns

_LOCK_BITS = 8
_LOCKS = text(
    "SELECT pg_advisory_xact_lock(number) FROM (SELECT unnest(CAST(:numbers AS bigint[])) AS number OFFSET 0) AS sorted"
)
"""Takes the locks one after another, in the order of the array."""
_BUSY_MILLISECONDS = 30_000
_RANDOM_PAGE_COST = 1.1
"""Of a page out of order, where one in order costs 1."""
_PATIENCE = timedelta(milliseconds=_BUSY_MILLISECONDS).total_seconds()


def prepare(engine: Engine, begin: str = "BEGIN") -> None:
    """Give every connection of the engine its transaction discipline. Called once, before the first connection."""
    if engine.dialect.name != "sqlite":
        _reads_pages_alike(engine)
        return

    @event.listens_for(engine, "connect")
    def connected(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in (
            f"busy_timeout = {_BUSY_MILLISECONDS}",
            "journal_mode = WAL",
            "synchronous = FULL",
            "foreign_keys = ON",
            "recursive_triggers = ON",  # a row that REPLACE takes away fires the append-only guard
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begun(connection: Connection) -> None:
        connection.exec_driver_sql(begin)


def _reads_pages_alike(engine: Engine) -> None:
    """Tell PostgreSQL that a page found by an index costs hardly more than the next one: the register lies in memory or
    on flash. Else it estimates that reading every live booking is cheaper than finding the few that wait."""

    @event.listens_for(engine, "connect")
    def connected(connection: Any, _record: Any) -> None:
        connection.execute(f"SET random_page_cost = {_RANDOM_PAGE_COST}")
        connection.commit()


def _writer_of(engine: Engine) -> Engine:
    """Connections for writing only, apart from those for reading: a request that holds one to read never waits for
    another that does the same. On SQLite one connection serves the process's writers, who take turns."""
    if engine.dialect.name != "sqlite":
        return create_engine(engine.url, pool=engine.pool.recreate())
    writer = create_engine(engine.url, pool_size=1, max_overflow=0, pool_timeout=_PATIENCE)
    prepare(writer, "BEGIN IMMEDIATE")
    return writer


class Store:
    """The database and the key of the journal."""

    def __init__(self, engine: Engine, journal_key: bytes) -> None:
        self.engine = engine
        self.journal_key = journal_key
        self._writer = _writer_of(engine)
        self._turns = Turns(engine.url.database, _PATIENCE) if engine.dialect.name == "sqlite" else nullcontext()
        finalize(self, self._writer.dispose)

    def dispose(self) -> None:
        """Close every connection, as must be done before a process forks."""
        self.engine.dispose()
        self._writer.dispose()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that only reads."""
        with Session(self.engine) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session in a transaction of its own: committed at the end, rolled back on any exception.

        On SQLite writers are served in the order of their arrival, those of other processes too.
        """
        with self._turns, Session(self._writer, expire_on_commit=False) as session, session.begin():
            session.connection()
            yield session

    def lock(self, session: Session, keys: set[str]) -> None:
        """Hold these keys until the transaction ends, waiting for whoever holds one. SQLite has one writer anyway."""
        if self.engine.dialect.name != "postgresql":
            return
        session.execute(_LOCKS, {"numbers": sorted(_lock_number(key) for key in keys)})


def _lock_number(key: str) -> int:
    digest = hashlib.blake2b(key.encode(), digest_size=_LOCK_BITS).digest()
    return int.from_bytes(digest, "big", signed=True)
