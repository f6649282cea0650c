"""``flask --app wsgi holidays import FILE``: days off from the command line."""

from __future__ import annotations

from datetime import datetime
from itertools import groupby
from pathlib import Path

import click
from flask.cli import AppGroup
from flask_babel import force_locale

from app import clock, formats
from app.db import reading, store
from app.feeds import daylist
from booking import almanac, days, gather, standing
from booking.days import DayOff
from booking.errors import Unfit
from booking.journal import Actor
from booking.terms import Role

commands = AppGroup("holidays", help="Days off of the office.")
_COMMAND = Actor(Role.ADMIN, channel="command")


@commands.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--decree", help="What the days rest on; the name of the file where it is left out.")
@click.option("--replace", is_flag=True, help="The list takes the place of what is known of its years, whole.")
def import_days(file: Path, decree: str | None, replace: bool) -> None:
    """Enter the days off of FILE (CSV or ICS).

    A year that is not known yet becomes known, with the list as its whole list. In a known year the days become
    closures beside its holidays, or take the place of its list with --replace. Nothing is entered where a line is
    wrong. Prints what was done, and which bookings stand on days off.
    """
    now = clock.now()
    with file.open("rb") as opened, force_locale("en"):
        found = daylist.read(opened.read(daylist.LARGEST + 1))
        if found.wrong:
            raise click.ClickException("nothing was entered\n" + "\n".join(found.said))
        try:
            _enter(found.days, decree or file.name, replace, now)
        except Unfit as error:
            raise click.ClickException(error.says["en"]) from None
        _tell_who_stands()


def _enter(listed: list[DayOff], decree: str, replace: bool, now: datetime) -> None:
    known = gather.office_calendar(reading()).years
    for year, those in groupby(listed, key=lambda each: each.date.year):
        enter = _whole if replace or year not in known else _closures
        click.echo(f"{year}: {enter(year, list(those), decree, now)}")
    reading().rollback()


def _whole(year: int, listed: list[DayOff], decree: str, now: datetime) -> str:
    done = days.enter_year(store(), year, listed, decree, _COMMAND, now)
    said = f"its whole list, days off: {len(listed)}" if done.changed else "its whole list as it was already"
    missing = ", ".join(formats.short_day(day) for day in almanac.missing(year, listed))
    return f"{said}; not among them, though a day off in every other year: {missing}" if missing else said


def _closures(year: int, listed: list[DayOff], decree: str, now: datetime) -> str:
    new = [each for each in days.closing(reading(), listed) if each.date >= standing.first_day(now)]
    done = days.close(store(), new, decree, _COMMAND, now) if new else days.Entered(0, 0)
    rest = len(listed) - done.changed
    return f"known already; closures entered: {done.changed}, off already or past: {rest}"


def _tell_who_stands() -> None:
    displaced = standing.displaced(reading())
    for each in displaced:
        slot, booking = formats.slot_of(each.booking), each.booking
        click.echo(f"{booking.reference}  {formats.slot_label(slot)}  {booking.institution}")
    count = len(displaced)
    click.echo(
        f"bookings that cannot stay: {count}; an officer moves them at /petugas/hari-libur/pindah"
        if count
        else "no booking stands on a day off"
    )
