"""What is told about accounts: to the Contact Center who asks for one, to people what became of it and how a password
is chosen. Each in the language at hand."""

from __future__ import annotations

from urllib.parse import quote, urlencode

from flask_babel import gettext as _

from app import formats
from app.mail import pieces
from app.mail.matter import Link, Matter, Told
from booking.terms import Role


def asked(matter: Matter) -> Told:
    """Somebody of a region asks for an account; told to the Contact Center."""
    return Told(
        subject=_("Permintaan akun: %(region)s", region=_region(matter)),
        title=_("Ada yang meminta akun daerah"),
        happened=[
            _("Seseorang dari %(region)s meminta akun untuk mengajukan konsultasi.", region=_region(matter)),
            _("Alamat e-mailnya belum dibuktikan; tautan kata sandi hanya dikirim ke alamat itu."),
        ],
        steps=[
            _("Pastikan orangnya, misalnya dengan menelepon instansinya, lalu buka atau tolak akunnya."),
        ],
        facts=_pairs(
            (_("Daerah"), _region(matter)),
            (_("Instansi"), matter.institution),
            (_("Nama"), matter.text("name")),
            (_("Jabatan"), matter.text("position")),
            (_("Alamat e-mail"), matter.text("email")),
            (_("Nomor telepon atau WhatsApp"), matter.text("phone")),
        ),
        links=[Link(_("Putuskan permintaan akun"), f"{matter.base_url}/petugas/akun/{matter.number('request')}")],
    )


def opened(matter: Matter) -> Told:
    """An account was opened, by an officer for a region or by an administrator for anybody; a password is to be
    chosen."""
    role = matter.text("role")
    if role:
        happened = _("Administrator membuka akun Anda sebagai %(role)s.", role=formats.ROLES[Role(role)])
    else:
        happened = _("Petugas Contact Center membuka akun untuk %(region)s.", region=_region(matter))
    region = "" if role and not matter.text("region") else _region(matter)
    return Told(
        subject=_("Akun Anda di Temu DJPK sudah dibuka"),
        title=_("Akun Anda sudah dibuka"),
        happened=[happened],
        steps=[
            _("Buka tautan di bawah ini, lalu pilih kata sandi. Membuka tautan saja tidak mengubah apa pun."),
            _ends(matter),
            _("Sesudah itu masuk dengan alamat e-mail ini dan kata sandi Anda."),
            _keep(),
        ],
        facts=_pairs(
            (_("Daerah"), region), (_("Unit"), matter.text("unit")), (_("Alamat e-mail"), matter.recipient)
        ),
        links=[_choose(matter), _sign_in(matter)],
    )


def refused(matter: Matter) -> Told:
    """No account was opened, and why."""
    return Told(
        subject=_("Permintaan akun Anda belum dapat dipenuhi"),
        title=_("Permintaan akun belum dapat dipenuhi"),
        happened=[_("Petugas Contact Center tidak membuka akun untuk %(region)s.", region=_region(matter))],
        quoted=pieces.note(matter),
        steps=[
            _("Bila alasannya sudah teratasi, minta akun sekali lagi."),
            _("Tanpa akun pun konsultasi dapat diajukan; alamat e-mail lalu dikonfirmasi setiap kali."),
        ],
        links=[
            Link(_("Minta akun"), f"{matter.base_url}/akun/minta"),
            Link(_("Ajukan permohonan"), f"{matter.base_url}/ajukan"),
        ],
    )


def password(matter: Matter) -> Told:
    """A link to choose a password: somebody forgot theirs, or asked for an account and has one."""
    if matter.flag("has_one"):
        why = _("Seseorang meminta akun dengan alamat e-mail ini. Alamat ini sudah mempunyai akun.")
    else:
        why = _("Seseorang meminta tautan untuk memilih kata sandi baru bagi akun ini.")
    return Told(
        subject=_("Pilih kata sandi Temu DJPK"),
        title=_("Pilih kata sandi baru"),
        happened=[why],
        steps=[
            _("Bila itu Anda, buka tautan di bawah ini. Membuka tautan saja tidak mengubah apa pun."),
            _ends(matter),
            _("Bila itu bukan Anda, abaikan pesan ini: kata sandi Anda tidak berubah."),
            _keep(),
        ],
        facts=_pairs((_("Alamat e-mail"), matter.recipient)),
        links=[_choose(matter), _sign_in(matter)],
    )


def _region(matter: Matter) -> str:
    return formats.region_name(matter.text("region") or None)


def _ends(matter: Matter) -> str:
    return str(
        _(
            "Tautan berlaku satu kali, sampai %(until)s. Sesudahnya minta tautan baru di halaman Lupa kata sandi.",
            until=matter.moment("until"),
        )
    )


def _keep() -> str:
    return str(_("Jangan teruskan pesan ini. Petugas tidak pernah menanyakan kata sandi Anda."))


def _choose(matter: Matter) -> Link:
    proof = {"sampai": matter.text("until"), "token": matter.sending.password_token or ""}
    page = f"{matter.base_url}/akun/sandi/{matter.number('person')}"
    return Link(str(_("Pilih kata sandi")), f"{page}?{urlencode(proof, safe=':', quote_via=quote)}")


def _sign_in(matter: Matter) -> Link:
    return Link(str(_("Halaman masuk")), f"{matter.base_url}/masuk")


def _pairs(*pairs: tuple[object, object]) -> list[tuple[str, str]]:
    return [(str(label), str(value)) for label, value in pairs if value]
