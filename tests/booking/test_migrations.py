"""The migrated tables are those of the models, on both databases, and stay so."""

from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, Engine, Inspector, MetaData, inspect, text

from booking import schema, workflow
from booking.models import Base
from booking.store import Store
from booking.triggers import APPEND_ONLY
from tests.booking import databases, office
from tests.booking.office import KEY

ON_SQLITE = "SELECT type || ' ' || name, sql FROM sqlite_master WHERE sql IS NOT NULL AND tbl_name <> 'alembic_version'"
ON_POSTGRESQL = f"""
    SELECT conrelid::regclass || ' ' || conname, pg_get_constraintdef(oid) FROM pg_constraint
    WHERE connamespace = current_schema()::regnamespace
    UNION ALL SELECT 'index ' || indexname, replace(indexdef, current_schema() || '.', '') FROM pg_indexes
    WHERE schemaname = current_schema()
    UNION ALL SELECT 'column ' || table_name || '.' || column_name,
        data_type || ' ' || is_nullable || ' ' || coalesce(character_maximum_length::text, '')
    FROM information_schema.columns WHERE table_schema = current_schema()
    UNION ALL SELECT 'trigger ' || tgname, replace(pg_get_triggerdef(oid), current_schema() || '.', '') FROM pg_trigger
    WHERE NOT tgisinternal AND tgrelid::regclass::text = ANY
        (ARRAY{list(APPEND_ONLY)})
"""

NUMBERED_ONCE = {"guests": "pk_guests"}
"""Tables of which SQLite gives no number a second time, with the names that their keys have elsewhere."""


def described(engine: Engine) -> dict[str, str]:
    """Every column, constraint, index and trigger as the database itself writes it."""
    with engine.connect() as connection:
        rows = connection.execute(text(ON_SQLITE if engine.dialect.name == "sqlite" else ON_POSTGRESQL))
        return {name: " ".join(defined.split()) for name, defined in rows if "alembic_version" not in name}


def lines(defined: dict[str, str]) -> dict[str, list[str]]:
    """The parts of each definition, in any order: SQLite keeps the order in which constraints were written, and quotes
    the name of a table that was rebuilt."""
    said = {name: text.replace(f'"{name.split()[1]}"', name.split()[1]) for name, text in defined.items()}
    return {name: sorted(part.strip(" )") for part in text.split(", CONSTRAINT")) for name, text in said.items()}


def key_of(looked: Inspector, table: str) -> dict[str, Any]:
    """A table's key. SQLite keeps no name of one that numbers its rows once."""
    found = looked.get_pk_constraint(table)
    return {**found, "name": found["name"] or NUMBERED_ONCE.get(table)}


def constraints(engine: Engine) -> set[str]:
    """The names of all constraints and indexes."""
    looked = inspect(engine)
    return {
        f"{table} {each['name']}"
        for table in looked.get_table_names()
        for each in (
            *looked.get_check_constraints(table),
            *looked.get_foreign_keys(table),
            *looked.get_unique_constraints(table),
            *looked.get_indexes(table),
            key_of(looked, table),
        )
        if table != "alembic_version"
    }


def triggers(engine: Engine) -> set[str]:
    """The append-only guards that stand."""
    return {name.split()[1] for name in described(engine) if name.startswith("trigger ")}


def guards(engine: Engine) -> set[str]:
    """The append-only guards there should be. SQLite has no TRUNCATE."""
    refused = ("update", "delete") if engine.dialect.name == "sqlite" else ("update", "delete", "truncate")
    return {f"{table}_no_{act}" for table in APPEND_ONLY for act in refused}


@pytest.fixture
def migrated(bare: Engine) -> Engine:
    schema.upgrade(bare)
    return bare


def differences(connection: Connection) -> list[Any]:
    def ours(_object: Any, name: str | None, kind: str, *_: Any) -> bool:
        return not (kind == "table" and name == "alembic_version")

    options = {"compare_type": True, "compare_server_default": True, "include_object": ours}
    return list(compare_metadata(MigrationContext.configure(connection, opts=options), Base.metadata))


def test_the_migrations_lead_to_the_models(migrated: Engine) -> None:
    with migrated.connect() as connection:
        assert differences(connection) == []
    assert {name for name in constraints(migrated) if name.endswith("None")} == set()


def test_both_databases_name_the_same_constraints(sqlite_store: Store, postgres_register: Store) -> None:
    ours, theirs = constraints(sqlite_store.engine), constraints(postgres_register.engine)
    assert ours - theirs == set()
    assert {name.split()[1] for name in theirs - ours} <= {name.split()[1] for name in ours}


def copied() -> MetaData:
    """The models' tables, to be created from: those that PostgreSQL ties together later are changed by that."""
    models = MetaData(naming_convention=Base.metadata.naming_convention)
    for table in Base.metadata.sorted_tables:
        table.to_metadata(models)
    return models


def test_the_migrations_say_word_for_word_what_the_models_say(bare: Engine) -> None:
    models = copied()
    models.create_all(bare)
    modelled = lines(described(bare))
    models.drop_all(bare)
    schema.upgrade(bare)
    migrated = {name: parts for name, parts in lines(described(bare)).items() if not name.startswith("trigger ")}
    assert migrated == modelled


def test_upgrading_again_changes_nothing_and_makes_lost_guards_anew(migrated: Engine) -> None:
    before = described(migrated)
    schema.upgrade(migrated)
    assert described(migrated) == before
    on = " ON decisions" if migrated.dialect.name == "postgresql" else ""
    with migrated.begin() as connection:
        connection.execute(text(f"DROP TRIGGER decisions_no_update{on}"))
    assert triggers(migrated) == guards(migrated) - {"decisions_no_update"}
    schema.upgrade(migrated)
    assert described(migrated) == before
    assert triggers(migrated) == guards(migrated)


def test_down_to_nothing_and_up_again_even_with_bookings(bare: Engine) -> None:
    store = databases.furnished(bare)
    office.closed(store)
    before = lines(described(bare))
    command.downgrade(schema.config(bare), "base")
    assert set(inspect(bare).get_table_names()) == {"alembic_version"}
    databases.furnished(bare)
    assert lines(described(bare)) == before
    assert office.state_of(store, office.closed(Store(bare, KEY))) == "closed"


def test_numbers_given_before_guests_were_numbered_once_are_not_given_again(bare: Engine) -> None:
    store = databases.furnished(bare)
    reference = office.scheduled(store)
    one, two = office.guests_of(store, reference)
    command.downgrade(schema.config(bare), "0005")
    schema.upgrade(bare)
    workflow.change_guests(store, reference, office.OFFICER, office.LATER, guests=(office.TREASURER,))
    workflow.change_guests(store, reference, office.OFFICER, office.LATER, guests=(office.TREASURER, office.CLERK))
    stays, instead = office.guests_of(store, reference)
    assert (stays, instead > two) == (one, True)


def test_foreign_keys_are_watched_again_after_a_migration(sqlite_store: Store) -> None:
    schema.upgrade(sqlite_store.engine)
    with sqlite_store.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
