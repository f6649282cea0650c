"""The server of a race: its own processes on its own port, gone with the block, or at once by kill -9."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from select import select
from time import monotonic

from tests.races.child import READY
from tests.races.places import JOURNAL_KEY, Place

ROOT = Path(__file__).resolve().parents[2]
NOW = "2026-11-20T10:00:00+07:00"
"""A Friday. A letter received now may be answered from Wednesday 25 November on."""
DESK = "2026-11-25T09:05:00+07:00"
"""That Wednesday, five minutes into the first session."""

BACKLOG = 512
PATIENCE = 60
"""Seconds a server has to begin or end."""


@dataclass
class Server:
    """Processes that serve a place."""

    place: Place
    port: int
    process: subprocess.Popen[bytes]
    log: Path

    def kill(self) -> None:
        """As when the power goes: all processes of the group at once, none may say goodbye."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        """End, and make sure of it."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGTERM)
            try:
                self.process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                self.kill()

    def said(self) -> str:
        """What the server wrote: its warnings and tracebacks."""
        return self.log.read_text(encoding="utf-8", errors="replace")


def _environment(place: Place, now: str, listens: int, ready: int) -> dict[str, str]:
    return {
        **{name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR", "VIRTUAL_ENV") if name in os.environ},
        "DATABASE_URL": place.url,
        "SECRET_KEY": "races",
        "JOURNAL_KEY": JOURNAL_KEY.decode(),
        "INSTANCE": str(place.folder),
        "NOW": now,
        "WORKERS": str(place.processes),
        "LISTENS": str(listens),
        "READY": str(ready),
        "UNGUARDED": "1" if place.unguarded else "",
    }


def start(place: Place, now: str = NOW) -> Server:
    """Start serving a place, and wait until each process does."""
    reads, writes = os.pipe()
    with socket.socket() as listens, tempfile.NamedTemporaryFile(dir=place.folder, suffix=".log", delete=False) as log:
        listens.bind(("127.0.0.1", 0))
        listens.listen(BACKLOG)
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.races.child"],
            cwd=ROOT,
            env=_environment(place, now, listens.fileno(), writes),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            pass_fds=(listens.fileno(), writes),
            start_new_session=True,
        )
        server = Server(place, listens.getsockname()[1], process, Path(log.name))
    os.close(writes)
    try:
        _wait(server, reads)
    except BaseException:
        server.stop()
        raise
    finally:
        os.close(reads)
    return server


def _wait(server: Server, reads: int) -> None:
    told, until = b"", monotonic() + PATIENCE
    while len(told) < server.place.processes * len(READY):
        readable, _, _ = select([reads], [], [], max(0.0, until - monotonic()))
        fresh = os.read(reads, BACKLOG) if readable else b""
        if not fresh:
            raise RuntimeError(f"the server does not start:\n{server.said()}")
        told += fresh


@contextmanager
def serving(place: Place, now: str = NOW) -> Iterator[Server]:
    """A server for the length of a block."""
    server = start(place, now)
    try:
        yield server
    finally:
        server.stop()
