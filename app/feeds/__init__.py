"""Calendars: values -> bytes, apart from the routes."""
