"""What in a PDF acts, plays, or carries other files. Whatever only shows, leads to a page or signs is let be."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from pypdf.generic import StreamObject

from booking.inspection.looking.findings import Finding, Found
from booking.inspection.looking.streams import resolved

_ACTIONS = {
    "/JavaScript",
    "/Launch",
    "/SubmitForm",
    "/ImportData",
    "/GoToE",
    "/GoToR",
    "/Rendition",
    "/Movie",
    "/Sound",
    "/RichMediaExecute",
}
_KINDS = {"/FileAttachment", "/RichMedia", "/Screen", "/Movie", "/Sound", "/3D"}
_FILES = {"/F", "/UF", "/DOS", "/Mac", "/Unix"}
_SCHEME = re.compile(r"[\x00-\x20]*([a-z][a-z0-9+.-]*)\s*:", re.IGNORECASE)
_LINKS = {"http", "https", "mailto", "tel", "sms", "geo", "ftp", "whatsapp"}
"""Where a link may lead; a link without a scheme stays beside the file."""


def look(thing: Any) -> None:
    """Raises Found where an object, or one that stands directly in it, acts. References are objects of their own."""
    for each in _dictionaries(thing):
        for key in each.keys() & _RULES.keys():
            if _RULES[key](resolved(each, key), each):
                raise Found(Finding.ACTIVE)


def _dictionaries(thing: Any) -> Iterator[dict[Any, Any]]:
    waiting = [thing]
    while waiting:
        each = waiting.pop()
        if isinstance(each, dict):
            yield each
            waiting.extend(value for value in each.values() if isinstance(value, dict | list))
        elif isinstance(each, list):
            waiting.extend(value for value in each if isinstance(value, dict | list))


def _acts(value: Any, _holder: dict[Any, Any]) -> bool:
    return value in _ACTIONS


def _plays(value: Any, _holder: dict[Any, Any]) -> bool:
    return value in _KINDS


def _is_script(value: Any, _holder: dict[Any, Any]) -> bool:
    """A text, or a stream that is no drawing: a page may call a drawing or a typeface by the same name."""
    if isinstance(value, StreamObject):
        return "/Subtype" not in value
    return isinstance(value, str | bytes)


_SHARES = ("\\\\", "//")
"""How an address on a network of one's own begins: a click sends who clicked."""


def _leads_away(value: Any, _holder: dict[Any, Any]) -> bool:
    address = value.decode("latin-1") if isinstance(value, bytes) else str(value)
    scheme = _SCHEME.match(address)
    return address.startswith(_SHARES) or (scheme is not None and scheme.group(1).lower() not in _LINKS)


def _holds_files(value: Any, _holder: dict[Any, Any]) -> bool:
    return isinstance(value, dict) and not _FILES.isdisjoint(value)


def _is_tree(value: Any, _holder: dict[Any, Any]) -> bool:
    """A tree of names in which there is something."""
    return isinstance(value, dict) and any(resolved(value, key) for key in ("/Names", "/Kids"))


def _is_form(value: Any, _holder: dict[Any, Any]) -> bool:
    return isinstance(value, StreamObject | list)


def _is_elsewhere(value: Any, holder: dict[Any, Any]) -> bool:
    """A stream whose content stands in another file."""
    return isinstance(holder, StreamObject) and isinstance(value, str | bytes | dict) and not _is_name(value)


def _is_name(value: Any) -> bool:
    return isinstance(value, str) and value.startswith("/")


def _is_file(value: Any, _holder: dict[Any, Any]) -> bool:
    return bool(value == "/EmbeddedFile")


_RULES = {
    "/S": _acts,
    "/Subtype": _plays,
    "/Type": _is_file,
    "/JS": _is_script,
    "/JavaScript": _is_tree,
    "/URI": _leads_away,
    "/EF": _holds_files,
    "/EmbeddedFiles": _is_tree,
    "/XFA": _is_form,
    "/F": _is_elsewhere,
}
