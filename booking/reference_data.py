"""What the register starts with: regions, units, topics, rooms, and the policies of the circular's figures.

Loading again brings the regions up to date and adds units, topics and rooms that are new; those that are there are the
office's own by then, and stay as an administrator left them.
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
    _unless_there(session, Unit, _read("units", "unit"))
    session.flush()
    topics = [entry | {"position": position} for position, entry in enumerate(_read("topics", "topic"))]
    for entry in topics:
        entry["unit_code"] = entry.pop("unit", None)
    _unless_there(session, Topic, topics)
    _unless_there(session, Room, _read("rooms", "room"))
    _policies(session)


def _unless_there(session: Session, model: type[Unit | Topic | Room], entries: list[dict[str, Any]]) -> None:
    there = set(session.scalars(select(model.code)))
    session.add_all(model(active=True, **entry) for entry in entries if entry["code"] not in there)


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
