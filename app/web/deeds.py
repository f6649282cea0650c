"""The acts of an officer on a request, as forms of one page: what each asks for, the words around it, and its call."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from app.forms import decision as forms
from booking import workflow
from booking.terms import Act


@dataclass(frozen=True)
class Deed:
    """An act: its form and call, the words that open it, on its button and when it is done; ``says`` stands above the
    form, ``key`` is the key that leads to it."""

    form: type[forms.ActForm]
    call: Callable[..., None]
    title: Any
    button: Any
    done: Any
    says: Any = ""
    key: str = ""
    danger: bool = False


DEEDS: dict[Act, Deed] = {
    Act.APPROVE: Deed(
        forms.Approve,
        workflow.approve,
        _l("Berikan jadwal"),
        _l("Berikan jadwal ini"),
        _l("Jadwal diberikan."),
        key="s",
    ),
    Act.MOVE: Deed(
        forms.Move,
        workflow.move,
        _l("Pindahkan ke sesi atau cara lain"),
        _l("Pindahkan"),
        _l("Dipindahkan; pemohon dikabari."),
        _l("Hanya karena keadaan kantor. Suratnya tetap berlaku dan daerah tidak perlu mengirim surat baru."),
        key="p",
    ),
    Act.ASK: Deed(
        forms.Ask,
        workflow.ask,
        _l("Tanyakan sesuatu kepada pemohon"),
        _l("Kirim pertanyaan"),
        _l("Pertanyaan dikirim kepada pemohon."),
        key="t",
    ),
    Act.AMEND: Deed(
        forms.Amend,
        workflow.amend,
        _l("Ganti unit, ruang, atau tautan"),
        _l("Simpan penggantian"),
        _l("Penggantian disimpan."),
        key="u",
    ),
    Act.REJECT: Deed(
        forms.Reject,
        workflow.reject,
        _l("Tolak permohonan ini"),
        _l("Tolak permohonan"),
        _l("Permohonan ditolak; alasannya dapat dibaca pemohon."),
        key="x",
        danger=True,
    ),
    Act.WITHDRAW: Deed(
        forms.Withdraw,
        workflow.withdraw,
        _l("Tarik atas permintaan daerah"),
        _l("Tarik permohonan"),
        _l("Permohonan ditarik. Suratnya tetap dapat dipakai."),
        _l("Sesinya terbuka lagi untuk daerah lain, dan suratnya tetap dapat dipakai."),
        danger=True,
    ),
    Act.RELEASE: Deed(
        forms.Release,
        workflow.release,
        _l("Lepas jadwal karena keadaan kantor"),
        _l("Lepas jadwal"),
        _l("Jadwal dilepas; pemohon dikabari sesi terdekat yang terbuka."),
        _l("Sesinya terbuka lagi. Suratnya tetap dapat dipakai, dan pemohon dikabari sesi terdekat yang terbuka."),
        danger=True,
    ),
    Act.CANCEL: Deed(
        forms.Cancel,
        workflow.cancel,
        _l("Batalkan untuk daerah"),
        _l("Batalkan jadwal"),
        _l("Jadwal sudah dibatalkan."),
        danger=True,
    ),
    Act.MARK_ABSENT: Deed(
        forms.MarkAbsent,
        workflow.mark_absent,
        _l("Catat tidak ada yang hadir"),
        _l("Catat tidak hadir"),
        _l("Ketidakhadiran dicatat."),
        _l("Tanpa kabar, surat kunjungan itu habis; dengan keterangan yang diterima, suratnya tetap dapat dipakai."),
        danger=True,
    ),
    Act.RESTORE: Deed(
        forms.Restore,
        workflow.restore,
        _l("Tarik kembali catatan tidak hadir"),
        _l("Tarik kembali"),
        _l("Catatan tidak hadir ditarik kembali."),
    ),
    Act.REOPEN: Deed(
        forms.Reopen,
        workflow.reopen,
        _l("Buka lagi berkas sesi"),
        _l("Buka lagi"),
        _l("Berkas sesi dibuka lagi; unit dapat memperbaikinya."),
    ),
}
"""In the order in which they stand on the page."""
