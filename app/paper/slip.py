"""What a party is given that reception turned away, on paper: in Indonesian, what the circular says also in English."""

from __future__ import annotations

from datetime import datetime

from app.paper import press
from booking.turned_away import Party
from booking.workflow.door import Away
from rules import desk, words
from rules.citation import CLAUSES, channels, circular
from rules.facts import WIB, Slot

TEMPLATE = "slip.typ"
_IN = "id"


def printed(party: Party, away: Away, now: datetime) -> bytes:
    """The PDF of a slip; the open sessions it names are those that are open now."""
    refusal = away.refusal
    told = {
        "name": f"Lembar penjelasan nomor {party.id}",
        "unit": "",
        "foot": f"Lembar penjelasan nomor {party.id} · Layanan konsultasi DJPK tanpa biaya",
        "draft": False,
        "party": [party.name, party.institution],
        "reference": party.reference or "",
        "happened": instant(party.happened_at),
        "says": refusal.says._asdict(),
        "remedy": refusal.remedy._asdict(),
        "clause": f"Butir {refusal.clause} Surat Edaran {circular().number}",
        "text": {language: text.rstrip(";") for language, text in CLAUSES[refusal.clause].text._asdict().items()},
        "channels": [{"name": each.name.id, "value": each.value} for each in channels("service")],
        "next_open": [_slot(slot) for slot in away.next_open],
        "now": instant(now),
    }
    return press.printed(TEMPLATE, told, now.astimezone(WIB))


def instant(moment: datetime) -> str:
    """``Jumat, 20 November 2026, 10.05 WIB``."""
    local = moment.astimezone(WIB)
    return f"{words.long_day(local.date(), _IN)}, {words.hour(f'{local:%H:%M}', _IN)} WIB"


def _slot(slot: Slot) -> str:
    ends = Slot.at(desk.ends_at(slot)).start
    return f"{words.long_day(slot.date, _IN)}, {words.hour(slot.start, _IN)}–{words.hour(ends, _IN)} WIB"
