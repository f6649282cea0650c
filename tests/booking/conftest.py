"""The register on both databases, as new for every test."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from booking.store import Store
from tests.booking import databases

BOTH = ("sqlite", pytest.param("postgres", marks=pytest.mark.postgres))


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A furnished SQLite file, to be copied."""
    return databases.template(tmp_path_factory.mktemp("register") / "template.sqlite")


@pytest.fixture(scope="session")
def postgres_register(postgres_url: str) -> Iterator[Store]:
    """A furnished schema on PostgreSQL, to be emptied after each test."""
    with databases.schema_of_its_own(postgres_url) as engine:
        yield databases.furnished(engine)


@pytest.fixture(scope="session")
def _lent(tmp_path_factory: pytest.TempPathFactory) -> databases.Lent:
    return databases.Lent(tmp_path_factory.mktemp("lent"))


@pytest.fixture
def sqlite_store(_lent: databases.Lent, sqlite_template: Path) -> Iterator[Store]:
    """The register on SQLite."""
    with _lent.copy_of(sqlite_template) as store:
        yield store


@pytest.fixture(params=BOTH)
def store(request: pytest.FixtureRequest) -> Iterator[Store]:
    """The register, on SQLite and on PostgreSQL."""
    if request.param == "sqlite":
        yield request.getfixturevalue("sqlite_store")
        return
    register = request.getfixturevalue("postgres_register")
    yield register
    databases.emptied(register.engine)


@pytest.fixture(params=BOTH)
def bare(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A database without a table."""
    if request.param == "sqlite":
        engine = databases.at(tmp_path / "bare.sqlite")
        yield engine
        engine.dispose()
        return
    with databases.schema_of_its_own(request.getfixturevalue("postgres_url")) as engine:
        yield engine
