"""Three processes empty one outbox into a real mail server, and two of them are killed over it."""

import secrets
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from datetime import datetime

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from sqlalchemy import func, select, text

from booking.messages import put
from booking.models import JobRun, Message
from booking.store import Store
from booking.terms import Delivery, MessageKind
from rules.facts import WIB
from tests.house.reading import ROOT

MESSAGES, LEASE, PATIENCE = 200, 1.5, 40.0


class Mailbox:
    """What the mail server took, by Message-ID."""

    def __init__(self) -> None:
        self.ids: list[str] = []

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        lines = bytes(envelope.content or b"").decode().splitlines()
        self.ids += [line for line in lines if line.startswith("Message-ID:")]
        return "250 taken"


@pytest.fixture
def mailbox() -> Iterator[tuple[Mailbox, int]]:
    box = Mailbox()
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    server = Controller(box, hostname="127.0.0.1", port=port)
    server.start()
    yield box, port
    server.stop()


def address(store: Store) -> str:
    """The database's address, for another process."""
    url = store.engine.url
    if store.engine.dialect.name == "postgresql":
        with store.reading() as session:
            schema = session.scalar(text("SELECT current_schema()"))
        url = url.update_query_dict({"options": f"-csearch_path={schema}"})
    return url.render_as_string(hide_password=False)


def waiting(store: Store) -> int:
    with store.reading() as session:
        return session.scalar(select(func.count(Message.id)).where(Message.state != Delivery.SENT.value)) or 0


def until(done: object, patience: float = PATIENCE) -> None:
    end = time.monotonic() + patience
    while not done():  # type: ignore[operator]
        assert time.monotonic() < end, "not in time"
        time.sleep(0.02)


def test_none_is_lost_and_a_kill_repeats_at_most_one(store: Store, mailbox: tuple[Mailbox, int]) -> None:
    box, port = mailbox
    now = datetime.now(WIB)
    with store.writing() as session:
        for number in range(MESSAGES):
            about, to = f"booking:{number // 4}", f"tamu{number}@uji.test"
            put(session, about, MessageKind.WITHDRAWN, number, to, {}, now)
    command = [sys.executable, "-m", "tests.support.ticking", address(store), str(port), str(LEASE)]
    processes = [subprocess.Popen(command, cwd=ROOT) for _ in range(3)]
    try:
        for killed, share in ((processes[0], 0.2), (processes[1], 0.5)):
            until(lambda share=share: len(box.ids) >= MESSAGES * share)
            time.sleep(secrets.randbelow(200) / 1000)
            killed.kill()
            killed.wait()
        until(lambda: waiting(store) == 0)
        processes[2].terminate()
        assert processes[2].wait(timeout=10) == 0
    finally:
        for process in processes:
            process.kill()
            process.wait()
    times = Counter(box.ids)
    assert len(times) == MESSAGES
    assert len(box.ids) - MESSAGES <= 2
    assert max(times.values()) <= 2
    with store.reading() as session:
        jobs = session.execute(
            select(JobRun.job, JobRun.occurrence, func.count()).group_by(JobRun.job, JobRun.occurrence)
        )
        assert {count for _, _, count in jobs} == {1}
