"""One act at a time through the model and the workflow, and what must then hold in the database."""

from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from datetime import timedelta
from typing import Any

from hypothesis.stateful import RuleBasedStateMachine
from sqlalchemy import insert, select

from booking import workflow
from booking.errors import Crowded, NotDone, NotOpen, NotYours, Refused, Unfit, Unknown
from booking.journal import Actor
from booking.messages import TELLS, contact_center
from booking.models import Booking as Row
from booking.models import Document, Guest
from booking.store import Store
from booking.terms import Act, DocumentKind, Role
from rules.facts import State
from tests.booking import ledger, office
from tests.booking.model import TABLE, Booking, Not, Register

HOLDER, OWN = "holder", "its region"
EVERYBODY = {
    "officer": office.OFFICER,
    "a region": office.NEIGHBOUR,
    "receptionist": office.RECEPTIONIST,
    "unit": office.OF_THE_UNIT,
    "another unit": office.OF_ANOTHER_UNIT,
    "leadership": office.LEADERSHIP,
    "admin": office.ADMIN,
    "clock": office.CLOCK,
    "another holder": office.holder("AAAA-AAAA"),
    OWN: office.REGION,
    HOLDER: office.holder(""),
}
OF_REGION = {office.BALIKPAPAN: office.REGION, office.SAMARINDA: office.NEIGHBOUR}
ANSWERS = {NotOpen: "not open", NotYours: "not yours", Unknown: "unknown", Unfit: "unfit", Crowded: "crowded"}
TO_THE_OFFICE = {"reply", "considered"}
PAPERS_AT_ONCE = 20
WAITS_FOR_ITS_SESSION = {"expire", "finish", "mark-absent", "check-in"}

Answer = tuple[str, ...]
DONE, SAME = ("done",), ("same",)


def answer_of(act: Callable[[], object]) -> Answer:
    """What an act answers, in the model's words."""
    try:
        act()
    except Not as no:
        return tuple(no.args)
    except Refused as refused:
        return ("refused", *sorted(refusal.code for refusal in refused.refusals))
    except NotDone as no:
        return (ANSWERS[type(no)],)
    return DONE


def agree(what: str, found: object, due: object) -> None:
    """Equal, or both are told: pytest explains the assertions of test modules only."""
    assert found == due, f"{what}: {found} instead of {due}"


class Compared(RuleBasedStateMachine):
    """A register as new, given by ``opened``, beside an empty model."""

    def __init__(self, opened: Callable[[], AbstractContextManager[Store]]) -> None:
        super().__init__()
        self.open = ExitStack()
        self.store = self.open.enter_context(opened())
        self.model, self.now, self.turn = Register(), office.NOW, 0
        self.papers: dict[DocumentKind, list[int]] = {}
        self.seen = ledger.read(self.store)

    def teardown(self) -> None:
        """Also where an example fails."""
        self.open.close()

    def some(self, act: str, which: int) -> str:
        """A booking, mostly one that is open to the act."""
        every = [*self.model]
        found = (self.open_to(act) if which % 6 else []) or every
        return found[which // 6 % len(found)]

    def open_to(self, act: str) -> list[str]:
        """The bookings that are open to an act, those whose session is still far left aside where it waits for it."""
        rows = [row for row in TABLE if row["act"] == act]
        found = [
            reference
            for reference, one in self.model.items()
            if any(one.state in row["from"] and one.mode == row.get("mode", one.mode) for row in rows)
            if act == "lapse" or not one.overdue(self.now)
        ]
        if act not in WAITS_FOR_ITS_SESSION:
            return found
        return [each for each in found if self.model[each].begins() - self.now < timedelta(hours=1)]

    def actor(self, who: str, reference: str, region: str | None) -> Actor:
        if who == OWN:
            return OF_REGION.get(region or "", office.REGION)
        return office.holder(reference) if who == HOLDER else EVERYBODY[who]

    def expected(self, act: str, booking: Booking, actor: Actor, **how: Any) -> Answer:
        """What the model answers; ``how`` is what it is told."""
        of = actor.region or actor.unit or actor.booking
        return answer_of(lambda: self.model.fire(act, booking, actor.role.value, of, self.now, **how))

    def guest(self, reference: str, name: str) -> int:
        """A guest's number; 0 where the database does not know the guest."""
        named = select(Guest.id).join(Row, Row.id == Guest.booking_id).where(Row.reference == reference)
        with self.store.reading() as session:
            return session.scalar(named.where(Guest.name == name)) or 0

    def paper(self, kind: DocumentKind) -> int:
        """A staged file that nothing links to; many are made at once."""
        waiting = self.papers.setdefault(kind, [])
        if not waiting:
            of_a_file = {"filename": "a.pdf", "content_type": "application/pdf", "size": 1, "sha256": "0" * 64}
            row = {**of_a_file, "kind": kind.value, "created_at": office.NOW}
            row["url"] = office.RECORDED if kind is DocumentKind.RECORDING else None
            with self.store.writing() as session:
                rows = insert(Document).returning(Document.id)
                waiting.extend(session.scalars(rows, [row] * PAPERS_AT_ONCE))
        return waiting.pop()

    def fire(self, act: str, which: int | str, who: str, how: dict[str, Any], **told: Any) -> None:
        """Do an act on a booking: ``how`` is what the model is told, ``told`` what the workflow is."""
        reference = which if isinstance(which, str) else self.some(act, which)
        actor = self.actor(who, reference, self.model[reference].region)
        do: Callable[..., None] = getattr(workflow, "file_document" if act == "file" else act.replace("-", "_"))
        by = () if act in {"expire", "lapse"} else (actor,)
        expected = self.expected(act, self.model[reference], actor, **how)
        answered = answer_of(lambda: do(self.store, reference, *by, self.now, **told))
        self.compare(act, reference, actor, expected, answered)

    def compare(self, act: str, reference: str, actor: Actor, expected: Answer, answered: Answer) -> None:
        """Hold the answer and every row against the model."""
        before, self.seen = self.seen, ledger.read(self.store)
        self.turn += 1
        lapsed = self.lapsed()
        untouched = ledger.without(self.seen, lapsed) == ledger.without(before, lapsed)
        answered = SAME if answered == DONE and untouched else answered
        agree(f"{act} by {actor.role} at {self.now}", answered, expected)
        agree(f"{act} was {answered}, and rows that stayed as they were", untouched, answered != DONE)
        agree("bookings", ledger.told(self.seen), ledger.due(self.model))
        agree("limits", ledger.broken_limits(self.seen), [])
        sent = [(row.kind, row.recipient) for row in self.seen["messages"][len(before["messages"]) :]]
        told = self.messages(act, reference, actor) if answered == DONE else []
        agree(f"messages of {act}", sorted(sent), sorted(told))
        if not untouched or lapsed:
            agree("journal", ledger.broken_journal(self.store, self.seen), [])
            new = {row.id for row in self.seen["journal"]} - {row.id for row in before["journal"]}
            acts = [(row.act, row.actor_role) for row in self.seen["journal"] if row.id in new]
            agree("journal rows", sorted(acts), sorted(self.journalled(act, reference, actor, answered, len(lapsed))))

    def lapsed(self) -> set[str]:
        """Holds that were over and that the act has ended; the model learns of them."""
        ended = {row.reference for row in self.seen["bookings"] if row.state == "expired"}
        found = {one for one, told in self.model.items() if told.overdue(self.now) and one in ended}
        for one in found:
            self.model[one].state = "expired"
        return found

    def messages(self, act: str, reference: str, actor: Actor) -> list[tuple[str, str]]:
        """What a done act tells: the table of messages, and a letter of the portal to the Contact Center."""
        booking = self.model[reference]
        tells = TELLS.get(Act(act), ()) if act != "file" else ()
        kinds = [each.kind.value for each in tells if State(booking.state) in each.only]
        of_the_portal = act == "confirm" or (act == "submit" and actor.role is Role.REGION)
        kinds += ["letter_copy"] * of_the_portal
        office_too = {*TO_THE_OFFICE, "letter_copy"}
        return [(kind, contact_center() if kind in office_too else booking.email) for kind in kinds]

    def journalled(
        self, act: str, reference: str, actor: Actor, answered: Answer, lapsed: int
    ) -> list[tuple[str, str]]:
        """The rows that a step writes: one of the act, one of a letter's receipt, and one for each hold that ended."""
        by_time = [("lapse", "clock")] * lapsed
        if answered != DONE:
            return by_time
        kind = [each for each in self.seen["journal"] if each.stream == f"booking:{reference}"][-1].act
        agree("the act journalled", kind.partition("-")[0] if act == "file" else kind, act)
        letter = [("receive-letter", actor.role.value)] if act == "submit" else []
        return [(kind, actor.role.value), *letter, *by_time]
