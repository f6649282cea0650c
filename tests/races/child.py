"""The serving process of the races: the real application under the real server, on a socket the parent opened.

With ``UNGUARDED`` in the environment the store's locks and its writers' turn are taken out: an act then reads, judges
and writes as a program does that never heard of a second client. The database must be one without guards, too.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from io import BytesIO
from typing import Any

from sqlalchemy import Engine, create_engine
from sqlalchemy.orm import Session

from app import create_app, serve
from booking.inspection import fitness
from booking.store import Store
from tests.support.house_of_tests import LETTER

READY = b"ready\n"


class Racing(serve.Server):
    """The production server with as many processes as the race asks for."""

    def load_config(self) -> None:
        super().load_config()
        self.cfg.set("workers", int(os.environ["WORKERS"]))
        self.cfg.set("post_worker_init", tell)


def tell(_worker: Any) -> None:
    """Say to the parent that a process serves."""
    os.write(int(os.environ["READY"]), READY)


@cache
def _careless_engine(url: str, _process: int) -> Engine:
    """A transaction begins with the first write, as the driver does when nobody tells it otherwise."""
    return create_engine(url)


@contextmanager
def _careless_writing(self: Store) -> Iterator[Session]:
    url = self.engine.url.render_as_string(hide_password=False)
    with Session(_careless_engine(url, os.getpid()), expire_on_commit=False) as session, session.begin():
        yield session


def take_the_guards_out() -> None:
    Store.lock = lambda _self, _session, _keys: None  # type: ignore[method-assign]
    Store.writing = _careless_writing  # type: ignore[method-assign]


if __name__ == "__main__":
    if os.environ.get("UNGUARDED"):
        take_the_guards_out()
    with fitness.fit(BytesIO(LETTER)):  # the letter of every client; who uploads what is no part of a race
        pass
    Racing(create_app(), f"fd://{os.environ['LISTENS']}").run()
