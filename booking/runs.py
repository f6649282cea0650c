"""The runs of the jobs, a row each: who inserts an occurrence's row runs it; the alarm is a row that is not there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import and_, delete, or_, select, update
from sqlalchemy import func as sql
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from booking.models import JobRun
from booking.store import Store
from booking.workflow.shape import ROUNDS


@dataclass
class Outcome:
    """What a run of a job did, and what failed in it while the rest went on."""

    counts: Counter[str] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)

    @property
    def error(self) -> str | None:
        return "; ".join(self.failures) or None


@dataclass(frozen=True)
class Last:
    """The newest run of a job that came to its end, and whether the newest one of all failed."""

    ran: datetime | None
    failed: bool
    error: str | None = None


def open_ones(session: Session, wanted: dict[str, datetime], now: datetime, patience: timedelta) -> set[str]:
    """Of these occurrences those that are to be run: nobody did, or whoever did failed a while ago or died over it."""
    pairs = [and_(JobRun.job == job, JobRun.occurrence == occurrence) for job, occurrence in wanted.items()]
    rows = session.scalars(select(JobRun).where(or_(*pairs))).all()
    return set(wanted) - {row.job for row in rows if not _again(row, now, patience)}


def claim(store: Store, job: str, occurrence: datetime, now: datetime, patience: timedelta) -> bool:
    """Claim an occurrence; False where somebody else has it."""
    here = (JobRun.job == job, JobRun.occurrence == occurrence)
    try:
        with store.writing() as session:
            row = session.scalars(select(JobRun).where(*here).with_for_update()).first()
            if row is None:
                session.add(JobRun(job=job, occurrence=occurrence, started_at=now, counts={}))
            elif _again(row, now, patience):
                row.started_at, row.ended_at, row.error = now, None, None
            else:
                return False
    except IntegrityError:
        return False
    return True


def _again(row: JobRun, now: datetime, patience: timedelta) -> bool:
    return (row.ended_at is None or row.error is not None) and row.started_at <= now - patience


def ended(
    store: Store,
    job: str,
    occurrence: datetime,
    started_at: datetime,
    ended_at: datetime | None,
    outcome: Outcome,
) -> None:
    """Write down what an occurrence did, beside what it did before. One that broke off has no end."""
    here = (JobRun.job == job, JobRun.occurrence == occurrence)
    for _ in range(ROUNDS):
        try:
            with store.writing() as session:
                row = session.scalars(select(JobRun).where(*here).with_for_update()).first()
                row = row or JobRun(job=job, occurrence=occurrence, started_at=started_at, counts={})
                row.counts = dict(Counter(row.counts) + outcome.counts)
                row.ended_at, row.error = ended_at, outcome.error
                session.add(row)
            return
        except IntegrityError:
            continue


def last(session: Session, jobs: Iterable[str], now: datetime) -> dict[str, Last]:
    """How each job stands. Occurrences ahead, which a clock set back leaves behind, do not count."""
    return {job: _last(session, job, now) for job in jobs}


def _last(session: Session, job: str, now: datetime) -> Last:
    """By the index of jobs and occurrences: as cheap with a year of runs as with one."""
    past = select(JobRun).where(JobRun.job == job, JobRun.occurrence <= now).order_by(JobRun.occurrence.desc()).limit(1)
    newest = session.scalars(past).first()
    if newest is None:
        return Last(None, failed=False)
    ended = newest if newest.ended_at is not None else session.scalars(past.where(JobRun.ended_at.is_not(None))).first()
    return Last(ended.occurrence if ended is not None else None, newest.error is not None, newest.error)


def writable(store: Store) -> bool:
    """Write to the database, truly and committed, and change nothing: the newest run is given the name it has. Needs no
    table of its own and leaves nothing behind. False where no job ever ran."""
    with store.writing() as session:
        number = session.scalar(select(sql.max(JobRun.id)))
        if number is None:
            return False
        session.execute(update(JobRun).where(JobRun.id == number).values(job=JobRun.job))
    return True


def sweep(session: Session, before: datetime) -> int:
    """Take away old runs, but of each job the newest."""
    newest = select(sql.max(JobRun.id)).group_by(JobRun.job)
    old = delete(JobRun).where(JobRun.started_at < before, JobRun.id.not_in(newest))
    return len(session.execute(old.returning(JobRun.id)).all())
