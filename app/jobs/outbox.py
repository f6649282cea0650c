"""The outbox is emptied: one message at a time is claimed, rendered, sent and written down. Several processes may do so
at once, since a claim is the message's own."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage

from flask import current_app

from app import config
from app.mail.render import rendered
from app.mail.transport import Transport, transport_from
from booking import outbox
from booking.messages import Sending
from booking.runs import Outcome
from booking.store import Store

_log = logging.getLogger(__name__)

AT_ONCE = timedelta(seconds=20)
"""After so long the other jobs come first again."""

Renderer = Callable[[Sending, str, datetime], EmailMessage]


@dataclass(frozen=True)
class Post:
    """How a message becomes a mail, and how that leaves the house."""

    rendered: Renderer
    transport: Transport
    base_url: str

    def mail(self, what: Sending, now: datetime) -> EmailMessage:
        """A message as it is sent."""
        return self.rendered(what, self.base_url, now)


def post() -> Post:
    """The application's own post: its mails by the server that ``MAIL_URL`` names, or kept to be read by an admin."""
    given = current_app.config
    return Post(rendered, transport_from(given["MAIL_URL"]), given["BASE_URL"] or config.own_address())


def send_due(
    store: Store,
    post: Post,
    now: datetime,
    *,
    at_once: timedelta | None = None,
    stopping: Callable[[], bool] = lambda: False,
    lease: timedelta = outbox.LEASE,
) -> Outcome:
    """Send what is due, the oldest first, for as long as ``at_once`` allows or until the process is to stop."""
    outcome, began, reasons = Outcome(), time.monotonic(), list[str]()
    while not stopping():
        passed = timedelta(seconds=time.monotonic() - began)
        if at_once is not None and passed >= at_once:
            break
        number = outbox.claim(store, now + passed, lease)
        if number is None:
            break
        became, reason = _one(store, post, number, now + passed)
        outcome.counts[became] += 1
        reasons += [reason] if reason else []
    if reasons and not outcome.counts["sent"]:
        outcome.failures.append(f"nothing was sent: {reasons[-1]}")
    return outcome


def _one(store: Store, post: Post, number: int, now: datetime) -> tuple[str, str]:
    """Send one message; gives what became of it, and why where it was not sent."""
    try:
        with store.reading() as session:
            what = outbox.sending(session, store.journal_key, number)
        if not outbox.stands(what, now):
            outbox.drop(store, number)
            return "dropped", ""
        post.transport.send(post.mail(what, now))
    except Exception as error:
        reason, permanent = str(error) or type(error).__name__, getattr(error, "permanent", None)
        if permanent is None:  # not the mail server's word, but a fault of ours
            _log.exception("message %s", number)
            reason = type(error).__name__
        dead = outbox.failed(store, number, now, reason, permanent=bool(permanent))
        return ("dead" if dead else "failed"), type(error).__name__
    outbox.sent(store, number, now)
    return "sent", ""
