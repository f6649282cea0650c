"""The administration: who may sign in, and the lists the register works with."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from app import formats
from app.access import allow
from app.db import reading
from booking import people as register
from booking import reads
from booking.models import Person
from booking.terms import Role

blueprint = Blueprint("admin", __name__)


@dataclass(frozen=True)
class _Account:
    """Somebody with a sign-in, and for whom they speak."""

    name: str
    email: str
    role: str
    speaks_for: str
    active: bool


@blueprint.get("/admin")
@allow(Role.ADMIN)
def people() -> ResponseReturnValue:
    """People and roles, units, topics and rooms."""
    units = reads.units(reading())
    names = {unit.code: formats.named(unit) for unit in units}
    everybody = register.everybody(reading())
    return render_template(
        "admin/people.html",
        accounts=[_account(person, names) for person in everybody],
        units=units,
        topics=[(formats.named(topic), names.get(topic.unit_code or "", "")) for topic in reads.topics(reading())],
        rooms=reads.rooms(reading()),
    )


def _account(person: Person, units: dict[str, str]) -> _Account:
    region = formats.region_name(person.region_code) if person.region_code else ""
    return _Account(
        name=person.name,
        email=person.email,
        role=str(formats.ROLES[Role(person.role)]),
        speaks_for=region or units.get(person.unit_code or "", person.unit_code or ""),
        active=person.active,
    )
