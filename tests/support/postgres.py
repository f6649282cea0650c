"""A PostgreSQL for the tests: the one named in TEST_POSTGRES_URL, else an installed server in a temporary folder."""

import os
import pwd
import re
import secrets
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support.missing import Missing

PACKAGED = Path("/usr/lib/postgresql")
SYSTEM_USER = "postgres"  # PostgreSQL refuses to run as root
NAME = "temu_test"
TRIES = 5
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "300",  # the races come with 200 clients
    "timezone": "UTC",
}
FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
"""A test's data need not survive a power cut."""


@contextmanager
def database(*, durable: bool = False) -> Iterator[str]:
    """The address of a database. A ``durable`` one writes to disk as in service, which tests need not."""
    if given := os.environ.get("TEST_POSTGRES_URL"):
        yield re.sub(r"^postgres(ql)?://", "postgresql+psycopg://", given)
        return
    programs = find_programs()
    if programs is None:
        raise Missing("PostgreSQL", "install the package postgresql or set TEST_POSTGRES_URL")
    if os.geteuid() == 0 and not has_system_user():
        raise Missing("PostgreSQL", f"as root its server needs the user {SYSTEM_USER}; run as another user")
    with Server(programs, FAST if not durable else {}) as server:
        yield server.url


def find_programs() -> Path | None:
    """The folder with initdb and pg_ctl: the newest packaged one, else the one on PATH."""
    packaged = sorted(PACKAGED.glob("*/bin/initdb"), key=lambda found: float(found.parts[-3]), reverse=True)
    on_path = shutil.which("initdb")
    candidates = [*packaged, *([Path(on_path).resolve()] if on_path else [])]
    return next((found.parent for found in candidates if (found.parent / "pg_ctl").exists()), None)


def has_system_user() -> bool:
    try:
        pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        return False
    return True


class Server:
    """A server with a folder, a port and a password of its own; gone when the block ends, however it ends."""

    def __init__(self, programs: Path, more: dict[str, str]) -> None:
        self.settings = SETTINGS | more
        self.programs = programs
        self.folder = Path(tempfile.mkdtemp(prefix="temu-postgres-"))
        self.data = self.folder / "data"
        self.password = secrets.token_hex(16)
        self.port = 0

    @property
    def url(self) -> str:
        return f"postgresql+psycopg://{NAME}:{self.password}@127.0.0.1:{self.port}/{NAME}"

    def __enter__(self) -> "Server":
        try:
            self.make()
            self.start()
            self.run("createdb", f"--host=127.0.0.1 --port={self.port} --username={NAME} {NAME}".split())
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        if (self.data / "postmaster.pid").exists():
            self.run("pg_ctl", ["stop", "--wait", "--mode=immediate", f"--pgdata={self.data}"], check=False)
        shutil.rmtree(self.folder, ignore_errors=True)

    def make(self) -> None:
        password_file = self.folder / "password"
        password_file.write_text(self.password + "\n", encoding="ascii")
        password_file.chmod(0o600)
        if os.geteuid() == 0:
            for path in (self.folder, password_file):
                shutil.chown(path, SYSTEM_USER)
        options = ["--auth=scram-sha-256", f"--pwfile={password_file}", f"--username={NAME}"]
        self.run("initdb", [*options, "--encoding=UTF8", "--no-locale", "--no-sync", f"--pgdata={self.data}"])

    def start(self) -> None:
        """Another program may take the port between the look and the start; then the next one is tried."""
        for attempt in range(1, TRIES + 1):
            self.port = free_port()
            settings = " ".join(f"-c {name}='{value}'" for name, value in self.settings.items())
            options = ["--wait", f"--pgdata={self.data}", f"--log={self.folder / 'log'}"]
            started = self.run("pg_ctl", ["start", *options, f"--options=-p {self.port} {settings}"], check=False)
            if started.returncode == 0:
                return
            if attempt == TRIES:
                log = self.folder / "log"
                said = log.read_text(encoding="utf-8", errors="replace") if log.exists() else started.stdout
                raise RuntimeError(f"PostgreSQL does not start:\n{said}")

    def run(self, program: str, arguments: list[str], check: bool = True) -> subprocess.CompletedProcess[str]:
        """As the server's user. Output goes to a file: the server keeps a pipe open and would hold us up."""
        as_user = ["runuser", "-u", SYSTEM_USER, "--"] if os.geteuid() == 0 else []
        with tempfile.TemporaryFile("w+", encoding="utf-8") as output:
            done = subprocess.run(
                [*as_user, str(self.programs / program), *arguments],
                cwd=self.folder,
                env={**os.environ, "PGPASSWORD": self.password, "LC_ALL": "C"},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                check=False,
            )
            output.seek(0)
            said = output.read()
        if check and done.returncode:
            raise RuntimeError(f"{program} ended with {done.returncode}:\n{said}")
        return subprocess.CompletedProcess(done.args, done.returncode, said)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
