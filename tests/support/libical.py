"""libical as a judge of calendars: what it does not understand, and what RFC 5546 asks and is not there.

libical has no wheel; the system's own Python reads it, in a process of its own.
"""

import json
import subprocess
from pathlib import Path

from tests.support.missing import Missing

_PYTHON = Path("/usr/bin/python3")
_PROGRAM = """
import json, sys
import gi
gi.require_version("ICalGLib", "3.0")
from gi.repository import ICalGLib

def flaws(text):
    try:
        read = ICalGLib.Component.new_from_string(text)
    except TypeError:
        return ["not a calendar"]
    valid = ICalGLib.restriction_check(read)
    lines = read.as_ical_string().replace("\\r\\n ", "").split("\\r\\n")
    found = [line for line in lines if line.startswith("X-LIC-")]
    count = max(read.count_errors(), 0 if valid else 1)
    return found or ["flagged %d times" % count] * bool(count)

print(json.dumps([flaws(text) for text in json.load(sys.stdin)]))
"""


def flaws(*calendars: bytes) -> list[list[str]]:
    """What libical finds wrong with each calendar; raises Missing where it is not installed."""
    if not _PYTHON.exists() or _run("import gi; gi.require_version('ICalGLib', '3.0')", "").returncode != 0:
        raise Missing("libical", "apt install gir1.2-ical-3.0 python3-gi")
    done = _run(_PROGRAM, json.dumps([calendar.decode() for calendar in calendars]))
    assert done.returncode == 0, done.stderr
    found: list[list[str]] = json.loads(done.stdout)
    return found


def _run(program: str, given: str) -> subprocess.CompletedProcess[str]:
    command = [str(_PYTHON), "-I", "-c", program]
    return subprocess.run(command, input=given, capture_output=True, text=True, check=False)
