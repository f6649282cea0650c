"""The child process: started for one file, gone before its answer is used."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import IO

from booking.inspection.looking.findings import Finding

PROGRAM = Path(__file__).parent / "looking" / "look.py"
SECONDS = 4
"""How long the child may take by the clock on the wall. What it computes is limited to one second by the system, so
that on a machine with a processor to spare who uploads hears within two; this ends a child that gets none."""
_KEPT = ("PATH", "LD_LIBRARY_PATH")
"""What the child needs of the environment. The keys of the house are not among it."""


def look(content: IO[bytes], kind: str, program: Path = PROGRAM) -> Finding:
    """What the child says of a whole file: FIT, or why it does not fit.

    UNCHECKED where it is killed or fails, BUSY where the machine gave it no time. ``content`` is a file of the system.
    """
    try:
        done = subprocess.run(  # noqa: S603 (our own program, and the kind is one of three words)
            [sys.executable, "-I", str(program), kind],
            stdin=content,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={name: os.environ[name] for name in _KEPT if name in os.environ},
            timeout=SECONDS,
            check=True,
        )
        return Finding(done.stdout.decode())
    except subprocess.TimeoutExpired:
        return Finding.BUSY
    except (subprocess.SubprocessError, OSError, ValueError):
        return Finding.UNCHECKED
