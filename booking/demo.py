"""A register to look at: people, and some fifty bookings around today, told act by act as they would have happened.

Every booking is a story: a letter comes, somebody answers, guests arrive, the record is filed. All stories are told
together in the order of time, and the telling stops at now. What they say stands in ``data/demo.toml``.
"""

from __future__ import annotations

import heapq
import tomllib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from hashlib import sha256
from pathlib import Path
from textwrap import wrap
from typing import Any

from sqlalchemy import select

from booking import documents, gather, outbox, people, reads, workflow
from booking.errors import NotDone
from booking.journal import Actor
from booking.models import Booking
from booking.store import Store
from booking.terms import Channel, DocumentKind, Ground, RejectReason, Role
from booking.workflow.reception import Arrival
from booking.workflow.submission import NamedGuest, NamedLetter, Submission
from rules import desk, parameters, words
from rules.calendar import WorkingCalendar
from rules.facts import WIB, Mode, Office, Slot, letter_key
from rules.grounds import sessions
from rules.regions import register

Data = dict[str, Any]
_A_DAY = timedelta(days=1)


def load(store: Store, now: datetime, hash_password: Callable[[str], str], password: str) -> bool:
    """Fill an empty register, once: False where there are bookings already. Reference data must be there."""
    with store.reading() as session:
        if session.scalars(select(Booking.id).limit(1)).first() is not None:
            return False
        calendar = gather.office_calendar(session)
    data = tomllib.loads((Path(__file__).parent / "data" / "demo.toml").read_text(encoding="utf-8"))
    days = _Days(calendar, now.astimezone(WIB).date())
    entered_at = datetime.combine(days.before(days.anchor, data["first_account_days"]), time.min, WIB)
    actors = [_entered(store, entered_at, entry, hash_password(password)) for entry in data["people"]]
    stage = _Stage(store, now.astimezone(WIB), days, data, actors)
    _tell_all((stage.told(number, entry) for number, entry in enumerate(data["booking"], start=1)), now)
    outbox.all_were_sent(store)
    return True


def _entered(store: Store, at: datetime, entry: Data, password_hash: str) -> Actor:
    role = Role(entry["role"])
    number = people.add(store, at, **entry | {"role": role}, password_hash=password_hash)
    return Actor(role, number, entry.get("region"), entry.get("unit"))


def _tell_all(stories: Iterable[Iterator[datetime]], now: datetime) -> None:
    """Let each story go on when its next instant is the earliest of all, until none is left before now."""
    waiting = [(next(story), number, story) for number, story in enumerate(stories)]
    heapq.heapify(waiting)
    while waiting:
        at, number, story = heapq.heappop(waiting)
        if at > now:
            return
        following = next(story, None)
        if following is not None:
            heapq.heappush(waiting, (following, number, story))


class _Days:
    """Working days around the anchor: today, or the next working day where today is none."""

    def __init__(self, calendar: WorkingCalendar, today: date) -> None:
        self.calendar = calendar
        following = today if calendar.is_working(today) else calendar.working_day_after(today, 1)
        self.anchor = following or self.before(today, 1)

    def before(self, day: date, count: int) -> date:
        """The count-th working day before a day."""
        for _ in range(count):
            day -= _A_DAY
            while not self.calendar.is_working(day):
                day -= _A_DAY
        return day

    def after(self, day: date, count: int) -> date | None:
        """The count-th working day after a day, before it where count is negative; None where that is unknown."""
        return self.calendar.working_day_after(day, count) if count > 0 else self.before(day, -count)


@dataclass
class _Case:
    """One booking under way: what its entry says, when its letter came, the slot it wishes for and then has."""

    number: int
    entry: Data
    mode: Mode
    region: str | None
    guests: tuple[NamedGuest, ...]
    received_at: datetime
    slot: Slot | None
    reference: str = ""
    unit: str | None = None
    guest_ids: tuple[int, ...] = ()


def _guest(name: str, position: str, office: str = Office.OTHER.value, nip: str | None = None) -> NamedGuest:
    return NamedGuest(name, position, Office(office), nip)


def _later(spread: Data, number: int) -> timedelta:
    return timedelta(minutes=number * spread["every_minutes"] % spread["within_minutes"])


class _Stage:
    """Where the stories are played: the register, the calendar, and the people who act."""

    def __init__(self, store: Store, now: datetime, days: _Days, data: Data, actors: list[Actor]) -> None:
        self.store, self.now, self.days, self.data = store, now, days, data
        self.officer = next(actor for actor in actors if actor.role is Role.OFFICER)
        self.receptionist = next(actor for actor in actors if actor.role is Role.RECEPTIONIST)
        self.units = {actor.unit: actor for actor in actors if actor.role is Role.UNIT}
        self.regions = {actor.region: actor for actor in actors if actor.role is Role.REGION}
        self.acts: dict[str, Callable[[_Case, datetime], None]] = {
            "approve": self._approve,
            "reject": self._reject,
            "withdraw": lambda case, at: workflow.withdraw(self.store, case.reference, self._asker(case), at),
            "cancel": lambda case, at: workflow.cancel(
                self.store, case.reference, self._asker(case), at, note=case.entry["note"]
            ),
            "check_in": self._check_in,
            "finish": lambda case, at: workflow.finish(self.store, case.reference, self._host(case), at),
            "minutes": lambda case, at: self._file(case, at, DocumentKind.MINUTES),
            "attendance": lambda case, at: self._file(case, at, DocumentKind.ATTENDANCE),
            "recording": lambda case, at: self._file(case, at, DocumentKind.RECORDING),
            "close": lambda case, at: workflow.close(self.store, case.reference, self._host(case), at),
        }

    def told(self, number: int, entry: Data) -> Iterator[datetime]:
        """A booking's story: yields each instant at which it goes on, and there does the act of that instant."""
        at = self._received_at(number, entry)
        mode, guests = Mode(entry["mode"]), tuple(_guest(*told) for told in entry["guests"])
        case = _Case(number, entry, mode, entry.get("region"), guests, at, self._wish(mode, *entry["slot"]))
        if case.region not in self.regions:
            at = min(at + timedelta(minutes=self.data["receipt"]["entered_after_minutes"]), self.now)
        yield at
        slot = self._submit(case, at)
        if slot is None:
            return
        for act in self.data["paths"][case.mode.value][entry["path"]]:
            following = self._instant(case, slot, act)
            if following is None:
                return
            at = max(at, following)
            yield at
            try:
                self.acts[act](case, at)
            except NotDone:
                return

    def _received_at(self, number: int, entry: Data) -> datetime:
        if "minutes_ago" in entry:
            return self.now - timedelta(minutes=entry["minutes_ago"])
        day, receipt = self.days.before(self.days.anchor, -entry["received"]), self.data["receipt"]
        return datetime.combine(day, receipt["from"], WIB) + _later(receipt, number)

    def _wish(self, mode: Mode, offset: int, place: int) -> Slot | None:
        """The slot an entry names; None, so the first free one, where its day is not known."""
        day = self.days.after(self.days.anchor, offset)
        policy = parameters.in_force().policy(self.days.anchor, day or self.days.anchor)
        return Slot(day, sessions(mode, policy)[place]) if day else None

    def _instant(self, case: _Case, slot: Slot, act: str) -> datetime | None:
        """When a story goes on with an act; None where the calendar does not know the day."""
        step = self.data["steps"][act] | case.entry.get("when", {}).get(act, {})
        if step["since"] == "start":
            return desk.begins_at(slot) + timedelta(minutes=step["minutes"])
        day = self.days.after(slot.date if step["since"] == "slot" else case.received_at.date(), step["days"])
        return datetime.combine(day, step["at"], WIB) + _later(self.data["spread"], case.number) if day else None

    def _asker(self, case: _Case) -> Actor:
        """Whoever speaks for the requester: its account, or the officer to whom it wrote."""
        return self.regions.get(case.region, self.officer)

    def _host(self, case: _Case) -> Actor:
        """Whoever speaks for the unit: its account, or the officer."""
        return self.units.get(case.unit, self.officer)

    def _submit(self, case: _Case, at: datetime) -> Slot | None:
        """Ask for the slot, or for the first free one where it is refused: the one that was given, if any."""
        actor, said = self._asker(case), self._said(case)
        channels, by_officer = self.data["texts"]["channels"], actor.role is Role.OFFICER
        document = self._staged(case, at, DocumentKind.LETTER, actor)
        for slot in dict.fromkeys((case.slot, case.slot if case.entry["path"] == "refused" else None)):
            wanted = Submission(
                mode=case.mode,
                region=case.region,
                institution=said["institution"],
                letter=NamedLetter(
                    said["letter_number"], self.days.before(case.received_at.date(), 1), said["subject"], True
                ),
                slot=slot,
                topic=case.entry["topic"],
                contact_name=said["contact"],
                contact_phone=said["phone"],
                contact_email=said["email"],
                guests=case.guests,
                unit=case.entry.get("unit"),
                room=case.entry.get("room"),
                channel=Channel(channels[case.number % len(channels)]) if by_officer else Channel.PORTAL,
                received_at=case.received_at if by_officer else None,
            )
            try:
                case.reference = workflow.submit(self.store, wanted, actor, at, document).reference
            except NotDone:
                continue
            with self.store.reading() as session:
                booking = reads.booking(session, case.reference, self.officer)
                case.slot, case.unit = Slot(booking.date, booking.start), booking.unit_code
                case.guest_ids = tuple(guest.id for guest in booking.guests)
            return case.slot
        documents.discard(self.store, document)
        return None

    def _approve(self, case: _Case, at: datetime) -> None:
        grounds = self.data["grounds"]
        ground = grounds[case.number % len(grounds)]
        video = case.mode is Mode.VIDEO_CONFERENCE and "room" not in case.entry
        workflow.approve(
            self.store,
            case.reference,
            self.officer,
            at,
            ground=Ground(ground["ground"]),
            given_by=ground["given_by"],
            meeting_url=self.data["texts"]["meeting_url"].format(number=case.number) if video else None,
        )

    def _reject(self, case: _Case, at: datetime) -> None:
        reason = RejectReason(case.entry["reason"])
        workflow.reject(self.store, case.reference, self.officer, at, reason=reason, note=case.entry["note"])

    def _check_in(self, case: _Case, at: datetime) -> None:
        arrivals = tuple(Arrival(guest) for guest in case.guest_ids)
        workflow.check_in(self.store, case.reference, self.receptionist, at, arrivals=arrivals)

    def _file(self, case: _Case, at: datetime, kind: DocumentKind) -> None:
        actor = self._host(case)
        if kind is DocumentKind.RECORDING:
            url = self.data["texts"]["recording_url"].format(number=case.number)
            digest = sha256(url.encode()).hexdigest()
            document = documents.stage_recording(self.store, url, digest, at, actor.person_id)
        else:
            document = self._staged(case, at, kind, actor)
        workflow.file_document(self.store, case.reference, actor, at, kind=kind, document_id=document)

    def _staged(self, case: _Case, at: datetime, kind: DocumentKind, actor: Actor) -> int:
        texts, content = self.data["texts"], paper(self.data["paper"], kind.value, self._said(case), case.guests)
        title, slug = texts["file_kinds"][kind.value], letter_key(self._place(case) or texts["no_region"])
        filename = texts["file"].format(kind=title, slug=slug, number=case.number)
        return documents.stage_written(self.store, kind, filename, content, at, actor.person_id)

    def _place(self, case: _Case) -> str:
        if case.region is None:
            return ""
        texts, region = self.data["texts"], register()[case.region]
        told = region.kind == "province" and not region.name.startswith(texts["province_in_its_name"])
        return str(texts["province"].format(name=region.name)) if told else region.name

    def _said(self, case: _Case) -> dict[str, str]:
        """What papers and letter say, by name."""
        texts, entry, place = self.data["texts"], case.entry, self._place(case)
        office = self.data["office"][entry["office"]]
        contact, *_ = case.guests
        dated_on = self.days.before(case.received_at.date(), 1)
        _, _, dated = words.long_day(dated_on, "id").partition(", ")
        slot = texts["any_slot"]
        if case.slot is not None:
            day, hour = words.long_day(case.slot.date, "id"), words.hour(case.slot.start, "id")
            slot = texts["slot"].format(day=day, hour=hour)
        return {
            "head": office["head"].format(place=place),
            "institution": office["name"].format(place=place),
            "letter_number": office["number"].format(serial=entry["serial"], year=dated_on.year),
            "subject": texts["subject"].format(matter=entry["matter"]),
            "matter": entry["matter"],
            "dated_on": dated,
            "mode": texts["modes"][case.mode.value],
            "slot": slot,
            "contact": contact.name,
            "contact_position": contact.position,
            "phone": texts["phone"].format(number=case.number),
            "email": texts["email"].format(office=entry["office"], slug=letter_key(place or texts["no_region"])),
        }


def paper(form: Data, kind: str, said: dict[str, str], guests: tuple[NamedGuest, ...]) -> bytes:
    """A one-page PDF of a kind of paper, its lines filled with what is said."""
    drawn: list[str] = []
    y = form["height"] - form["top"]
    for line in _lines(form[kind]["lines"], said, guests):
        style = form["style"][line["style"]]
        left = form["left"] + style.get("indent", 0)
        text = line["text"].upper() if style.get("capitals") else line["text"]
        drawn.append(_written(style, left, y, line["label"]))
        for part in wrap(text, style["columns"]):
            centre = int(form["width"] - _width(form, part) * style["size"] / form["unit"]) >> 1
            drawn.append(_written(style, centre if style.get("centred") else left + style.get("label", 0), y, part))
            y -= style["leading"]
        if not text:
            y -= style["leading"]
        if style.get("rule"):
            ruled = y + style["leading"]
            drawn.append(f"{form['left']} {ruled} m {form['width'] - form['right']} {ruled} l S")
    return _pdf(form["objects"], "\n".join(filter(None, drawn)).encode("cp1252"))


def _lines(lines: list[Data], said: dict[str, str], guests: tuple[NamedGuest, ...]) -> Iterator[dict[str, str]]:
    seated = [asdict(guest) | {"seat": seat} for seat, guest in enumerate(guests, start=1)]
    for line in lines:
        for more in seated if "each" in line else [{}]:
            yield {key: line.get(key, "").format(**said | more) for key in ("style", "label", "text")}


def _width(form: Data, text: str) -> int:
    return sum(form["widths"][ord(sign) - form["first_sign"]] for sign in text) if text.isascii() else 0


def _written(style: Data, x: float, y: float, text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
    return f"BT /{style['font']} {style['size']} Tf {x:.1f} {y:.1f} Td ({escaped}) Tj ET" if text else ""


def _pdf(objects: list[str], content: bytes) -> bytes:
    """The objects and the page's content, each at the place that the cross-reference table tells."""
    stream = b"<< /Length %d >>\nstream\n%b\nendstream" % (len(content), content)
    written, table = b"%PDF-1.4\n", "0000000000 65535 f \n"
    bodies = [*(told.encode() for told in objects), stream]
    for number, each in enumerate(bodies, start=1):
        table += f"{len(written):010} 00000 n \n"
        written += b"%d 0 obj\n%b\nendobj\n" % (number, each)
    size = len(bodies) + 1
    end = f"xref\n0 {size}\n{table}trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{len(written)}\n%%EOF\n"
    return written + end.encode()
