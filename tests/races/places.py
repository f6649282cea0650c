"""Where races are run: a database with reference rows, somebody in every role, and their tokens."""

import secrets
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import Column, Engine, MetaData, Table, create_engine, text

from booking import people, reference_data, schema
from booking.models import Base
from booking.store import Store, prepare
from booking.terms import Role
from rules.strict import instant
from tests.support import house_of_tests as house

JOURNAL_KEY = b"the key of the races' journal"
PROCESSES = {"sqlite": 2, "postgresql": 4}

REGION, UNIT = "64.72", "dana-desa"
PEOPLE = {
    Role.OFFICER: {},
    Role.RECEPTIONIST: {},
    Role.REGION: {"region": REGION},
    Role.UNIT: {"unit": UNIT},
}


@dataclass
class Place:
    """A database to race on. ``store`` is the harness's own door to it, with guards even where the server has none."""

    name: str
    url: str
    folder: Path
    unguarded: bool
    engine: Engine
    store: Store
    tokens: dict[Role, str] = field(default_factory=dict)

    @property
    def processes(self) -> int:
        return PROCESSES[self.engine.dialect.name]


def _furnish(place: Place) -> None:
    if place.unguarded:
        without_guards().create_all(place.engine)
    else:
        schema.upgrade(place.engine)
    with place.store.writing() as session:
        reference_data.load(session)
    now = instant(house.NOW)
    for role, more in PEOPLE.items():
        email = f"{role.value}@uji.test"
        people.add(place.store, now, email=email, name=role.value, role=role, password_hash="-", **more)
        place.tokens[role] = people.issue_token(place.store, now, email, "races")


def without_guards() -> MetaData:
    """The tables with columns and primary keys, and nothing that would refuse a row."""
    bare = MetaData()
    for table in Base.metadata.sorted_tables:
        columns = [
            Column(each.name, each.type, primary_key=each.primary_key, nullable=each.nullable)
            for each in table.columns
        ]
        Table(table.name, bare, *columns)
    return bare


@contextmanager
def opened(name: str, url: str, folder: Path, unguarded: bool) -> Iterator[Place]:
    """A place on an empty database."""
    engine = create_engine(url)
    prepare(engine)
    store = Store(engine, JOURNAL_KEY)
    try:
        place = Place(name, url, folder, unguarded, engine, store)
        _furnish(place)
        yield place
    finally:
        store.dispose()


@contextmanager
def on_sqlite(unguarded: bool = False) -> Iterator[Place]:
    """A file of its own in a temporary folder."""
    with tempfile.TemporaryDirectory(prefix="temu-races-") as folder:
        url = f"sqlite:///{folder}/temu.db"
        with opened("SQLite", url, Path(folder), unguarded) as place:
            yield place


@contextmanager
def on_postgres(server: str, unguarded: bool = False) -> Iterator[Place]:
    """A schema of its own in a PostgreSQL database."""
    name = f"races_{secrets.token_hex(4)}"
    admin = create_engine(server, isolation_level="AUTOCOMMIT")
    with ExitStack() as stack:
        stack.callback(admin.dispose)
        with admin.connect() as connection:
            connection.execute(text(f"CREATE SCHEMA {name}"))
        stack.callback(_drop, admin, name)
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="temu-races-"))
        options = quote(f"-csearch_path={name}")
        url = f"{server}{'&' if '?' in server else '?'}options={options}"
        yield stack.enter_context(opened("PostgreSQL", url, Path(folder), unguarded))


def _drop(admin: Engine, name: str) -> None:
    with admin.connect() as connection:
        connection.execute(text(f"DROP SCHEMA {name} CASCADE"))
