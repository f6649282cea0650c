"""The register of regions: Kemendagri codes, names, time zones, and which regions share their visits."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path
from typing import NamedTuple

_FILE = Path(__file__).parent / "data" / "regions.csv"


class Region(NamedTuple):
    """A province, kabupaten or kota. ``requester`` is the code under which its visits and letters count: its own, or
    the province's for the six administrative units of Jakarta."""

    code: str
    kind: str
    name: str
    province_code: str
    time_zone: str
    head_title: str
    requester: str


@cache
def register() -> dict[str, Region]:
    """Every region by its code, in the order of codes."""
    with _FILE.open(encoding="utf-8", newline="") as lines:
        return {row["code"]: _region(row) for row in csv.DictReader(lines)}


def _region(row: dict[str, str]) -> Region:
    autonomous = row["is_autonomous"] == "1"
    return Region(
        code=row["code"],
        kind=row["kind"],
        name=row["name"],
        province_code=row["province_code"],
        time_zone=row["time_zone"],
        head_title=row["head_title"],
        requester=row["code"] if autonomous else row["province_code"],
    )
