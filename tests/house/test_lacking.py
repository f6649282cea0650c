"""What a machine lacks is said in one line at the end, however many workers ran the tests; and can be required."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.reading import ROOT, plant

pytestmark = pytest.mark.proof

BELL, CLOCK = "bell (ring one)", "clock (wind one)"
SAID = f"Not everything was tested, this machine lacks: {BELL}; {CLOCK}"
WORKERS = {"one program": (), "two workers": ("-n", "2", "--dist", "loadfile")}
TEST = """
from tests.conftest import lacking
from tests.support.missing import Missing

def test_it(pytestconfig):
    lacking(pytestconfig, Missing({part!r}, {remedy!r}))

def test_it_again(pytestconfig):
    lacking(pytestconfig, Missing({part!r}, {remedy!r}))
"""


def run(folder: Path, workers: tuple[str, ...], required: str) -> subprocess.CompletedProcess[str]:
    """Each worker gets one of the two files, so that each lacks something else."""
    plant(folder, "test_clock.py", TEST.format(part="clock", remedy="wind one"))
    plant(folder, "test_bell.py", TEST.format(part="bell", remedy="ring one"))
    words = ["-v", "-p", "tests.conftest", "-p", "no:cacheprovider", "-c", str(ROOT / "setup.cfg")]
    return subprocess.run(
        [sys.executable, "-m", "pytest", *words, *workers, f"--rootdir={folder}", str(folder)],
        cwd=ROOT,
        env={"PATH": "/usr/bin:/bin", "REQUIRE_ALL": required},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("workers", WORKERS.values(), ids=WORKERS)
def test_it_is_said_once_at_the_end(tmp_path: Path, workers: tuple[str, ...]) -> None:
    done = run(tmp_path, workers, "")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "4 skipped" in done.stdout
    assert done.stdout.splitlines()[-1] == SAID
    assert (done.stdout + done.stderr).count("Not everything was tested") == 1
    assert all(name in done.stdout for name in ("[gw0]", "[gw1]")) == bool(workers)


@pytest.mark.parametrize("workers", WORKERS.values(), ids=WORKERS)
def test_it_fails_where_everything_is_required(tmp_path: Path, workers: tuple[str, ...]) -> None:
    done = run(tmp_path, workers, "1")
    assert done.returncode == 1, done.stdout + done.stderr
    assert "4 failed" in done.stdout
    assert "REQUIRE_ALL=1, but this machine lacks clock: wind one" in done.stdout
    assert done.stdout.splitlines()[-1] == SAID
