"""The application's database: Flask-SQLAlchemy's engine over booking's own tables, and booking's store over that."""

from __future__ import annotations

from typing import cast

from flask import Flask, current_app
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import select
from sqlalchemy.orm import Session

from booking import schema
from booking.models import Base
from booking.store import Store, prepare

db = SQLAlchemy(metadata=Base.metadata)
migrate = Migrate()


@migrate.configure
def _tell_the_engine(config):  # type: ignore[no-untyped-def]
    config.attributes["engine"] = db.engine
    return config


def connect(app: Flask, journal_key: str) -> None:
    """Tie the database to an application."""
    db.init_app(app)
    migrate.init_app(app, db, directory=str(schema.MIGRATIONS))
    with app.app_context():
        prepare(db.engine)
        app.extensions["store"] = Store(db.engine, journal_key.encode())


def store() -> Store:
    """The register's store: the only way to write."""
    return cast(Store, current_app.extensions["store"])


def reading() -> Session:
    """The request's session, for reading."""
    return cast(Session, db.session)


def answers() -> bool:
    """Whether the database answers."""
    return reading().scalar(select(1)) == 1
