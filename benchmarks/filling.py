"""Fills a register with bookings: 10,000 that hold a slot and, beside each, as many as wanted that ended otherwise.

The rows go in by INSERT ... SELECT in one transaction, past the workflow but past no constraint and no trigger; the
indexes that hold no constraint are made in its end.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from itertools import count, islice
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Engine,
    Integer,
    MetaData,
    String,
    Table,
    case,
    cast,
    insert,
    literal,
    null,
    select,
    text,
    union,
)
from sqlalchemy import Column as TableColumn
from sqlalchemy import func as sql

from booking.models import Booking, Decision, Document, Guest, JournalEntry, Letter, Policy, SearchWord
from booking.models.base import table_of
from booking.search import words_in
from booking.store import Store
from rules.facts import WIB, Mode, State
from rules.regions import register

HOLDING = 10_000
FIRST = date(2024, 1, 2)
TODAY = 950
"""The day, counted from the first, on which one looks: who comes later waits or is scheduled."""
WITHOUT_RECORD = 5
"""Of so many days before, the record is missing."""
AT_ONCE = 500
ONE_IN = {"journal": 10, "decisions": 10}
"""Of which only so many bookings have a row; all that hold a slot do."""
HOURS = (
    *((Mode.VISIT, start) for start in ("09:00", "10:00", "13:00", "14:00")),
    *((Mode.VIDEO_CONFERENCE, start) for start in ("08:00", "09:00", "10:00", "13:00", "14:00", "15:00")),
)
SIGNS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
ENDED = {
    State.CANCELLED: None,
    State.EXPIRED: None,
    State.REJECTED: "duplicate",
    State.RELEASED: "room",
    State.WITHDRAWN: None,
    State.NO_SHOW: None,
}
TABLES: tuple[Table, ...] = tuple(each.__table__ for each in (Letter, Booking, Guest, JournalEntry, Decision))  # type: ignore[misc]
WORDS = table_of(SearchWord)
ITS_OWN = "asli"
"""How the name of the guest of each booking that holds a slot begins: its number follows, and no other is so called."""
Row = dict[str, Any]


def days() -> Iterator[date]:
    """Mondays to Fridays, from the first on."""
    every = (FIRST + timedelta(days=number) for number in count())
    return (day for day in every if day.weekday() < 5)


NOW = datetime.combine(next(islice(days(), TODAY, None)), datetime.min.time(), WIB) + timedelta(hours=10)


def regions() -> list[str]:
    """Those that are requesters of their own, in an order of chance."""
    own = [code for code, region in register().items() if region.requester == code]
    random.Random(1).shuffle(own)
    return own


def references() -> list[str]:
    """Those of the bookings that hold a slot: the same in every register that is filled."""
    chance = random.Random(2)
    return ["-".join("".join(chance.choices(SIGNS, k=4)) for _ in "ab") for _ in range(HOLDING)]


def fill(store: Store, stored: int) -> None:
    """Store so many bookings, of which 10,000 hold a slot, and let the database look at them once."""
    each = stored // HOLDING
    engine = store.engine
    with store.reading() as session:
        policy = session.scalars(select(Policy).where(Policy.holds_from <= FIRST)).first()
    assert policy is not None
    store.dispose()
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            for pragma in ("journal_mode = DELETE", "synchronous = OFF", "cache_size = -200000"):
                connection.connection.execute(f"PRAGMA {pragma}")
        with connection.begin():
            _fill(connection, policy, each)
    _looked_at(engine)
    with store.reading() as session:
        holding = [state.value for state in State if state.holds]
        assert session.scalar(select(sql.count()).select_from(Booking)) == stored
        assert session.scalar(select(sql.count()).where(Booking.state.in_(holding))) == HOLDING


def _fill(connection: Connection, policy: Policy, each: int) -> None:
    papers = {"minutes": 1, "attendance": 2}
    connection.execute(insert(Document), [_paper(kind, number) for kind, number in papers.items()])
    made = dict(zip(TABLES, zip(*_holding(policy), strict=True), strict=True))
    ended = MetaData()
    copies = Table("copies", ended, TableColumn("k", Integer, primary_key=True), prefixes=["TEMPORARY"])
    copies.create(connection)
    connection.execute(insert(copies), [{"k": k} for k in range(each)])
    seeds = {table: _seed(connection, table, ended, made[table]) for table in TABLES}
    words = _seed_of_words(connection, ended, made)
    only_quick = [index for table in (*TABLES, WORDS) for index in table.indexes if not index.unique]
    for index in only_quick:
        index.drop(connection)
    for first in range(1, HOLDING + 1, AT_ONCE):
        for table, seed in seeds.items():
            names = [column.name for column in table.columns]
            changed = CHANGED[table.name](seed, copies.c.k, seed.c.id * each + copies.c.k)
            rows = (
                select(*(changed.get(name, seed.c[name]) for name in names))
                .join_from(seed, copies, literal(1) == 1)
                .where(seed.c.id.between(first, first + AT_ONCE - 1), copies.c.k % ONE_IN.get(table.name, 1) == 0)
                .order_by(seed.c.id, copies.c.k)
            )
            connection.execute(insert(table).from_select(names, rows))
        _fill_words(connection, words, seeds[TABLES[1]], copies, first, each)
    for index in only_quick:
        index.create(connection)


def _seed(connection: Connection, table: Table, ended: MetaData, rows: tuple[Row, ...]) -> Table:
    """A temporary table of the rows of those that hold a slot."""
    columns = [TableColumn(each.name, each.type, primary_key=each.primary_key) for each in table.columns]
    seed = Table(f"seed_{table.name}", ended, *columns, prefixes=["TEMPORARY"])
    seed.create(connection)
    connection.execute(insert(seed), list(rows))
    return seed


def _seed_of_words(connection: Connection, ended: MetaData, made: dict[Table, tuple[Row, ...]]) -> Table:
    """A temporary table of the words of those that hold a slot, and which of these one that ended has too."""
    columns = (TableColumn("id", Integer), TableColumn("word", String), TableColumn("shared", Integer))
    seed = Table("seed_words", ended, *columns, prefixes=["TEMPORARY"])
    seed.create(connection)
    booked, guests = made[TABLES[1]], made[TABLES[2]]
    for row, guest in zip(booked, guests, strict=True):
        number = f"005/{row['id']}/BPKAD"
        words = words_in(row["reference"], row["institution"], row["region_code"], number, [guest["name"]])
        own = set(words_in(row["reference"], "", None, "", [f"{ITS_OWN}{row['id']}"])) | {f"005{row['id']}bpkad"}
        rows = [{"id": row["id"], "word": word, "shared": int(word not in own)} for word in words]
        connection.execute(insert(seed), rows)
    return seed


def _fill_words(connection: Connection, seed: Table, booked: Table, copies: Table, first: int, each: int) -> None:
    """The words of some: all of one that holds a slot; of one that ended those it shares, its reference, letter and
    guest."""
    k, id_ = copies.c.k, booked.c.id * each + copies.c.k
    some = booked.c.id.between(first, first + AT_ONCE - 1)
    together = select(seed.c.word, (seed.c.id * each + k).label("booking_id")).join_from(seed, copies, literal(1) == 1)
    shared = together.where(seed.c.id.between(first, first + AT_ONCE - 1), (k == 0) | (seed.c.shared == 1))
    own = (
        sql.lower(_reference(booked.c.reference, k, id_)),
        cast(k, String) + "005" + cast(booked.c.id, String) + "bpkad",
        literal("arsip") + cast(id_, String),
    )
    more = [select(word, id_.label("booking_id")).join_from(booked, copies, literal(1) == 1) for word in own]
    rows = union(shared, *(one.where(some, k > 0) for one in more)).subquery("words")
    ordered = select(rows.c[0], rows.c[1]).order_by(rows.c[0], rows.c[1])
    connection.execute(insert(WORDS).from_select(["word", "booking_id"], ordered))


def _holding(policy: Policy) -> Iterator[tuple[Row, ...]]:
    """Letter, booking, guest, journal row and decision of each: every hour of every day is taken."""
    slots = ((day, number, *hour) for number, day in enumerate(days()) for hour in HOURS)
    who, named = regions(), references()
    for id_, (day, number, mode, start) in enumerate(islice(slots, HOLDING), start=1):
        region = who[id_ % len(who)]
        at = datetime.combine(day - timedelta(days=20), datetime.min.time(), WIB) + timedelta(minutes=id_ % 1440)
        state = State.HELD if TODAY > number >= TODAY - WITHOUT_RECORD else State.CLOSED
        state = state if number < TODAY else (State.REQUESTED, State.SCHEDULED)[id_ % 2]
        booking = _booking(id_, region, named[id_ - 1], at, policy)
        booking |= {"mode": mode.value, "state": state.value, "date": day, "start": start, "month": f"{day:%Y-%m}"}
        if mode is Mode.VISIT:
            booking |= {"room_code": "lantai-3", "ordinal": 1, "guest_cap": policy.guests_limit}
        else:
            booking |= {"meeting_url": "https://rapat.example/1", "video_place": 1}
        if state is State.CLOSED:
            booking |= {"minutes_id": 1, "attendance_id": 2}
        guest = {"id": id_, "booking_id": id_, "cap": booking["guest_cap"], "seat": 1}
        guest |= {"name": f"Tamu {ITS_OWN.title()}{id_}", "nip": None, "phone": None}
        guest |= {"position": "Kepala Bidang", "office": "other"}
        yield _letter(id_, region, at), booking, guest, _told(id_, named[id_ - 1], at), _decided(id_, region, at)


def _letter(id_: int, region: str, at: datetime) -> Row:
    said = {"id": id_, "requester_key": region, "region_code": region, "institution": f"Pemerintah {region}"}
    said |= {"number": f"005/{id_}/BPKAD", "number_key": f"005-{id_}-bpkad", "dated_on": at.date(), "year": at.year}
    said |= {"subject": "Konsultasi", "addressed_to_director_general": True, "received_at": at, "created_at": at}
    return said


def _booking(id_: int, region: str, reference: str, at: datetime, policy: Policy) -> Row:
    row: Row = {column.name: None for column in Booking.__table__.columns}
    row |= {"id": id_, "letter_id": id_, "reference": reference, "access_code_hash": f"{id_:064}"}
    row |= {"region_code": region, "requester_key": region, "institution": f"Pemerintah {region}"}
    row |= {"topic_code": "dau", "unit_code": "dana-transfer-umum", "has_leader": False, "guest_cap": 1}
    row |= {"contact_name": "Ratna", "contact_phone": "0812", "contact_email": f"p{id_}@daerah.example"}
    row |= {"policy_from": policy.holds_from, "visits_limit": policy.visits_limit, "video_limit": policy.video_limit}
    row |= {"guests_limit": policy.guests_limit, "leader_limit": policy.leader_limit}
    row |= {"ground": "directive", "given_by": "Direktur", "given_at": at}
    return row | {"submitted_at": at, "changed_at": at, "sequence": 1}


def _told(id_: int, reference: str, at: datetime) -> Row:
    row = {"id": id_, "stream": f"booking:{reference}", "seq": 1, "at": at, "act": "submit", "actor_id": None}
    row |= {"actor_role": "officer", "channel": "web", "from_state": None, "to_state": "requested", "reason": None}
    return row | {"facts": {}, "personal_digest": None, "before": "", "hash": f"{id_:064}"}


def _decided(id_: int, region: str, at: datetime) -> Row:
    row = {"id": id_, "booking_id": id_, "requester_key": region, "act": "submit", "at": at, "allowed": True}
    return row | {"settled": [], "situation": {}, "verdict": {}, "known_years": [], "person_id": None}


def _paper(kind: str, number: int) -> Row:
    at = datetime.combine(FIRST, datetime.min.time(), WIB)
    row = {"id": number, "kind": kind, "booking_id": None, "filename": "a.pdf", "content_type": "application/pdf"}
    return row | {"size": 1, "sha256": "0" * 64, "url": None, "person_id": None, "created_at": at, "linked_at": at}


Changed = dict[str, ColumnElement[Any]]


def _reference(seed_reference: Any, k: Any, id_: Any) -> ColumnElement[str]:
    """That of one that ended: no two alike, and in no order, as with those that chance makes."""
    scattered = literal("X") + cast(cast(id_, BigInteger) * 48_271 % 99_999_989, String)
    return case((k == 0, seed_reference), else_=scattered)


def _letters(seed: Table, k: Any, id_: Any) -> Changed:
    told: Any = cast(k, String)
    return {"id": id_, "number": told + "/" + seed.c.number, "number_key": told + "-" + seed.c.number_key}


def _bookings(seed: Table, k: Any, id_: Any) -> Changed:
    held = k == 0
    state = case(*((k % len(ENDED) == place, each.value) for place, each in enumerate(ENDED)))
    reason = case(*((k % len(ENDED) == place, each) for place, each in enumerate(ENDED.values()) if each))
    return {
        "id": id_,
        "letter_id": id_,
        "reference": _reference(seed.c.reference, k, id_),
        "state": case((held, seed.c.state), else_=state),
        "reason": case((held, null()), else_=reason),
        "note": case((held, null()), else_=literal("Berhalangan")),
        "minutes_id": case((held, seed.c.minutes_id), else_=null()),
        "attendance_id": case((held, seed.c.attendance_id), else_=null()),
        "ordinal": case((held, seed.c.ordinal), else_=null()),
        "video_place": case((held, seed.c.video_place), else_=null()),
    }


def _guests(seed: Table, k: Any, id_: Any) -> Changed:
    name = case((k == 0, seed.c.name), else_=literal("Tamu Arsip") + cast(id_, String))
    return {"id": id_, "booking_id": id_, "name": name}


def _journal(seed: Table, k: Any, id_: Any) -> Changed:
    own = _reference(sql.substr(seed.c.stream, len("booking:") + 1), k, id_)
    return {"id": id_, "stream": literal("booking:") + own}


def _decisions(seed: Table, k: Any, id_: Any) -> Changed:
    return {"id": id_, "booking_id": id_}


CHANGED: dict[str, Callable[[Table, Any, Any], Changed]] = {
    "letters": _letters,
    "bookings": _bookings,
    "guests": _guests,
    "journal": _journal,
    "decisions": _decisions,
}


def _looked_at(engine: Engine) -> None:
    """What autovacuum does by itself on PostgreSQL; SQLite is left as the program leaves it."""
    if engine.dialect.name == "postgresql":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE"))
    engine.dispose()
