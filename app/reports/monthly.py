"""The sections that tell of each month: sessions, waiting, absences, video."""

from __future__ import annotations

from flask_babel import gettext as _

from app.reports import plots
from app.reports.plots import Series
from app.reports.shape import (
    NO_SESSION,
    SESSIONS,
    Cell,
    Column,
    Kind,
    Section,
    by_mode,
    by_month,
    drawn,
    month_name,
    number,
    short_month,
    shown,
    the_most,
)
from booking.reports import Report, Tally


def months(report: Report) -> Section:
    """Sessions held, by month."""
    title = str(_("Sesi menurut bulan"))
    most = the_most((month_name(each.key), each.sessions) for each in report.months)
    says = str(NO_SESSION)
    if most:
        says = str(_("Paling banyak pada %(names)s: %(count)s sesi.", names=most[0], count=number(most[1])))
    plot = by_month(report, "bulan", str(_("Sesi yang dilaksanakan tiap bulan")), says, *by_mode(report.months))
    return Section(
        "bulan",
        title,
        says,
        str(_("Sesi dihitung pada bulan dilaksanakannya, sesudah dicatat dilaksanakan.")),
        [Column(str(_("Bulan")), Kind.WORDS), *SESSIONS],
        [[short_month(each.key), each.visits, each.videos, each.sessions] for each in report.months],
        [str(_("Jumlah")), report.whole.visits, report.whole.videos, report.whole.sessions],
        drawn(plots.columns, plot),
    )


def waiting(report: Report) -> Section:
    """How long sessions were waited for, by month."""
    whole, says = report.whole, str(NO_SESSION)
    if whole.visit_wait is not None:
        says = str(
            _(
                "Separuh kunjungan menunggu %(days)s hari kerja atau kurang; sesi yang paling lama menunggu "
                "%(longest)s.",
                days=number(whole.visit_wait),
                longest=number(whole.longest or 0),
            )
        )
    elif whole.wait is not None:
        says = str(_("Separuh sesi menunggu %(days)s hari kerja atau kurang.", days=number(whole.wait)))
    visits = Series(str(_("Tatap muka")), [each.visit_wait for each in report.months])
    videos = Series(str(_("Video conference")), [each.video_wait for each in report.months])
    title = str(_("Waktu tunggu tiap bulan (median hari kerja)"))
    plot = by_month(report, "tunggu", title, says, visits, videos)
    days = (_("Tatap muka"), _("Video"), _("Paling lama"), _("Sampai diputuskan"))
    return Section(
        "tunggu",
        str(_("Waktu tunggu")),
        says,
        str(
            _(
                "Waktu tunggu adalah banyaknya hari kerja sesudah hari surat diterima sampai dengan hari sesinya; "
                "sampai diputuskan: sesudah hari permohonan masuk sampai dengan hari jadwal diberikan atau permohonan"
                " ditolak. Yang ditunjukkan median: separuhnya secepat itu atau lebih cepat. Bulan dihitung menurut "
                "hari sesinya."
            )
        ),
        [Column(str(_("Bulan")), Kind.WORDS), *(Column(str(label), Kind.DAYS) for label in days)],
        [
            [short_month(each.key), each.visit_wait, each.video_wait, each.longest, each.deciding]
            for each in report.months
        ],
        [str(_("Seluruh kurun")), whole.visit_wait, whole.video_wait, whole.longest, whole.deciding],
        drawn(plots.lines, plot),
    )


def absences(report: Report) -> Section:
    """Schedules nobody came to, by month."""
    whole = report.whole
    says = str(_("Tidak ada yang tidak hadir tanpa keterangan pada kurun ini."))
    if most := the_most((month_name(each.key), each.no_shows) for each in report.months):
        says = str(
            _(
                "Paling banyak pada %(names)s: %(count)s kali. Pada seluruh kurun %(share)s dari jadwal yang tiba "
                "harinya.",
                names=most[0],
                count=number(most[1]),
                share=shown(whole.absent_share, Kind.SHARE),
            )
        )
    absent = Series(str(_("Tidak hadir tanpa keterangan")), [each.no_shows for each in report.months])
    excused = Series(str(_("Berhalangan, dengan keterangan")), [each.excused for each in report.months])
    plot = by_month(report, "tidak-hadir", str(_("Jadwal yang tidak dihadiri tiap bulan")), says, absent, excused)
    labels = (_("Tidak hadir"), _("Berhalangan"), _("Jadwal"))

    def row(name: str, each: Tally) -> list[Cell]:
        return [name, each.no_shows, each.excused, each.due, each.absent_share]

    return Section(
        "tidak-hadir",
        str(_("Ketidakhadiran")),
        says,
        str(
            _(
                "Jadwal adalah sesi yang dilaksanakan ditambah yang tidak dihadiri. Bagian dihitung dari yang tidak "
                "hadir tanpa keterangan."
            )
        ),
        [
            Column(str(_("Bulan")), Kind.WORDS),
            *(Column(str(label)) for label in labels),
            Column(str(_("Bagian")), Kind.SHARE),
        ],
        [row(short_month(each.key), each) for each in report.months],
        row(str(_("Seluruh kurun")), whole),
        drawn(plots.columns, plot),
    )


def videos(report: Report) -> Section:
    """Sessions by video, and who need not travel for them."""
    whole, says = report.whole, str(NO_SESSION)
    if whole.sessions:
        says = str(
            _(
                "%(share)s dari semua sesi dilaksanakan lewat video: %(count)s sesi dengan %(people)s peserta, yang "
                "tidak perlu datang ke Jakarta.",
                share=shown(whole.video_share, Kind.SHARE),
                count=number(whole.videos),
                people=number(whole.participants),
            )
        )
    videos = Series(str(_("Sesi video")), [each.videos for each in report.months])
    people = Series(str(_("Peserta yang tidak perlu datang")), [each.participants for each in report.months])
    counted = by_month(report, "video", str(_("Sesi video tiap bulan")), says, videos)
    title = str(_("Peserta yang tidak perlu datang, tiap bulan"))
    spared = by_month(report, "video-peserta", title, says, people)

    def row(name: str, each: Tally) -> list[Cell]:
        return [name, each.videos, each.participants, each.video_share]

    return Section(
        "video",
        str(_("Video sebagai ganti perjalanan")),
        says,
        str(
            _(
                "Peserta adalah orang yang didaftarkan pemohon untuk sesi videonya. Bagian dihitung dari semua sesi "
                "yang dilaksanakan."
            )
        ),
        [
            Column(str(_("Bulan")), Kind.WORDS),
            Column(str(_("Sesi video"))),
            Column(str(_("Peserta"))),
            Column(str(_("Bagian dari semua sesi")), Kind.SHARE),
        ],
        [row(short_month(each.key), each) for each in report.months],
        row(str(_("Seluruh kurun")), whole),
        drawn(plots.columns, counted, spared),
    )
