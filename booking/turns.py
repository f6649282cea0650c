"""Writers of one SQLite file take turns in the order they come, instead of asking again and again."""

from __future__ import annotations

import fcntl
from collections import deque
from io import BufferedWriter
from pathlib import Path
from threading import Lock, local
from types import TracebackType

_MEMORY = (None, "", ":memory:")


class TooLong(TimeoutError):
    """Nobody made room in time."""


class Turns:
    """A lock that serves in the order of arrival: the threads of a process by a queue, processes by a lock on a file
    beside the database, which the system frees where a process dies.

    ``patience`` is how many seconds a thread waits before it raises TooLong.
    """

    def __init__(self, database: str | None, patience: float) -> None:
        self._file = None if database in _MEMORY else Path(f"{database}-turn")
        self._patience = patience
        self._guard = Lock()
        self._waiting: deque[Lock] = deque()
        self._taken = False
        self._mine = local()

    def __enter__(self) -> None:
        self._queue()
        try:
            self._mine.file = self._among_processes()
        except BaseException:
            self._next()
            raise

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._mine.file is not None:
            self._mine.file.close()
        self._next()

    def _queue(self) -> None:
        with self._guard:
            if not self._taken:
                self._taken = True
                return
            turn = Lock()
            turn.acquire()
            self._waiting.append(turn)
        if turn.acquire(timeout=self._patience):
            return
        with self._guard:
            if turn in self._waiting:
                self._waiting.remove(turn)
                raise TooLong("the database is busy")

    def _next(self) -> None:
        with self._guard:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._taken = False

    def _among_processes(self) -> BufferedWriter | None:
        """Opened anew each time: a descriptor that a fork copied would be locked for both."""
        if self._file is None:
            return None
        file = self._file.open("ab")
        try:
            fcntl.flock(file, fcntl.LOCK_EX)
        except BaseException:
            file.close()
            raise
        return file
