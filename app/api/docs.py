"""The description of this API as a page, made from the same list of calls."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import formats
from app.access import ANYONE, allow
from app.address import base_url
from app.api import blueprint, openapi
from app.api.calls import JSON, MULTIPART, Call
from app.api.schemas import SCHEMAS, Json
from booking.terms import Role

_REF = "#/components/schemas/"
_WORDS = {"token": "Authorization: Bearer", "code": "X-Access-Code", "problem": "application/problem+json"}


@dataclass(frozen=True)
class FieldView:
    """A field of what a call takes or gives; ``name`` says where it stands."""

    name: str
    kind: str
    due: bool
    values: tuple[str, ...] = ()


@dataclass(frozen=True)
class CallView:
    """A call as the page shows it."""

    anchor: str
    method: str
    path: str
    says: str
    roles: str
    parameters: list[FieldView]
    takes: str
    fields: list[FieldView]
    gives: str
    told: list[FieldView]
    like: Call | None
    problems: list[tuple[str, str]]
    example: str


@blueprint.get("/docs")
@allow(ANYONE)
def docs() -> ResponseReturnValue:
    """Every call with who may make it, what it takes and gives, and an example."""
    root = base_url() + url_for("api.description").rsplit("/", 1)[0]
    shown = [_view(call, root) for call in openapi.all_calls()]
    return render_template(
        "api/docs.html",
        calls=shown,
        address=root,
        description=url_for("api.description"),
        key=openapi.KEY["name"],
        words=_WORDS,
    )


def _view(call: Call, root: str) -> CallView:
    parameters = [*openapi.in_path(call), *call.query]
    keyed = [openapi.KEY] if call.method != "get" else []
    schema = call.schema or {}
    return CallView(
        anchor=call.name,
        method=call.method.upper(),
        path=call.path,
        says=formats.worded(call.says),
        roles=_roles(openapi.who(call)),
        parameters=[_field(each["name"], each["schema"], each["required"]) for each in (*parameters, *keyed)],
        takes={JSON: "JSON", MULTIPART: "multipart/form-data"}[call.takes] if call.body is not None else "",
        fields=list(_fields(call.body or {})),
        gives=call.status if call.kind == JSON else f"{call.status}, {call.kind}",
        told=list(_fields(schema)) if call.kind == JSON else [],
        like=_told_before(call),
        problems=[(status, _problem(status)) for status in call.problems.split()],
        example=_example(call, root),
    )


def _told_before(call: Call) -> Call | None:
    """The call that only reads what this one answers too, if there is one."""
    plain = (each for each in openapi.all_calls() if each.method == "get" and each.schema == call.schema)
    found = next(plain, None) if "$ref" in (call.schema or {}) else None
    return None if found is call else found


def _roles(roles: frozenset[Role]) -> str:
    if not roles:
        return str(_("siapa saja"))
    return ", ".join(str(formats.ROLES[role]) for role in Role if role in roles)


def _problem(status: str) -> str:
    worded: dict[str, str] = {
        "400": _("Isiannya tidak sesuai"),
        "401": _("Tanpa token yang berlaku"),
        "403": _("Terlihat, tetapi bukan wewenang Anda"),
        "404": _("Tidak dikenal, atau bukan milik Anda"),
        "409": _("Keadaannya tidak memungkinkan, sesi atau ruang sudah terisi, atau surat sudah tercatat"),
        "422": _("Ditolak butir surat edaran, atau Idempotency-Key sudah dipakai untuk hal lain"),
        "429": _("Terlalu banyak permintaan dari alamat ini"),
    }
    return worded[status]


def _whole(schema: Json) -> Json:
    """A schema without its reference, its null, and its other ways."""
    if "$ref" in schema:
        found: Json = SCHEMAS[schema["$ref"].removeprefix(_REF)]
        return found
    if "oneOf" in schema:
        return _whole(schema["oneOf"][0])
    if "allOf" in schema:
        parts = [_whole(each) for each in schema["allOf"]]
        properties = {name: each for part in parts for name, each in part["properties"].items()}
        return {"type": "object", "properties": properties, "required": list(properties)}
    return schema


def _fields(schema: Json, place: str = "") -> Iterator[FieldView]:
    """The fields of an object, those of the objects in it after their own."""
    whole = _whole(schema)
    for name, each in whole.get("properties", {}).items():
        yield _field(f"{place}{name}", each, name in whole.get("required", ()))
        inner = _whole(each)
        if "items" in inner:
            yield from _fields(inner["items"], f"{place}{name}[].")
        else:
            yield from _fields(inner, f"{place}{name}.")


def _field(name: str, schema: Json, due: bool) -> FieldView:
    whole = _whole(schema)
    values = tuple(value for value in whole.get("enum", ()) if value is not None)
    return FieldView(name, _kind(whole), due, values)


def _kind(whole: Json) -> str:
    of = whole.get("type", "object")
    kind = of[0] if isinstance(of, list) else of
    worded: dict[Any, str] = {
        ("string", "date"): _("tanggal"),
        ("string", "date-time"): _("saat dengan zona waktu"),
        ("string", "email"): _("alamat surel"),
        ("string", "uri"): _("alamat web"),
        "integer": _("bilangan bulat"),
        "boolean": _("true atau false"),
        "array": _("daftar"),
        "object": _("objek"),
    }
    if "contentMediaType" in whole:
        return str(_("berkas"))
    return worded.get((kind, whole.get("format"))) or worded.get(kind) or str(_("teks"))


def _example(call: Call, root: str) -> str:
    path = call.path.replace("{reference}", "7KQ2-M9XD").replace("{number}", "1")
    query = "&".join(f"{each['name']}={each['example']}" for each in call.query if "example" in each)
    lines = [f"curl '{root}{path}{'?' + query if query else ''}'"]
    if call.method == "delete":
        lines.append("-X DELETE")
    if openapi.who(call):
        lines.append("-H 'Authorization: Bearer TOKEN'")
    if call.method == "post":
        lines.append(f"-H '{openapi.KEY['name']}: 3f6c1d0e'")
    if call.takes == MULTIPART:
        lines += [f"-F '{name}={_part(value)}'" for name, value in call.example.items()]
    elif call.body is not None:
        lines += ["-H 'Content-Type: application/json'", f"-d '{json.dumps(call.example)}'"]
    return " \\\n  ".join(lines)


def _part(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)
