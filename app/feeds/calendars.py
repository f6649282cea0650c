"""Many sessions as one calendar (RFC 5545) that programs fetch again and again."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from icalendar import Calendar

from app.feeds.ical import event, time_zone
from booking.models import Booking

FETCHED_EVERY = timedelta(hours=1)


def published(bookings: Iterable[Booking], name: str, base_url: str) -> bytes:
    """Bookings as a calendar to be subscribed to, always with its time zone; cancelled ones stay, marked so."""
    found = Calendar()
    found.add("version", "2.0")
    found.add("prodid", "-//DJPK//Temu DJPK//ID")
    found.add("calscale", "GREGORIAN")
    found.add("method", "PUBLISH")
    found.add("name", name)
    found.add("x-wr-calname", name)
    found.add("refresh-interval", FETCHED_EVERY, parameters={"VALUE": "DURATION"})
    found.add_component(time_zone())
    for booking in bookings:
        found.add_component(event(booking, base_url))
    return bytes(found.to_ical())
