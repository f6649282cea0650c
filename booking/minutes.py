"""Minutes of a session (Berita Acara Konsultasi, BAK): what they say, their revisions, and what is filed of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session, joinedload

from booking import journal
from booking.errors import NotOpen, NotYours, Overtaken, Unfit, Unknown
from booking.journal import Actor
from booking.models import Booking, Document, Guest, MinutesRevision, Person, Unit
from booking.models.base import table_of
from booking.store import Store
from booking.terms import DocumentKind
from booking.workflow.record import keeps_the_record
from booking.workflow.shape import visible
from rules.facts import Mode, State

NONE_YET = 0
"""The number that stands for no revision: revisions count from one."""

_WRITTEN_IN = frozenset({State.SCHEDULED, State.ARRIVED, State.HELD})
_TITLE = "Berita Acara Konsultasi"
_CLOSING = (
    "Demikian berita acara ini dibuat dengan sebenarnya untuk digunakan sebagaimana mestinya. "
    "Konsultasi ini tidak dipungut biaya apa pun."
)
_DJPK = "Direktorat Jenderal Perimbangan Keuangan"


@dataclass(frozen=True)
class Participant:
    """Somebody who took part or signs."""

    name: str = ""
    nip: str = ""
    position: str = ""
    institution: str = ""


@dataclass(frozen=True)
class Question:
    """What was asked, and what was explained or answered."""

    question: str = ""
    answer: str = ""


@dataclass(frozen=True)
class FollowUp:
    """What is done next, by whom, and by when, as it was agreed."""

    what: str = ""
    who: str = ""
    by: str = ""


@dataclass(frozen=True)
class Content:
    """What minutes say."""

    number: str = ""
    title: str = ""
    place: str = ""
    topic: str = ""
    region: list[Participant] = field(default_factory=list)
    djpk: list[Participant] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    conclusion: str = ""
    follow_ups: list[FollowUp] = field(default_factory=list)
    closing: str = ""
    signer_region: Participant = field(default_factory=Participant)
    signer_djpk: Participant = field(default_factory=Participant)
    knowing: Participant = field(default_factory=Participant)

    @classmethod
    def told(cls, said: dict[str, Any]) -> Content:
        """The content that was kept as JSON."""
        rows = {name: [kind(**row) for row in said[name]] for name, kind in _ROWS.items()}
        people = {name: Participant(**said[name]) for name in _SIGNERS}
        return cls(**(said | rows | people))


_ROWS: dict[str, type[Participant | Question | FollowUp]] = {
    "region": Participant,
    "djpk": Participant,
    "questions": Question,
    "follow_ups": FollowUp,
}
_SIGNERS = ("signer_region", "signer_djpk", "knowing")


def prefilled(booking: Booking, writer: str) -> Content:
    """The minutes as they begin: from the letter, the guests, the unit, slot and room; ``writer`` begins them."""
    region = [_participant(guest, booking.institution) for guest in present(booking)]
    unit = booking.unit.name if booking.unit else ""
    djpk = Participant(writer, institution=unit or _DJPK)
    return Content(
        title=_TITLE,
        place=booking.room.name if booking.room else booking.meeting_url or "",
        topic=booking.topic.name,
        region=region,
        djpk=[djpk],
        questions=[Question(booking.letter.subject)],
        follow_ups=[FollowUp()],
        closing=_CLOSING,
        signer_region=region[0] if region else Participant(institution=booking.institution),
        signer_djpk=djpk,
    )


def present(booking: Booking) -> list[Guest]:
    """Who was there for the region: of a visit those who were admitted; where nobody is yet, and for a video
    conference, those who were named."""
    admitted = [guest for guest in booking.guests if guest.admission is not None]
    return admitted if admitted and booking.mode == Mode.VISIT.value else list(booking.guests)


def _participant(guest: Guest, institution: str) -> Participant:
    return Participant(guest.name, guest.nip or "", guest.position, institution)


def may_write(booking: Booking, actor: Actor) -> bool:
    """Whether somebody writes the minutes of a booking: its unit, for a video conference an officer too."""
    return visible(booking, actor) and keeps_the_record(actor, Mode(booking.mode))


def writable(booking: Booking) -> bool:
    """Whether a booking's state takes minutes: from the schedule on, until it is closed."""
    return State(booking.state) in _WRITTEN_IN


def save(store: Store, reference: str, actor: Actor, now: datetime, content: Content, over: int) -> int:
    """Keep a revision, written over the one numbered ``over`` (NONE_YET for the first). Gives its number.

    What is the newest revision already is not kept twice. Raises Unknown, NotYours, NotOpen, and Overtaken where
    somebody saved a newer revision meanwhile.
    """
    said = asdict(content)
    with store.writing() as session:
        store.lock(session, {f"booking:{reference}"})
        booking = _to_write(session, reference, actor)
        newest = latest(session, booking.id)
        number = newest.number if newest else NONE_YET
        if newest is not None and newest.content == said:
            return number
        if number != over:
            raise Overtaken(number)
        row = {"booking_id": booking.id, "number": number + 1, "content": said, "at": now}
        session.execute(insert(table_of(MinutesRevision)), row | {"person_id": actor.person_id})
        event = journal.Event("write-minutes", facts={"revision": number + 1})
        journal.write(session, store.journal_key, f"booking:{reference}", now, actor, event)
        return number + 1


def _to_write(session: Session, reference: str, actor: Actor) -> Booking:
    booking = session.scalars(select(Booking).where(Booking.reference == reference)).first()
    if booking is None or not visible(booking, actor):
        raise Unknown
    if not may_write(booking, actor) or actor.person_id is None:
        raise NotYours
    if not writable(booking):
        raise NotOpen("write-minutes", State(booking.state))
    return booking


def complete(content: Content) -> None:
    """Whether minutes can be finished. Raises Unfit for what is missing: each side, a question with its answer, and a
    conclusion."""
    wanting = (
        ("region", any(each.name for each in content.region), *_NOBODY_OF_THE_REGION),
        ("djpk", any(each.name for each in content.djpk), *_NOBODY_OF_DJPK),
        ("questions", bool(content.questions), *_NO_QUESTION),
        ("questions", all(each.question and each.answer for each in content.questions), *_NO_ANSWER),
        ("conclusion", bool(content.conclusion), *_NO_CONCLUSION),
    )
    for name, there, says_id, says_en in wanting:
        if not there:
            raise Unfit(name, says_id, says_en)


_NOBODY_OF_THE_REGION = ("Tuliskan siapa yang hadir dari pihak daerah.", "Name who took part for the region.")
_NOBODY_OF_DJPK = ("Tuliskan siapa yang hadir dari DJPK.", "Name who took part for DJPK.")
_NO_QUESTION = ("Tuliskan sedikitnya satu pertanyaan.", "Write down at least one question.")
_NO_ANSWER = (
    "Setiap pertanyaan memerlukan penjelasan. Lengkapi, atau hapus barisnya.",
    "Each question needs its answer. Complete it, or remove the row.",
)
_NO_CONCLUSION = ("Tuliskan kesimpulannya.", "Write down the conclusion.")


def latest(session: Session, booking_id: int) -> MinutesRevision | None:
    """The newest revision of a booking's minutes; None where nobody wrote any."""
    found = select(MinutesRevision).where(MinutesRevision.booking_id == booking_id)
    return session.scalars(found.order_by(MinutesRevision.number.desc()).limit(1)).first()


def revision(session: Session, booking_id: int, number: int) -> MinutesRevision:
    """A revision by its number; raises Unknown."""
    found = select(MinutesRevision).where(MinutesRevision.booking_id == booking_id, MinutesRevision.number == number)
    one = session.scalars(found).first()
    if one is None:
        raise Unknown
    return one


@dataclass(frozen=True)
class Written:
    """A revision in a list: its number, when and by whom it was saved, and whether it was filed."""

    number: int
    at: datetime
    who: str
    filed: bool


def revisions(session: Session, booking_id: int, most: int) -> list[Written]:
    """The latest revisions of a booking's minutes, the newest first."""
    found = (
        select(MinutesRevision.number, MinutesRevision.at, Person.name, MinutesRevision.document_id)
        .join(Person, Person.id == MinutesRevision.person_id)
        .where(MinutesRevision.booking_id == booking_id)
        .order_by(MinutesRevision.number.desc())
        .limit(most)
    )
    return [Written(row.number, row.at, row.name, row.document_id is not None) for row in session.execute(found)]


@dataclass(frozen=True)
class Paper:
    """A file as whoever holds a copy can check it: its SHA-256, and when it was filed."""

    sha256: str
    at: datetime


@dataclass(frozen=True)
class Genuine:
    """What is told of a paper that bears our mark: nothing of who took part.

    ``filed`` is the file of its revision, ``newest`` the number of the last revision that was filed, ``uploaded`` a
    file that was filed in its place later, such as the signed scan.
    """

    date: date
    start: str
    unit: Unit | None
    revision: int
    filed: Paper | None
    newest: int
    uploaded: Paper | None

    @property
    def is_latest(self) -> bool:
        return self.filed is not None and self.revision == self.newest


def genuine(session: Session, reference: str, number: int) -> Genuine | None:
    """What is told of a revision whose mark was proved; None where there is no such revision."""
    found = select(Booking).options(joinedload(Booking.unit)).where(Booking.reference == reference)
    booking = session.scalars(found).first()
    if booking is None:
        return None
    kept = select(MinutesRevision.number, MinutesRevision.document_id).where(MinutesRevision.booking_id == booking.id)
    papers = {row.number: row.document_id for row in session.execute(kept)}
    if number not in papers:
        return None
    uploaded = booking.minutes_id if booking.minutes_id not in papers.values() else None
    return Genuine(
        date=booking.date,
        start=booking.start,
        unit=booking.unit,
        revision=number,
        filed=_paper(session, papers[number]),
        newest=_newest_filed(papers.items()),
        uploaded=_paper(session, uploaded),
    )


def _newest_filed(papers: Iterable[tuple[int, int | None]]) -> int:
    return max((number for number, document in papers if document is not None), default=NONE_YET)


def _paper(session: Session, number: int | None) -> Paper | None:
    document = session.get(Document, number) if number is not None else None
    if document is None or document.kind != DocumentKind.MINUTES.value or document.linked_at is None:
        return None
    return Paper(document.sha256, document.linked_at)
