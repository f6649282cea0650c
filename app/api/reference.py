"""The codes that other calls use, the circular, and the description of this API."""

from __future__ import annotations

from flask import jsonify, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.access import ANYONE, allow
from app.api import blueprint, openapi
from app.db import reading
from booking import reads, refusals
from rules import annotated


@blueprint.get("/regions")
@allow(ANYONE)
def regions() -> ResponseReturnValue:
    """The register of regions."""
    return jsonify(
        regions=[
            {
                "code": region.code,
                "kind": region.kind,
                "name": region.name,
                "province": region.province_code,
                "time_zone": region.time_zone,
                "requester": region.requester,
            }
            for region in reads.regions(reading())
        ]
    )


@blueprint.get("/units")
@allow(ANYONE)
def units() -> ResponseReturnValue:
    """The technical units."""
    return jsonify(
        units=[{"code": unit.code, "name": unit.name, "name_en": unit.name_en} for unit in reads.units(reading())]
    )


@blueprint.get("/topics")
@allow(ANYONE)
def topics() -> ResponseReturnValue:
    """The topics of consultation and the unit each is proposed to."""
    return jsonify(
        topics=[
            {"code": topic.code, "name": topic.name, "name_en": topic.name_en, "unit": topic.unit_code}
            for topic in reads.topics(reading())
        ]
    )


@blueprint.get("/rooms")
@allow(ANYONE)
def rooms() -> ResponseReturnValue:
    """The rooms."""
    return jsonify(
        rooms=[{"code": room.code, "name": room.name, "name_en": room.name_en} for room in reads.rooms(reading())]
    )


@blueprint.get("/circular")
@allow(ANYONE)
def circular() -> ResponseReturnValue:
    """Clauses, figures in force, and how often each refused this year."""
    refused = refusals.of_year(reading(), clock.now().year)
    described = annotated.circular()
    for each in described:
        each["refused_this_year"] = {
            code: number for (clause, code), number in sorted(refused.items()) if clause == each["clause"]
        }
    return jsonify(clauses=described)


@blueprint.get("/openapi.json")
@allow(ANYONE)
def description() -> ResponseReturnValue:
    """This API in OpenAPI 3.1."""
    return jsonify(openapi.document(url_for("api.description").rsplit("/", 1)[0]))
