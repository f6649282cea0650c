"""The calendar of one booking."""

from icalendar import Calendar

from tests.support.house_of_tests import wish


def the_event(machine, reference):
    answer = machine.get(f"/requests/{reference}.ics")
    assert answer.status_code == 200
    assert answer.content_type == "text/calendar; charset=utf-8"
    assert all(len(line) <= 75 for line in answer.data.split(b"\r\n"))
    calendar = Calendar.from_ical(answer.data)
    assert [str(zone["TZID"]) for zone in calendar.walk("VTIMEZONE")] == ["Asia/Jakarta"]
    (event,) = calendar.walk("VEVENT")
    return event


def test_a_booking_keeps_its_uid_and_counts_its_changes(machine):
    region, officer = machine("pemda"), machine("petugas")
    reference = region.submit(wish(institution="BPKAD; Kota, \"Samarinda\" " + "x" * 200)).json["reference"]
    before = the_event(region, reference)
    assert (str(before["STATUS"]), before["SEQUENCE"]) == ("TENTATIVE", 0)
    assert str(before["SUMMARY"]).startswith("[Belum dijadwalkan] ")
    officer.post(f"/requests/{reference}/approve", {"ground": "directive", "given_by": "Direktur"})
    after = the_event(region, reference)
    assert (str(after["STATUS"]), after["SEQUENCE"], after["UID"]) == ("CONFIRMED", 0, before["UID"])
    assert after["DTSTART"].dt.isoformat() == "2026-11-25T09:00:00+07:00"
    assert after["DTEND"].dt.isoformat() == "2026-11-25T10:00:00+07:00"
    region.post(f"/requests/{reference}/cancel", {"note": "Berhalangan"})
    ended = the_event(region, reference)
    assert (str(ended["STATUS"]), ended["SEQUENCE"]) == ("CANCELLED", 1)


def test_a_calendar_names_no_guest(machine):
    region = machine("pemda")
    reference = region.submit(wish(guests=2)).json["reference"]
    text = region.get(f"/requests/{reference}.ics").get_data(as_text=True)
    assert [word for word in ("Tamu 1", "Rina", "0811", "ATTENDEE") if word in text] == []
