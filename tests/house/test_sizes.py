"""A file that no longer fits a reader's head is two rooms."""

from pathlib import Path

from tests.house.reading import MIGRATIONS, ROOT, Finding, listed, plant, sources

MOST_LINES = 350


def oversized(root: Path) -> list[Finding]:
    return [
        Finding(source.file, lines, f"{lines} lines, at most {MOST_LINES}: two rooms?")
        for source in sources(root, without=(MIGRATIONS,))
        if (lines := source.text.count("\n")) > MOST_LINES
    ]


def test_every_file_fits_a_glance() -> None:
    assert not (found := oversized(ROOT)), listed(found)


def test_a_longer_file_is_reported(tmp_path: Path) -> None:
    plant(tmp_path, "rules/short.py", "x = 1\n" * MOST_LINES)
    plant(tmp_path, "booking/workflow/long.py", "x = 1\n" * (MOST_LINES + 1))
    plant(tmp_path, "booking/migrations/versions/first.py", "x = 1\n" * (MOST_LINES + 1))
    assert [found.file for found in oversized(tmp_path)] == ["booking/workflow/long.py"]
