"""The pages of errors: what happened, what was kept, what to do, and where to go on."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from flask import current_app, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import AnonymousUserMixin
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from app import access, clock, formats
from app.extensions import free_again
from app.web import Link, frame
from app.web.account import HOME
from booking.terms import Role

_log = logging.getLogger(__name__)
_CODE = "%Y%m%d-%H%M%S"

FAULT = 500
"""From this status on the fault is ours, and nothing is asked of the database."""


@dataclass(frozen=True)
class Said:
    """A title, what happened, what became of it, and what to do."""

    title: str
    text: str
    kept: str
    remedy: str


def _pages() -> dict[int, Said]:
    unchanged = _("Tidak ada yang tersimpan atau berubah.")
    return {
        400: Said(
            _("Permintaan ini tidak dapat dibaca"),
            _("Ada isian yang hilang, atau formulirnya sudah terlalu lama terbuka."),
            unchanged,
            _(
                "Tekan tombol Kembali di peramban: yang Anda ketik biasanya masih ada. Salin, muat ulang, lalu kirim"
                " lagi."
            ),
        ),
        401: Said(
            _("Silakan masuk dahulu"),
            _("Halaman ini memerlukan akun."),
            unchanged,
            _("Masuk, lalu buka halaman ini lagi."),
        ),
        403: Said(
            _("Halaman ini bukan untuk akun Anda"),
            _("Akun yang sedang dipakai tidak berwenang membuka atau melakukan ini."),
            unchanged,
            _("Masuk dengan akun yang berwenang, atau kembali ke halaman awal Anda."),
        ),
        404: Said(
            _("Halaman tidak ditemukan"),
            _("Alamatnya mungkin salah ketik, atau permohonan ini bukan milik akun Anda."),
            _("Permohonan dan jadwal yang sudah tersimpan tidak berubah."),
            _("Periksa alamatnya, atau lanjutkan dari salah satu halaman ini."),
        ),
        405: Said(
            _("Cara membuka halaman ini tidak sesuai"),
            _("Alamat ini hanya menerima kiriman dari formulir atau tombolnya."),
            unchanged,
            _("Kembali ke halaman sebelumnya, lalu pakai tombol di sana."),
        ),
        409: Said(
            _("Keadaannya sudah berubah"),
            _("Orang lain lebih dahulu mengubah permohonan atau mengambil sesi ini."),
            _("Yang baru Anda kirim tidak tersimpan."),
            _("Muat ulang halamannya untuk melihat keadaan terbaru, lalu putuskan lagi."),
        ),
        413: Said(
            _("Berkas terlalu besar"),
            _("Berkas paling besar 10 MB."),
            _("Berkas dan isian yang baru dikirim tidak tersimpan; yang sudah tersimpan tidak berubah."),
            _("Pindai dengan mutu lebih rendah, lalu unggah lagi."),
        ),
        422: Said(
            _("Permintaan ini belum dapat dipenuhi"),
            _("Ada butir surat edaran yang belum terpenuhi."),
            unchanged,
            _("Kembali ke halaman sebelumnya dan ikuti petunjuknya."),
        ),
        429: Said(
            _("Terlalu banyak percobaan"),
            _("Demi keamanan, percobaan dari satu jaringan dibatasi."),
            _("Yang baru Anda kirim tidak tersimpan; yang sudah tersimpan tidak berubah."),
            formats.patience(free_again()),
        ),
        500: Said(
            _("Ada gangguan pada sistem kami"),
            _("Ini kesalahan kami, bukan kesalahan Anda."),
            _(
                "Yang sudah tersimpan tetap aman. Yang baru saja dikirim mungkin belum tersimpan: periksa dahulu "
                "sebelum mengirim ulang."
            ),
            _(
                "Coba lagi sebentar lagi. Bila berulang, hubungi Contact Center di 150420 dan sebutkan waktu dan kode "
                "di bawah ini."
            ),
        ),
    }


def page(status: int, why: str = "") -> str:
    """The page of a status; ``why`` takes the place of its general words. One of a fault asks no database."""
    known = _pages()
    said = known.get(status) or known[FAULT if status >= FAULT else 400]
    if status >= FAULT:
        return _bare(said)
    return render_template("error.html", said=said, why=why, ways_on=_ways_on(status), fault=None)


def _bare(said: Said) -> str:
    """A page without the helpers that ask who is there."""
    around = frame(None) | {"current_user": AnonymousUserMixin(), "sign_in_href": None}
    now = clock.now()
    fault = {"when": formats.instant(now), "code": now.strftime(_CODE)}
    _log.error("a fault was told as %s", fault["code"])
    template = current_app.jinja_env.get_template("error.html")
    return template.render(**around, said=said, why="", ways_on=[_again(anew=True), _home()], fault=fault)


def _ways_on(status: int) -> list[Link | None]:
    """Where to go on from an error, the likeliest first."""
    person = access.person()
    role = Role(person.role) if person is not None else None
    sign_in = Link(_("Masuk dengan akun lain") if role else _("Masuk"), url_for("account.sign_in"))
    start = Link(_("Ke halaman awal saya"), url_for(HOME[role])) if role in HOME else _home()
    known: dict[int, list[Link | None]] = {
        401: [sign_in, _home()],
        403: [start, sign_in],
        404: [_status(), Link(_("Lihat jadwal"), url_for("public.calendar")), start],
        405: [start],
    }
    return known.get(status) or [_again(), start]


def _home() -> Link:
    return Link(_("Ke beranda"), url_for("public.home"))


def _status() -> Link:
    return Link(_("Cek status"), url_for("holding.show_code"))


def _again(*, anew: bool = False) -> Link | None:
    """The page that a form was sent from, where it stands at the same address; ``anew`` also a page that was read."""
    if request.method in ("GET", "HEAD") and not anew:
        return None
    adapter = current_app.create_url_adapter(request)
    try:
        if adapter is None or not adapter.match(request.path, method="GET"):
            return None
    except (HTTPException, RequestRedirect):
        return None
    return Link(_("Muat ulang halaman"), f"{request.script_root}{request.path}")
