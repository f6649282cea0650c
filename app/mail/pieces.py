"""Sentences and links that several messages to a requester share."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _

from app import formats
from app.mail.matter import Link, Matter
from booking.terms import ComplaintKind


def not_yet(matter: Matter) -> str:
    """No schedule was given."""
    if not matter.visit:
        return str(_("Belum dijadwalkan, tunggu jadwal dan tautannya"))
    return str(_("Belum dijadwalkan, jangan berangkat"))


def no_travel() -> str:
    """There is no schedule any more."""
    return str(_("Jangan berangkat untuk sesi ini."))


def keep_the_code() -> str:
    """What an access code is."""
    return str(_("Simpan kode akses baik-baik: siapa pun yang memegangnya dapat membuka dan mengubah permohonan ini."))


def note(matter: Matter) -> tuple[str, str]:
    """What was written beside the act."""
    return str(_("Catatan")), matter.lines("note")


def how_to_come(matter: Matter) -> list[str]:
    """How guests come to a visit, or join a video conference."""
    if not matter.visit:
        if matter.meeting_url():
            return [str(_("Bergabunglah melalui tautan rapat pada waktu di atas."))]
        return [str(_("Tautan rapat ada di halaman permohonan begitu tersedia."))]
    policy = matter.policy
    limits = {"guests": policy.guests, "leader": policy.guests_with_leader}
    return [
        str(
            _(
                "Lapor di resepsionis mulai pukul %(opens)s, yaitu %(minutes)s menit sebelum sesi.",
                opens=matter.admitted_from(),
                minutes=policy.check_in_opens_minutes,
            )
        ),
        str(
            _(
                "Hanya tamu yang terdaftar dapat diterima: paling banyak %(guests)s orang, atau %(leader)s orang bila "
                "kepala daerah atau ketua DPRD ikut hadir.",
                **limits,
            )
        ),
        str(_("Ruang konsultasi dilengkapi CCTV. Tanpa jadwal atau di luar jadwal, tamu tidak dapat dilayani.")),
    ]


def if_you_cannot(matter: Matter) -> str:
    """How a schedule is given up, and what that costs."""
    if matter.visit:
        return str(
            _(
                "Bila berhalangan, batalkan di halaman permohonan. Untuk kunjungan berikutnya lalu diperlukan surat "
                "baru (butir E.3.c.9)."
            )
        )
    return str(_("Bila berhalangan, batalkan di halaman permohonan."))


def own_page(matter: Matter) -> Link:
    """The page of the request."""
    return Link(_("Buka halaman permohonan"), matter.own_page)


def to_come(matter: Matter) -> list[Link]:
    """Where a schedule is opened, and a meeting joined."""
    url = matter.meeting_url() if matter.given else ""
    return [own_page(matter), *([Link(_("Buka tautan rapat"), url)] if url else [])]


def decision_comes(matter: Matter) -> str:
    """Where and by when the decision is told."""
    if matter.by_hand:
        address = matter.recipient
        return str(_("Tunggu keputusan; kami mengirimkannya ke %(address)s sebelum sesinya dimulai.", address=address))
    return str(_("Tunggu keputusan; kami mengirimkannya ke alamat ini sebelum sesinya dimulai."))


def as_it_stands(matter: Matter) -> dict[str, Any]:
    """The end of a message about a request or a schedule that goes on."""
    if matter.waiting:
        steps = [decision_comes(matter)]
        return {"warning": not_yet(matter), "steps": steps, "facts": matter.facts(), "links": [own_page(matter)]}
    steps = [*how_to_come(matter), if_you_cannot(matter)]
    return {"steps": steps, "facts": matter.facts(), "links": to_come(matter)}


def ask_again(matter: Matter) -> dict[str, Any]:
    """The end of a message about a request or a schedule that is over."""
    links = [Link(_("Ajukan permohonan"), f"{matter.base_url}/ajukan"), own_page(matter)]
    return {"facts": matter.facts(), "choices": matter.earliest(), "links": links}


def complaint_kind(matter: Matter) -> str:
    """What somebody had to say: a complaint, a suggestion or a comment."""
    kind = matter.text("kind")
    return str(formats.COMPLAINTS[ComplaintKind(kind)]) if kind in set(ComplaintKind) else kind
