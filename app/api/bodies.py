"""The shape of what machines send: JSON -> values, strictly."""

from __future__ import annotations

from typing import Any

from flask import request

from app import texts
from app.texts import clean, clean_lines
from booking.terms import Channel, DocumentKind, Ground, RejectReason
from booking.workflow.reception import Arrival
from booking.workflow.submission import NamedGuest, NamedLetter, Submission
from rules import strict
from rules.facts import Mode, Office, Slot, letter_key
from rules.regions import register
from rules.strict import BadInput, Parser

LONGEST = 300
LONGEST_NOTE = 2_000
"""Characters of a line of text, and of a note."""
MOST_GUESTS = 100


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


def slot(value: Any) -> Slot | None:
    if value is None:
        return None
    read = strict.record({"date": strict.day, "start": strict.hour})(value)
    return Slot(read["date"], read["start"])


_GUEST = strict.record(
    {"name": line, "position": line, "office": strict.one_of(Office)},
    {"nip": strict.or_null(line), "phone": strict.or_null(line)},
)
def _guests(value: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = strict.each(_GUEST)(value)
    if len(found) > MOST_GUESTS:
        raise BadInput(f"at most {MOST_GUESTS} guests are taken")
    return found


_REQUEST = strict.record(
    {
        "mode": strict.one_of(Mode),
        "region": strict.or_null(region),
        "institution": line,
        "letter": strict.record(
            {"number": number, "dated_on": strict.day, "subject": line, "addressed_to_director_general": strict.truth}
        ),
        "slot": slot,
        "topic": line,
        "contact": strict.record({"name": line, "phone": line, "email": email}),
        "guests": _guests,
    },
    {
        "unit": strict.or_null(line),
        "room": strict.or_null(line),
        "received_at": strict.instant,
        "channel": strict.one_of(Channel),
        "reason": lines,
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
        letter=NamedLetter(**letter),
        slot=read["slot"],
        topic=read["topic"],
        contact_name=contact["name"],
        contact_phone=contact["phone"],
        contact_email=contact["email"],
        guests=tuple(NamedGuest(**guest) for guest in read["guests"]),
        unit=read.get("unit"),
        room=read.get("room"),
        channel=read.get("channel", Channel.PORTAL),
        received_at=read.get("received_at"),
        receipt_reason=read.get("reason"),
    )


def _arrival(value: Any) -> Arrival:
    read = strict.record({"id": strict.count}, {"happened_at": strict.instant, "nonce": line})(value)
    return Arrival(read["id"], read.get("happened_at"), read.get("nonce"))


def _arrivals(value: Any) -> tuple[Arrival, ...]:
    return tuple(strict.each(_arrival)(value))


NOTHING = strict.record({})
APPROVE = strict.record(
    {"ground": strict.one_of(Ground), "given_by": line},
    {
        "given_at": strict.instant,
        "unit": strict.or_null(line),
        "room": strict.or_null(line),
        "meeting_url": strict.or_null(line),
    },
)
REJECT = strict.record({"reason": strict.one_of(RejectReason), "note": lines})
CANCEL = strict.record({"note": lines})
CHECK_IN = strict.record({"guests": _arrivals}, {"sent_at": strict.instant})
UNDO_CHECK_IN = strict.record({"guest": strict.count, "note": lines})
DOCUMENT_KIND = strict.one_of(DocumentKind)


def body(parser: Parser) -> dict[str, Any]:
    """The request's JSON body, read; an empty body is an empty object."""
    text = request.get_data(cache=True)
    found: dict[str, Any] = parser(strict.load(text) if text.strip() else {})
    return found
