"""kill -9 under load: what was acknowledged is there, and nothing is there by halves."""

import hashlib
import random
import secrets
from dataclasses import dataclass, field
from itertools import count
from threading import Lock, Thread
from time import monotonic, sleep

from sqlalchemy import select
from sqlalchemy.orm import Session

from booking import journal
from booking.documents import content
from booking.models import Booking, Document, Guest, Receipt
from booking.terms import Act, DocumentKind, Role
from rules.facts import State
from tests.races import clients, server, wishes
from tests.races.checks import lawful, messages, shared
from tests.races.places import JOURNAL_KEY, Place
from tests.races.situations import aside, last_booking
from tests.races.wishes import OUTER_ISLANDS, wish
from tests.support import papers

LETTER_BYTES = 600 * 1024
"""A letter of three pieces."""
CLIENTS = 6
LONGEST = 1.0
"""Seconds of load, after the first booking was acknowledged, before the processes are killed."""
BUSY = 503
PATIENCE, MOMENT = 30, 0.01
"""Seconds until something must be acknowledged, and between two looks."""
FULL = 2
"""SQLite's number for synchronous = FULL."""

_regions = count()


@dataclass
class Told:
    """What the clients were told: of each booking its letter's checksum, and which schedules were given."""

    letters: dict[str, str] = field(default_factory=dict)
    scheduled: set[str] = field(default_factory=set)
    wrong: list[str] = field(default_factory=list)
    guard: Lock = field(default_factory=Lock)


def kill_once(place: Place, longest: float = LONGEST) -> tuple[Told, list[str]]:
    """Load for at most so long, kill -9, start again, look. Gives what was acknowledged, and what is wrong now."""
    since = last_booking(place)
    place.store.dispose()  # the server alone has the file open, as it will after the power is back
    told = Told()
    serving = server.start(place)
    try:
        threads = [Thread(target=_client, args=(serving, told)) for _ in range(CLIENTS)]
        for thread in threads:
            thread.start()
        _until_something_was_told(told)
        sleep(random.uniform(0, longest))  # noqa: S311 (any moment will do)
    finally:
        serving.kill()
    for thread in threads:
        thread.join()
    with server.serving(place) as again:
        found = told.wrong + _answered(again, told)
    found += whole(place, told, since)
    aside(place)
    return told, found


def _until_something_was_told(told: Told) -> None:
    until = monotonic() + PATIENCE
    while not told.letters and monotonic() < until:
        sleep(MOMENT)


def _client(serving: server.Server, told: Told) -> None:
    """Ask for the first free slot, have it approved, and again, until the server is gone."""
    client = clients.Client(serving)
    while _one_booking(client, serving, told):
        pass
    client.close()


def _one_booking(client: clients.Client, serving: server.Server, told: Told) -> bool:
    letter = papers.letter_of(LETTER_BYTES, secrets.token_bytes(LETTER_BYTES))
    region = OUTER_ISLANDS[next(_regions) % len(OUTER_ISLANDS)]
    taken = client.send(clients.asking(serving, wish(region, None), letter))
    if not taken.won:
        return _goes_on(taken, told)
    reference = taken.body["reference"]
    with told.guard:
        told.letters[reference] = hashlib.sha256(letter).hexdigest()
    body = wishes.BODIES[Act.APPROVE]([], 0)
    given = client.send(clients.doing(serving, reference, Act.APPROVE, body, Role.OFFICER))
    if not given.won:
        return _goes_on(given, told)
    with told.guard:
        told.scheduled.add(reference)
    return True


def _goes_on(answer: clients.Answer, told: Told) -> bool:
    """Whether the server is still there; whatever it says but "others were quicker" and "too many files are being
    looked into" is wrong."""
    if answer.status not in (clients.BROKEN_OFF, 409, BUSY):
        with told.guard:
            told.wrong.append(f"under load: {answer}")
    return answer.status != clients.BROKEN_OFF


def _answered(again: server.Server, told: Told) -> list[str]:
    """What the server that was started again does not know any more."""
    client, found = clients.Client(again), []
    for reference in told.letters:
        answer = client.send(clients.looking(again, f"/requests/{reference}"))
        state = answer.body.get("state")
        if answer.status != 200:
            found.append(f"{reference} was acknowledged: {answer}")
        elif reference in told.scheduled and state != State.SCHEDULED:
            found.append(f"{reference} was told to be scheduled and is {state}")
    client.close()
    return found


def whole(place: Place, told: Told, since: int) -> list[str]:
    """What is lost or there by halves in the database."""
    with place.store.writing() as session:
        found = _file_is_sound(session)
    with place.store.reading() as session:
        bookings = session.scalars(select(Booking).where(Booking.id > since)).all()
        missing = set(told.letters) - {row.reference for row in bookings}
        found += [f"{reference} was acknowledged and is lost" for reference in sorted(missing)]
        for row in bookings:
            found += _booking_is_whole(session, row, told.letters.get(row.reference))
        found += shared(session) + lawful(session, bookings) + messages(session, bookings)
        found += _documents_are_whole(session)
        found += [f"the journal is broken at {row}" for row in journal.broken(session, JOURNAL_KEY)]
    return found


def _booking_is_whole(session: Session, row: Booking, checksum: str | None) -> list[str]:
    letters = session.execute(
        select(Document.sha256, Document.booking_id)
        .join(Receipt, Receipt.document_id == Document.id)
        .where(Receipt.letter_id == row.letter_id)
    ).all()
    guests = session.scalars(select(Guest.id).where(Guest.booking_id == row.id)).all()
    found = []
    if [booking for _, booking in letters] != [row.id]:
        found.append(f"{row.reference} has {len(letters)} letters linked to {[each for _, each in letters]}")
    elif checksum and letters[0].sha256 != checksum:
        found.append(f"{row.reference} has another letter than the one sent")
    if len(guests) != len(wishes.GUESTS):
        found.append(f"{row.reference} has {len(guests)} guests")
    return found


def _documents_are_whole(session: Session) -> list[str]:
    """Every linked file has all its bytes, and what claims to belong to a booking says since when."""
    found = []
    for document in session.scalars(select(Document).where(Document.kind != DocumentKind.RECORDING.value)).all():
        if (document.booking_id is None) != (document.linked_at is None) and document.kind != DocumentKind.LETTER:
            found.append(f"document {document.id} is linked by halves")
        if document.linked_at is None:
            continue
        digest, size = hashlib.sha256(), 0
        for piece in content(session, document.id):
            digest.update(piece)
            size += len(piece)
        if (size, digest.hexdigest()) != (document.size, document.sha256):
            found.append(f"document {document.id} has {size} bytes of {document.size}")
    return found


def _file_is_sound(session: Session) -> list[str]:
    """SQLite's own checks, and that a commit waits for the disk."""
    connection = session.connection()
    if connection.dialect.name != "sqlite":
        return []
    integrity = connection.exec_driver_sql("PRAGMA integrity_check").scalars().all()
    orphans = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    synchronous = connection.exec_driver_sql("PRAGMA synchronous").scalar()
    found = [] if integrity == ["ok"] else [f"integrity check: {integrity}"]
    found += [f"row without its parent: {orphan}" for orphan in orphans]
    return found if synchronous == FULL else [*found, f"synchronous is {synchronous}, FULL is due"]
