"""This API described in OpenAPI 3.1."""

from __future__ import annotations

from typing import Any

from booking.terms import Channel, DocumentKind, Ground, RejectReason
from rules.citation import CODES
from rules.facts import Mode, Office, State

Json = dict[str, Any]

TEXT: Json = {"type": "string"}
MAYBE_TEXT: Json = {"type": ["string", "null"]}
NUMBER: Json = {"type": "integer"}
DAY: Json = {"type": "string", "format": "date"}
HOUR: Json = {"type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$", "examples": ["09:00"]}
INSTANT: Json = {"type": "string", "format": "date-time", "examples": ["2026-11-20T16:59:00+07:00"]}


def _closed(values: Any) -> Json:
    return {"type": "string", "enum": [each.value for each in values]}


def _thing(required: Json, optional: Json | None = None) -> Json:
    return {"type": "object", "required": list(required), "properties": {**required, **(optional or {})}}


def _list(items: Json) -> Json:
    return {"type": "array", "items": items}


def _ref(name: str) -> Json:
    return {"$ref": f"#/components/schemas/{name}"}


_GUEST = {"name": TEXT, "position": TEXT, "office": _closed(Office)}
_GUEST_MORE = {"nip": MAYBE_TEXT, "phone": MAYBE_TEXT}
_LETTER = {"number": TEXT, "dated_on": DAY, "subject": TEXT}
_CONTACT = _thing({"name": TEXT, "phone": TEXT, "email": {"type": "string", "format": "email"}})
_IN_LIST: Json = {
    "reference": TEXT,
    "state": _closed(State),
    "mode": _closed(Mode),
    "region": MAYBE_TEXT,
    "institution": TEXT,
    "slot": _ref("Session"),
    "topic": TEXT,
    "unit": MAYBE_TEXT,
    "letter": _thing({"id": NUMBER, **_LETTER, "received_at": INSTANT}),
    "submitted_at": INSTANT,
    "sequence": NUMBER,
}

SCHEMAS: Json = {
    "Session": _thing({"date": DAY, "start": HOUR, "end": HOUR}),
    "Slot": {**_thing({"date": DAY, "start": HOUR}), "additionalProperties": False},
    "Refusal": _thing(
        {
            "clause": {"type": "string", "examples": ["E.3.c.2"]},
            "code": {"type": "string", "enum": sorted(CODES)},
            "basis": {"type": "string", "enum": ["stated", "chosen"]},
            "says": _thing({"id": TEXT, "en": TEXT}),
            "reopens_on": {"type": ["string", "null"], "format": "date"},
        }
    ),
    "Problem": _thing(
        {"type": TEXT, "title": TEXT, "status": NUMBER},
        {
            "detail": TEXT,
            "errors": _list(_thing({"field": TEXT, "says": {"type": "object"}})),
            "refusals": _list(_ref("Refusal")),
            "earliest": {"oneOf": [_ref("Slot"), {"type": "null"}]},
            "decision": {"type": ["integer", "null"]},
        },
    ),
    "Request": {
        **_thing(
            {
                "mode": _closed(Mode),
                "region": {**MAYBE_TEXT, "description": "Kemendagri code; null for a requester that is no region"},
                "institution": TEXT,
                "letter": _thing({**_LETTER, "addressed_to_director_general": {"type": "boolean"}}),
                "slot": {"oneOf": [_ref("Slot"), {"type": "null"}], "description": "null: the first free one"},
                "topic": TEXT,
                "contact": _CONTACT,
                "guests": _list(_thing(_GUEST, _GUEST_MORE)),
            },
            {
                "unit": MAYBE_TEXT,
                "room": MAYBE_TEXT,
                "received_at": {**INSTANT, "description": "officers only; never in the future"},
                "channel": {**_closed(Channel), "description": "officers only"},
                "reason": {**TEXT, "description": "due where the letter came more than one working day ago"},
            },
        ),
        "additionalProperties": False,
    },
    "BookingInList": _thing(_IN_LIST),
    "Booking": _thing(
        {
            **_IN_LIST,
            "room": MAYBE_TEXT,
            "meeting_url": MAYBE_TEXT,
            "given": {"type": ["object", "null"], "description": "E.3.c.3: ground, by whom and when"},
            "reason": MAYBE_TEXT,
            "note": MAYBE_TEXT,
            "contact": _CONTACT,
            "guests": _list(
                _thing({"id": NUMBER, **_GUEST, **_GUEST_MORE, "admitted_at": {**MAYBE_TEXT, "format": "date-time"}})
            ),
            "documents": {"type": "object"},
            "journal": _list(_thing({"at": INSTANT, "act": TEXT, "state": MAYBE_TEXT, "by": TEXT})),
            "decision": {"type": ["integer", "null"]},
        },
        {"access_code": {**TEXT, "description": "told once, in the answer to the submission"}},
    ),
    "approve": _thing(
        {"ground": _closed(Ground), "given_by": TEXT},
        {"given_at": INSTANT, "unit": MAYBE_TEXT, "room": MAYBE_TEXT, "meeting_url": MAYBE_TEXT},
    ),
    "reject": _thing({"reason": _closed(RejectReason), "note": TEXT}),
    "withdraw": _thing({}),
    "cancel": _thing({"note": TEXT}),
    "check-in": _thing(
        {"guests": _list(_thing({"id": NUMBER}, {"happened_at": INSTANT, "nonce": TEXT}))}, {"sent_at": INSTANT}
    ),
    "undo-check-in": _thing({"guest": NUMBER, "note": TEXT}),
    "finish": _thing({}),
    "close": _thing({}),
}

ACTS = ("approve", "reject", "withdraw", "cancel", "check-in", "undo-check-in", "finish", "close")
_PROBLEMS = {
    "400": "The input does not fit",
    "401": "No valid token or sign-in",
    "403": "Visible, but not yours to act on",
    "404": "Unknown, or not yours to see",
    "409": "The state does not allow it, or the session or room is taken",
    "422": "A clause refuses: with clause, code, basis, sentence and the day it lifts",
}


def _answers(ok: str, schema: Json | None, *, kind: str = "application/json", problems: str = "400") -> Json:
    answers: Json = {ok: {"description": "Done"}}
    if schema is not None:
        answers[ok]["content"] = {kind: {"schema": schema}}
    for status in problems.split():
        content = {"application/problem+json": {"schema": _ref("Problem")}}
        answers[status] = {"description": _PROBLEMS[status], "content": content}
    return answers


def _in_query(name: str, schema: Json, *, required: bool = False) -> Json:
    return {"name": name, "in": "query", "required": required, "schema": schema}


_REFERENCE: Json = {"name": "reference", "in": "path", "required": True, "schema": TEXT}
_SECURED: list[Json] = [{"bearer": []}, {"accessCode": []}]
_BEARER: list[Json] = [{"bearer": []}]


def _call(name: str, summary: str, responses: Json, **more: Any) -> Json:
    return {"operationId": name, "summary": summary, "responses": responses, **more}


def _open_list(name: str, summary: str) -> Json:
    items = _answers("200", _thing({name: _list({"type": "object"})}))
    return {"get": _call(name, summary, items, security=[])}


def _multipart(schema: Json) -> Json:
    return {"required": True, "content": {"multipart/form-data": {"schema": schema}}}


def _acts() -> Json:
    found: Json = {}
    for act in ACTS:
        body = {"required": bool(SCHEMAS[act]["required"]), "content": {"application/json": {"schema": _ref(act)}}}
        answers = _answers("200", _ref("Booking"), problems="400 401 403 404 409 422")
        found[f"/requests/{{reference}}/{act}"] = {
            "parameters": [_REFERENCE],
            "post": _call(act, "Done where the state allows it", answers, requestBody=body, security=_SECURED),
        }
    return found


def _paths() -> Json:
    file: Json = {"type": "string", "contentMediaType": "application/octet-stream"}
    slots = _answers(
        "200",
        _thing(
            {
                "slots": _list(
                    {
                        "allOf": [
                            _ref("Session"),
                            _thing({"open": {"type": "boolean"}, "refusals": _list(_ref("Refusal"))}),
                        ]
                    }
                )
            }
        ),
    )
    return {
        "/slots": {
            "get": _call(
                "slots",
                "Every session of a month, open or closed with its reasons",
                slots,
                security=[],
                parameters=[
                    _in_query("mode", _closed(Mode), required=True),
                    _in_query("month", {**TEXT, "pattern": "^[0-9]{4}-[0-9]{2}$"}, required=True),
                    _in_query("region", TEXT),
                    _in_query("received_at", INSTANT),
                ],
            )
        },
        "/requests": {
            "post": _call(
                "submit",
                "Ask for a slot",
                _answers("201", _ref("Booking"), problems="400 401 403 409 422"),
                security=_BEARER,
                requestBody=_multipart(_thing({"request": _ref("Request"), "file": file})),
            ),
            "get": _call(
                "listing",
                "A page of bookings, newest first",
                _answers(
                    "200",
                    _thing({"requests": _list(_ref("BookingInList")), "page": NUMBER, "total": NUMBER}),
                    problems="400 401 403",
                ),
                security=_BEARER,
                parameters=[
                    _in_query("state", _closed(State)),
                    _in_query("date", DAY),
                    _in_query("region", TEXT),
                    _in_query("q", TEXT),
                    _in_query("page", NUMBER),
                ],
            ),
        },
        "/requests/{reference}": {
            "parameters": [_REFERENCE],
            "get": _call(
                "show", "One booking", _answers("200", _ref("Booking"), problems="401 404"), security=_SECURED
            ),
        },
        "/requests/{reference}.ics": {
            "parameters": [_REFERENCE],
            "get": _call(
                "calendar",
                "One booking as a calendar",
                _answers("200", TEXT, kind="text/calendar", problems="401 404"),
                security=_SECURED,
            ),
        },
        **_acts(),
        "/requests/{reference}/documents": {
            "parameters": [_REFERENCE],
            "post": _call(
                "file_document",
                "File minutes, attendance list or recording",
                _answers("201", _thing({"id": NUMBER, "kind": TEXT}), problems="400 401 403 404 409"),
                security=_BEARER,
                requestBody=_multipart(
                    _thing({"kind": _closed(DocumentKind)}, {"file": file, "url": TEXT, "sha256": TEXT})
                ),
            ),
        },
        "/decisions/{number}": {
            "parameters": [{"name": "number", "in": "path", "required": True, "schema": NUMBER}],
            "get": _call(
                "decision",
                "A decision as it was judged, for `python -m rules replay`",
                _answers(
                    "200",
                    _thing({"id": NUMBER, "situation": {"type": "object"}, "verdict": {"type": "object"}}),
                    problems="401 404",
                ),
                security=_BEARER,
            ),
        },
        "/regions": _open_list("regions", "The register of regions"),
        "/units": _open_list("units", "The technical units"),
        "/topics": _open_list("topics", "The topics and the unit each is proposed to"),
        "/rooms": _open_list("rooms", "The rooms"),
        "/circular": _open_list("clauses", "Clauses, figures in force, how often each refused this year"),
        "/openapi.json": {
            "get": _call("description", "This description", _answers("200", {"type": "object"}), security=[])
        },
    }


def document(base: str) -> Json:
    """The whole description, for an API that stands under ``base``."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Temu DJPK",
            "version": "1",
            "summary": "Consultations with the Directorate General of Fiscal Balance, by circular SE-2/PK.1/2024",
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": base}],
        "paths": _paths(),
        "components": {
            "schemas": SCHEMAS,
            "securitySchemes": {
                "bearer": {"type": "http", "scheme": "bearer"},
                "accessCode": {"type": "apiKey", "in": "header", "name": "X-Access-Code"},
            },
        },
    }
