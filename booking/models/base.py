"""The base of all tables: names of constraints, instants in UTC, closed lists, and expressions both databases know."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from enum import StrEnum
from functools import cache
from typing import Any, ClassVar, cast

from sqlalchemy import CheckConstraint, ColumnElement, DateTime, MetaData, String, Table, TypeDecorator, insert, inspect
from sqlalchemy.engine import Dialect
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.sql.compiler import SQLCompiler

from rules.facts import WIB

Day = date
"""A day, for columns that are themselves called ``date``."""

_NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Instant(TypeDecorator[datetime]):
    """An instant, stored in UTC, read in WIB. One without an offset is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs an offset")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return (value if value.tzinfo else value.replace(tzinfo=UTC)).astimezone(WIB)


class Base(DeclarativeBase):
    """Every table of the register."""

    metadata = MetaData(naming_convention=_NAMES)
    type_annotation_map: ClassVar[dict[Any, Any]] = {datetime: Instant(), str: String()}


def table_of(model: type[Base]) -> Table:
    """A model's table, for rows that are only added: they need no object of their own."""
    return cast(Table, model.__table__)


@cache
def _adding(table: Table) -> Any:
    return insert(table).returning(table.c.id)


def add_plain(session: Session, row: Any) -> None:
    """Store a new object as a plain row and give it its number, without the work of watching it for changes."""
    values = {each.key: getattr(row, each.key) for each in inspect(type(row)).column_attrs if each.key != "id"}
    row.id = session.execute(_adding(table_of(type(row))), values).scalar_one()


class month_of(ColumnElement[str]):  # noqa: N801 (reads as the SQL function it stands for)
    """The month of a day column as ``YYYY-MM``."""

    type = String()
    inherit_cache = True

    def __init__(self, column: str) -> None:
        self.column = column


@compiles(month_of, "sqlite")
def _month_on_sqlite(element: month_of, compiler: SQLCompiler, **kw: Any) -> str:
    return f"strftime('%Y-%m', {element.column})"


@compiles(month_of, "postgresql")
@compiles(month_of)
def _month_on_postgresql(element: month_of, compiler: SQLCompiler, **kw: Any) -> str:
    return f"to_char({element.column}, 'YYYY-MM')"


def among(column: str, values: Iterable[str]) -> str:
    """``column IN ('a', 'b')``."""
    listed = ", ".join(f"'{value}'" for value in sorted(values))
    return f"{column} IN ({listed})"


def closed_list(column: str, values: type[StrEnum]) -> CheckConstraint:
    """A column holds one value of a closed list."""
    return CheckConstraint(among(column, (each.value for each in values)), name=f"{column}_known")
