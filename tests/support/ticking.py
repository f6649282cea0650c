"""A process with nothing but a ticker: ``python -m tests.support.ticking DATABASE_URL SMTP_PORT LEASE_SECONDS``.

Stops in order on SIGTERM.
"""

import signal
import smtplib
import sys
import threading
from datetime import timedelta
from email.message import EmailMessage

from app import create_app
from app.config import Settings
from app.jobs.outbox import Post
from app.jobs.ticker import Ticker
from tests.support.post import rendered


class Smtp:
    """A mail server on this machine."""

    def __init__(self, port: int) -> None:
        self.port = port

    def send(self, message: EmailMessage) -> None:
        with smtplib.SMTP("127.0.0.1", self.port, timeout=5) as server:
            server.send_message(message)


def main(database_url: str, port: str, lease: str) -> None:
    app = create_app(Settings(database_url, "uji", "journal"))
    post = Post(rendered, Smtp(int(port)), "https://temu.uji.test")
    ticker = Ticker(app, post=lambda: post, every=timedelta(seconds=0.3), lease=timedelta(seconds=float(lease)))
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    ticker.start()
    stop.wait()
    ticker.stop()


if __name__ == "__main__":
    main(*sys.argv[1:])
