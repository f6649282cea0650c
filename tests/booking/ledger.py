"""What the database holds, read as plain values: to be held against the model, and against the circular's limits."""

from collections import Counter
from typing import Any

from sqlalchemy import select

from booking import journal
from booking.models import Base
from booking.store import Store
from tests.booking.model import GUESTS, GUESTS_WITH_LEADER, HOLDS, LIVE, VISITS, Register

TABLES = {
    name: Base.metadata.tables[name]
    for name in (
        *("bookings", "guests", "admissions", "departures", "travel_orders", "letters", "receipts"),
        *("journal", "journal_personal", "messages"),
    )
}
READ = {name: select(table).order_by(*table.primary_key.columns) for name, table in TABLES.items()}
PAPERS = {"minutes_id": "minutes", "attendance_id": "attendance", "recording_id": "recording"}

Ledger = dict[str, list[Any]]


def read(store: Store) -> Ledger:
    """Every row that an act may write, but the decisions."""
    with store.reading() as session:
        return {name: list(session.execute(rows)) for name, rows in READ.items()}


def without(ledger: Ledger, references: set[str]) -> Ledger:
    """All but the rows that the lapse of these bookings writes."""
    streams = {f"booking:{reference}" for reference in references}
    kept = {
        "bookings": [row for row in ledger["bookings"] if row.reference not in references],
        "journal": [row for row in ledger["journal"] if row.stream not in streams],
    }
    return {**ledger, **kept}


def told(ledger: Ledger) -> dict[str, Any]:
    """Each booking as the model tells it."""
    entered = {row.guest_id: row.happened_at for row in ledger["admissions"]}
    left = {row.guest_id for row in ledger["departures"]}
    signed = {row.guest_id: row.number for row in ledger["travel_orders"]}
    found = {}
    for row in ledger["bookings"]:
        party = sorted((each for each in ledger["guests"] if each.booking_id == row.id), key=lambda each: each.seat)
        found[row.reference] = {
            "at": (row.state, row.mode, (row.date, row.start), row.room_code, row.unit_code),
            "link": row.meeting_url is not None,
            "guests": [(each.name, each.office) for each in party],
            "seats": [each.seat for each in party],
            "admitted": {each.name: entered[each.id] for each in party if each.id in entered},
            "left": {each.name for each in party if each.id in left},
            "signed": {each.name: signed[each.id] for each in party if each.id in signed},
            "papers": {kind for column, kind in PAPERS.items() if getattr(row, column) is not None},
        }
    return found


def due(model: Register) -> dict[str, Any]:
    """The same, from the model."""
    return {
        reference: {
            "at": (one.state, one.mode, one.slot, one.room, one.unit),
            "link": one.link,
            "guests": [*one.guests.items()],
            "seats": [*range(1, len(one.guests) + 1)],
            "admitted": one.admitted,
            "left": one.left,
            "signed": one.signed,
            "papers": one.papers,
        }
        for reference, one in model.items()
    }


def broken_limits(ledger: Ledger) -> list[str]:
    """What the circular or the office does not allow, counted from the rows alone."""
    bookings, guests = ledger["bookings"], ledger["guests"]
    holding = [row for row in bookings if row.state in HOLDS]
    visits = [row for row in bookings if row.mode == "visit"]
    months = ((row.requester_key, row.date.timetuple()[:2]) for row in visits if row.state in LIVE)
    counted: list[tuple[str, int, Any]] = [
        ("visits at once", 1, ((row.date, row.start) for row in visits if row.state in HOLDS)),
        ("videos at once", 1, ((row.date, row.start) for row in holding if row.mode != "visit")),
        ("sessions in a room", 1, ((row.room_code, row.date, row.start) for row in holding if row.room_code)),
        ("visits of a region", VISITS, (month for month in months if month[0] != "-")),
        ("schedules on a letter", 1, (row.letter_id for row in bookings if row.state in LIVE)),
        ("holds of an address", 1, (row.contact_email for row in bookings if row.state == "unconfirmed")),
    ]
    found = [f"{n} {what}: {key}" for what, most, keys in counted for key, n in Counter(keys).items() if n > most]
    for row in visits:
        offices = [each.office for each in guests if each.booking_id == row.id]
        if len(offices) > (GUESTS_WITH_LEADER if set(offices) - {"other"} else GUESTS):
            found.append(f"{row.reference}: {len(offices)} guests")
    entered = {row.guest_id for row in ledger["admissions"]}
    outside = [row for table in ("travel_orders", "departures") for row in ledger[table] if row.guest_id not in entered]
    return [*found, *(f"guest {row.guest_id} was never admitted" for row in outside)]


def broken_journal(store: Store, ledger: Ledger) -> list[str]:
    """Chains that do not hold, and streams that end in another state than their booking's."""
    ends = {row.stream: row.to_state for row in ledger["journal"] if row.to_state}
    with store.reading() as session:
        chains = journal.broken(session, store.journal_key)
    return chains + [row.reference for row in ledger["bookings"] if ends.get(f"booking:{row.reference}") != row.state]
