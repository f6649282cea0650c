"""The house's numbers in Prometheus' words."""

from __future__ import annotations

from datetime import datetime, timedelta

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest

from booking.pulse import Pulse
from booking.terms import Delivery

CONTENT_TYPE = CONTENT_TYPE_LATEST


def told(pulse: Pulse, now: datetime) -> bytes:
    """The page that Prometheus reads. Its registry is made for it: the numbers are the database's, not a process's."""
    registry = CollectorRegistry()

    def gauge(name: str, says: str, *labels: str) -> Gauge:
        return Gauge(f"temu_{name}", says, labels, registry=registry)

    bookings = gauge("bookings", "Bookings by state and mode", "state", "mode")
    for (state, mode), count in sorted(pulse.bookings.items()):
        bookings.labels(state, mode).set(count)
    messages = gauge("messages", "Messages of the outbox by state", "state")
    for each in Delivery:
        messages.labels(each.value).set(pulse.messages[each])
    gauge("outbox_due_seconds", "For how long the message longest due has been so").set(_seconds(pulse.longest_due))
    gauge("outbox_oldest_seconds", "Age of the oldest message not sent").set(_seconds(pulse.oldest_waiting))
    refusals = gauge("refusals_last_day", "Decisions refused in the last day, by clause and code", "clause", "code")
    for (clause, code), count in sorted(pulse.refusals.items()):
        refusals.labels(clause, code).set(count)
    age = gauge("job_age_seconds", "Seconds since the last run of a job that came to its end", "job")
    failed = gauge("job_failed", "1 where the newest run of a job failed, or something in it did", "job")
    for name, last in pulse.jobs.items():
        failed.labels(name).set(last.failed)
        age.labels(name).set((now - last.ran).total_seconds() if last.ran is not None else float("inf"))
    return generate_latest(registry)


def _seconds(age: timedelta | None) -> float:
    return age.total_seconds() if age is not None else 0.0
