"""One function reads the clock: app/clock.now(). Everywhere else `now` is an argument."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.reading import ROOMS, ROOT, Finding, Source, dotted, listed, plant, sources

THE_CLOCK = "app/clock.py"
READERS = {
    *(f"datetime.datetime.{name}" for name in ("now", "utcnow", "today")),
    "datetime.date.today",
    *(f"time.{name}" for name in ("time", "time_ns", "clock_gettime", "clock_gettime_ns")),
}
READERS_WHEN_BARE = {  # these read the clock when they are told no instant
    *(f"time.{name}" for name in ("localtime", "gmtime", "ctime", "asctime")),
    *(f"email.utils.{name}" for name in ("formatdate", "localtime")),
}
IN_THE_DATABASE = re.compile(
    r"(^|\.)(func|functions)\.(now|sysdate|current_(timestamp|date|time)|local(timestamp|time)|"
    r"(clock|statement|transaction)_timestamp)$"
)
IN_SQL = re.compile(r"\bCURRENT_(TIMESTAMP|DATE|TIME)\b|^\s*now\(\)\s*$|\(\s*'now'", re.IGNORECASE)


def readings(source: Source) -> Iterator[tuple[int, str]]:
    origins = source.origins()
    for node in source.nodes():
        if isinstance(node, ast.ImportFrom) and node.module == "time":
            yield from ((node.lineno, f"time.{a.name}") for a in node.names if f"time.{a.name}" in READERS)
        elif isinstance(node, ast.Attribute) and (name := dotted(node, origins)):
            if name in READERS or is_class_elsewhere(name) or IN_THE_DATABASE.search(name):
                yield node.lineno, name
        elif isinstance(node, ast.Call) and not node.args and not node.keywords:
            if (name := dotted(node.func, origins)) in READERS_WHEN_BARE:
                yield node.lineno, str(name)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and IN_SQL.search(node.value):
            yield node.lineno, f"the database's, in {node.value!r}"


def is_class_elsewhere(name: str) -> bool:
    """datetime.now and date.today reached through another module, as in `helpers.datetime.now`."""
    return name.endswith((".datetime.now", ".datetime.utcnow", ".datetime.today", ".date.today"))


def clock_readings(root: Path) -> list[Finding]:
    return [
        Finding(source.file, line, f"reads the clock ({what}); take `now` as an argument")
        for source in sources(root, (*ROOMS, "wsgi.py"), without=(THE_CLOCK,))
        for line, what in readings(source)
    ]


def test_nobody_else_reads_the_clock() -> None:
    assert not (found := clock_readings(ROOT)), listed(found)


@pytest.mark.parametrize(
    "text",
    [
        "from datetime import datetime\nseen = datetime.now()\n",
        "import datetime as d\nseen = d.datetime.now(d.UTC)\n",
        "from datetime import datetime as dt\ndefault = dt.utcnow\n",
        "from datetime import date\nday = date.today()\n",
        "import datetime\nday = datetime.datetime.today()\n",
        "from helpers import calendar\nday = calendar.date.today()\n",
        "import time\nstamp = time.time()\n",
        "import time as t\nstamp = t.time_ns()\n",
        "from time import time\n",
        "import time\nparts = time.localtime()\n",
        "from email.utils import formatdate\nhead = formatdate()\n",
        "from sqlalchemy import func\ncreated = column(server_default=func.now())\n",
        "import sqlalchemy as sa\ncreated = column(default=sa.func.current_timestamp())\n",
        "created = column(server_default=text('CURRENT_TIMESTAMP'))\n",
        "created = column(server_default='now()')\n",
        "created = column(server_default=text(\"datetime('now')\"))\n",
    ],
)
@pytest.mark.parametrize("file", ["rules/calendar.py", "booking/models/booking.py", "app/web/desk.py", "wsgi.py"])
def test_a_look_at_the_clock_is_reported(tmp_path: Path, file: str, text: str) -> None:
    plant(tmp_path, file, text)
    assert [found.file for found in clock_readings(tmp_path)] == [file]


def test_measuring_and_the_clock_itself_pass(tmp_path: Path) -> None:
    plant(tmp_path, THE_CLOCK, "import datetime\ndef now(): return datetime.datetime.now(datetime.UTC)\n")
    plant(
        tmp_path,
        "app/web/desk.py",
        '"""Never datetime.now(), never CURRENT_TIMESTAMP."""\nimport time\nfrom app import clock\n'
        "began = time.monotonic(), time.perf_counter(), clock.now(), time.gmtime(began)\n",
    )
    plant(tmp_path, "benchmarks/submit.py", "import time\ntime.time()\n")
    assert clock_readings(tmp_path) == []
