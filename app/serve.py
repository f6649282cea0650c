"""``make run``: a database brought up to date, demonstration data the first time, and a production server."""

from __future__ import annotations

import os
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication

from app import clock, config, create_app
from app.db import db, store
from app.jobs.ticker import Ticker
from app.web.account import hasher
from booking import demo, reference_data, schema

_WORKERS, _THREADS = 2, 8
SIGN_INS = ("admin", "petugas", "resepsionis", "unit", "pimpinan", "pemda")


class Server(BaseApplication):
    """Gunicorn around an application that is already made. Each worker has a ticker of its own, made after the fork."""

    def __init__(self, app: Flask, address: str) -> None:
        self._app = app
        self._address = address
        self._ticker = Ticker(app)
        super().__init__()

    def load_config(self) -> None:
        settings: dict[str, Any] = {
            "bind": self._address,
            "workers": _WORKERS,
            "threads": _THREADS,
            "worker_class": "gthread",
            "worker_tmp_dir": "/dev/shm" if os.path.isdir("/dev/shm") else None,  # noqa: S108, PTH112
            "control_socket_disable": True,
            "post_worker_init": lambda worker: self._ticker.start(),
            "worker_exit": lambda server, worker: self._ticker.stop(),
            "accesslog": os.environ.get("ACCESS_LOG"),
            "access_log_format": '%(h)s %(t)s "%(m)s %(U)s" %(s)s %(B)s %(L)s',  # no query: links of ours hold codes
            "loglevel": "warning",
        }
        for name, value in settings.items():
            if value is not None:
                self.cfg.set(name, value)

    def load(self) -> Flask:
        return self._app


def prepared() -> Flask:
    """The application, its keys made and its database brought up to date."""
    for name in ("SECRET_KEY", "JOURNAL_KEY"):
        config.keep(name)
    config.INSTANCE.mkdir(parents=True, exist_ok=True)
    app = create_app()
    with app.app_context():
        schema.upgrade(db.engine)
        with store().writing() as session:
            reference_data.load(session)
        demo.load(store(), clock.now(), hasher.hash, config.keep("DEMO_PASSWORD"))
        db.session.remove()
        store().dispose()
    return app


def _welcome(address: str) -> None:
    width = max(len(name) for name in SIGN_INS) + len("@demo.test")
    print(f"\nTemu DJPK: http://{address}\n\nMasuk di http://{address}/masuk dengan kata sandi: ", end="")
    print(config.keep("DEMO_PASSWORD"))
    for name in SIGN_INS:
        print(f"  {f'{name}@demo.test'.ljust(width)}")
    print("\nAPI: /api/v1/openapi.json   Aturan: /aturan   Berhenti: Ctrl+C\n", flush=True)


def main() -> None:
    """Serve until stopped."""
    address = config.own_address().removeprefix("http://")
    app = prepared()
    _welcome(address)
    Server(app, address).run()


if __name__ == "__main__":
    main()
