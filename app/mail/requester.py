"""What the requester is told: what happened, and what to do next. Each in the language at hand."""

from __future__ import annotations

from urllib.parse import quote

from flask_babel import gettext as _

from app.mail import pieces
from app.mail.matter import Link, Matter, Told


def confirm(matter: Matter) -> Told:
    """The address is to be confirmed."""
    held = _("Tautan ini berlaku sampai %(until)s. Sesudahnya sesinya dilepas.", until=matter.moment("hold_until"))
    link = f"{matter.page}/konfirmasi?token={quote(matter.sending.confirm_token or '', safe='')}"
    return Told(
        subject=_("Konfirmasikan permohonan %(reference)s", reference=matter.reference),
        title=_("Konfirmasikan permohonan Anda"),
        happened=[_("Permohonan ini baru diproses setelah alamat e-mail Anda dikonfirmasi.")],
        warning=pieces.not_yet(matter),
        steps=[
            _("Buka tautan konfirmasi, lalu tekan tombol di halaman itu. Membuka tautan saja tidak mengubah apa pun."),
            held,
            _("Bila Anda tidak mengajukan permohonan ini, abaikan pesan ini."),
        ],
        facts=matter.facts(),
        links=[Link(_("Konfirmasi permohonan"), link)],
    )


def received(matter: Matter) -> Told:
    """A request was received; nothing is scheduled."""
    return Told(
        subject=_("Permohonan %(reference)s diterima, belum dijadwalkan", reference=matter.reference),
        title=_("Permohonan diterima"),
        happened=[
            _("Permohonan Anda sudah diterima dan sesinya ditahan untuk Anda."),
            _("Jadwal baru berlaku setelah petugas Contact Center memberikannya."),
        ],
        warning=pieces.not_yet(matter),
        steps=[
            pieces.decision_comes(matter),
            *([pieces.keep_the_code()] if matter.sending.access_code else []),
        ],
        facts=matter.facts(),
        links=[pieces.own_page(matter)],
    )


def scheduled(matter: Matter) -> Told:
    """A schedule was given."""
    return Told(
        subject=_("Jadwal diberikan: %(when)s", when=matter.when()),
        title=_("Jadwal diberikan"),
        happened=[_("Permohonan Anda disetujui. Ini jadwalnya: %(when)s.", when=matter.when())],
        steps=[*pieces.how_to_come(matter), pieces.if_you_cannot(matter)],
        facts=matter.facts(),
        links=pieces.to_come(matter),
    )


def moved(matter: Matter) -> Told:
    """The office moved a session, or a request's."""
    before, reason = matter.before(), matter.reason()
    happened = [_("Kantor memindahkan sesi Anda ke %(when)s.", when=matter.when())]
    if before:
        happened.append(_("Sebelumnya: %(when)s.", when=before))
    if reason:
        happened.append(_("Alasan: %(reason)s.", reason=reason))
    kept = _("Mohon maaf atas perubahan ini. Surat Anda tetap berlaku; tidak perlu surat baru.")
    return Told(
        subject=_("Sesi dipindahkan ke %(when)s", when=matter.when()),
        title=_("Sesi dipindahkan"),
        happened=[*happened, kept],
        quoted=pieces.note(matter),
        **pieces.as_it_stands(matter),
    )


def changed(matter: Matter) -> Told:
    """Guests, unit, room or link changed; the hour did not."""
    return Told(
        subject=_("Perubahan pada permohonan %(reference)s", reference=matter.reference),
        title=_("Permohonan diperbarui"),
        happened=[_("Keterangan permohonan Anda diubah. Hari dan jamnya tetap: %(when)s.", when=matter.when())],
        quoted=pieces.note(matter),
        **pieces.as_it_stands(matter),
    )


def rejected(matter: Matter) -> Told:
    """A request was turned down."""
    reason = matter.reason()
    return Told(
        subject=_("Permohonan %(reference)s ditolak", reference=matter.reference),
        title=_("Permohonan ditolak"),
        happened=[
            _("Permohonan Anda untuk %(when)s tidak dapat dijadwalkan.", when=matter.when()),
            *([_("Alasan: %(reason)s.", reason=reason)] if reason else []),
            _("Surat Anda belum terpakai."),
        ],
        quoted=pieces.note(matter),
        steps=[_("Perbaiki yang disebut di atas, lalu ajukan lagi."), pieces.no_travel()],
        **pieces.ask_again(matter),
    )


def withdrawn(matter: Matter) -> Told:
    """The requester took the request back."""
    return Told(
        subject=_("Permohonan %(reference)s ditarik", reference=matter.reference),
        title=_("Permohonan ditarik"),
        happened=[_("Permohonan ini ditarik dan sesinya dilepas. Surat Anda tetap berlaku.")],
        steps=[_("Bila masih memerlukan konsultasi, ajukan lagi dengan surat yang sama.")],
        **pieces.ask_again(matter),
    )


def cancelled(matter: Matter) -> Told:
    """The requester gave a schedule up."""
    if matter.visit:
        letter = _("Untuk kunjungan, surat ini sudah terpakai (butir E.3.c.9). Untuk video conference masih berlaku.")
        step = _("Bila masih ingin berkunjung, ajukan lagi dengan surat baru.")
    else:
        letter = _("Surat Anda tetap berlaku.")
        step = _("Bila masih memerlukan konsultasi, ajukan lagi dengan surat yang sama.")
    return Told(
        subject=_("Jadwal dibatalkan: %(when)s", when=matter.when()),
        title=_("Jadwal dibatalkan"),
        happened=[_("Jadwal %(when)s dibatalkan atas permintaan pemohon.", when=matter.when()), letter],
        quoted=pieces.note(matter),
        steps=[pieces.no_travel(), step],
        **pieces.ask_again(matter),
    )


def released(matter: Matter) -> Told:
    """The office gave a schedule up."""
    reason = matter.reason()
    return Told(
        subject=_("Jadwal dilepas oleh kantor: %(when)s", when=matter.when()),
        title=_("Jadwal dilepas oleh kantor"),
        happened=[
            _("Kantor melepas jadwal Anda pada %(when)s. Kami mohon maaf.", when=matter.when()),
            *([_("Alasan: %(reason)s.", reason=reason)] if reason else []),
            _("Surat Anda tetap berlaku; tidak perlu surat baru."),
        ],
        quoted=pieces.note(matter),
        steps=[pieces.no_travel(), _("Pilih sesi lain dengan surat yang sama.")],
        **pieces.ask_again(matter),
    )


def expired(matter: Matter) -> Told:
    """The hour came and nobody had decided."""
    return Told(
        subject=_("Mohon maaf: permohonan %(reference)s tidak sempat dijadwalkan", reference=matter.reference),
        title=_("Permohonan kedaluwarsa"),
        happened=[
            _("Permohonan Anda untuk %(when)s tidak kami putuskan pada waktunya.", when=matter.when()),
            _("Ini kelalaian kami, bukan kesalahan Anda. Kami mohon maaf. Surat Anda tetap berlaku."),
        ],
        steps=[pieces.no_travel(), _("Pilih sesi lain dengan surat yang sama.")],
        **pieces.ask_again(matter),
    )


def question(matter: Matter) -> Told:
    """An officer asks something."""
    return Told(
        subject=_("Pertanyaan tentang permohonan %(reference)s", reference=matter.reference),
        title=_("Petugas bertanya"),
        happened=[_("Petugas Contact Center memerlukan jawaban Anda sebelum dapat memutuskan.")],
        quoted=(_("Pertanyaan"), matter.lines("question")),
        warning=pieces.not_yet(matter),
        steps=[_("Jawab di halaman permohonan, selambat-lambatnya sebelum sesinya dimulai.")],
        facts=matter.facts(),
        links=[Link(_("Jawab di halaman permohonan"), matter.own_page)],
    )


def reminder(matter: Matter) -> Told:
    """The session is near."""
    return Told(
        subject=_("Pengingat: %(when)s", when=matter.when()),
        title=_("Sesi Anda sudah dekat"),
        happened=[_("Jadwal Anda: %(when)s.", when=matter.when())],
        steps=[*pieces.how_to_come(matter), pieces.if_you_cannot(matter)],
        facts=matter.facts(),
        links=pieces.to_come(matter),
    )


def no_show(matter: Matter) -> Told:
    """Nobody came, and nobody said why."""
    if matter.visit:
        letter = _("Untuk kunjungan berikutnya diperlukan surat baru (butir E.3.c.9).")
    else:
        letter = _("Surat Anda tetap berlaku.")
    return Told(
        subject=_("Tidak hadir pada %(when)s", when=matter.when()),
        title=_("Tercatat tidak hadir"),
        happened=[_("Tidak ada tamu yang tercatat hadir pada %(when)s.", when=matter.when()), letter],
        quoted=pieces.note(matter),
        steps=[
            _("Bila ada halangan yang belum disampaikan, atau catatan ini keliru, hubungi Contact Center."),
            _("Bila masih memerlukan konsultasi, ajukan permohonan lain."),
        ],
        **pieces.ask_again(matter),
    )


def excused(matter: Matter) -> Told:
    """Nobody came, for a reason that was accepted."""
    return Told(
        subject=_("Keterangan tidak hadir diterima: %(when)s", when=matter.when()),
        title=_("Berhalangan, dengan keterangan"),
        happened=[
            _("Keterangan Anda tentang ketidakhadiran pada %(when)s diterima.", when=matter.when()),
            _("Surat Anda tetap berlaku; tidak perlu surat baru."),
        ],
        steps=[_("Pilih sesi lain dengan surat yang sama.")],
        **pieces.ask_again(matter),
    )


def restored(matter: Matter) -> Told:
    """An absence was noted in error."""
    if matter.scheduled:
        happened = _("Catatan tidak hadir dihapus. Jadwal Anda kembali berlaku: %(when)s.", when=matter.when())
        steps, links = [*pieces.how_to_come(matter), pieces.if_you_cannot(matter)], pieces.to_come(matter)
    else:
        happened = _("Catatan tidak hadir dihapus: sesi %(when)s tercatat dilaksanakan.", when=matter.when())
        steps, links = [_("Anda tidak perlu melakukan apa pun.")], [pieces.own_page(matter)]
    return Told(
        subject=_("Catatan tidak hadir diralat: %(when)s", when=matter.when()),
        title=_("Catatan tidak hadir diralat"),
        happened=[happened],
        quoted=pieces.note(matter),
        steps=steps,
        facts=matter.facts(),
        links=links,
    )
