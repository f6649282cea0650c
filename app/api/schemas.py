"""The shapes of what the API takes and gives, as JSON Schema."""

from __future__ import annotations

from typing import Any

from booking.terms import (
    Act,
    Channel,
    DocumentKind,
    FeedScope,
    Ground,
    OfficeReason,
    RejectReason,
    TurnedAwayFor,
    UnitAnswer,
)
from rules.citation import CODES
from rules.facts import Mode, Office, State

Json = dict[str, Any]

TEXT: Json = {"type": "string"}
MAYBE_TEXT: Json = {"type": ["string", "null"]}
NUMBER: Json = {"type": "integer", "minimum": 0, "maximum": 2**31 - 1}
TRUTH: Json = {"type": "boolean"}
DAY: Json = {"type": "string", "format": "date"}
HOUR: Json = {"type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$", "examples": ["09:00"]}
INSTANT: Json = {"type": "string", "format": "date-time", "examples": ["2026-11-20T16:59:00+07:00"]}
MAYBE_INSTANT: Json = {"type": ["string", "null"], "format": "date-time"}
FILE: Json = {"type": "string", "contentMediaType": "application/octet-stream"}


def closed(values: Any) -> Json:
    """One of a closed list."""
    return {"type": "string", "enum": [each.value for each in values]}


def maybe(schema: Json) -> Json:
    """The same, or null."""
    if "enum" in schema:
        return {**schema, "type": [schema["type"], "null"], "enum": [*schema["enum"], None]}
    return {"oneOf": [schema, {"type": "null"}]} if "$ref" in schema else {**schema, "type": [schema["type"], "null"]}


def thing(required: Json, optional: Json | None = None) -> Json:
    """An object that is told."""
    return {"type": "object", "required": list(required), "properties": {**required, **(optional or {})}}


def said(required: Json, optional: Json | None = None) -> Json:
    """An object that is taken: no other keys, and optional ones may be null."""
    others = {name: maybe(schema) for name, schema in (optional or {}).items()}
    return {**thing(required, others), "additionalProperties": False}


def listed(items: Json) -> Json:
    return {"type": "array", "items": items}


def ref(name: str) -> Json:
    return {"$ref": f"#/components/schemas/{name}"}


_GUEST: Json = {"name": TEXT, "position": TEXT, "office": closed(Office)}
_GUEST_MORE: Json = {"nip": MAYBE_TEXT, "phone": MAYBE_TEXT}
_LETTER: Json = {"number": TEXT, "dated_on": DAY, "subject": TEXT}
_ADDRESSED: Json = {"addressed_to_director_general": TRUTH}
_EMAIL: Json = {"type": "string", "format": "email"}
_CONTACT = thing({"name": TEXT, "phone": MAYBE_TEXT, "email": _EMAIL})
_REGION: Json = {**MAYBE_TEXT, "description": "Kemendagri code; null for a requester that is no region"}
_IN_LIST: Json = {
    "reference": TEXT,
    "state": closed(State),
    "mode": closed(Mode),
    "region": MAYBE_TEXT,
    "institution": TEXT,
    "slot": ref("Session"),
    "topic": TEXT,
    "unit": MAYBE_TEXT,
    "letter": thing({"id": NUMBER, **_LETTER, "received_at": INSTANT}),
    "submitted_at": INSTANT,
    "sequence": NUMBER,
}
_RECEIPT: Json = {"received_at": INSTANT, "channel": closed(Channel)}
_REGISTERED: Json = {
    "id": NUMBER,
    "region": MAYBE_TEXT,
    "institution": TEXT,
    **_LETTER,
    **_ADDRESSED,
    "received_at": INSTANT,
    "receipts": listed(thing({**_RECEIPT, "registered_at": INSTANT, "reason": MAYBE_TEXT})),
}
_WORDING = thing({"id": TEXT, "en": TEXT})
_REFUSAL: Json = {
    "clause": {"type": "string", "examples": ["E.3.c.2"]},
    "code": {"type": "string", "enum": sorted(CODES)},
    "basis": {"type": "string", "enum": ["stated", "chosen"]},
    "says": _WORDING,
    "reopens_on": {"type": ["string", "null"], "format": "date"},
}

SCHEMAS: Json = {
    "Session": thing({"date": DAY, "start": HOUR, "end": HOUR}),
    "Slot": said({"date": DAY, "start": HOUR}),
    "Refusal": thing(_REFUSAL),
    "Problem": thing(
        {"type": TEXT, "title": TEXT, "status": NUMBER},
        {
            "detail": TEXT,
            "errors": listed(thing({"field": TEXT, "says": {"type": "object"}})),
            "refusals": listed(ref("Refusal")),
            "earliest": maybe(ref("Slot")),
            "decision": {"type": ["integer", "null"]},
            "act": TEXT,
            "state": MAYBE_TEXT,
            "id": {**NUMBER, "description": "the letter that is registered already"},
        },
    ),
    "Request": said(
        {
            "mode": closed(Mode),
            "region": _REGION,
            "institution": TEXT,
            "letter": {"oneOf": [said({**_LETTER, **_ADDRESSED}), said({"id": NUMBER})]},
            "slot": {"oneOf": [ref("Slot"), {"type": "null"}], "description": "null: the first free one"},
            "topic": TEXT,
            "contact": said({"name": TEXT, "phone": TEXT, "email": _EMAIL}),
            "guests": listed(said(_GUEST, {"nip": TEXT, "phone": TEXT})),
        },
        {
            "unit": TEXT,
            "room": TEXT,
            "received_at": {**INSTANT, "description": "officers only; never in the future"},
            "channel": {**closed(Channel), "description": "officers only"},
            "reason": {**TEXT, "description": "due where the letter came more than one working day ago"},
        },
    ),
    "LetterToRegister": said(
        {"region": _REGION, "institution": TEXT, **_LETTER, **_ADDRESSED, **_RECEIPT},
        {"reason": {**TEXT, "description": "due where the letter came more than one working day ago"}},
    ),
    "Receipt": said({**_RECEIPT, "reason": TEXT}),
    "Letter": thing(_REGISTERED),
    "CorrectedLetter": thing({**_REGISTERED, "flagged": listed(TEXT)}),
    "PartyTurnedAway": said(
        {"name": TEXT, "institution": TEXT, "code": closed(TurnedAwayFor), "happened_at": INSTANT},
        {"reference": TEXT},
    ),
    "TurnedAway": thing(
        {
            "id": NUMBER,
            "code": closed(TurnedAwayFor),
            **{key: _REFUSAL[key] for key in ("clause", "basis", "says")},
            "refusals": listed(ref("Refusal")),
            "channels": listed(thing({"clause": TEXT, "kind": TEXT, "name": _WORDING, "value": TEXT, "href": TEXT})),
            "next_open": listed(ref("Session")),
        }
    ),
    "NewFeed": said(
        {"scope": closed(FeedScope)}, {"id": {**TEXT, "description": "a unit's or room's code, or a reference"}}
    ),
    "Feed": thing({"id": NUMBER, "url": {"type": "string", "format": "uri"}}),
    "BookingInList": thing(_IN_LIST),
    "Booking": thing(
        {
            **_IN_LIST,
            "room": MAYBE_TEXT,
            "meeting_url": MAYBE_TEXT,
            "given": {
                **maybe(thing({"ground": closed(Ground), "by": TEXT, "at": INSTANT})),
                "description": "E.3.c.3: on whose word the schedule was given, and when",
            },
            "reason": MAYBE_TEXT,
            "note": MAYBE_TEXT,
            "hold_until": {**MAYBE_INSTANT, "description": "until when an unconfirmed request holds its slot"},
            "contact": _CONTACT,
            "guests": listed(
                thing(
                    {
                        "id": NUMBER,
                        **_GUEST,
                        **_GUEST_MORE,
                        "admitted_at": MAYBE_INSTANT,
                        "left_at": MAYBE_INSTANT,
                        "travel_order": maybe(thing({"number": TEXT, "dated_on": DAY})),
                    }
                )
            ),
            "documents": thing({each.value: maybe(NUMBER) for each in DocumentKind if each != DocumentKind.LETTER}),
            "journal": listed(
                thing(
                    {
                        "at": INSTANT,
                        "act": TEXT,
                        "state": MAYBE_TEXT,
                        "by": TEXT,
                        "reason": MAYBE_TEXT,
                        "note": MAYBE_TEXT,
                        "facts": {"type": "object"},
                    }
                )
            ),
            "decision": {"type": ["integer", "null"]},
            "flags": listed(TEXT),
        },
        {"access_code": {**TEXT, "description": "told once, in the answer to the submission"}},
    ),
    "Decision": thing(
        {
            "id": NUMBER,
            "act": TEXT,
            "at": INSTANT,
            "allowed": TRUTH,
            "settled": listed(TEXT),
            "situation": {"type": "object"},
            "verdict": {"type": "object"},
            "known_years": listed({"type": "integer"}),
        }
    ),
}

_NOTE: Json = {"note": TEXT}
_ROOM: Json = {
    **TEXT,
    "description": "left out, it stays; null or empty text takes it from a video conference that has a link",
}
_PLACE: Json = {"room": _ROOM, "meeting_url": {"type": "string", "format": "uri"}}
_SLOT = ref("Slot")
_ARRIVAL = said({"id": NUMBER}, {"happened_at": INSTANT, "nonce": TEXT})

ACT_BODIES: dict[Act, Json] = {
    Act.CONFIRM: said({"token": TEXT}),
    Act.APPROVE: said({"ground": closed(Ground), "given_by": TEXT}, {"given_at": INSTANT, "unit": TEXT, **_PLACE}),
    Act.CONSIDER: said({"answer": closed(UnitAnswer)}, {"slot": _SLOT, "mode": closed(Mode), **_NOTE}),
    Act.REJECT: said({"reason": closed(RejectReason), **_NOTE}),
    Act.MOVE: said({"slot": _SLOT, "reason": closed(OfficeReason)}, {"mode": closed(Mode), **_PLACE, **_NOTE}),
    Act.WITHDRAW: said({}),
    Act.CANCEL: said(_NOTE),
    Act.RELEASE: said({"reason": closed(OfficeReason)}, _NOTE),
    Act.CHANGE_GUESTS: said({"guests": listed(said(_GUEST, {"id": NUMBER, "nip": TEXT, "phone": TEXT}))}, _NOTE),
    Act.AMEND: said({}, {"unit": TEXT, **_PLACE}),
    Act.ASK: said({"question": TEXT}),
    Act.REPLY: said({"answer": TEXT}),
    Act.CHECK_IN: said({"guests": listed(_ARRIVAL)}, {"sent_at": INSTANT}),
    Act.UNDO_CHECK_IN: said({"guest": NUMBER, **_NOTE}),
    Act.DEPART: said({"guest": NUMBER}, {"happened_at": INSTANT}),
    Act.MARK_ABSENT: said({"notice": TRUTH, **_NOTE}),
    Act.RESTORE: said(_NOTE),
    Act.SIGN_TRAVEL_ORDER: said({"guest": NUMBER, "number": TEXT, "dated_on": DAY}),
    Act.FINISH: said({}),
    Act.CLOSE: said({}),
    Act.REOPEN: said(_NOTE),
}
"""What each act over JSON takes."""
SCHEMAS |= {act.value: body for act, body in ACT_BODIES.items()}
