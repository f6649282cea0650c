"""What the office is told: short, with where to go on. Each in the language at hand."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app import formats
from app.mail import pieces
from app.mail.matter import Link, Matter, Told
from booking.terms import Channel

_CONSIDERED = {
    "accept": _l("dapat menerima"),
    "decline": _l("tidak dapat menerima"),
    "propose": _l("mengusulkan perubahan"),
}


def reply(matter: Matter) -> Told:
    """The requester answered a question."""
    return Told(
        subject=_("Jawaban pemohon: %(reference)s", reference=matter.reference),
        title=_("Pemohon menjawab"),
        happened=[_("%(institution)s menjawab pertanyaan petugas.", institution=matter.institution)],
        quoted=(_("Jawaban"), matter.lines("answer")),
        steps=[_("Putuskan permohonan ini.")],
        facts=matter.facts(),
        links=[_to_decide(matter)],
    )


def considered(matter: Matter) -> Told:
    """The unit said what it thinks."""
    answer = matter.text("answer")
    said = str(_CONSIDERED[answer]) if answer in _CONSIDERED else answer
    happened = [_("%(unit)s memberi pertimbangan: %(answer)s.", unit=matter.unit() or _("Unit teknis"), answer=said)]
    if proposed := matter.proposed():
        happened.append(_("Sesi yang diusulkan: %(when)s.", when=proposed))
    return Told(
        subject=_("Pertimbangan unit: %(reference)s", reference=matter.reference),
        title=_("Unit teknis memberi pertimbangan"),
        happened=happened,
        quoted=(_("Catatan"), matter.lines("note")),
        steps=[_("Putuskan permohonan ini.")],
        facts=matter.facts(),
        links=[_to_decide(matter)],
    )


def escalated(matter: Matter) -> Told:
    """A request has waited too long."""
    due = matter.moment("due")
    return Told(
        subject=_("Belum diputuskan: %(reference)s", reference=matter.reference),
        title=_("Permohonan belum diputuskan"),
        happened=[
            _(
                "%(institution)s masih menunggu keputusan.",
                institution=matter.institution,
            ),
            *([_("Batas waktu: %(due)s.", due=due)] if due else []),
        ],
        steps=[_("Putuskan sebelum sesinya dimulai; sesudah itu permohonan kedaluwarsa karena kelalaian kantor.")],
        facts=matter.facts(),
        links=[_to_decide(matter)],
    )


def record_overdue(matter: Matter) -> Told:
    """A session has no record."""
    wanted = _("BAK dan Daftar Hadir") if matter.visit else _("BAK dan/atau rekaman")
    due = matter.moment("due")
    return Told(
        subject=_("Berkas belum diarsipkan: %(reference)s", reference=matter.reference),
        title=_("Berkas sesi belum diarsipkan"),
        happened=[
            _("Sesi %(when)s sudah dilaksanakan, tetapi berkasnya belum ada.", when=matter.when()),
            *([_("Batas waktu: %(due)s.", due=due)] if due else []),
        ],
        steps=[_("Arsipkan %(filed)s, lalu tutup sesinya.", filed=wanted)],
        facts=matter.facts(),
        links=[Link(_("Buka sesi"), f"{matter.base_url}/unit/{matter.reference}")],
    )


def answer_due(matter: Matter) -> Told:
    """An answer of the unit is awaited."""
    due = matter.moment("due")
    return Told(
        subject=_("Jawaban ditunggu: %(reference)s", reference=matter.reference),
        title=_("Jawaban unit ditunggu"),
        happened=[
            _("Pertanyaan ini diteruskan kepada unit Anda dan belum dijawab."),
            *([_("Batas waktu: %(due)s.", due=due)] if due else []),
        ],
        quoted=(_("Pertanyaan"), matter.lines("question")),
        steps=[_("Jawab sebelum batas waktu, atau sampaikan kepada Contact Center mengapa belum dapat dijawab.")],
        facts=matter.facts(),
        links=[Link(_("Buka halaman unit"), f"{matter.base_url}/unit")],
    )


def letter_copy(matter: Matter) -> Told:
    """A letter arrived; its file goes along."""
    channel = matter.text("channel")
    facts = [
        (_("Nomor surat"), matter.text("number")),
        (_("Tanggal surat"), matter.moment("dated_on")),
        (_("Perihal"), matter.text("subject")),
        (_("Instansi"), matter.institution),
        (_("Diterima"), matter.moment("received_at")),
        (_("Saluran"), formats.CHANNELS[Channel(channel)] if channel in set(Channel) else channel),
        (_("Nomor permohonan"), matter.reference),
    ]
    attached = matter.sending.attachments
    return Told(
        subject=_("Tembusan surat %(number)s", number=matter.text("number")),
        title=_("Tembusan surat permintaan konsultasi"),
        happened=[
            _("%(institution)s menyampaikan surat kepada Direktur Jenderal.", institution=matter.institution),
            _("Berkasnya terlampir.") if attached else _("Berkasnya ada di portal."),
        ],
        steps=[_("Pesan ini untuk arsip; keputusan diberikan oleh Contact Center.")],
        facts=[(str(label), str(value)) for label, value in facts if value],
        links=[_to_decide(matter)] if matter.reference else [],
    )


def complaint(matter: Matter) -> Told:
    """Somebody complains, suggests or comments. Whoever wrote may be nobody: no answer goes back by itself."""
    kind = pieces.complaint_kind(matter)
    facts = [
        (_("Nomor"), matter.reference),
        (_("Jenis"), kind),
        (_("Diterima"), matter.moment("received_at")),
        (_("Nama"), matter.text("name")),
        (_("Alamat e-mail"), matter.text("email")),
        (_("Nomor telepon atau WhatsApp"), matter.text("phone")),
        (_("Tentang permohonan"), matter.text("booking_reference")),
    ]
    given = [(str(label), str(value)) for label, value in facts if value]
    reachable = bool(matter.text("email") or matter.text("phone"))
    return Told(
        subject=f"{kind} {matter.reference}",
        title=_("%(kind)s dari formulir portal", kind=kind),
        happened=[_("Seseorang menyampaikan hal berikut melalui formulir pengaduan, saran, dan masukan.")],
        quoted=(_("Isinya"), matter.lines("words")),
        steps=[
            _("Baca, dan teruskan kepada yang berwenang menanganinya."),
            _("Jawab kepada alamat atau nomor di bawah, bukan dengan membalas pesan ini.")
            if reachable
            else _("Pengirim tidak meninggalkan alamat, sehingga tidak dapat dijawab."),
        ],
        facts=given,
        links=[Link(_("Buka di portal"), f"{matter.base_url}/petugas/pengaduan/{matter.reference}")],
    )


def _to_decide(matter: Matter) -> Link:
    return Link(_("Buka permohonan"), f"{matter.base_url}/petugas/{matter.reference}")
