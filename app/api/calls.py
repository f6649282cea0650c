"""Every call of the API: what it is for, what it takes and gives, and an example of what it takes."""

from __future__ import annotations

from dataclasses import dataclass, field

from app.api.schemas import FILE, INSTANT, NUMBER, TEXT, TRUTH, Json, closed, listed, maybe, ref, thing
from booking.terms import DocumentKind
from rules.facts import Mode, State
from rules.words import Wording

MULTIPART = "multipart/form-data"
JSON = "application/json"
OF_A_BOOKING = "401 403 404 409 422"


@dataclass(frozen=True)
class Call:
    """A call. ``name`` is its function's, from which who may call it is read; ``problems`` are the statuses of its
    problems, ``schema`` what it answers."""

    method: str
    path: str
    name: str
    says: Wording
    status: str = "200"
    schema: Json | None = None
    kind: str = JSON
    problems: str = ""
    query: tuple[Json, ...] = ()
    takes: str = JSON
    body: Json | None = None
    example: Json = field(default_factory=dict)


def _in_query(name: str, schema: Json, *, required: bool = False, example: str = "") -> Json:
    found = {"name": name, "in": "query", "required": required, "schema": schema}
    return found | ({"example": example} if example else {})


def _open_list(path: str, name: str, says: Wording, items: Json | None = None) -> Call:
    return Call("get", path, path.strip("/"), says, schema=thing({name: listed(items or {"type": "object"})}))


_SLOTS = thing(
    {"slots": listed({"allOf": [ref("Session"), thing({"open": TRUTH, "refusals": listed(ref("Refusal"))})]})}
)
_PAGE = thing(
    {"requests": listed(ref("BookingInList")), "page": NUMBER, "total": maybe(NUMBER), "next": maybe(NUMBER)}
)
_NAMED = thing({"code": TEXT, "name": TEXT})
SLOT = {"date": "2026-11-25", "start": "09:00"}
GUEST = {"name": "Rina", "position": "Kepala Bidang", "office": "other"}
_LETTER = {
    "number": "005/123/BPKAD",
    "dated_on": "2026-11-19",
    "subject": "Konsultasi Dana Desa",
    "addressed_to_director_general": True,
}
_REQUEST = {
    "mode": "visit",
    "region": "64.72",
    "institution": "BPKAD Kota Samarinda",
    "letter": _LETTER,
    "slot": SLOT,
    "topic": "dana-desa",
    "contact": {"name": "Rina", "phone": "0811-0000-001", "email": "rina@samarindakota.go.id"},
    "guests": [GUEST],
}
_CAME = {"received_at": "2026-11-19T09:00:00+07:00", "channel": "whatsapp"}

CALLS: tuple[Call, ...] = (
    Call(
        "get",
        "/slots",
        "slots",
        Wording(
            "Semua sesi satu bulan, tersedia atau tertutup dengan alasannya",
            "Every session of a month, open or closed with its reasons",
        ),
        schema=_SLOTS,
        problems="400",
        query=(
            _in_query("mode", closed(Mode), required=True, example="visit"),
            _in_query("month", {**TEXT, "pattern": "^[0-9]{4}-[0-9]{2}$"}, required=True, example="2026-12"),
            _in_query("region", TEXT),
            _in_query("received_at", INSTANT),
        ),
    ),
    Call(
        "post",
        "/requests",
        "submit",
        Wording(
            "Ajukan permohonan; tanpa token menunggu konfirmasi lewat surel",
            "Ask for a slot; without a token it waits to be confirmed by mail",
        ),
        "201",
        ref("Booking"),
        problems="400 401 403 409 422 429",
        takes=MULTIPART,
        body=thing({"request": ref("Request")}, {"file": FILE}),
        example={"request": _REQUEST, "file": "@surat.pdf"},
    ),
    Call(
        "get",
        "/requests",
        "listing",
        Wording("Satu halaman permohonan, terbaru lebih dahulu", "A page of bookings, newest first"),
        schema=_PAGE,
        problems="400 401 403",
        query=(
            _in_query("state", closed(State), example="requested"),
            _in_query("date", {"type": "string", "format": "date"}),
            _in_query("region", TEXT),
            _in_query("q", TEXT),
            _in_query("page", NUMBER),
        ),
    ),
    Call(
        "get",
        "/requests/{reference}",
        "show",
        Wording(
            "Satu permohonan; NIP dan telepon hanya bagi yang memerlukannya, selain itu null; tiap penglihatan dicatat",
            "One booking; NIPs and phones only to who needs them, else null; each look is written down",
        ),
        schema=ref("Booking"),
        problems="401 404",
    ),
    Call(
        "get",
        "/requests/{reference}.ics",
        "calendar",
        Wording("Satu permohonan sebagai kalender", "One booking as a calendar"),
        schema=TEXT,
        kind="text/calendar",
        problems="401 404",
    ),
    Call(
        "post",
        "/requests/{reference}/documents",
        "file_document",
        Wording("Arsipkan BAK, Daftar Hadir, atau rekaman", "File minutes, attendance list or recording"),
        "201",
        thing({"id": NUMBER, "kind": closed(DocumentKind)}),
        problems=f"400 {OF_A_BOOKING}",
        takes=MULTIPART,
        body=thing({"kind": closed(DocumentKind)}, {"file": FILE, "url": TEXT, "sha256": TEXT}),
        example={"kind": "minutes", "file": "@bak.pdf"},
    ),
    Call(
        "post",
        "/letters",
        "register_letter",
        Wording("Catat surat sebelum ada permohonan", "Register a letter before any request"),
        "201",
        ref("Letter"),
        problems="400 401 403 409 422",
        takes=MULTIPART,
        body=thing({"letter": ref("LetterToRegister"), "file": FILE}),
        example={
            "letter": {"region": "64.72", "institution": "BPKAD Kota Samarinda", **_LETTER, **_CAME},
            "file": "@surat.pdf",
        },
    ),
    Call(
        "post",
        "/letters/{number}/receipt",
        "correct_receipt",
        Wording(
            "Perbaiki waktu surat diterima; jadwal yang terdampak ditandai",
            "Set right when a letter came; bookings it breaks are flagged",
        ),
        schema=ref("CorrectedLetter"),
        problems="400 401 403 404 422",
        body=ref("Receipt"),
        example=_CAME | {"reason": "Salah baca"},
    ),
    Call(
        "post",
        "/refusals",
        "turn_away",
        Wording("Catat rombongan yang tidak dapat diterima di pintu", "Record a party turned away at the door"),
        "201",
        ref("TurnedAway"),
        problems="400 401 403 404 422",
        body=ref("PartyTurnedAway"),
        example={
            "name": "Rina",
            "institution": "BPKAD Kota Samarinda",
            "code": "walk_in",
            "happened_at": "2026-11-20T09:00:00+07:00",
        },
    ),
    Call(
        "post",
        "/feeds",
        "make_feed",
        Wording("Buat alamat kalender, ditunjukkan sekali ini", "Make a calendar address, shown this once"),
        "201",
        ref("Feed"),
        problems="400 401 403 404 422",
        body=ref("NewFeed"),
        example={"scope": "room", "id": "lantai-3"},
    ),
    Call(
        "delete",
        "/feeds/{number}",
        "revoke_feed",
        Wording("Cabut alamat kalender", "Take a calendar address back"),
        "204",
        problems="401 404",
    ),
    Call(
        "get",
        "/decisions/{number}",
        "decision",
        Wording(
            "Satu putusan sebagaimana dinilai, untuk diulang dengan python -m rules replay",
            "A decision as it was judged, for python -m rules replay",
        ),
        schema=ref("Decision"),
        problems="401 404",
    ),
    _open_list("/regions", "regions", Wording("Daftar daerah", "The register of regions"), _NAMED),
    _open_list("/units", "units", Wording("Unit teknis", "The technical units"), _NAMED),
    _open_list(
        "/topics",
        "topics",
        Wording(
            "Topik dan unit yang diusulkan",
            "The topics and the unit each is proposed to",
        ),
        _NAMED,
    ),
    _open_list("/rooms", "rooms", Wording("Ruang", "The rooms"), _NAMED),
    _open_list(
        "/circular",
        "clauses",
        Wording(
            "Butir surat edaran, angka yang berlaku, dan berapa kali menolak tahun ini",
            "Clauses, figures in force, how often each refused this year",
        ),
    ),
    Call(
        "get",
        "/openapi.json",
        "description",
        Wording(
            "Uraian ini untuk mesin",
            "This description for machines",
        ),
        schema={"type": "object"},
    ),
    Call(
        "get",
        "/docs",
        "docs",
        Wording(
            "Uraian ini untuk orang",
            "This description for people",
        ),
        schema=TEXT,
        kind="text/html",
    ),
)
