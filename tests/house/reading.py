"""How the house is read: each source as text and tree. Checkers take a root, so that a planted fault shows."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("rules", "booking", "app")
MIGRATIONS = "booking/migrations/"


class Finding(NamedTuple):
    file: str
    line: int
    what: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.what}"


@dataclass(frozen=True)
class Source:
    file: str
    text: str
    tree: ast.Module

    def nodes(self) -> Iterator[ast.AST]:
        """Every node but the docstrings."""
        docstrings = {
            id(node.value)
            for node in ast.walk(self.tree)
            if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
        }
        return (node for node in ast.walk(self.tree) if id(node) not in docstrings)

    def origins(self) -> dict[str, str]:
        """What each imported name stands for: `from datetime import date as day` gives {"day": "datetime.date"}."""
        found = {}
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                for alias in node.names:
                    top = alias.name.split(".")[0]
                    found[alias.asname or top] = alias.name if alias.asname else top
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                for alias in node.names:
                    found[alias.asname or alias.name] = f"{node.module}.{alias.name}"
        return found


def sources(root: Path, rooms: tuple[str, ...] = ROOMS, without: tuple[str, ...] = ()) -> Iterator[Source]:
    """Every Python file of the rooms (a room may also be a single file), in order."""
    for room in rooms:
        place = root / room
        for path in [place] if place.is_file() else sorted(place.rglob("*.py")):
            file = path.relative_to(root).as_posix()
            if not file.startswith(without):
                text = path.read_text(encoding="utf-8")
                yield Source(file, text, ast.parse(text, filename=file))


def dotted(node: ast.AST, origins: dict[str, str]) -> str | None:
    """`dt.now` as `datetime.datetime.now`; None for what is not a plain chain of names."""
    if isinstance(node, ast.Name):
        return origins.get(node.id, node.id)
    if isinstance(node, ast.Attribute) and (base := dotted(node.value, origins)):
        return f"{base}.{node.attr}"
    return None


def listed(findings: list[Finding]) -> str:
    return "\n" + "\n".join(map(str, findings))


def plant(root: Path, file: str, text: str) -> None:
    """Writes a file of a small house of its own."""
    path = root / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
