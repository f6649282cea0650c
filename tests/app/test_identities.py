"""Eight identities at every route: who may is declared here, written down for auditors, and tried whole.

The table of routes (test_routes) says which roles a route is open to. Here stands what else narrows it: whose the
booking, paper or draft is that the address names.
"""

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from booking import codes
from booking.terms import Act, Role
from tests.app.test_routes import ROUTES
from tests.support.asking import Asker, value_of
from tests.support.house_of_tests import multipart, token_for, wish

NOBODY, ANOTHER, OWN = "nobody", "another region", "own region"
OFFICER, DESK, UNIT, LEADERSHIP, ADMIN = "officer", "receptionist", "unit", "leadership", "admin"
IDENTITIES = (NOBODY, ANOTHER, OWN, OFFICER, DESK, UNIT, LEADERSHIP, ADMIN)
SIGN_INS = {
    NOBODY: None,
    ANOTHER: "pemda-lain",
    OWN: "pemda",
    OFFICER: "petugas",
    DESK: "resepsionis",
    UNIT: "unit",
    LEADERSHIP: "pimpinan",
    ADMIN: "admin",
}
ROLES = {
    ANOTHER: Role.REGION,
    OWN: Role.REGION,
    OFFICER: Role.OFFICER,
    DESK: Role.RECEPTIONIST,
    UNIT: Role.UNIT,
    LEADERSHIP: Role.LEADERSHIP,
    ADMIN: Role.ADMIN,
}

THE_BOOKINGS = re.compile(r"^(/api/v1/requests|/permohonan|/petugas|/unit|/resepsionis)/<reference>")
"""Addresses of a booking: of the regions only its own may, and nobody without its access code."""

EVERYBODYS = {
    ("GET", "/permohonan/<reference>/konfirmasi"),  # whoever holds the mailed link, which the address carries
    ("POST", "/permohonan/<reference>/konfirmasi"),
    ("POST", "/api/v1/requests/<reference>/confirm"),
}
WHO_SEES_IT = {OWN, OFFICER, DESK, UNIT, LEADERSHIP, ADMIN}
NARROWER = {
    ("GET", "/dokumen/<int(max=2147483647):number>"): {OWN, OFFICER, UNIT},  # on its day the desk too: test_looks
    ("GET", "/api/v1/decisions/<int(max=2147483647):number>"): WHO_SEES_IT,
    ("POST", "/api/v1/requests/<reference>/documents"): {UNIT},
    ("GET", "/unit/<reference>/bak"): {UNIT},
    ("POST", "/unit/<reference>/bak"): {UNIT},
    ("GET", "/unit/<reference>/bak/<int(max=2147483647):number>"): {UNIT},
    ("POST", "/unit/<reference>/bak/<int(max=2147483647):number>"): {UNIT},
    ("GET", "/unit/<reference>/daftar-hadir.pdf"): {UNIT},
    ("POST", "/api/v1/requests"): {NOBODY, ANOTHER, OWN, OFFICER},
    ("POST", "/api/v1/feeds"): WHO_SEES_IT,
    ("DELETE", "/api/v1/feeds/<int(max=2147483647):number>"): {OWN, ADMIN},
}
"""What belongs to somebody: it does not exist, or is not theirs to change, for everybody else. The record of a visit,
which this is about, is its unit's alone; that of a video conference an officer's too (test_minutes)."""
DRAFT = "/ajukan/<string(length=22):draft>/"

_SLOT = {"date": "2026-11-25", "start": "09:00"}
_GUESTS = [{"name": "Tamu 1", "position": "Kepala Bidang", "office": "other"}]
ACTS = {
    Act.CONFIRM: (set(), {"token": "x"}),  # the token decides, whoever brings it (test_api_open)
    Act.APPROVE: ({OFFICER}, {"ground": "directive", "given_by": "Direktur"}),
    Act.CONSIDER: ({UNIT}, {"answer": "accept"}),
    Act.REJECT: ({OFFICER}, {"reason": "other", "note": "-"}),
    Act.MOVE: ({OFFICER}, {"slot": _SLOT, "reason": "unit"}),
    Act.WITHDRAW: ({OWN, OFFICER}, {}),
    Act.CHANGE_GUESTS: ({OWN, OFFICER, DESK}, {"guests": _GUESTS, "note": "-"}),
    Act.AMEND: ({OFFICER}, {"room": "lantai-3"}),
    Act.ASK: ({OFFICER}, {"question": "Tahun berapa?"}),
    Act.REPLY: ({OWN, OFFICER}, {"answer": "2027."}),
    Act.CHECK_IN: ({DESK}, {"guests": [{"id": 1}]}),
    Act.UNDO_CHECK_IN: ({DESK}, {"guest": 1, "note": "-"}),
    Act.DEPART: ({DESK}, {"guest": 1}),
    Act.MARK_ABSENT: ({OFFICER}, {"notice": True, "note": "-"}),
    Act.RESTORE: ({OFFICER}, {"note": "-"}),
    Act.SIGN_TRAVEL_ORDER: ({DESK}, {"guest": 1, "number": "SPPD/1", "dated_on": "2026-11-19"}),
    Act.FINISH: ({UNIT, OFFICER}, {}),
    Act.CLOSE: ({UNIT}, {}),
    Act.REOPEN: ({OFFICER}, {"note": "-"}),
    Act.RELEASE: ({OFFICER}, {"reason": "unit"}),
    Act.CANCEL: ({OWN, OFFICER}, {"note": "-"}),
}
"""The acts on a visit over JSON: who may do them (DESIGN.md, States), and what is said with them."""


def may(method, path):
    """Which identities a route is for."""
    roles = ROUTES[method, path]
    of_the_role = {who for who, role in ROLES.items() if not roles or role in roles}
    if (method, path) in NARROWER:
        return NARROWER[method, path]
    if path.startswith(DRAFT):
        return {OWN}
    if THE_BOOKINGS.match(path) and (method, path) not in EVERYBODYS:
        return of_the_role - {ANOTHER}
    open_to_all = not roles or (Role.HOLDER in roles and "<" not in path)
    return of_the_role | ({NOBODY} if open_to_all else set())


def page():
    """Who may call what, as a page for auditors."""
    head = "| method | address | " + " | ".join(IDENTITIES) + " |\n|---|---|" + ":-:|" * len(IDENTITIES) + "\n"
    lines = ""
    for method, path in sorted(ROUTES, key=lambda row: (row[1], row[0])):
        shown = re.sub(r"<(?:[^:>]+:)?(\w+)>", r"<\1>", path)
        who = may(method, path)
        lines += f"| {method} | `{shown}` | " + " | ".join("yes" if each in who else "" for each in IDENTITIES) + " |\n"
    acts = "| act | " + " | ".join(IDENTITIES) + " |\n|---|" + ":-:|" * len(IDENTITIES) + "\n"
    for act, (who, _) in ACTS.items():
        acts += f"| `{act.value}` | " + " | ".join("yes" if each in who else "" for each in IDENTITIES) + " |\n"
    return (
        "# Who may call what\n\nWritten from the tables in `tests/app/test_routes.py` and `test_identities.py` by"
        " `python -m tests.app.test_identities`;\na test tries every cell. A region's booking, paper or draft is the"
        " own region's: to another region it does not exist.\nTo reception the letter and papers of a visit"
        " (`/dokumen/`) open on its day, which is not the day of this table.\n\n"
        + head
        + lines
        + "\n## Acts on a visit\n\nEach is `POST /api/v1/requests/<reference>/<act>`; the pages go through the same"
        " functions.\n\n"
        + acts
    )


CONFIRMING = "/permohonan/<reference>/konfirmasi"
PARTS = {
    "<any(unit, topik, ruang):kind>/<code>": "unit/dana-desa",
    "<any(unit, topik, ruang):kind>": "unit",
    "daerah/<code>": "daerah/64.72",
    "<section>": "bulan",
    "jurnal/rantai": "jurnal/rantai?stream=settings",
}


@dataclass
class World:
    """What stands at the end of every address: a scheduled visit of Samarinda and whatever else is named."""

    parts: dict
    browsers: dict
    unconfirmed: str
    token: str
    complaint: str
    feed: str
    taken_in: str

    def address(self, path):
        """The address of a route, with something there is in the place of each part."""
        named = dict(self.parts)
        if path == CONFIRMING:
            return path.replace("<reference>", self.unconfirmed) + f"?token={self.token}"
        if "/pengaduan/" in path:
            named["<reference>"] = self.complaint
        if path.startswith("/petugas/surat-masuk/"):
            return self.taken_in
        if "/feeds/" in path:
            named["<int(max=2147483647):number>"] = self.feed
        for part, value in (PARTS | named).items():
            path = path.replace(part, value)
        return path

    def body(self, method, path):
        """What is sent along where nothing at all would be no call."""
        reference = self.parts["<reference>"]
        if (method, path) == ("POST", "/api/v1/feeds"):
            return {"json": {"scope": "booking", "id": reference}}
        if (method, path) == ("POST", "/unit"):
            return {"data": {"reference": reference}}
        if path.endswith("/documents"):
            return multipart({"kind": "recording", "url": "https://rekaman.uji.test/1", "sha256": "0" * 64})
        if path == CONFIRMING:
            return {"data": {"token": self.token}}
        return {}


@pytest.fixture
def world(app, machine, browser_of):
    own = machine("pemda")
    reference = own.submit(wish()).json["reference"]
    given = {"ground": "directive", "given_by": "Direktur"}
    assert machine("petugas").post(f"/requests/{reference}/approve", given).status_code == 200
    feed = own.post("/feeds", {"scope": "booking", "id": reference}).json
    unconfirmed = machine().submit(wish("005/9", start="10:00", region="71.71")).json["reference"]
    asker, complainer, wisher = Asker(browser_of("pemda")), Asker(browser_of()), Asker(browser_of())
    assert asker.letter(letter_number="005/77").status_code == 302
    assert asker.get().status_code == 200, asker.at
    said = {"kind": "complaint", "words": "Diminta membayar.", "token": value_of(complainer.get("/pengaduan"), "token")}
    unit, writing = Asker(browser_of("unit")), f"/unit/{reference}/bak"
    assert unit.post(writing, {"act": "save", "over": "0"}).status_code == 302
    away = {"name": "Rina", "institution": "BPKAD", "code": "walk_in", "happened_at": "2026-11-20T09:00:00+07:00"}
    assert machine("resepsionis").post("/refusals", away).json["id"] == 1
    counter = Asker(browser_of("petugas"))
    half = counter.post("/petugas/surat-masuk", {"act": "letter", "region": "Manado"})
    taken_in = re.search(r'action="(/petugas/surat-masuk/[^"]+)"', half.get_data(as_text=True))[1]
    complaint = complainer.post("/pengaduan", said).location.rpartition("/")[2]
    asked = {"region": "Kota Manado", "institution": "BPKAD", "name": "Rina", "position": "Analis"}
    wisher.post("/akun/minta", asked | {"email": "baru@uji.test", "phone": "0811-0000-001"})
    return World(
        parts={
            "<reference>": reference,
            "<int(max=2147483647):number>": "1",  # a letter, a feed, a person, minutes, a party turned away
            "<string(length=22):draft>": asker.draft.removeprefix("/ajukan/"),
            "<code>": "id",
            "<secret>": feed["url"].rpartition("/")[2].removesuffix(".ics"),
        },
        browsers={OWN: asker.client, OFFICER: counter.client},
        unconfirmed=unconfirmed,
        token=codes.confirmation(app.extensions["store"].journal_key, unconfirmed),
        complaint=complaint,
        feed=str(feed["id"]),
        taken_in=taken_in,
    )


def turned_away(answer):
    """Whether an answer keeps the caller out: told so, told that there is nothing, or led to the door."""
    at_the_door = answer.status_code == 302 and re.match(r"/(masuk|cek)(\?|$)|/ajukan$", answer.location)
    return answer.status_code in (401, 403, 404) or bool(at_the_door)


CHANGES_WHO = {"/keluar", "/masuk", "/bahasa/<code>"}
"""Sign-in and sign-out have tests of their own."""


@pytest.mark.parametrize("who", IDENTITIES)
def test_every_route_lets_in_whom_the_table_names(app, world, browser_of, who):
    browser = world.browsers.get(who) or browser_of(SIGN_INS[who])
    token = token_for(app, SIGN_INS[who]) if SIGN_INS[who] else None
    proof = {"X-CSRFToken": value_of(browser.get("/pengaduan"), "csrf_token")}
    found = {}
    for method, path in sorted(ROUTES, reverse=True):  # what is deleted goes last
        if path in CHANGES_WHO or "<act>" in path:
            continue
        headers = {"Authorization": f"Bearer {token}"} if path.startswith("/api/") and token else proof
        answer = browser.open(world.address(path), method=method, headers=headers, **world.body(method, path))
        if turned_away(answer) == (who in may(method, path)):
            found[method, path] = (answer.status_code, answer.location)
    assert found == {}


@pytest.mark.parametrize("who", IDENTITIES)
def test_every_act_is_done_by_whom_the_table_names(machine, world, who):
    reference = world.parts["<reference>"]
    caller = machine(SIGN_INS[who])
    answers = {act: caller.post(f"/requests/{reference}/{act.value}", said) for act, (_, said) in ACTS.items()}
    let_in = {act for act, answer in answers.items() if answer.status_code not in (401, 403, 404)}
    assert let_in == {act for act, (named, _) in ACTS.items() if who in named}
    assert {act: answer.status_code for act, answer in answers.items() if answer.status_code == 400} == {}


def test_the_page_for_auditors_is_written_from_the_tables():
    written = Path(__file__).parents[2] / "docs" / "access.md"
    assert written.read_text(encoding="utf-8") == page(), "run: python -m tests.app.test_identities > docs/access.md"


if __name__ == "__main__":
    print(page(), end="")
