"""The clockwork in every serving process: it looks each few seconds for what is due."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta

from apscheduler.schedulers.background import BackgroundScheduler
from flask import Flask

from app import clock, jobs
from app.jobs import outbox, schedule
from booking.outbox import LEASE


class Ticker:
    """A process's clockwork. Started after the process was forked, never in commands."""

    def __init__(
        self,
        app: Flask,
        *,
        post: Callable[[], outbox.Post] = outbox.post,
        every: timedelta = schedule.TICK,
        lease: timedelta = LEASE,
    ) -> None:
        self._app, self._post, self._every, self._lease = app, post, every, lease
        self._stopping = threading.Event()
        self._one_at_a_time = threading.Lock()
        self._scheduler = BackgroundScheduler(timezone="UTC")

    def start(self) -> None:
        """Tick at once, and then again and again."""
        usual = {"max_instances": 1, "coalesce": True, "misfire_grace_time": None}
        self._scheduler.add_job(self._tick, **usual)
        self._scheduler.add_job(self._tick, "interval", seconds=self._every.total_seconds(), **usual)
        self._scheduler.start()

    def stop(self) -> None:
        """Stop, after the message or the booking at hand."""
        self._stopping.set()
        if self._scheduler.running:
            self._scheduler.shutdown(wait=True)

    def _tick(self) -> None:
        if not self._one_at_a_time.acquire(blocking=False):
            return
        try:
            with self._app.app_context():
                store = self._app.extensions["store"]
                work = jobs.Work(store, self._post, self._stopping.is_set, outbox.AT_ONCE, self._lease)
                jobs.tick(work, clock.now)
        finally:
            self._one_at_a_time.release()
