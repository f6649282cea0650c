"""What the database refuses, clause by clause, in words for everybody: the list of booking/guards.py, spoken."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import lazy_gettext as _l

from booking.guards import GUARDS, UNHELD

REFUSED = {
    "two visits in one session": _l("dua kunjungan pada satu sesi"),
    "more video conferences at an hour than may run at once": _l(
        "lebih banyak video conference pada satu jam daripada yang boleh berlangsung bersamaan"
    ),
    "two bookings in one room at one hour": _l("dua jadwal dalam satu ruang pada satu jam"),
    "the same room blocked twice for one hour": _l("satu ruang yang ditutup dua kali untuk jam yang sama"),
    "a third visit of a region in a month": _l("kunjungan ketiga satu daerah dalam sebulan"),
    "a limit that is not the circular's, or a month that is not the visit's": _l(
        "batas yang bukan dari surat edaran, atau bulan yang bukan bulan kunjungannya"
    ),
    "one letter under two live bookings": _l("satu surat untuk dua jadwal yang masih berlaku"),
    "one letter registered twice, without a number, or used by another requester": _l(
        "satu surat yang tercatat dua kali, tanpa nomor, atau dipakai pemohon lain"
    ),
    "a letter that came by no channel there is": _l("surat yang masuk lewat saluran yang tidak ada"),
    "a guest beyond the party's cap": _l("tamu di luar batas rombongannya"),
    "a guest who enters twice, or another party's session": _l(
        "tamu yang masuk dua kali, atau masuk ke sesi rombongan lain"
    ),
    "a travel order without an admission, twice, or without a number": _l(
        "SPPD tanpa tamu yang tercatat masuk, dua kali, atau tanpa nomor"
    ),
    "a departure of somebody who never entered": _l("kepulangan orang yang tidak pernah tercatat masuk"),
    "a party turned away for a reason from nowhere": _l("rombongan yang tidak dilayani dengan alasan di luar daftar"),
    "a schedule without its ground, who gave it and when, or without a unit": _l(
        "jadwal tanpa dasar, tanpa pemberi dan waktunya, atau tanpa unit"
    ),
    "a video conference scheduled without room or link": _l("video conference terjadwal tanpa ruang atau tautan"),
    "a rejection without a reason and words": _l("penolakan tanpa alasan dan penjelasan"),
    "a release without a reason": _l("pelepasan jadwal tanpa alasan"),
    "a cancellation without words": _l("pembatalan tanpa penjelasan"),
    "a session closed without its record": _l("sesi yang ditutup tanpa berkasnya"),
    "a complaint without words, of a kind from nowhere, or twice from one form": _l(
        "pengaduan tanpa isi, dengan jenis di luar daftar, atau dua kali dari satu formulir"
    ),
}
"""What cannot be stored, by its words in the list."""

LEFT = {
    "the day by which an escalated question is answered": _l("batas hari untuk menjawab pertanyaan yang dieskalasi"),
    "the lead time of three working days, and that a session's day is a working day": _l(
        "jarak tiga hari kerja, dan bahwa hari sesinya hari kerja"
    ),
    "that the slot lies ahead": _l("bahwa sesinya masih akan datang"),
    "that the hour is one of the sessions": _l("bahwa jamnya termasuk sesi"),
    "that a room is not blocked": _l("bahwa ruangnya tidak ditutup"),
    "that the letter is addressed to the Director General": _l("bahwa surat ditujukan kepada Direktur Jenderal"),
    "a new letter after a cancelled or missed visit": _l(
        "surat baru setelah kunjungan yang dibatalkan atau tidak dihadiri"
    ),
    "that whoever raises the cap is a leader": _l("bahwa yang menaikkan batas benar pimpinan daerah"),
    "two at the desk until a leader has entered": _l("dua tamu di resepsionis sampai pimpinan daerah masuk"),
    "admission on the day and within the session's window": _l("penerimaan pada hari dan rentang waktu sesinya"),
    "that a filed paper is what it is called": _l("bahwa berkas yang diarsipkan sesuai namanya"),
    "that nothing is charged": _l("bahwa tidak ada yang dipungut"),
}
"""What no constraint can hold."""

WHY = {
    "a day that passes is nothing stored": _l("hari yang berlalu bukan sesuatu yang disimpan"),
    "holidays are entered after schedules were given, and a lead time that was kept stays kept": _l(
        "hari libur dapat dicatat setelah jadwal diberikan, dan jarak yang sudah terpenuhi tetap "
        "terpenuhi"
    ),
    "the database reads no clock": _l("basis data tidak membaca jam"),
    "the hours are figures that a later circular may change": _l(
        "jam sesi adalah angka yang dapat diubah surat edaran berikutnya"
    ),
    "a block may be entered over a session, which is then moved": _l(
        "ruang dapat ditutup ketika sudah ada sesi, yang lalu dipindahkan"
    ),
    "it is what somebody read in the letter": _l("itu yang dibaca seseorang pada suratnya"),
    "it spans bookings of different states": _l("menyangkut beberapa jadwal dengan keadaan berbeda"),
    "the office of a guest is what the requester says": _l("kedudukan tamu adalah keterangan pemohon"),
    "it spans the admissions of a party": _l("menyangkut kedatangan seluruh rombongan"),
    "tablets report late": _l("tablet resepsionis dapat melapor belakangan"),
    "a file's kind is what the unit says": _l("jenis berkas adalah keterangan unit"),
    "there is nowhere to charge: no table holds a price": _l(
        "tidak ada tempat untuk memungut: tidak satu tabel pun menyimpan harga"
    ),
}
"""Why not."""


@dataclass(frozen=True)
class Held:
    """What the database itself refuses for a clause, by which constraints, and what it cannot hold and why."""

    refuses: list[str]
    constraints: list[str]
    leaves: list[tuple[str, str]]


def by_database(clause: str) -> Held:
    """What the database does for a clause."""
    guards = [each for each in GUARDS if each.clause == clause]
    left = [each for each in UNHELD if clause in each.clause.split(", ")]
    return Held(
        refuses=[str(REFUSED[each.refused]) for each in guards],
        constraints=[name for each in guards for name in each.constraints],
        leaves=[(str(LEFT[each.what]), str(WHY[each.why])) for each in left],
    )
