"""This API described in OpenAPI 3.1, from its list of calls; who may call each is read from the routes themselves."""

from __future__ import annotations

from flask import current_app

from app import access, idempotency
from app.api.act_calls import ACT_CALLS
from app.api.calls import CALLS, JSON, Call
from app.api.schemas import ACT_BODIES, NUMBER, SCHEMAS, TEXT, Json, ref
from booking import states
from booking.terms import Act, Role

PROBLEMS = {
    "400": "The input does not fit",
    "401": "No valid token or sign-in",
    "403": "Visible, but not yours to act on",
    "404": "Unknown, or not yours to see",
    "409": "The state does not allow it, the session or room is taken, or the letter is registered already",
    "422": "A clause refuses, with clause, code, basis, sentence and the day it lifts; or the Idempotency-Key was used"
    " for something else",
    "429": "Too many calls from this address",
}
_IN_PATH: dict[str, Json] = {
    "reference": {"name": "reference", "in": "path", "required": True, "schema": TEXT, "example": "7KQ2-M9XD"},
    "number": {"name": "number", "in": "path", "required": True, "schema": NUMBER, "example": 1},
}
KEY: Json = {
    "name": idempotency.HEADER,
    "in": "header",
    "required": False,
    "schema": {"type": "string", "minLength": 1, "maxLength": idempotency.LONGEST},
    "description": "Bound to the caller and the body: a repeated call is given the first answer, and acts once.",
}
_KEYED = frozenset({"post", "delete"})
_OF_ACTS = {act.value: act for act in ACT_BODIES}
_WITHOUT_BODY = frozenset({"withdraw", "amend", "finish", "close"})


def all_calls() -> tuple[Call, ...]:
    """Every call, the acts after what they are done on."""
    return CALLS[:6] + ACT_CALLS + CALLS[6:]


def who(call: Call) -> frozenset[Role]:
    """The roles that may make a call; none where it is open to all."""
    if call.name == Act.CONFIRM.value:
        return frozenset()
    if (act := _OF_ACTS.get(call.name)) is not None:
        found = {role for (_, one), step in states.STATES.items() if one is act for role in step.by}
        return frozenset(found - {Role.CLOCK})
    name = {"clauses": "circular"}.get(call.name, call.name)
    return access.declared(current_app.view_functions[f"api.{name}"]) or frozenset()


def in_path(call: Call) -> list[Json]:
    """The parameters that stand in a call's path."""
    return [parameter for name, parameter in _IN_PATH.items() if f"{{{name}}}" in call.path]


def document(base: str) -> Json:
    """The whole description, for an API that stands under ``base``."""
    paths: dict[str, Json] = {}
    for call in all_calls():
        item = paths.setdefault(call.path, {"parameters": in_path(call)} if in_path(call) else {})
        item[call.method] = _operation(call)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Temu DJPK",
            "version": "1",
            "summary": "Consultations with the Directorate General of Fiscal Balance, by circular SE-2/PK.1/2024",
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": base}],
        "paths": paths,
        "components": {
            "schemas": SCHEMAS,
            "securitySchemes": {
                "bearer": {"type": "http", "scheme": "bearer"},
                "accessCode": {"type": "apiKey", "in": "header", "name": "X-Access-Code"},
            },
        },
    }


def _operation(call: Call) -> Json:
    roles = who(call)
    found: Json = {
        "operationId": call.name,
        "summary": call.says.en,
        "x-summary-id": call.says.id,
        "x-roles": sorted(roles),
        "security": _security(call, roles),
        "responses": _responses(call),
    }
    parameters = [*call.query, *([KEY] if call.method in _KEYED else [])]
    if parameters:
        found["parameters"] = parameters
    if call.body is not None:
        content: Json = {"schema": call.body}
        if call.takes == JSON:
            content["example"] = call.example
        found["requestBody"] = {"required": call.name not in _WITHOUT_BODY, "content": {call.takes: content}}
    return found


def _security(call: Call, roles: frozenset[Role]) -> list[Json]:
    if not roles:
        return [{}, {"bearer": []}] if call.name == "submit" else []
    return [{"bearer": []}, *([{"accessCode": []}] if Role.HOLDER in roles else [])]


def _responses(call: Call) -> Json:
    done: Json = {"description": call.says.en}
    if call.schema is not None:
        done["content"] = {call.kind: {"schema": call.schema}}
    if call.status == "201" and call.name == "submit":
        done["headers"] = {"Location": {"schema": TEXT}}
    problem = {"application/problem+json": {"schema": ref("Problem")}}
    return {call.status: done} | {
        status: {"description": PROBLEMS[status], "content": problem} for status in call.problems.split()
    }
