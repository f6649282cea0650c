"""What whoever complained is told, in the language at hand."""

from __future__ import annotations

from flask_babel import gettext as _

from app.mail import pieces
from app.mail.matter import Link, Matter, Told


def received(matter: Matter) -> Told:
    """It came. Nothing of what was written is repeated: the address may be somebody else's."""
    kind = pieces.complaint_kind(matter)
    return Told(
        subject=_("Kiriman %(reference)s diterima", reference=matter.reference),
        title=_("Terima kasih, sudah kami terima"),
        happened=[_("Kiriman Anda melalui formulir pengaduan, saran, dan masukan sudah diteruskan kepada petugas.")],
        steps=[
            _("Simpan nomornya, dan sebutkan bila menghubungi Contact Center tentang kiriman ini."),
            _("Bila perlu penjelasan, petugas menghubungi Anda. Surat edaran tidak menyebut batas waktunya."),
            _("Bila bukan Anda yang mengirimnya, abaikan pesan ini."),
        ],
        facts=[
            (_("Nomor"), matter.reference),
            (_("Jenis"), kind),
            (_("Diterima"), matter.moment("received_at")),
        ],
        links=[Link(_("Buka tanda terima"), f"{matter.base_url}/pengaduan/{matter.reference}")],
    )
