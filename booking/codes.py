"""Access codes and confirmation tokens, made from the journal's key, so that they can be mailed and stand nowhere; and
how a reference is spelled."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets

_BYTES = 16
_SIGNS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Signs of a reference: none that is read as another."""
_PART = 4
_REFERENCES = len(_SIGNS) ** (_PART + _PART)


def new_reference() -> str:
    """A reference by chance, such as ``7KQ2-M4XD``."""
    return _spelled(secrets.randbelow(_REFERENCES))


def reference_of(key: bytes, purpose: str, token: str) -> str:
    """The reference that belongs to a form's token: the same each time the form is sent."""
    made = hmac.new(key, f"{purpose}:{token}".encode(), hashlib.sha256).digest()
    return _spelled(int.from_bytes(made, "big") % _REFERENCES)


def _spelled(number: int) -> str:
    signs = ""
    for _place in range(_PART + _PART):
        number, sign = divmod(number, len(_SIGNS))
        signs += _SIGNS[sign]
    return f"{signs[:_PART]}-{signs[_PART:]}"


def access_code(key: bytes, reference: str) -> str:
    """The code that opens one booking to whoever asked for it."""
    return _made(key, "access", reference)


def confirmation(key: bytes, reference: str) -> str:
    """The token in the mail that proves an address."""
    return _made(key, "confirm", reference)


def same(one: str, other: str) -> bool:
    """Whether two codes are the same, told in the same time whatever differs."""
    return hmac.compare_digest(one.encode(), other.encode())


def hash_of(code: str) -> str:
    """What is kept of a code."""
    return hashlib.sha256(code.encode()).hexdigest()


def _made(key: bytes, purpose: str, reference: str) -> str:
    made = hmac.new(key, f"{purpose}:{reference}".encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(made[:_BYTES]).decode().rstrip("=")
