"""A whole application for a test: a migrated database with somebody in every role, and the clock set by the test."""

import io
import json
import shutil
from dataclasses import dataclass
from pathlib import Path

from argon2 import PasswordHasher
from jinja2 import FileSystemBytecodeCache
from sqlalchemy import create_engine
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from app import create_app, pagecache
from app.config import Settings
from app.db import store
from app.extensions import limiter
from app.web import account
from booking import people, reference_data, schema
from booking.store import Store, prepare
from booking.terms import Role
from rules.strict import instant
from tests.support.papers import LETTER

NOW = "2026-11-20T10:00:00+07:00"
"""A Friday. A letter received now may be answered from Wednesday 25 November on."""

FIRST_DAY = "2026-11-25"
PASSWORD = "kata sandi untuk uji"
QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
"""Checking a password costs what its hash says; this one is checked hundreds of times and keeps nothing safe."""

PEOPLE = {
    "pemda": (Role.REGION, {"region": "64.72"}),
    "pemda-lain": (Role.REGION, {"region": "91.71"}),
    "petugas": (Role.OFFICER, {}),
    "resepsionis": (Role.RECEPTIONIST, {}),
    "unit": (Role.UNIT, {"unit": "dana-desa"}),
    "unit-lain": (Role.UNIT, {"unit": "pajak-daerah"}),
    "pimpinan": (Role.LEADERSHIP, {}),
    "admin": (Role.ADMIN, {}),
}


def make_template(folder: Path) -> Path:
    """A database to copy: migrated, with reference data and people."""
    file = folder / "template.db"
    engine = create_engine(f"sqlite:///{file}")
    fill(engine)
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    return file


def fill(engine) -> None:
    prepare(engine)
    schema.upgrade(engine)
    register = Store(engine, b"journal")
    with register.writing() as session:
        reference_data.load(session)
    password_hash = QUICK.hash(PASSWORD)
    for name, (role, more) in PEOPLE.items():
        people.add(
            register,
            instant(NOW),
            email=f"{name}@uji.test",
            name=name.title(),
            role=role,
            password_hash=password_hash,
            **more,
        )


def application(template: Path, folder: Path):
    """An application over a copy of the template, of its own in a folder."""
    file = folder / "temu.db"
    shutil.copy(template, file)
    app = create_app(
        Settings(database_url=f"sqlite:///{file}", secret_key="uji", journal_key="journal", testing=True)
    )
    account.NOBODY = QUICK.hash(PASSWORD)
    compiled = template.parent / "compiled"  # templates are compiled once for all applications of a run
    compiled.mkdir(exist_ok=True)
    app.jinja_env.bytecode_cache = FileSystemBytecodeCache(str(compiled))
    return app


class Lent:
    """One application lent to test after test, as new each time: making one takes longer than most tests."""

    def __init__(self, template: Path, folder: Path):
        self._template, self._file = template, folder / "temu.db"
        self._app = application(template, folder)
        self._config, self._views = dict(self._app.config), dict(self._app.view_functions)

    def again(self):
        """The application with the template's database, its first settings and nothing kept."""
        app = self._app
        app.extensions["store"].dispose()
        for left in self._file.parent.glob(f"{self._file.name}*"):
            left.unlink()
        shutil.copy(self._template, self._file)
        app.config.clear()
        app.config.update(self._config)
        app.view_functions.update(self._views)
        app.extensions.pop("health", None)
        limiter.enabled = self._config["RATELIMIT_ENABLED"]  # another application's limits were for itself
        pagecache.connect(app)
        return app


def wish(number="005/123/BPKAD", *, start="09:00", date=FIRST_DAY, guests=1, offices=(), **more):
    """The JSON of a request for a slot."""
    offices = offices or ("other",) * guests
    return {
        "mode": "visit",
        "region": "64.72",
        "institution": "BPKAD Kota Samarinda",
        "letter": {
            "number": number,
            "dated_on": "2026-11-19",
            "subject": "Konsultasi Dana Desa",
            "addressed_to_director_general": True,
        },
        "slot": {"date": date, "start": start},
        "topic": "dana-desa",
        "contact": {"name": "Rina", "phone": "0811-0000-001", "email": "rina@uji.test"},
        "guests": [
            {"name": f"Tamu {place}", "position": "Kepala Bidang", "office": office}
            for place, office in enumerate(offices, start=1)
        ],
        **more,
    }


def multipart(fields):
    """A form with files as the body of a call, made in memory: the test client's own way leaves files open."""
    boundary, body = encode_multipart(fields)
    return {"data": body, "content_type": f"multipart/form-data; boundary={boundary}"}


@dataclass
class Machine:
    """A caller of the JSON API with somebody's token."""

    client: object
    token: str | None = None

    @property
    def headers(self):
        return {"Authorization": f"Bearer {self.token}"} if self.token else {}

    def get(self, path, **more):
        return self.client.get(f"/api/v1{path}", headers=self.headers | more.pop("headers", {}), **more)

    def post(self, path, body=None, **more):
        return self.client.post(
            f"/api/v1{path}", json={} if body is None else body, headers=self.headers | more.pop("headers", {}), **more
        )

    def submit(self, wanted, file=LETTER, name="surat.pdf"):
        fields = {"request": wanted if isinstance(wanted, str) else json.dumps(wanted)}
        if file is not None:
            fields["file"] = FileStorage(io.BytesIO(file), name)
        return self.client.post("/api/v1/requests", headers=self.headers, **multipart(fields))

    def file(self, reference, kind, content=LETTER, **more):
        fields = {"kind": kind, **more}
        if content is not None:
            fields["file"] = FileStorage(io.BytesIO(content), f"{kind}.pdf")
        return self.client.post(
            f"/api/v1/requests/{reference}/documents", headers=self.headers, **multipart(fields)
        )


def token_for(app, name: str) -> str:
    with app.app_context():
        return people.issue_token(store(), instant(NOW), f"{name}@uji.test", "uji")
