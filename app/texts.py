"""What people type, before it is kept: control characters out, ends trimmed."""

from __future__ import annotations

import re
import unicodedata

import email_validator

# Reserved names such as demo.test are what demonstrations and trials use; whether mail arrives is seen by sending it.
email_validator.SPECIAL_USE_DOMAIN_NAMES.clear()

_instead = {"Cc": " ", "Zl": " ", "Zp": " ", "Cf": "", "Cs": ""}
"""Control characters and separators become a space; signs that show nothing, such as direction marks, go."""


def clean(text: str | None) -> str:
    """One line of text without control characters or line separators."""
    return " ".join(_plain(text or "").split())


def file_name(given: str | None, otherwise: str) -> str:
    """The name of a file as it is shown and kept: one line, without folders and dots around it; never a path.

    ``otherwise`` is the name of a file whose own name has nothing to show.
    """
    return clean(re.split(r"[/\\]", given or "")[-1]).strip(". ") or otherwise


def clean_lines(text: str | None) -> str:
    """Several lines of text without other control characters."""
    return "\n".join(clean(line) for line in (text or "").splitlines()).strip()


def email(text: str) -> str | None:
    """An e-mail address as it is kept, or None where it is none."""
    try:
        return str(email_validator.validate_email(clean(text), check_deliverability=False).normalized)
    except email_validator.EmailNotValidError:
        return None


def _plain(text: str) -> str:
    return "".join(_instead.get(unicodedata.category(sign), sign) for sign in text)


def whatsapp_number(phone: str) -> str:
    """A telephone number as ``wa.me`` asks for it: digits alone with the country's first, Indonesia's where none is
    named. Empty where there is none."""
    digits = "".join(sign for sign in phone if sign in "0123456789")
    if phone.strip().startswith("+") or not digits:
        return digits
    if digits.startswith("00"):
        return digits[2:]
    if digits.startswith("62"):
        return digits
    return f"62{digits.removeprefix('0')}"
