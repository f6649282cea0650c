"""What the child finds in a file, what it may take of the machine, and that nothing of it is left."""

import subprocess
import sys
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryFile
from threading import Thread
from time import monotonic

import pytest

from booking.errors import Unfit
from booking.inspection import fitness, process
from booking.inspection.looking.findings import Finding
from booking.inspection.sentences import unfit
from tests.support import uploads
from tests.support.papers import LETTER, letter

ROOT = Path(__file__).parents[2]
LIMITED = f"import sys; sys.path.append({str(ROOT)!r}); from booking.inspection.looking import limits; limits.keep()\n"


def found(content: bytes) -> str:
    """What is found in a file; ``fit`` where it is taken."""
    try:
        with fitness.fit(BytesIO(content)) as file:
            assert file.content.read() == content
    except Unfit as refusal:
        said = refusal.field, refusal.says
        return next(each.value for each in Finding if each is not Finding.FIT and said == ("file", unfit(each).says))
    return "fit"


def answer(tmp_path: Path, program: str, content: bytes = LETTER) -> Finding:
    """What becomes of a child that runs another program."""
    (tmp_path / "child.py").write_text(LIMITED + program)
    with TemporaryFile() as file:
        file.write(content)
        file.flush()
        return process.look(file, "application/pdf", tmp_path / "child.py")


@pytest.mark.parametrize("finding", sorted({finding for finding, _ in uploads.REFUSED.values()}))
def test_each_finding_is_told_of_a_file_that_deserves_it(finding: str) -> None:
    """One of each; all of them, through the door, are in tests/app/test_uploads.py."""
    assert found(next(made for each, made in uploads.REFUSED.values() if each == finding)()) == finding


def test_the_smallest_bomb_is_small() -> None:
    assert len(uploads.bomb()) <= 685


def test_a_film_behind_a_photo_is_of_two_megabytes() -> None:
    assert len(uploads.FILM) > 2 * 1024 * 1024


def test_each_finding_says_in_both_languages_what_to_do() -> None:
    said = [unfit(each).says for each in Finding if each is not Finding.FIT]
    assert all(each["id"].count(".") >= 1 and each["en"].count(".") >= 1 for each in said)
    assert len({each["id"] for each in said}) == len({each["en"] for each in said}) == len(Finding) - 1


@pytest.mark.parametrize(
    "program",
    [
        "bytearray(1 << 30)",
        "import os, sys; os.write(os.open(sys.argv[0], os.O_WRONLY), b'x')",
        "files = [open('/dev/null') for _ in range(32)]",
        "import os; os.kill(os.getpid(), 9)",
        "import os; os.abort()",
        "print('surely fit')",
        "pass",
        "raise SystemExit(1)",
    ],
    ids=["memory", "writes", "files", "killed", "aborts", "another word", "silent", "fails"],
)
def test_a_child_that_goes_beyond_its_limits_or_dies_is_told_as_not_checked(tmp_path: Path, program: str) -> None:
    assert answer(tmp_path, f"{program}\nprint('fit', end='')" if "print" not in program else program) is (
        Finding.FIT if program == "pass" else Finding.UNCHECKED
    )


@pytest.mark.parametrize("program", ["while True: pass", "import time; time.sleep(60)"], ids=["computes", "waits"])
def test_a_child_that_never_ends_is_ended(tmp_path: Path, program: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "SECONDS", 0.8)
    began = monotonic()
    assert answer(tmp_path, program) is Finding.BUSY
    assert monotonic() - began < 3


def test_a_child_that_computes_too_long_is_ended_by_the_system_itself(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-I", "-c", LIMITED + "while True: pass"], check=False, timeout=60)
    assert done.returncode < 0


def test_the_child_has_none_of_the_houses_keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JOURNAL_KEY", "rahasia")
    assert answer(tmp_path, "import os\nprint('fit' if 'JOURNAL_KEY' not in os.environ else '', end='')") is Finding.FIT


def children() -> set[str]:
    """The processes this one started and that are still known."""
    return {pid for task in Path("/proc/self/task").iterdir() for pid in (task / "children").read_text().split()}


def test_no_child_is_left(tmp_path: Path) -> None:
    before = children()
    assert found(letter(b"(no child is left)")) == "fit"
    assert answer(tmp_path, "raise SystemExit(1)") is Finding.UNCHECKED
    assert children() == before


def test_the_same_file_is_looked_into_once(monkeypatch: pytest.MonkeyPatch) -> None:
    content = letter(b"(once)")
    assert found(content) == "fit"
    monkeypatch.setattr(process, "PROGRAM", Path("/nowhere"))
    monkeypatch.setattr(process.look, "__defaults__", (Path("/nowhere"),))
    assert found(content) == "fit"
    assert found(letter(b"(another)")) == "unchecked"


def test_what_was_refused_is_looked_into_again() -> None:
    content = uploads.opening(uploads.SCRIPT)
    assert [found(content), found(content)] == ["active", "active"]


def test_what_is_remembered_has_an_end() -> None:
    known = fitness._Known(2)
    for each in ("a", "b", "a", "c"):
        if each not in known:
            known.add(each)
    assert ["a" in known, "b" in known, "c" in known] == [True, False, True]


def test_many_at_once_wait_for_their_turn() -> None:
    answers: list[str] = []
    contents = [letter(b"(%d at once)" % number) for number in range(4)]
    threads = [Thread(target=lambda content=content: answers.append(found(content))) for content in contents]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == ["fit"] * len(contents)


def test_who_comes_while_all_places_are_taken_is_asked_to_come_again_at_once() -> None:
    for _ in range(4):
        fitness._places.acquire()
    try:
        assert found(letter(b"(no place)")) == "busy"
    finally:
        for _ in range(4):
            fitness._places.release()
    assert found(letter(b"(no place)")) == "fit"


def test_who_waits_too_long_is_asked_to_come_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fitness, "_PATIENCE", 0.01)
    for _ in range(2):
        fitness._turns.acquire()
    try:
        assert found(letter(b"(busy)")) == "busy"
    finally:
        for _ in range(2):
            fitness._turns.release()
    assert found(letter(b"(busy)")) == "fit"
