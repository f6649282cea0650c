"""How many calendars a second the server gives out, against an empty view of the same application on the same server.

The server is the one of ``make run``, in a process of its own, over a register of 10,000 bookings; every client keeps
its connection. Asked for in turns, round by round.
"""

from __future__ import annotations

import os
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from statistics import median

from benchmarks import filling
from benchmarks.measure import Result
from benchmarks.startup import free_port
from tests.booking import databases

CLIENTS, ROUNDS, SECONDS = 8, 7, 0.7
PATIENCE, REST = 60.0, 6.0
EMPTY, CALENDAR = "/kosong", "/jadwal"
AS_A_BROWSER = "Accept-Encoding: gzip, deflate, br, zstd\r\nAccept-Language: id\r\n"


class Line:
    """A connection that is kept, on which one request is asked again and again."""

    def __init__(self, port: int, path: str, more: str = "") -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._asked = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{AS_A_BROWSER}{more}\r\n".encode()

    def ask(self) -> tuple[int, bytes]:
        """The status and the head of the answer, its body read to the end."""
        self._socket.sendall(self._asked)
        answer = b""
        while (end := answer.find(b"\r\n\r\n")) < 0:
            answer += self._more()
        head = answer[:end].lower()
        length = int(head.partition(b"content-length: ")[2].partition(b"\r\n")[0] or 0)
        while len(answer) < end + 4 + length:
            answer += self._more()
        return int(head[9:12]), answer[:end]

    def _more(self) -> bytes:
        got = self._socket.recv(1 << 18)
        if not got:
            raise ConnectionError("the server closed the connection")
        return got

    def close(self) -> None:
        self._socket.close()


def asked_in(port: int, path: str, status: int, more: str = "") -> float:
    """How many answers a second all clients together are given."""

    def one(until: float) -> int:
        line = Line(port, path, more)
        try:
            count = 0
            while time.perf_counter() < until:
                assert line.ask()[0] == status, path
                count += 1
            return count
        finally:
            line.close()

    begun = time.perf_counter()
    with ThreadPoolExecutor(CLIENTS) as clients:
        count = sum(clients.map(one, [begun + SECONDS] * CLIENTS))
    return count / (time.perf_counter() - begun)


@contextmanager
def serving(folder: Path) -> Iterator[int]:
    """The server over a filled register; gives its port."""
    port = free_port()
    kept = {name: value for name, value in os.environ.items() if name not in ("MAIL_URL", "BASE_URL")}
    told = {"DATABASE_URL": f"sqlite:///{folder / 'temu.sqlite'}", "INSTANCE": str(folder), "PORT": str(port)}
    keys = {"SECRET_KEY": "bench", "JOURNAL_KEY": "bench", "NOW": filling.NOW.isoformat()}
    server = subprocess.Popen([sys.executable, "-m", "benchmarks.pages"], env=kept | told | keys)
    try:
        _await(port)
        _until_at_rest(folder / "temu.sqlite")
        yield port
    finally:
        server.terminate()
        server.wait()


def _await(port: int) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            line = Line(port, EMPTY)
        except OSError:
            time.sleep(0.1)
            continue
        line.close()
        return
    raise AssertionError("the server does not answer")


def _until_at_rest(file: Path) -> None:
    """What the jobs find to do in a register that was filled at once is done, and nobody writes any more."""
    end = time.monotonic() + PATIENCE
    with closing(sqlite3.connect(file, isolation_level=None)) as watching:
        before = None
        while time.monotonic() < end:
            (now,) = watching.execute("PRAGMA data_version").fetchone()
            if now == before:
                return
            before = now
            time.sleep(REST)


def run() -> list[Result]:
    with tempfile.TemporaryDirectory(prefix="temu-pages-") as folder:
        store = databases.furnished(databases.at(Path(folder) / "temu.sqlite"))
        filling.fill(store, filling.HOLDING)
        store.dispose()
        with serving(Path(folder)) as port:
            return _measured(port)


def _measured(port: int) -> list[Result]:
    line = Line(port, CALENDAR)
    _, head = line.ask()
    line.close()
    etag = head.partition(b"ETag: ")[2].partition(b"\r\n")[0].decode()
    sides = {
        "empty": (EMPTY, 200, ""),
        "page": (CALENDAR, 200, ""),
        "known": (CALENDAR, 304, f"If-None-Match: {etag}\r\n"),
    }
    rounds = [{name: asked_in(port, *side) for name, side in sides.items()} for _ in range(ROUNDS + 1)][1:]
    empty, page, known = (median(each[name] for each in rounds) for name in sides)

    def result(name: str, of: str, at_least: float, aim: float, meaning: str) -> Result:
        second = page if of == "page" else known
        measured = f"{empty:.0f} empty, {second:.0f} of the calendar a second, {CLIENTS} clients"
        ratio = median(each[of] / each["empty"] for each in rounds)
        return Result(name, ratio, at_least, aim, measured, meaning)

    return [
        result("the calendar / an empty view", "page", 0.3, 0.6, "a month of sessions for who has not signed in"),
        result("the calendar, not modified / an empty view", "known", 0.7, 0.8, "who has it already (304)"),
    ]


def main() -> None:
    """Serve the application with an empty view beside its own."""
    from app import create_app
    from app.access import ANYONE, allow
    from app.db import store
    from app.serve import Server

    app = create_app()
    app.add_url_rule(EMPTY, "empty", allow(ANYONE)(lambda: ""))
    with app.app_context():
        store().dispose()
    Server(app, f"127.0.0.1:{os.environ['PORT']}").run()


if __name__ == "__main__":
    main()
