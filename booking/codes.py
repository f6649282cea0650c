"""Access codes and confirmation tokens: made from the journal's key, so that they can be mailed and stand nowhere."""

from __future__ import annotations

import base64
import hashlib
import hmac

_BYTES = 16


def access_code(key: bytes, reference: str) -> str:
    """The code that opens one booking to whoever asked for it."""
    return _made(key, "access", reference)


def confirmation(key: bytes, reference: str) -> str:
    """The token in the mail that proves an address."""
    return _made(key, "confirm", reference)


def password(key: bytes, person: int, session_key: str, until: str) -> str:
    """The token of a mailed link by which a person chooses a password until an instant; with a new session key it opens
    nothing any more."""
    return _made(key, "password", f"{person}:{session_key}:{until}")


def same(one: str, other: str) -> bool:
    """Whether two codes are the same, told in the same time whatever differs."""
    return hmac.compare_digest(one.encode(), other.encode())


def hash_of(code: str) -> str:
    """What is kept of a code."""
    return hashlib.sha256(code.encode()).hexdigest()


def _made(key: bytes, purpose: str, reference: str) -> str:
    made = hmac.new(key, f"{purpose}:{reference}".encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(made[:_BYTES]).decode().rstrip("=")
