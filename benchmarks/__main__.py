"""``python -m benchmarks``: each ratio to its floor, measured in this run. Exit status 1 where one is too low."""

from __future__ import annotations

import sys
from importlib import import_module

from benchmarks.measure import Result

MODULES = ("benchmarks.judge", "benchmarks.booked", "benchmarks.pages", "benchmarks.stored")
"""Each has a function ``run() -> list[Result]``."""

HEADINGS = ("", "benchmark", "ratio", "at least", "aim")


def table(results: list[Result]) -> str:
    """The figures in columns, and under each what was measured and what it means."""
    rows = [
        ("ok" if each.passed else "LOW", each.name, f"{each.ratio:.2f}", f"{each.at_least:g}", f"{each.aim:g}")
        for each in results
    ]
    widths = [max(map(len, column)) for column in zip(HEADINGS, *rows, strict=True)]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(HEADINGS, widths, strict=True)).rstrip()]
    for row, result in zip(rows, results, strict=True):
        lines.append("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
        lines.extend(f"{'':{widths[0]}}  {said}" for said in (result.meaning, result.measured))
    return "\n".join(lines)


def main() -> int:
    try:
        results = [result for module in MODULES for result in import_module(module).run()]
    except ModuleNotFoundError as missing:
        print(f"The benchmarks also need {missing.name}: make install-dev", file=sys.stderr)
        return 1
    print(table(results))
    return int(not all(result.passed for result in results))


if __name__ == "__main__":
    sys.exit(main())
