"""The administration begins here: where what is kept, and what needs somebody's eye."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.access import allow
from app.db import reading
from booking import lists, outbox, staff
from booking.lists import Kind
from booking.models import Unit
from booking.terms import Delivery, Role

blueprint = Blueprint("admin", __name__)


@dataclass(frozen=True)
class _Place:
    """Where an administrator goes, what is done there, and what waits there."""

    label: str
    href: str
    text: str
    mark: str = ""
    tone: str = "wait"


@blueprint.get("/admin")
@allow(Role.ADMIN)
def start() -> ResponseReturnValue:
    """Everything an administrator keeps, with what needs a look."""
    return render_template(
        "admin/start.html", groups=[(_("Orang"), _people()), (_("Daftar"), _lists()), (_("Catatan"), _records())]
    )


def _people() -> list[_Place]:
    alone = staff.administrators(reading()) == 1
    return [
        _Place(
            _("Orang dan peran"),
            url_for("staff.people"),
            _("Siapa yang dapat masuk dan sebagai apa. Tambah orang, ganti peran, tutup akun."),
            _("Anda satu-satunya administrator") if alone else "",
        ),
        _Place(
            _("Token"),
            url_for("staff.tokens"),
            _("Kunci yang dipakai program lain atas nama seseorang. Lihat dan cabut."),
        ),
    ]


def _lists() -> list[_Place]:
    proposed = sum(
        isinstance(each, Unit) and each.active and not each.verified for each in lists.rows(reading(), Kind.UNIT)
    )
    unsure = ngettext("%(num)s nama perlu dipastikan", "%(num)s nama perlu dipastikan", proposed) if proposed else ""
    return [
        _Place(
            _("Unit teknis"), url_for("lists.listed", kind="unit"), _("Direktorat yang menerima konsultasi."), unsure
        ),
        _Place(
            _("Topik"),
            url_for("lists.listed", kind="topik"),
            _("Yang dapat dikonsultasikan, urutannya, dan ke unit mana diusulkan."),
        ),
        _Place(_("Ruang"), url_for("lists.listed", kind="ruang"), _("Tempat sesi berlangsung.")),
        _Place(
            _("Hari libur dan penutupan"),
            "/petugas/hari-libur",
            _("Hari kantor tutup dan ruang yang tidak dapat dipakai."),
        ),
    ]


def _records() -> list[_Place]:
    dead = outbox.counted(reading(), Delivery.DEAD)
    return [
        _Place(
            _("Surel keluar"),
            url_for("outbox.messages"),
            _("Apa yang diberitahukan lewat surel, dan sudah sampai mana. Kirim ulang yang gagal."),
            ngettext("%(num)s gagal dikirim", "%(num)s gagal dikirim", dead) if dead else "",
            "bad",
        ),
        _Place(
            _("Jurnal"),
            url_for("journal.entries"),
            _("Apa yang terjadi, kapan, dan oleh siapa. Periksa bahwa catatannya utuh."),
        ),
        _Place(
            _("Akses data pribadi"),
            url_for("journal.looks"),
            _("Siapa di kantor yang membuka NIP, nomor telepon, surat, atau berkas, dan kapan."),
        ),
    ]
