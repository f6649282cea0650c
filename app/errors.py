"""What went wrong, said to people as a page and to machines as problem+json, always with what to do next."""

from __future__ import annotations

from dataclasses import dataclass, replace

from flask import Flask, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_limiter import RateLimitExceeded
from flask_wtf.csrf import CSRFError
from limits import RateLimitItem
from werkzeug.exceptions import HTTPException

from app import formats, idempotency
from app.api import problems
from app.db import reading
from booking.errors import Crowded, KeyReused, NotDone, NotOpen, NotYours, Refused, Registered, Unfit, Unknown

STATUS: dict[type[NotDone], int] = {
    Unknown: 404,
    NotYours: 403,
    NotOpen: 409,
    Crowded: 409,
    Registered: 409,
    Refused: 422,
    KeyReused: 422,
    Unfit: 400,
}
"""The HTTP status of each answer that an act was not done."""


@dataclass(frozen=True)
class Said:
    """A title, what happened, and what to do."""

    title: str
    text: str
    remedy: str


def _pages() -> dict[int, Said]:
    start = _("Kembali ke beranda, atau hubungi Contact Center di 150420 bila perlu bantuan.")
    return {
        400: Said(
            _("Permintaan ini tidak dapat dibaca"),
            _("Ada isian yang hilang atau formulirnya sudah terlalu lama terbuka."),
            _("Muat ulang halaman sebelumnya, lalu kirim sekali lagi."),
        ),
        401: Said(
            _("Silakan masuk dahulu"), _("Halaman ini memerlukan akun."), _("Masuk, lalu buka halaman ini lagi.")
        ),
        403: Said(
            _("Halaman ini bukan untuk akun Anda"),
            _("Akun yang sedang dipakai tidak berwenang membuka atau melakukan ini."),
            _("Masuk dengan akun yang berwenang, atau kembali ke beranda."),
        ),
        404: Said(
            _("Halaman tidak ditemukan"),
            _("Alamatnya mungkin salah ketik, atau permohonan ini bukan milik akun Anda."),
            start,
        ),
        405: Said(_("Cara membuka halaman ini tidak sesuai"), _("Halaman ini hanya menerima kiriman formulir."), start),
        409: Said(
            _("Keadaannya sudah berubah"),
            _("Orang lain lebih dahulu mengubah permohonan atau mengambil sesi ini."),
            _("Muat ulang halamannya untuk melihat keadaan terbaru, lalu putuskan lagi."),
        ),
        413: Said(
            _("Berkas terlalu besar"),
            _("Berkas paling besar 10 MB."),
            _("Pindai dengan mutu lebih rendah, lalu unggah lagi."),
        ),
        422: Said(
            _("Permintaan ini belum dapat dipenuhi"),
            _("Ada butir surat edaran yang belum terpenuhi."),
            _("Kembali ke halaman sebelumnya dan ikuti petunjuknya."),
        ),
        429: Said(
            _("Terlalu banyak percobaan"),
            _("Demi keamanan, jumlah percobaan dari satu alamat jaringan dibatasi."),
            _("Tunggu beberapa menit, lalu coba lagi."),
        ),
        500: Said(
            _("Ada gangguan pada sistem kami"),
            _("Yang sudah tersimpan tetap aman."),
            _("Coba lagi sebentar lagi. Bila berulang, hubungi Contact Center di 150420."),
        ),
    }


def page(status: int, why: str = "", remedy: str = "") -> ResponseReturnValue:
    """The error page of a status; ``why`` and ``remedy`` take the place of its general words."""
    said = _pages().get(status) or _pages()[500 if status >= 500 else 400]
    said = replace(said, remedy=remedy or said.remedy)
    return render_template("error.html", status=status, said=said, why=why), status


def _not_done(error: NotDone) -> ResponseReturnValue:
    reading().rollback()
    if request.blueprint == "api":
        if isinstance(error, Crowded | KeyReused):
            idempotency.forget()  # trying again is right, or the key belongs to another call
        return problems.of(error)
    why = ""
    if isinstance(error, Unfit):
        why = error.says[formats.language()]
    return page(STATUS[type(error)], why)


_MINUTE = 60
_DRAINED = 64 * 1024 * 1024
_PIECE = 64 * 1024
"""Bytes of a body that is too large that are still read, and how many at once."""


def _drain() -> None:
    """Read what is still being sent: who is cut off in the middle of sending never hears why."""
    left = min(request.content_length or 0, _DRAINED)
    while left > 0 and (piece := request.environ["wsgi.input"].read(min(_PIECE, left))):
        left -= len(piece)


def _http(error: HTTPException) -> ResponseReturnValue:
    status = error.code or 500
    if status == 413:
        _drain()
    if status in (301, 302, 303, 307, 308):
        return error
    if request.path.startswith("/api/"):
        return problems.http(error)
    return page(status, remedy=_again_in(error.limit.limit) if isinstance(error, RateLimitExceeded) else "")


def _again_in(limit: RateLimitItem) -> str:
    """When to try again at the latest: once the whole window of the limit has passed."""
    return str(_("Coba lagi paling lambat %(minutes)s menit lagi.", minutes=-(-limit.get_expiry() // _MINUTE)))


def register(app: Flask) -> None:
    """Answer every error in the house style."""
    app.register_error_handler(NotDone, _not_done)
    app.register_error_handler(CSRFError, _http)
    app.register_error_handler(HTTPException, _http)
