"""The sections that compare: provinces, time zones, clauses that refused, states."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app import formats
from app.reports import plots
from app.reports.plots import Plot, Series
from app.reports.shape import (
    NO_SESSION,
    SESSIONS,
    Column,
    Kind,
    Section,
    by_mode,
    drawn,
    number,
    place_name,
    the_most,
)
from booking.models.letters import NO_REGION
from booking.reports import Report, Tally
from rules import words
from rules.citation import CLAUSES
from rules.facts import Mode, State
from rules.regions import register

_MOST_DRAWN = 12
"""How many places a plot has room for; the table has all."""

REFUSED = {
    "letter_not_addressed": _l("Surat tidak ditujukan kepada Direktur Jenderal"),
    "letter_in_use": _l("Surat sudah dipakai"),
    "lead_time": _l("Terlalu dekat dengan hari surat diterima"),
    "calendar_unknown": _l("Hari libur tahun itu belum ditetapkan"),
    "slot_passed": _l("Sesi sudah lewat"),
    "room_taken": _l("Ruang tidak tersedia"),
    "not_a_working_day": _l("Bukan hari kerja"),
    "not_a_session": _l("Bukan jam sesi"),
    "session_taken": _l("Sesi sudah terisi"),
    "region_frequency": _l("Jatah kunjungan bulan itu habis"),
    "guest_cap": _l("Tamu melebihi batas"),
    "no_guest": _l("Tamu belum disebut"),
    "new_letter_required": _l("Perlu surat baru"),
}


def places(report: Report) -> Section:
    """Sessions and waiting by province, or within a province by region."""
    within, whole = report.period.province is not None, report.whole
    held = [each for each in report.places if each.sessions]
    names = [place_name(each.key) for each in held]
    says = _from(names, held)
    sessions, waited = _of_places(names[:_MOST_DRAWN], held[:_MOST_DRAWN], len(held), says)
    return Section(
        "provinsi",
        str(_("Sesi menurut daerah") if within else _("Sesi menurut provinsi")),
        says,
        str(
            _(
                "Kementerian dan lembaga, yang bukan daerah, dihitung tersendiri. Waktu tunggu, dalam hari kerja, "
                "dijelaskan di bagian berikutnya."
            )
        ),
        [
            Column(str(_("Asal pemohon")), Kind.WORDS),
            *SESSIONS,
            Column(str(_("Tunggu (median)")), Kind.DAYS),
        ],
        [[place_name(each.key), each.visits, each.videos, each.sessions, each.wait] for each in held],
        [str(_("Seluruhnya")), whole.visits, whole.videos, whole.sessions, whole.wait] if held else [],
        drawn(plots.bars, sessions, waited),
        note="" if within else _without(held),
    )


def _of_places(names: list[str], held: list[Tally], every: int, says: str) -> tuple[Plot, Plot]:
    """How many sessions places had, and how long they waited: those with the most sessions."""
    of = str(_("%(count)s asal terbanyak", count=len(held)) if every > len(held) else _("menurut asal pemohon"))
    longest = the_most(zip(names, (each.wait or 0 for each in held), strict=True))
    waits = Series(str(_("Median waktu tunggu")), [each.wait for each in held])
    slow = (
        _("Paling lama dari %(names)s: %(count)s hari kerja.", names=longest[0], count=number(longest[1]))
        if longest
        else ""
    )
    return (
        Plot("provinsi", str(_("Sesi, %(of)s", of=of)), says, names, by_mode(held), number),
        Plot(
            "provinsi-tunggu",
            str(_("Waktu tunggu (median hari kerja), %(of)s", of=of)),
            str(slow),
            names,
            [waits],
            number,
        ),
    )


def _from(names: Iterable[str], tallies: Iterable[Tally]) -> str:
    """From where the most sessions came."""
    most = the_most(zip(names, (each.sessions for each in tallies), strict=True))
    if most is None:
        return str(NO_SESSION)
    return str(_("Paling banyak dari %(names)s: %(count)s sesi.", names=most[0], count=number(most[1])))


def _without(held: Iterable[Tally]) -> str:
    """The provinces that had no session."""
    there = {each.key for each in held}
    missing = sorted(each.name for each in register().values() if each.kind == "province" and each.code not in there)
    if not missing or not there:
        return ""
    named = words.listed(missing, formats.language())
    return str(_("Belum ada sesi dari %(count)s provinsi: %(names)s.", count=len(missing), names=named))


def zones(report: Report) -> Section:
    """Sessions by the time zone of whoever asked."""
    zones = [(_zone_name(each.key), each) for each in report.zones]
    names = [name for name, _each in zones]
    says = _from(names, report.zones)
    plot = Plot("zona", str(_("Sesi menurut zona waktu pemohon")), says, names, by_mode(report.zones), number)
    labels = (
        Column(str(_("Tunggu (median)")), Kind.DAYS),
        Column(str(_("Tidak hadir"))),
        Column(str(_("Lewat video")), Kind.SHARE),
    )
    return Section(
        "zona",
        str(_("Zona waktu")),
        says,
        str(
            _(
                "Zona waktu tempat daerahnya. Jam sesi selalu dalam WIB: pukul 09.00 WIB adalah 10.00 WITA dan 11.00 "
                "WIT. Waktu tunggu dihitung dalam hari kerja."
            )
        ),
        [Column(str(_("Zona waktu")), Kind.WORDS), *SESSIONS, *labels],
        [
            [name, each.visits, each.videos, each.sessions, each.wait, each.no_shows, each.video_share]
            for name, each in zones
        ],
        pictures=drawn(plots.bars, plot),
    )


def _zone_name(key: str) -> str:
    return place_name(key) if key == NO_REGION else key


def refusals(report: Report) -> Section:
    """What refused, by clause, the most frequent first."""
    order = list(CLAUSES)
    counted = sorted(report.refusals.items(), key=lambda each: (-each[1], order.index(each[0][0]), each[0][1]))
    rows = [(str(REFUSED.get(code, code)), clause, times) for (clause, code), times in counted]
    says = str(_("Tidak ada permohonan yang tertolak aturan pada kurun ini."))
    if rows:
        label, clause, times = rows[0]
        says = str(
            _(
                "Paling sering: %(label)s (butir %(clause)s), %(count)s dari %(total)s penolakan.",
                label=label,
                clause=clause,
                count=number(times),
                total=number(report.refusals.total()),
            )
        )
    names = [f"{label} ({clause})" for label, clause, _times in rows]
    series = [Series(str(_("Penolakan")), [times for *_label, times in rows])]
    plot = Plot("penolakan", str(_("Penolakan menurut butir surat edaran")), says, names, series, number)
    return Section(
        "penolakan",
        str(_("Penolakan menurut butir")),
        says,
        str(
            _(
                "Permohonan yang tidak dapat diterima menurut aturan, pada bulan penilaiannya. Satu permohonan dapat "
                "tertolak oleh beberapa butir. Penolakan oleh petugas ada di bagian Keadaan permohonan."
            )
        ),
        [Column(str(_("Sebab")), Kind.WORDS), Column(str(_("Butir")), Kind.CLAUSE), Column(str(_("Kali")))],
        [list(row) for row in rows],
        [str(_("Jumlah")), "", report.refusals.total()] if rows else [],
        drawn(plots.bars, plot),
    )


def states(report: Report) -> Section:
    """Every request of the period by its state."""

    def both(state: State) -> list[int]:
        return [report.states[mode.value, state.value] for mode in (Mode.VISIT, Mode.VIDEO_CONFERENCE)]

    counted = {state: both(state) for state in State if sum(both(state))}
    names = [str(formats.STATES[state][0]) for state in counted]
    says = str(_("Belum ada permohonan untuk kurun ini."))
    if most := the_most(zip(names, map(sum, counted.values()), strict=True)):
        total = number(report.states.total())
        says = str(
            _("Paling banyak: %(names)s, %(count)s dari %(total)s.", names=most[0], count=number(most[1]), total=total)
        )
    series = [
        Series(str(label), [numbers[place] for numbers in counted.values()])
        for place, label in enumerate((_("Tatap muka"), _("Video conference")))
    ]
    plot = Plot("keadaan", str(_("Permohonan menurut keadaannya sekarang")), says, names, series, number)
    sums = [sum(numbers[place] for numbers in counted.values()) for place in range(2)]
    return Section(
        "keadaan",
        str(_("Keadaan permohonan")),
        says,
        str(_("Semua permohonan yang sesinya jatuh pada kurun ini, menurut keadaannya sekarang.")),
        [Column(str(_("Keadaan")), Kind.WORDS), *SESSIONS],
        [[name, *numbers, sum(numbers)] for name, numbers in zip(names, counted.values(), strict=True)],
        [str(_("Jumlah")), *sums, sum(sums)] if counted else [],
        drawn(plots.bars, plot),
    )
