"""A request on its way: what was typed so far, read as forms, and the wish it comes to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import session
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage
from wtforms import FieldList, Form, FormField

from app import access, formats
from app.db import reading, store
from app.forms.request import GuestRow, LetterStep, PartyStep, SessionStep, Step, Typed
from app.texts import clean, file_name
from booking import documents, drafts, reads
from booking.errors import Refused, Unfit
from booking.journal import Actor
from booking.models import Document, Person
from booking.terms import DocumentKind
from booking.workflow import hearing
from booking.workflow.submission import Submission
from rules import parameters
from rules.facts import Mode, Office, Slot
from rules.grounds import cap_of

LETTER, SESSION, PARTY = "surat", "sesi", "tamu"
HEARD = {LETTER: {"letter"}, SESSION: {"letter", "slot"}, PARTY: {"letter", "party"}}
"""Of which refusals a step tells: about what it asks, and what stands above it."""

_ONLY_VISITS = frozenset({"new_letter_required"})
"""What stands against a letter for a visit alone: not told before a way is chosen."""

MOST_WAITING = 1024 * 1024 * 1024
"""Bytes of letters that wait with drafts, beyond which nobody without an account adds to them."""

_OWNER = "visitor"
_LAST = "draft"


def owner() -> str:
    """The secret by which this browser finds its drafts again; of who signed in, as long as that sign-in holds."""
    visitor: str = session.setdefault(_OWNER, drafts.new_secret())
    return _of(visitor, access.person())


def _of(visitor: str, person: Person | None) -> str:
    return f"{visitor}:{person.id}:{person.session_key}" if person is not None else visitor


def sign_in_carries(person: Person) -> Callable[[], None]:
    """What somebody typed before signing in is theirs afterwards: to be called once the session is a new one."""
    visitor, secret, before = session.get(_OWNER), session.get(_LAST), owner()

    def carry() -> None:
        if visitor and secret and access.person() is None:
            session[_OWNER], session[_LAST] = visitor, secret
            drafts.hand_over(store(), secret, before, _of(visitor, person))

    return carry


def unfinished() -> str | None:
    """The secret of this browser's last draft, where it became no request yet."""
    secret: str | None = session.get(_LAST)
    draft = drafts.known(reading(), secret, owner()) if secret else None
    return secret if draft is not None and drafts.request_of(reading(), draft) is None else None


def behind(reference: str) -> str | None:
    """The secret of this browser's last draft, where it became this request."""
    secret: str | None = session.get(_LAST)
    draft = drafts.known(reading(), secret, owner()) if secret else None
    return secret if draft is not None and draft.reference == reference else None


@dataclass(frozen=True)
class Steps:
    """The forms of the steps."""

    letter: LetterStep
    session: SessionStep
    party: PartyStep

    @property
    def by_name(self) -> dict[str, Step]:
        """The forms by the words in their addresses."""
        return {LETTER: self.letter, SESSION: self.session, PARTY: self.party}


@dataclass(frozen=True)
class Filling:
    """A draft as its forms. ``secret`` is empty before anything was typed; ``checked`` are the same forms once more, on
    which it is tried whether they fit, so that a page that is only looked at shows no errors."""

    secret: str
    actor: Actor
    steps: Steps
    checked: Steps
    document: Document | None
    reference: str | None = None
    stamp: str = ""
    """Changes whenever something is kept."""

    @property
    def letter(self) -> LetterStep:
        return self.steps.letter

    @property
    def session(self) -> SessionStep:
        return self.steps.session

    @property
    def party(self) -> PartyStep:
        return self.steps.party

    @property
    def region(self) -> str | None:
        return self.letter.region_code

    def undone(self, before: str | None = None) -> str | None:
        """The first step, of those before another, in which something is missing; None where all is there."""
        there = {LETTER: self.document is not None, SESSION: bool(self.session.slot.data), PARTY: True}
        for name, form in self.checked.by_name.items():
            if name == before:
                break
            if not form.validate() or not there[name]:
                return name
        return None

    def wish(self, upto: str = PARTY) -> Submission:
        """What is asked for, as far as a step."""
        party = self.party
        return Submission(
            mode=self.session.chosen_mode,
            region=self.region,
            institution=str(self.letter.institution.data),
            letter=self.letter.letter,
            slot=self.session.chosen_slot if upto != LETTER else None,
            topic=self.letter.topic.data,
            contact_name=str(party.contact_name.data),
            contact_phone=str(party.contact_phone.data),
            contact_email=str(party.contact_email.data),
            guests=party.party if upto == PARTY else (),
        )

    def against(self, now: datetime, upto: str = PARTY, about: set[str] | None = None) -> Refused | None:
        """What stands against it so far, of what is ``about`` these; None where nothing does. Raises Unfit for a letter
        that does not fit."""
        refused = hearing.foreseen(reading(), self.wish(upto), self.actor, now)
        open_yet = _ONLY_VISITS if upto == LETTER and not self.session.slot.data else frozenset[str]()
        standing = [
            each
            for each in (refused.refusals if refused else ())
            if (about is None or each.about in about) and each.code not in open_yet
        ]
        return Refused(standing, refused.earliest) if refused and standing else None

    def received_at(self, now: datetime) -> datetime:
        """When the letter came: now, or when the register says."""
        if not self.checked.letter.validate():
            return now
        return hearing.of(reading(), self.wish(LETTER), self.actor, now).received_at

    def slot_label(self, slot: Slot, mode: Mode | None = None) -> str:
        """A slot as people read it, for a video conference in the requester's own zone too."""
        hours = formats.hours_for(slot, mode or self.session.chosen_mode, self.region)
        return f"{formats.long_day(slot.date)}, {hours}"


def filling(secret: str = "") -> Filling:
    """A draft of this browser's own as forms, or empty ones. Raises Unknown for any other."""
    draft = drafts.found(reading(), secret, owner()) if secret else None
    answers = draft.answers if draft is not None else {}
    return Filling(
        secret,
        access.requester(),
        _steps(answers),
        _steps(answers),
        drafts.letter(reading(), draft) if draft is not None else None,
        drafts.request_of(reading(), draft) if draft is not None else None,
        draft.changed_at.isoformat() if draft is not None else "",
    )


def typed_before(secret: str) -> dict[str, Typed]:
    """What was typed in another draft of this browser's own; nothing where there is none."""
    draft = drafts.known(reading(), secret, owner()) if secret else None
    return dict(draft.answers) if draft is not None else {}


def anew(secret: str, region: str = "") -> Filling:
    """What was typed in a draft before, as one that is not kept yet. Its letter is to be chosen once more. A region
    chosen in the calendar stands there where none was typed."""
    answers = typed_before(secret)
    steps = _steps(answers)
    if not steps.letter.of_an_account and not steps.letter.region.data:
        steps.letter.region.data = clean(region)
    return Filling("", access.requester(), steps, _steps(answers), None)


def _steps(answers: dict[str, Typed]) -> Steps:
    person = access.person()
    known = {"contact_name": person.name, "contact_email": person.email} if person is not None else {}
    letter = LetterStep.of(answers.get(LETTER))
    if person is not None and person.region_code:
        letter.of_account(person.region_code)
    letter.offer(reads.topics(reading()))
    return Steps(letter, SessionStep.of(answers.get(SESSION)), PartyStep.of(answers.get(PARTY), **known))


def begin(typed: dict[str, Any], now: datetime) -> str:
    """Keep the first steps of a new draft; gives its secret."""
    secret = drafts.begin(store(), owner(), typed, now)
    session[_LAST] = secret
    reading().rollback()  # else what was read before would be read again
    return secret


def keep(secret: str, typed: dict[str, Typed], now: datetime) -> None:
    """Keep steps as they were typed, before anything of them is looked at."""
    drafts.keep(store(), secret, typed, now)
    reading().rollback()


def take_letter(secret: str, given: FileStorage | None, now: datetime) -> str:
    """Keep a letter that was just chosen, in place of an earlier one; what is wrong with it, or nothing."""
    if given is None or not given.filename:
        return ""
    if access.person() is None and drafts.waiting_bytes(reading()) > MOST_WAITING:
        return str(_("Terlalu banyak surat sedang diunggah. Coba lagi beberapa saat lagi."))
    name = file_name(given.filename, DocumentKind.LETTER.value)
    person = access.person()
    number = person.id if person is not None else None
    try:
        document = documents.stage(store(), DocumentKind.LETTER, name, given.stream, now, number)
    except Unfit as error:
        return error.says[formats.language()]
    drafts.attach(store(), secret, document, now)
    reading().rollback()
    return ""


def caps(rows: FieldList[FormField[GuestRow]], day: date) -> dict[str, Any]:
    """How many guests are named in the rows, and how many may be, with those among them."""
    policy = parameters.in_force().policy(day, day)
    forms = [row.form for row in rows]
    offices = tuple(Office(form.office.data) for form in forms if not form.blank and form.office.data in set(Office))
    return {"policy": policy, "named": len(offices), "cap": cap_of(offices, policy)}


def tell(form: Form, field: str, message: str) -> None:
    """Put a message where it belongs: beside its field, else above the form."""
    if field in form:
        form[field].errors = [message]
    else:
        form.form_errors = [message]
