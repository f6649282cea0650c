"""``make run`` as it serves: each worker has its clockwork, and the house is ready soon after the start."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

from app import jobs
from tests.house.reading import ROOT

PATIENCE, SOON = 90.0, 30.0


def ask(port):
    """Status and answer of /readyz; None where nobody answers yet."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as refused:
        return refused.code, json.load(refused)
    except OSError:
        return None


def sent(port, path, size):
    """Status of a body of so many bytes, sent whole before the answer is read, as most programs do."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        line.request("POST", path, b"0" * size, {"Content-Type": "multipart/form-data; boundary=x"})
        return line.getresponse().status
    finally:
        line.close()


def until(found, patience):
    """Asks until the answer will do; gives it."""
    end = time.monotonic() + patience
    while time.monotonic() < end:
        answer = found()
        if answer:
            return answer
        time.sleep(0.1)
    raise AssertionError("not in time")


def test_it_is_ready_soon_after_the_start_and_stops_in_order(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    kept = {name: value for name, value in os.environ.items() if name not in ("NOW", "DATABASE_URL", "MAIL_URL")}
    server = subprocess.Popen(
        [sys.executable, "-m", "app.serve"],
        cwd=ROOT,
        env=kept | {"PORT": str(port), "INSTANCE": str(tmp_path)},
        stdout=subprocess.DEVNULL,
    )
    try:
        until(lambda: ask(port), PATIENCE)
        began = time.monotonic()
        _, answer = until(lambda: (found := ask(port)) and found[0] == 200 and found, SOON)
        assert time.monotonic() - began < SOON
        assert [sent(port, path, 20_000_000) for path in ("/api/v1/requests", "/masuk")] == [413, 413]
        assert set(answer["jobs"]) == set(jobs.NAMES)
        server.send_signal(signal.SIGTERM)
        assert server.wait(timeout=SOON) == 0
    finally:
        server.kill()
        server.wait()
