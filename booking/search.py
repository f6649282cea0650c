"""The words a booking is found by: written with it, and looked up by their beginnings.

A search reads a bounded part of the words' keys, whatever is stored. Where a word is so common that not all bookings
with it are read, the newest of them are, and the answer says so.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Integer, TextualSelect, delete, literal, select, text
from sqlalchemy.orm import Session

from booking.models import Booking, SearchWord
from booking.models.search import LONGEST_WORD
from rules.regions import register

LOOKED = 500
"""How many bookings a search looks through at most."""

MOST_WORDS = 8
"""How many words of a query are looked for; what is typed after them narrows nothing."""

_MOST_SPELLINGS = 12
"""With how many different words a beginning may go on for the newest of each to be read."""

_BETWEEN = re.compile(r"[\W_]+")
_AROUND_A_STROKE = re.compile(r"\s*/\s*")
_AFTER_ALL = "\U0010ffff"
"""No word that begins alike comes after this one."""


def folded(words: str) -> str:
    """Letters without case, accents and other ways of writing them."""
    if words.isascii():
        return words.lower()
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", words).casefold())
    return "".join(sign for sign in plain if not unicodedata.combining(sign))


def words_of(booking: Booking, letter_number: str, guests: Iterable[str]) -> list[str]:
    """What a booking is found by: reference, institution, region, letter number and the names of guests."""
    return words_in(booking.reference, booking.institution, booking.region_code, letter_number, guests)


def words_in(
    reference: str, institution: str, region: str | None, letter_number: str, guests: Iterable[str]
) -> list[str]:
    """The words of these, in their order as keys."""
    found = _parts_of(reference) | _parts_of(letter_number)
    for said in (institution, register()[region].name if region in register() else "", *guests):
        for written in said.split():
            found |= _parts_of(written)
    return sorted(found)


def _parts_of(written: str) -> set[str]:
    """The parts of a word or number with signs in it, and what each begins when they are written together: of
    ``005/12/A`` 005, 12, a, 00512a and 12a."""
    parts = _split(written)
    together = {"".join(parts[first:])[:LONGEST_WORD] for first in range(len(parts))}
    return together | {part[:LONGEST_WORD] for part in parts}


def _split(written: str) -> list[str]:
    return [part for part in _BETWEEN.split(folded(written)) if part]


_WRITE = {
    "sqlite": text("INSERT INTO search_words (word, booking_id) SELECT value, :id FROM json_each(:words)"),
    "postgresql": text(
        "INSERT INTO search_words (word, booking_id)"
        " SELECT word, :id FROM json_array_elements_text(CAST(:words AS json)) AS word"
    ),
}


def write(session: Session, booking_id: int, words: Sequence[str]) -> None:
    """Store the words of a new booking, in one statement."""
    session.execute(_WRITE[session.get_bind().dialect.name], {"id": booking_id, "words": json.dumps(words)})


def rewrite(session: Session, booking_id: int, words: Sequence[str]) -> None:
    """Store the words of a booking that is called otherwise now, and forget those it had."""
    before = set(session.scalars(select(SearchWord.word).where(SearchWord.booking_id == booking_id)))
    gone, fresh = before - set(words), [word for word in words if word not in before]
    if gone:
        session.execute(delete(SearchWord).where(SearchWord.booking_id == booking_id, SearchWord.word.in_(gone)))
    if fresh:
        write(session, booking_id, fresh)


@dataclass(frozen=True)
class Hits:
    """The numbers of the bookings that match. Where it is not ``whole``, only the newest were looked through."""

    ids: list[int]
    whole: bool = True


def beginnings(query: str) -> list[str]:
    """What is looked for: the beginnings of words, all of which a booking must have, the longest first."""
    typed = _AROUND_A_STROKE.sub("/", query).split()
    found = dict.fromkeys(filter(None, ("".join(_split(written))[:LONGEST_WORD] for written in typed)))
    return sorted(list(found)[:MOST_WORDS], key=len, reverse=True)


def find(session: Session, query: str) -> Hits:
    """The bookings that have a word for each beginning in the query. Of signs alone nothing is found."""
    wanted = beginnings(query)
    if not wanted:
        return Hits([])
    common, rare = [], None
    for beginning in wanted:
        ids = _all_with(session, beginning)
        if ids is None:
            common.append(beginning)
        elif not (rare := ids if rare is None else rare & ids):
            return Hits([])
    if rare is not None:
        return Hits(_having(session, rare, common))
    newest, leading = _newest_with(session, common)
    return Hits(_having(session, newest, [each for each in common if each != leading]), whole=False)


_IN_ORDER = text(
    "SELECT booking_id FROM search_words WHERE word >= :first AND word < :last ORDER BY word, booking_id LIMIT :most"
)
_SPELLINGS = text("""
    WITH RECURSIVE spelled (word) AS (
        SELECT min(word) FROM search_words WHERE word >= :first AND word < :last
        UNION ALL
        SELECT (SELECT min(further.word) FROM search_words AS further
                WHERE further.word > spelled.word AND further.word < :last)
        FROM spelled WHERE spelled.word IS NOT NULL)
    SELECT word FROM spelled WHERE word IS NOT NULL LIMIT :most
""")
"""The different words with a beginning, each found by one step into the key."""

_NEWEST = text("SELECT booking_id FROM search_words WHERE word = :word ORDER BY booking_id DESC LIMIT :most")
_NEWEST_OF_ALL = text("SELECT id FROM bookings ORDER BY id DESC LIMIT :most")
def _all_with(session: Session, beginning: str) -> set[int] | None:
    """All bookings with a word that begins so; None where they are more than are looked through."""
    ids = session.scalars(_IN_ORDER, _span(beginning) | {"most": LOOKED + 1}).all()
    return set(ids) if len(ids) <= LOOKED else None


def _newest_with(session: Session, common: list[str]) -> tuple[list[int], str | None]:
    """The newest bookings with the one of some common beginnings that leads back furthest, and which one that is. Where
    each goes on in too many ways, the newest of all bookings."""
    found: list[tuple[list[int], str | None]] = []
    for beginning in common:
        words = session.scalars(_SPELLINGS, _span(beginning) | {"most": _MOST_SPELLINGS + 1}).all()
        if len(words) <= _MOST_SPELLINGS:
            ids = {id_ for word in words for id_ in session.scalars(_NEWEST, {"word": word, "most": LOOKED})}
            found.append((sorted(ids, reverse=True)[:LOOKED], beginning))
    if not found:
        return list(session.scalars(_NEWEST_OF_ALL, {"most": LOOKED})), None
    return min(found, key=lambda each: min(each[0]))


def _having(session: Session, ids: Iterable[int], common: list[str]) -> list[int]:
    """Those of some bookings that have a word for each of these beginnings."""
    looked = list(ids)
    if not common:
        return looked
    these = rows_of(session, looked).subquery()
    return list(session.scalars(select(these.c.id).where(*(_has(these.c.id, each) for each in common))))


def _has(booking_id: ColumnElement[int], beginning: str) -> ColumnElement[bool]:
    """One step into the key of a booking's words; said so that no database makes a list of all with the beginning."""
    span = _span(beginning)
    one = select(literal(1)).where(
        SearchWord.booking_id == booking_id, SearchWord.word >= span["first"], SearchWord.word < span["last"]
    )
    return one.limit(1).scalar_subquery().is_not(None)


_ROWS = {
    "sqlite": text("SELECT value AS id FROM json_each(:ids)"),
    "postgresql": text("SELECT json_array_elements_text(CAST(:ids AS json))::integer AS id"),
}


def rows_of(session: Session, ids: Sequence[int]) -> TextualSelect:
    """Numbers as rows of a column ``id``, given to the database as one parameter."""
    return _ROWS[session.get_bind().dialect.name].bindparams(ids=json.dumps(ids)).columns(id=Integer)


def _span(beginning: str) -> dict[str, str]:
    return {"first": beginning, "last": beginning + _AFTER_ALL}
