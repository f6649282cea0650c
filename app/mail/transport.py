"""How a mail leaves the house: by SMTP, or not at all where no server is named."""

from __future__ import annotations

import smtplib
import ssl
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Protocol
from urllib.parse import unquote, urlsplit

from app.config import NotConfigured

SECONDS = 20
"""How long a mail server may take to answer."""

_PORTS = {"smtp": 25, "smtps": 465, "smtp+starttls": 587}
_FOR_GOOD = range(500, 600)
_HOW = "Write smtp://host:25, smtps://user:password@host or smtp+starttls://user:password@host:587"


class NotSent(Exception):
    """A mail was not taken: ``permanent`` where trying again is no use."""

    def __init__(self, reason: str, *, permanent: bool) -> None:
        super().__init__(reason)
        self.reason = reason
        self.permanent = permanent


class Transport(Protocol):
    """Whatever takes a mail away."""

    def send(self, message: EmailMessage) -> None:
        """Hand a mail over; raises NotSent."""


class Local:
    """Takes every mail and sends none: they are read on the page of the outbox."""

    def send(self, message: EmailMessage) -> None:
        """Nothing to do."""


@dataclass(frozen=True)
class Smtp:
    """A mail server: ``secure`` from the start (smtps), or after STARTTLS (smtp+starttls), or never (smtp)."""

    scheme: str
    host: str
    port: int
    user: str = ""
    password: str = field(default="", repr=False)

    def send(self, message: EmailMessage) -> None:
        """Hand a mail over in a connection of its own; raises NotSent."""
        try:
            server = self._connected()
            try:
                if self.scheme == "smtp+starttls":
                    server.starttls(context=ssl.create_default_context())
                if self.user:
                    server.login(self.user, self.password)
                server.send_message(message)
            finally:
                _part(server)
        except smtplib.SMTPRecipientsRefused as refused:
            code, said = next(iter(refused.recipients.values()))
            raise _not_sent(code, said) from None
        except (smtplib.SMTPAuthenticationError, smtplib.SMTPSenderRefused) as refused:
            # A wrong password or an unwelcome sender is ours to put right; the mail can go afterwards.
            raise NotSent(_words(refused.smtp_code, refused.smtp_error), permanent=False) from None
        except smtplib.SMTPResponseException as refused:
            raise _not_sent(refused.smtp_code, refused.smtp_error) from None
        except (smtplib.SMTPException, OSError) as failed:
            raise NotSent(f"{type(failed).__name__}: {failed}", permanent=False) from None

    def _connected(self) -> smtplib.SMTP:
        if self.scheme == "smtps":
            context = ssl.create_default_context()
            return smtplib.SMTP_SSL(self.host, self.port, timeout=SECONDS, context=context)
        return smtplib.SMTP(self.host, self.port, timeout=SECONDS)


def _part(server: smtplib.SMTP) -> None:
    """Say goodbye. Whatever the server answers, a mail it took is taken."""
    try:
        server.quit()
    except (smtplib.SMTPException, OSError):
        server.close()


def transport_from(url: str | None) -> Transport:
    """The transport that MAIL_URL names; without one, mails stay in the house. Raises NotConfigured."""
    if not url:
        return Local()
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise NotConfigured(f"MAIL_URL cannot be read. {_HOW}.") from None
    if parts.scheme not in _PORTS:
        raise NotConfigured(f"MAIL_URL begins with none of {', '.join(_PORTS)}. {_HOW}.")
    if not parts.hostname:
        raise NotConfigured(f"MAIL_URL names no host. {_HOW}.")
    if parts.path not in ("", "/") or parts.query or parts.fragment:
        raise NotConfigured(f"MAIL_URL says more than a server; signs such as / in a password are %2F. {_HOW}.")
    if (parts.username is None) != (parts.password is None):
        raise NotConfigured(f"MAIL_URL names a user or a password without the other. {_HOW}.")
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    return Smtp(parts.scheme, parts.hostname, port or _PORTS[parts.scheme], user, password)


def _not_sent(code: int, said: bytes | str) -> NotSent:
    return NotSent(_words(code, said), permanent=code in _FOR_GOOD)


def _words(code: int, said: bytes | str) -> str:
    return f"{code} {said.decode('utf-8', 'replace') if isinstance(said, bytes) else said}"
