"""The acts on a request as calls: what each is for, and an example of what it takes."""

from __future__ import annotations

from app.api.calls import GUEST, OF_A_BOOKING, SLOT, Call
from app.api.schemas import ACT_BODIES, Json, ref
from booking.terms import Act
from rules.words import Wording

_ACTS: dict[Act, tuple[Wording, Json]] = {
    Act.CONFIRM: (
        Wording(
            "Buktikan alamat surel dengan token yang dikirim ke sana; token itu saja cukup",
            "Prove the e-mail address by the token mailed there; the token alone is enough",
        ),
        {"token": "5cJ4uXo0T2m1k8b7vQ9z3A"},
    ),
    Act.APPROVE: (Wording("Beri jadwal", "Give the schedule"), {"ground": "directive", "given_by": "Direktur"}),
    Act.CONSIDER: (
        Wording(
            "Pertimbangan unit: terima, tolak, atau usulkan yang lain",
            "The unit's consideration: accept, decline, or propose another slot or mode",
        ),
        {"answer": "propose", "slot": SLOT},
    ),
    Act.REJECT: (Wording("Tolak permohonan", "Reject a request"), {"reason": "duplicate", "note": "Sudah ada jadwal."}),
    Act.MOVE: (
        Wording(
            "Pindahkan ke sesi atau cara lain, dengan alasan kantor",
            "Move to another slot or mode, for a reason of the office",
        ),
        {"slot": SLOT, "reason": "closure"},
    ),
    Act.WITHDRAW: (
        Wording(
            "Tarik permohonan; suratnya tetap berlaku",
            "Withdraw a request; its letter stays good",
        ),
        {},
    ),
    Act.CANCEL: (
        Wording(
            "Batalkan jadwal; untuk tatap muka suratnya habis (E.3.c.9)",
            "Cancel a schedule; a visit's letter is then spent (E.3.c.9)",
        ),
        {"note": "Berhalangan"},
    ),
    Act.RELEASE: (
        Wording(
            "Lepas jadwal; suratnya tetap berlaku",
            "Release a schedule; its letter stays good",
        ),
        {"reason": "unit"},
    ),
    Act.CHANGE_GUESTS: (Wording("Ganti rombongan", "Name the party anew"), {"guests": [{"id": 1, **GUEST}]}),
    Act.AMEND: (
        Wording(
            "Ganti unit, ruang, atau tautan rapat",
            "Change unit, room or meeting link",
        ),
        {"room": "lantai-5"},
    ),
    Act.ASK: (
        Wording(
            "Tanyakan sesuatu kepada pemohon",
            "Ask the requester something",
        ),
        {"question": "Siapa yang memimpin rombongan?"},
    ),
    Act.REPLY: (Wording("Jawab pertanyaan kantor", "Answer the office's question"), {"answer": "Kepala BPKAD."}),
    Act.CHECK_IN: (
        Wording(
            "Catat tamu yang masuk, semua atau tidak sama sekali",
            "Admit guests, all or none",
        ),
        {"guests": [{"id": 1}]},
    ),
    Act.UNDO_CHECK_IN: (Wording("Ralat catatan hadir", "Take an admission back"), {"guest": 1, "note": "Salah orang"}),
    Act.DEPART: (Wording("Catat tamu yang pulang", "Note that a guest left"), {"guest": 1}),
    Act.MARK_ABSENT: (
        Wording(
            "Catat bahwa tidak ada yang datang",
            "Write down that nobody came",
        ),
        {"notice": True, "note": "Banjir"},
    ),
    Act.RESTORE: (Wording("Tarik kembali catatan tidak hadir", "Take an absence back"), {"note": "Salah catat"}),
    Act.SIGN_TRAVEL_ORDER: (
        Wording(
            "Catat SPPD yang ditandatangani (E.3.c.7)",
            "Record a signed travel order (E.3.c.7)",
        ),
        {"guest": 1, "number": "SPPD/12", "dated_on": "2026-11-24"},
    ),
    Act.FINISH: (Wording("Nyatakan sesi dilaksanakan", "Say that the session was held"), {}),
    Act.CLOSE: (Wording("Tutup sesi dengan berkasnya", "Close the session on its record"), {}),
    Act.REOPEN: (
        Wording(
            "Buka lagi berkas sesi yang sudah ditutup",
            "Open a closed record again",
        ),
        {"note": "Halaman kurang"},
    ),
}


def _act(act: Act) -> Call:
    says, example = _ACTS[act]
    path = f"/requests/{{reference}}/{act.value}"
    problems = f"400 {OF_A_BOOKING}"
    return Call(
        "post", path, act.value, says, schema=ref("Booking"), problems=problems, body=ref(act.value), example=example
    )


ACT_CALLS: tuple[Call, ...] = tuple(_act(act) for act in ACT_BODIES)
