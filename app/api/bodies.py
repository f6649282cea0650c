"""The shape of what machines send: JSON -> values, strictly."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import request

from app import texts
from app.texts import clean, clean_lines
from booking.terms import Channel, DocumentKind, FeedScope, TurnedAwayFor
from booking.workflow.submission import NamedGuest, NamedLetter, Submission
from rules import strict
from rules.facts import Mode, Office, Slot, letter_key
from rules.regions import register
from rules.strict import BadInput, Parser

LONGEST = 300
LONGEST_NOTE = 2_000
"""Characters of a line of text, and of a note."""
MOST_GUESTS = 100
LARGEST_NUMBER = 2**31 - 1


def line(value: Any) -> str:
    """A line of text, not empty."""
    found = clean(strict.text(value))
    if not found:
        raise BadInput("text is due, not empty")
    if len(found) > LONGEST:
        raise BadInput(f"at most {LONGEST} characters are taken")
    return found


def lines(value: Any) -> str:
    """Text of several lines, not empty."""
    found = clean_lines(strict.text(value))
    if not found:
        raise BadInput("text is due, not empty")
    if len(found) > LONGEST_NOTE:
        raise BadInput(f"at most {LONGEST_NOTE} characters are taken")
    return found


def remark(value: Any) -> str:
    """Text of several lines, or nothing."""
    return lines(value) if strict.text(value).strip() else ""


def region(value: Any) -> str:
    if strict.text(value) not in register():
        raise BadInput("no code of the register of regions")
    return str(value)


def number(value: Any) -> str:
    """A letter's number."""
    found = line(value)
    if not letter_key(found):
        raise BadInput("a letter's number needs a letter or a digit")
    return found


def email(value: Any) -> str:
    found = texts.email(line(value))
    if found is None:
        raise BadInput("an e-mail address is due, such as nama@daerah.go.id")
    return found


def slot(value: Any) -> Slot:
    read = strict.record({"date": strict.day, "start": strict.hour})(value)
    return Slot(read["date"], read["start"])


_GUEST: dict[str, Parser] = {"name": line, "position": line, "office": strict.one_of(Office)}
_GUEST_MORE: dict[str, Parser] = {"nip": strict.or_null(line), "phone": strict.or_null(line)}


def party(parser: Parser) -> Parser:
    """A list of guests, each as the parser reads them."""

    def parse(value: Any) -> tuple[NamedGuest, ...]:
        found: list[dict[str, Any]] = strict.each(parser)(value)
        if len(found) > MOST_GUESTS:
            raise BadInput(f"at most {MOST_GUESTS} guests are taken")
        return tuple(NamedGuest(**guest) for guest in found)

    return parse


def row(value: Any) -> int:
    """The number of something that is stored."""
    found: int = strict.count(value)
    if found > LARGEST_NUMBER:
        raise BadInput(f"a number of at most {LARGEST_NUMBER} is due")
    return found


NEW_PARTY = party(strict.record(_GUEST, _GUEST_MORE))
CHANGED_PARTY = party(strict.record(_GUEST, _GUEST_MORE | {"id": strict.or_null(row)}))

_NAMED_LETTER = strict.record(
    {"number": number, "dated_on": strict.day, "subject": line, "addressed_to_director_general": strict.truth}
)
_KNOWN_LETTER = strict.record({"id": row})


def _letter(value: Any) -> NamedLetter | int:
    """A letter that names itself, or the number of a registered one."""
    if isinstance(value, dict) and "id" in value:
        return int(_KNOWN_LETTER(value)["id"])
    return NamedLetter(**_NAMED_LETTER(value))


_REQUEST = strict.record(
    {
        "mode": strict.one_of(Mode),
        "region": strict.or_null(region),
        "institution": line,
        "letter": _letter,
        "slot": strict.or_null(slot),
        "topic": line,
        "contact": strict.record({"name": line, "phone": line, "email": email}),
        "guests": NEW_PARTY,
    },
    {
        "unit": strict.or_null(line),
        "room": strict.or_null(line),
        "received_at": strict.or_null(strict.instant),
        "channel": strict.or_null(strict.one_of(Channel)),
        "reason": strict.or_null(lines),
    },
)


def submission(text: str) -> Submission:
    """A request for a slot."""
    read = strict.within("request", _REQUEST, strict.load(text))
    letter, contact = read["letter"], read["contact"]
    return Submission(
        mode=read["mode"],
        region=read["region"],
        institution=read["institution"],
        letter=letter if isinstance(letter, NamedLetter) else None,
        letter_id=letter if isinstance(letter, int) else None,
        slot=read["slot"],
        topic=read["topic"],
        contact_name=contact["name"],
        contact_phone=contact["phone"],
        contact_email=contact["email"],
        guests=read["guests"],
        unit=read.get("unit"),
        room=read.get("room"),
        channel=read.get("channel") or Channel.PORTAL,
        received_at=read.get("received_at"),
        receipt_reason=read.get("reason"),
    )


_RECEIPT: dict[str, Parser] = {"received_at": strict.instant, "channel": strict.one_of(Channel)}
_LETTER = strict.record(
    {
        "region": strict.or_null(region),
        "institution": line,
        "number": number,
        "dated_on": strict.day,
        "subject": line,
        "addressed_to_director_general": strict.truth,
        **_RECEIPT,
    },
    {"reason": strict.or_null(lines)},
)
RECEIPT = strict.record({**_RECEIPT, "reason": lines})


@dataclass(frozen=True)
class Registration:
    """A letter as it is registered before any request, and how it came."""

    letter: NamedLetter
    region: str | None
    institution: str
    received_at: datetime
    channel: Channel
    reason: str | None


def registration(text: str) -> Registration:
    """A letter to be registered."""
    read = strict.within("letter", _LETTER, strict.load(text))
    return Registration(
        NamedLetter(read["number"], read["dated_on"], read["subject"], read["addressed_to_director_general"]),
        read["region"],
        read["institution"],
        read["received_at"],
        read["channel"],
        read.get("reason"),
    )


def reference(value: Any) -> str:
    """A booking's reference, in capitals."""
    return line(value).upper()


REFUSAL = strict.record(
    {"name": line, "institution": line, "code": strict.one_of(TurnedAwayFor), "happened_at": strict.instant},
    {"reference": strict.or_null(reference)},
)
FEED = strict.record({"scope": strict.one_of(FeedScope)}, {"id": strict.or_null(line)})
CONFIRM = strict.record({"token": line})
DOCUMENT_KIND = strict.one_of(DocumentKind)


def body(parser: Parser) -> dict[str, Any]:
    """The request's JSON body, read; an empty body is an empty object. An optional key that is null was left out."""
    text = request.get_data(cache=True)
    found: dict[str, Any] = parser(strict.load(text) if text.strip() else {})
    return {key: value for key, value in found.items() if value is not None}
