"""Lists of days off: CSV as spreadsheets save it, ICS as calendars do, and every wrong line told with its number."""

from datetime import date

import pytest

from app.feeds import daylist
from booking.days import DayOff

NEW_YEAR = DayOff(date(2028, 1, 1), "Tahun Baru")
LEAVE = DayOff(date(2028, 1, 3), "Cuti bersama, tambahan")
BOTH = [NEW_YEAR, LEAVE]


@pytest.fixture(autouse=True)
def _in_a_request(app):
    with app.test_request_context("/"):
        yield


def ics(*events):
    inner = "".join(f"BEGIN:VEVENT\r\nUID:{place}\r\n{event}END:VEVENT\r\n" for place, event in enumerate(events))
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//uji//\r\n{inner}END:VCALENDAR\r\n".encode()


def day(first, name="Libur", more=""):
    return f"DTSTART;VALUE=DATE:{first}\r\nSUMMARY:{name}\r\n{more}"


@pytest.mark.parametrize(
    "content",
    [
        b'2028-01-01,Tahun Baru\n2028-01-03,"Cuti bersama, tambahan"\n',
        b'\xef\xbb\xbfTanggal;Nama;Jenis\r\n01/01/2028;Tahun Baru;libur\r\n3/1/2028;"Cuti bersama, tambahan";cuti\r\n',
        "date,kind,name_id\n\n2028-01-03,joint_leave,“x”\n2028-01-01,public,Tahun Baru\n".encode().replace(
            "“x”".encode(), b'"Cuti bersama, tambahan"'
        ),
        "2028-01-01\tTahun Baru\n2028-01-03\tCuti bersama, tambahan\n".encode("utf-16"),
        ics(day("20280101", "Tahun Baru"), day("20280103", "Cuti bersama\\, tambahan")),
    ],
    ids=["plain", "excel", "with-kinds", "utf-16", "calendar"],
)
def test_a_list_is_read_however_it_was_saved(content):
    found = daylist.read(content)
    assert (found.days, found.wrong) == (BOTH, [])


def test_what_is_written_is_read_again():
    assert daylist.read(daylist.written(BOTH).encode()).days == BOTH


def test_every_wrong_line_is_told_with_its_number():
    lines = [
        "date,name",
        "2028-01-01,Tahun Baru",
        "32/01/2028,Libur",
        "",
        "besok,Libur",
        "2028-01-03,",
        "1/1/2028,Lagi",
    ]
    assert daylist.read("\n".join(lines).encode()).wrong == [
        "Baris 3: tanggal “32/01/2028” tidak ada.",
        "Baris 5: “besok” bukan tanggal. Tulis 2028-01-31 atau 31/01/2028.",
        "Baris 6: nama harinya belum ditulis.",
        "Baris 7: Sabtu, 1 Januari 2028 sudah ada di baris 2.",
    ]


def test_a_quoted_name_over_two_lines_does_not_shift_the_numbers():
    found = daylist.read(b'2028-01-01,"Tahun\nBaru"\nbesok,Libur\n')
    assert (found.days, [said[:8] for said in found.wrong]) == ([NEW_YEAR], ["Baris 3:"])


def test_an_event_of_several_days_is_each_of_them_and_its_end_is_the_day_after():
    found = daylist.read(
        ics(day("20280324", "Idulfitri", "DTEND;VALUE=DATE:20280326\r\n"), day("20280401", "X", "DURATION:P2D\r\n"))
    )
    assert [each.date.isoformat()[5:] for each in found.days] == ["03-24", "03-25", "04-01", "04-02"]
    assert found.wrong == []


@pytest.mark.parametrize(
    ("event", "said"),
    [
        (day("20280101", more="RRULE:FREQ=YEARLY\r\n"), "acara berulang (RRULE)"),
        ("DTSTART:20280101T090000Z\r\nSUMMARY:Rapat\r\n", "acara ini tidak sehari penuh"),
        (day("20280101", more="DTEND:20280101T170000Z\r\n"), "acara ini tidak sehari penuh"),
        ("SUMMARY:Tanpa tanggal\r\n", "acara ini tidak sehari penuh"),
        (day("20281301"), "acara ini tidak sehari penuh"),
        (day("20280101", name=""), "nama harinya belum ditulis"),
        (day("20280102", more="DTEND;VALUE=DATE:20280101\r\n"), "acara ini harus 1 sampai 31 hari"),
        (day("20280101", more="DTEND;VALUE=DATE:20290101\r\n"), "acara ini harus 1 sampai 31 hari"),
        (day("99991231", more="DURATION:P999999999D\r\n"), "acara ini tidak sehari penuh"),
    ],
)
def test_an_event_that_is_no_day_off_is_told_with_the_line_on_which_it_begins(event, said):
    [wrong] = daylist.read(ics(day("20280501"), event)).wrong
    assert wrong.startswith(f"Baris 9: {said}")


def test_a_cancelled_event_is_no_day_off():
    assert daylist.read(ics(day("20280101", "Tahun Baru"), day("20280102", more="STATUS:CANCELLED\r\n"))).days == [
        NEW_YEAR
    ]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "Tidak ada hari dalam daftar ini."),
        (b"x" * (daylist.LARGEST + 1), "Berkas ini lebih besar dari 1 MB."),
        (b"\0\1\2", "Berkas ini bukan teks."),
        (b"\x89PNG\r\n\x1a\n\0", "Berkas ini bukan teks."),
        (b"BEGIN:VCALENDAR\nBEGIN:VEVENT\n", "Berkas ICS ini tidak dapat dibaca."),
        (b"BEGIN:VCALENDAR\n" + b"BEGIN:VEVENT\n" * 401, "Paling banyak 400 hari"),
        ("\n".join(f"{date.fromordinal(740000 + n)},x" for n in range(401)).encode(), "Paling banyak 400 hari"),
    ],
)
def test_what_is_no_list_is_told_as_a_whole(content, said):
    found = daylist.read(content)
    assert [each[: len(said)] for each in found.wrong] == [said]
    assert found.days == []


def test_many_wrong_lines_are_told_shortly():
    said = daylist.read(b"x\n" * 50).said
    assert (len(said), said[-1]) == (21, "dan 30 baris lain.")


def test_a_list_of_nothing_but_wrong_lines_is_read_no_further_than_a_list_may_be_long():
    read = daylist.read(b"x\n" * 80_000)
    assert (len(read.wrong), read.said[-1]) == (daylist.MOST_DAYS + 1, "dan banyak baris lain.")
