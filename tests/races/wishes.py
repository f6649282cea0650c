"""What the clients of a race ask for, and how every act is worded: data for the whole of the table of states."""

from collections.abc import Callable
from itertools import count
from typing import Any

from booking.terms import Act, Role
from rules.regions import register

Json = dict[str, Any]

LETTER_RECEIVED = "2026-11-20"
SLOT = ("2026-11-25", "09:00")
NEXT = ("2026-11-25", "10:00")
HOURS = ("09:00", "10:00", "13:00", "14:00")
NOVEMBER = [(f"2026-11-{day}", hour) for day in (25, 26, 27, 30) for hour in HOURS]
DECEMBER = [(f"2026-12-{day:02}", hour) for day in (1, 2, 3, 4, 7, 8, 9, 10, 11, 14, 15, 16, 17) for hour in HOURS]
JANUARY = [(f"2027-01-{day:02}", hour) for day in (4, 5) for hour in HOURS]

OUTER_ISLANDS = [code for code, region in sorted(register().items()) if region.requester == code]
"""Regions that ask in their own name: each has its own month."""

_letters = count(1)


def wish(region: str, slot: tuple[str, str] | None, **more: Any) -> Json:
    """A visit by two guests, on a letter of its own."""
    return {
        "mode": "visit",
        "region": region,
        "institution": "Pemerintah daerah",
        "letter": {
            "number": f"005/{next(_letters)}/BPKAD",
            "dated_on": "2026-11-19",
            "subject": "Konsultasi Dana Desa",
            "addressed_to_director_general": True,
        },
        "slot": {"date": slot[0], "start": slot[1]} if slot else None,
        "topic": "dana-desa",
        "contact": {"name": "Rina", "phone": "0811-0000-001", "email": "rina@uji.test"},
        "guests": GUESTS,
        **more,
    }


def guest(name: str) -> Json:
    return {"name": name, "position": "Kepala Bidang", "office": "other"}


GUESTS = [guest("Tamu Satu"), guest("Tamu Dua")]

Body = Callable[[list[int], int], Json]
"""The body of an act, from the booking's guests and from which of the two clients speaks."""


def move_to(slot: tuple[str, str]) -> Json:
    return {"slot": {"date": slot[0], "start": slot[1]}, "reason": "directive", "note": "atas arahan"}


BODIES: dict[Act, Body] = {
    Act.WITHDRAW: lambda guests, which: {},
    Act.REPLY: lambda guests, which: {"answer": f"jawaban {which}"},
    Act.ASK: lambda guests, which: {"question": f"pertanyaan {which}"},
    Act.REJECT: lambda guests, which: {"reason": "other", "note": f"bukan kami {which}"},
    Act.APPROVE: lambda guests, which: {
        "ground": "directive",
        "given_by": f"Direktur {which}",
        "unit": "dana-desa",
        "meeting_url": f"https://rapat.uji.test/{which}",
    },
    Act.CONSIDER: lambda guests, which: {"answer": ("accept", "decline")[which], "note": "pertimbangan"},
    Act.MOVE: lambda guests, which: move_to(DECEMBER[which]),
    Act.AMEND: lambda guests, which: {"room": "lantai-5"},
    Act.CANCEL: lambda guests, which: {"note": f"berhalangan {which}"},
    Act.RELEASE: lambda guests, which: {"reason": "closure", "note": f"tutup {which}"},
    Act.CHANGE_GUESTS: lambda guests, which: {"guests": [GUESTS[0], guest(f"Pengganti {which}")], "note": "diganti"},
    Act.CHECK_IN: lambda guests, which: {"guests": [{"id": guests[which]}]},
    Act.UNDO_CHECK_IN: lambda guests, which: {"guest": guests[0], "note": f"keliru {which}"},
    Act.DEPART: lambda guests, which: {"guest": guests[0]},
    Act.SIGN_TRAVEL_ORDER: lambda guests, which: {
        "guest": guests[0],
        "number": f"SPPD/{which}",
        "dated_on": "2026-11-24",
    },
    Act.FINISH: lambda guests, which: {},
    Act.MARK_ABSENT: lambda guests, which: {"notice": bool(which), "note": "tidak hadir"},
    Act.RESTORE: lambda guests, which: {"note": f"ternyata hadir {which}"},
    Act.CLOSE: lambda guests, which: {},
    Act.REOPEN: lambda guests, which: {"note": f"berkas keliru {which}"},
}
"""Every act of a person on a booking that stands. ``confirm`` needs a mailed link, ``lapse`` and ``expire`` a clock."""

SPEAKER = (Role.OFFICER, Role.RECEPTIONIST, Role.UNIT, Role.REGION)
"""Of several who may do an act, who does it here."""
SPEAKERS = {
    Act.WITHDRAW: (Role.REGION, Role.OFFICER),
    Act.CANCEL: (Role.REGION, Role.OFFICER),
    Act.REPLY: (Role.REGION, Role.OFFICER),
    Act.FINISH: (Role.UNIT, Role.OFFICER),
}
"""Acts that two parties do, the first client the one and the second the other."""


def speaker(act: Act, by: frozenset[Role], which: int) -> Role:
    """The role in which a client does an act."""
    if act in SPEAKERS:
        return SPEAKERS[act][which]
    return next(role for role in SPEAKER if role in by)
