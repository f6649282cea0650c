"""Commands: ``flask --app wsgi …``."""

from __future__ import annotations

import sys

import click
from flask import Flask
from flask.cli import AppGroup, with_appcontext

from app import clock, config, holidays, jobs
from app.db import reading, store
from app.jobs import outbox
from app.web.account import hasher
from booking import demo, journal, people, reference_data, seals
from booking.errors import Unfit
from booking.terms import Role
from rules.strict import BadInput, instant

_SIGN_INS = [role.value for role in Role if role not in (Role.HOLDER, Role.CLOCK)]
user = AppGroup("user", help="People who sign in.")
token = AppGroup("token", help="Bearer tokens.")
chain = AppGroup("journal", help="The journal.")
clockwork = AppGroup("jobs", help="What runs without anybody asking.")


def register(app: Flask) -> None:
    """Tie the commands to an application."""
    for group in (user, token, chain, clockwork, holidays.commands):
        app.cli.add_command(group)
    app.cli.add_command(seed)
    app.cli.add_command(demonstration)


@click.command("seed")
@with_appcontext
def seed() -> None:
    """Load regions, units, topics, rooms and policies."""
    with store().writing() as session:
        reference_data.load(session)


@click.command("demo")
@with_appcontext
def demonstration() -> None:
    """Load demonstration people and bookings around today, once."""
    password = config.keep("DEMO_PASSWORD")
    loaded = demo.load(store(), clock.now(), hasher.hash, password)
    click.echo("loaded" if loaded else "there are bookings already; nothing was changed")


@user.command("add")
@click.argument("email")
@click.option("--role", type=click.Choice(_SIGN_INS), required=True)
@click.option("--region", help="Kemendagri code, for the role region.")
@click.option("--unit", help="Code of the unit, for the role unit.")
@click.option("--name", help="The person's name; the address where none is given.")
def add_user(email: str, role: str, region: str | None, unit: str | None, name: str | None) -> None:
    """Add a person, the password on standard input."""
    password = sys.stdin.readline().rstrip("\r\n")
    if not password:
        raise click.ClickException("The password is due on standard input.")
    try:
        people.add(
            store(),
            clock.now(),
            email=email,
            name=name or email,
            role=Role(role),
            password_hash=hasher.hash(password),
            region=region,
            unit=unit,
        )
    except Unfit as error:
        raise click.ClickException(error.says["en"]) from None


@token.command("issue")
@click.argument("email")
@click.option("--name", default="token", help="What the token is for.")
def issue_token(email: str, name: str) -> None:
    """Print a new bearer token, and nothing else."""
    try:
        click.echo(people.issue_token(store(), clock.now(), email, name))
    except Unfit as error:
        raise click.ClickException(error.says["en"]) from None


@chain.command("verify")
def verify() -> None:
    """Check every chain of the journal and every seal over it; exit status 1 where one is broken.

    The number and mac of the last seal are to be kept elsewhere: that seals were taken away shows only beside them.
    """
    key = store().journal_key
    broken = journal.broken(reading(), key) + seals.broken_seals(reading(), key)
    for row in broken:
        click.echo(f"broken at {row}")
    if not broken:
        click.echo("every chain is whole")
    last = seals.last(reading())
    click.echo(f"last seal {last.id}, {last.at.isoformat()}: {last.mac}" if last else "not sealed yet")
    if broken:
        raise SystemExit(1)


@clockwork.command("run")
@click.argument("name", type=click.Choice(jobs.NAMES), metavar="NAME")
@click.option("--at", "told", metavar="INSTANT", help="As of this instant, such as 2026-11-26T12:00:00+07:00; now.")
def run_job(name: str, told: str | None) -> None:
    """Run a job now, whoever ran it before: what was done is not done again. Prints what it did."""
    now = clock.now()
    try:
        at = instant(told) if told else now
    except BadInput as error:
        raise click.ClickException(f"--at: {error}") from None
    try:
        outcome = jobs.run_by_hand(jobs.Work(store(), outbox.post), name, at, now)
    except Exception as error:
        raise click.ClickException(f"{name} broke off: {type(error).__name__}: {error}") from error
    done = ", ".join(f"{what} {count}" for what, count in sorted(outcome.counts.items()) if count)
    click.echo(f"{name}: {done or 'nothing to do'}")
    if outcome.error:
        raise click.ClickException(outcome.error)
