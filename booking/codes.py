"""Access codes, confirmation tokens and passes, made from the journal's key, so that they stand nowhere; and how a
reference is spelled."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import secrets

_BYTES = 16
_PASS, _MINUTES = ("TEMU", "pass"), ("BAK", "minutes")
"""Papers that bear our mark: the sign they begin with, and what the mark is made for."""
_MARK_BYTES = 15
_A_MARK = re.compile(r"[A-Z]+:(?P<booking>[0-9A-Z]+-[0-9A-Z]+):(?P<number>0|[1-9][0-9]{0,8}):[2-7A-Z]+", re.ASCII)
_SIGNS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Signs of a reference: none that is read as another."""
_PART = 4
_REFERENCES = len(_SIGNS) ** (_PART + _PART)


def new_reference() -> str:
    """A reference by chance, such as ``7KQ2-M4XD``."""
    return _spelled(secrets.randbelow(_REFERENCES))


def reference_of(key: bytes, purpose: str, token: str) -> str:
    """The reference that belongs to a form's token: the same each time the form is sent."""
    return _spelled(int.from_bytes(_mac(key, purpose, token), "big") % _REFERENCES)


def _spelled(number: int) -> str:
    signs = ""
    for _place in range(_PART + _PART):
        number, sign = divmod(number, len(_SIGNS))
        signs += _SIGNS[sign]
    return f"{signs[:_PART]}-{signs[_PART:]}"


def reference_typed(text: str) -> str:
    """A reference as somebody typed it, as we spell it: ``7kq2 m4xd`` is ``7KQ2-M4XD``. Of another length it stays."""
    signs = "".join(sign for sign in text.upper() if sign.isalnum())
    return f"{signs[:_PART]}-{signs[_PART:]}" if len(signs) == _PART + _PART else text.upper()


def access_code(key: bytes, reference: str) -> str:
    """The code that opens one booking to whoever asked for it."""
    return _made(key, "access", reference)


def confirmation(key: bytes, reference: str) -> str:
    """The token in the mail that proves an address."""
    return _made(key, "confirm", reference)


def visit_pass(key: bytes, reference: str, version: int) -> str:
    """What a pass shows as a QR code: the booking, its version and our mark, in signs that such codes hold tightly."""
    return _marked(key, _PASS, reference, version)


def of_pass(key: bytes, text: str) -> tuple[str, int] | None:
    """The booking and version a pass was made for; None where it is none of ours."""
    return _of_marked(key, _PASS, text)


def minutes_mark(key: bytes, reference: str, revision: int) -> str:
    """What minutes (BAK) show as proof: the booking, the revision they were made of, and our mark."""
    return _marked(key, _MINUTES, reference, revision)


def of_minutes(key: bytes, text: str) -> tuple[str, int] | None:
    """The booking and revision that minutes were made of; None where they are none of ours."""
    return _of_marked(key, _MINUTES, text)


def _marked(key: bytes, paper: tuple[str, str], reference: str, number: int) -> str:
    sign, purpose = paper
    mark = _mac(key, purpose, f"{reference}:{number}")[:_MARK_BYTES]
    return ":".join((sign, reference, str(number), base64.b32encode(mark).decode().rstrip("=")))


def _of_marked(key: bytes, paper: tuple[str, str], text: str) -> tuple[str, int] | None:
    told = _A_MARK.fullmatch(text)
    if told is None:
        return None
    reference, number = told["booking"], int(told["number"])
    return (reference, number) if same(text, _marked(key, paper, reference, number)) else None


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
    return base64.urlsafe_b64encode(_mac(key, purpose, reference)[:_BYTES]).decode().rstrip("=")


def _mac(key: bytes, purpose: str, said: str) -> bytes:
    return hmac.new(key, f"{purpose}:{said}".encode(), hashlib.sha256).digest()
