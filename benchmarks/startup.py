"""How long ``make run`` takes to answer: cold in a fresh clone, and warm. Run by ``make startup``.

Cold: no .venv, no database; at most 120 seconds. Warm: both are there; at most 4 seconds.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

COLD, WARM = 120.0, 4.0
PATIENCE = 300.0


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def seconds_to_answer(folder: Path) -> float:
    """Start ``make run``, wait for the first page, stop it."""
    port = free_port()
    environment = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    environment |= {name: value for name, value in os.environ.items() if name.startswith(("PIP_", "SSL_"))}
    start = time.perf_counter()
    server = subprocess.Popen(
        ["make", "run"],
        cwd=folder,
        env=environment | {"PORT": str(port)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        while time.perf_counter() - start < PATIENCE:
            if server.poll() is not None:
                raise SystemExit(f"make run ended with {server.returncode}")
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=PATIENCE) as answer:
                    assert answer.status == 200
                    return time.perf_counter() - start
            except (urllib.error.URLError, ConnectionError):
                time.sleep(0.02)
        raise SystemExit("make run does not answer")
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait()


def main() -> int:
    """Measure both in a fresh clone of what is committed."""
    with tempfile.TemporaryDirectory() as folder:
        clone = Path(folder) / "temu"
        subprocess.run(["git", "clone", "--quiet", "--no-hardlinks", ".", str(clone)], check=True)
        cold = seconds_to_answer(clone)
        warm = sorted(seconds_to_answer(clone) for _ in range(3))[1]
    print(f"cold start {cold:.1f} s (at most {COLD:.0f}), warm start {warm:.1f} s (at most {WARM:.0f})")
    return int(cold > COLD or warm > WARM)


if __name__ == "__main__":
    sys.exit(main())
