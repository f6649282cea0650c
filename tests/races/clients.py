"""Many clients over real HTTP that all speak at the same moment."""

import json
import secrets
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from threading import Barrier, BrokenBarrierError, Thread
from typing import Any

from booking.terms import Role
from tests.races.server import Server
from tests.support import house_of_tests as house

PATIENCE = 120
"""Seconds a client waits for its answer."""
BROKEN_OFF = 0
"""The status of an answer that never came."""


@dataclass(frozen=True)
class Call:
    """A request that is ready to be sent; ``about`` is what the race wants to know it by."""

    method: str
    path: str
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    about: Any = None


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    body: dict[str, Any]
    call: Call

    @property
    def won(self) -> bool:
        return self.status in (200, 201)

    @property
    def codes(self) -> set[str]:
        return {refusal["code"] for refusal in self.body.get("refusals", [])}

    def __str__(self) -> str:
        asked = f"{self.call.method} {self.call.path} {self.call.about or ''}"
        return f"{asked}: {self.status} {json.dumps(self.body)[:300]}"


def asking(server: Server, wanted: dict[str, Any], letter: bytes = house.LETTER, role: Role = Role.OFFICER) -> Call:
    """A request for a slot, with its letter."""
    edge = secrets.token_hex(16)
    parts = [
        ('name="request"\r\nContent-Type: application/json', json.dumps(wanted).encode()),
        ('name="file"; filename="surat.pdf"\r\nContent-Type: application/pdf', letter),
    ]
    body = b"".join(
        f"--{edge}\r\nContent-Disposition: form-data; {head}\r\n\r\n".encode() + content + b"\r\n"
        for head, content in parts
    )
    headers = {**_signed(server, role), "Content-Type": f"multipart/form-data; boundary={edge}"}
    return Call("POST", "/api/v1/requests", body + f"--{edge}--\r\n".encode(), headers, wanted)


def doing(server: Server, reference: str, act: str, body: dict[str, Any], role: Role) -> Call:
    """An act on a booking."""
    headers = {**_signed(server, role), "Content-Type": "application/json"}
    return Call("POST", f"/api/v1/requests/{reference}/{act}", json.dumps(body).encode(), headers, (act, role.value))


def looking(server: Server, path: str, role: Role = Role.OFFICER) -> Call:
    return Call("GET", f"/api/v1{path}", headers=_signed(server, role))


def _signed(server: Server, role: Role) -> dict[str, str]:
    """Who holds a mailed link has no token."""
    return {} if role is Role.HOLDER else {"Authorization": f"Bearer {server.place.tokens[role]}"}


class Client:
    """A connection that stays open."""

    def __init__(self, server: Server) -> None:
        self._line = HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE)

    def connect(self) -> None:
        self._line.connect()

    def send(self, call: Call) -> Answer:
        try:
            self._line.request(call.method, call.path, call.body, call.headers)
            answer = self._line.getresponse()
            text = answer.read()
        except (OSError, HTTPException) as error:
            self._line.close()
            return Answer(BROKEN_OFF, {"error": repr(error)}, call)
        return Answer(answer.status, _read(text), call)

    def close(self) -> None:
        self._line.close()


def _read(text: bytes) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except ValueError:
        return {"text": text.decode(errors="replace")}
    return found if isinstance(found, dict) else {"value": found}


def at_once(server: Server, calls: list[Call]) -> list[Answer]:
    """Send all at the same moment, each over a connection that was opened before."""
    answers = [Answer(BROKEN_OFF, {"error": "no connection"}, call) for call in calls]
    signal = Barrier(len(calls))

    def speak(place: int) -> None:
        client = Client(server)
        try:
            client.connect()
            signal.wait(PATIENCE)
        except (OSError, BrokenBarrierError):
            signal.abort()
        else:
            answers[place] = client.send(calls[place])
        finally:
            client.close()

    threads = [Thread(target=speak, args=(place,)) for place in range(len(calls))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def once(server: Server, call: Call) -> Answer:
    """Send one."""
    return at_once(server, [call])[0]
