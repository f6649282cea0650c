"""What the register starts with: regions, units, topics, rooms, and the policies of the circular's figures.

Loading again adds what is new and brings names up to date; rows that people changed otherwise are left alone.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from booking.models import Policy, Region, Room, Topic, Unit
from rules import parameters
from rules.regions import register

_FOLDER = Path(__file__).parent / "data"


def load(session: Session) -> None:
    """Bring the register's reference rows in, in the caller's transaction."""
    _regions(session)
    for entry in _read("units", "unit"):
        session.merge(Unit(active=True, **entry))
    session.flush()
    for position, entry in enumerate(_read("topics", "topic")):
        unit = entry.pop("unit", None)
        session.merge(Topic(position=position, unit_code=unit, active=True, **entry))
    for entry in _read("rooms", "room"):
        session.merge(Room(active=True, **entry))
    _policies(session)


def _read(file: str, table: str) -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = tomllib.loads((_FOLDER / f"{file}.toml").read_text(encoding="utf-8"))[table]
    return entries


def _regions(session: Session) -> None:
    known = {region.code: region for region in session.scalars(select(Region))}
    for code, region in register().items():
        row = known.get(code) or Region(code=code)
        row.kind, row.name, row.province_code = region.kind, region.name, region.province_code
        row.time_zone, row.requester = region.time_zone, region.requester
        session.add(row)


def _policies(session: Session) -> None:
    """One policy for each day on which a figure of the slot turns."""
    figures = parameters.in_force()
    turns = sorted({value.holds_from for figure in figures.by_name.values() for value in figure.values})
    for day in turns:
        policy = figures.policy(day, day)
        if session.get(Policy, day) is None:
            session.add(
                Policy(
                    holds_from=day,
                    visits_limit=policy.visits_per_region_per_month,
                    video_limit=policy.video_parallel,
                    guests_limit=policy.guests,
                    leader_limit=policy.guests_with_leader,
                )
            )
