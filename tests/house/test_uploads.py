"""Whatever comes from outside is looked into: only papers that the program wrote itself are not, and two places store
those, the demonstration and the finishing of minutes."""

import ast
from pathlib import Path

from tests.house.reading import ROOT, Finding, listed, plant, sources

UNSEEN, MAY = "stage_written", {"booking/documents.py", "booking/demo.py", "app/paper/filing.py"}


def unseen(root: Path) -> list[Finding]:
    return [
        Finding(source.file, node.lineno, f"stores what nobody looked into ({UNSEEN})")
        for source in sources(root)
        if source.file not in MAY
        for node in source.nodes()
        if (isinstance(node, ast.Attribute) and node.attr == UNSEEN)
        or (isinstance(node, ast.Name) and node.id == UNSEEN)
        or (isinstance(node, ast.ImportFrom) and any(alias.name == UNSEEN for alias in node.names))
    ]


def test_what_comes_from_outside_is_looked_into() -> None:
    assert not (found := unseen(ROOT)), listed(found)


def test_a_way_past_is_reported(tmp_path: Path) -> None:
    plant(tmp_path, "app/web/unit.py", "from booking import documents\ndocuments.stage_written()\n")
    plant(tmp_path, "app/api/files.py", "from booking.documents import stage_written as stage\n")
    plant(tmp_path, "booking/demo.py", "documents.stage_written()\n")
    assert sorted(found.file for found in unseen(tmp_path)) == ["app/api/files.py", "app/web/unit.py"]
