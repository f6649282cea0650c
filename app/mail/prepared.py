"""Answers that an officer sends by hand: to a letter that was taken in, about a request, and why one is refused."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from flask_babel import force_locale
from flask_babel import gettext as _

from app import formats
from app.mail.matter import Link, Told
from app.mail.render import Prepared, by_hand, told_by_hand
from app.texts import clean
from booking.availability import FirstDay
from booking.messages import Sending
from booking.models import Letter
from booking.terms import Channel, MessageKind
from rules import words
from rules.facts import Slot
from rules.verdict import Refusal


@dataclass(frozen=True)
class Came:
    """A letter as it came: what is told of it, how it came, and the first days it can be answered on."""

    number: str
    channel: Channel
    received_at: datetime
    first_days: Sequence[FirstDay]
    addressed: bool


def came(letter: Letter, channel: Channel, first_days: Sequence[FirstDay]) -> Came:
    """A registered letter."""
    addressed = letter.addressed_to_director_general
    return Came(letter.number, channel, letter.received_at, first_days, addressed)


def of_a_letter(letter: Came, base_url: str) -> Prepared:
    """To a letter that came before any request: from which day on a session is possible, what is missing, how to
    ask."""
    with force_locale(words.LANGUAGES[0]):
        told = Told(
            subject=_("Surat %(number)s sudah kami terima", number=clean(letter.number)),
            title=_("Surat sudah diterima"),
            happened=[*_received(letter), *_missing(letter)],
            steps=[
                _("Ajukan di portal dengan nomor surat yang sama, atau balas pesan ini dengan keterangan di atas."),
                _("Tunggu sampai jadwal diberikan; sebelum itu, jangan berangkat."),
            ],
            links=[Link(_("Ajukan permohonan"), f"{base_url}/ajukan"), Link(_("Jadwal"), f"{base_url}/jadwal")],
        )
    return by_hand(told, _anybody(), base_url)


def _missing(letter: Came) -> list[str]:
    """What is still due before a session can be given."""
    said = [str(_("Yang masih kurang: cara konsultasi, topik, nama dan jabatan tamu, serta narahubung."))]
    if not letter.addressed:
        said.append(str(_("Suratnya juga belum ditujukan kepada Direktur Jenderal Perimbangan Keuangan.")))
    return said


def _received(letter: Came) -> list[str]:
    """When a letter came, and how the first possible days are counted from there."""
    said = _(
        "Surat nomor %(number)s kami terima pada %(when)s melalui %(channel)s.",
        number=clean(letter.number),
        when=formats.instant(letter.received_at),
        channel=formats.CHANNELS[letter.channel],
    )
    counts: dict[tuple[object, ...], list[FirstDay]] = {}
    for each in letter.first_days:
        counts.setdefault((each.day, each.counted, *each.holidays), []).append(each)
    return [str(said), *(_counted(those) for those in counts.values())]


def _counted(days: list[FirstDay]) -> str:
    """The first possible day of the modes that share it, with the holidays that were left out by name."""
    first = days[0]
    modes = _(" dan ").join(str(formats.MODES[each.mode]).lower() for each in days)
    if first.day is None:
        return str(
            _(
                "Hari pertama untuk %(modes)s belum dapat dihitung: hari libur tahun itu belum ditetapkan.",
                modes=modes,
            )
        )
    said = _(
        "Hari pertama yang mungkin untuk %(modes)s: %(day)s, yaitu hari kerja ke-%(number)s sesudah surat diterima.",
        modes=modes,
        day=formats.long_day(first.day),
        number=first.counted,
    )
    if not first.holidays:
        return str(said)
    named = "; ".join(f"{formats.long_day(day)} ({formats.worded(name)})" for day, name in first.holidays)
    return f"{said} {_('Hari libur di antaranya tidak dihitung: %(days)s.', days=named)}"


def of_a_message(sending: Sending, letter: Came | None, base_url: str) -> Prepared:
    """What a request's own mail says, to be sent another way too; of one that was received, how its letter counts."""
    told, whom = told_by_hand(sending, base_url)
    if letter is not None and sending.kind is MessageKind.RECEIVED:
        with force_locale(words.LANGUAGES[0]):
            told = replace(told, happened=[*_received(letter), *told.happened])
    return by_hand(told, whom, base_url)


def of_a_refusal(
    number: str, refusals: Iterable[Refusal], earliest: Slot | None, whom: str, base_url: str
) -> Prepared:
    """Why a request cannot be taken, by which clauses, and what helps."""
    found = list(refusals)
    with force_locale(words.LANGUAGES[0]):
        told = Told(
            subject=_("Permohonan atas surat %(number)s belum dapat diterima", number=clean(number)),
            title=_("Permohonan belum dapat diterima"),
            happened=[
                _("Permohonan atas surat nomor %(number)s belum dapat diterima:", number=clean(number)),
                *(f"- {formats.worded(each.says)} ({_('butir %(clause)s', clause=each.clause)})" for each in found),
            ],
            steps=[said for said in dict.fromkeys(formats.worded(each.remedy) for each in found) if said],
            choices=[formats.slot_label(earliest)] if earliest else (),
            links=[Link(_("Ajukan permohonan"), f"{base_url}/ajukan")],
        )
    return by_hand(told, whom or _anybody(), base_url)


def _anybody() -> str:
    with force_locale(words.LANGUAGES[0]):
        return str(_("Bapak/Ibu"))
