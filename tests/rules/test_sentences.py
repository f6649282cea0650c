"""What a person reads: every code, in both languages, with every place filled."""

import re
from datetime import date
from string import Formatter

import pytest

from rules import Refusal, judge
from rules.citation import CODES
from rules.facts import CalendarMonth, Mode
from rules.sentences import spoken
from rules.words import Wording, listed
from tests.rules import test_e3b_video_conference, test_e3c_visit
from tests.rules.situations import Json, booked, on_our_letter, ours, read, refusing, visit

REFUSED = {
    f"{module.__name__.rpartition('.')[2]}, {name}": asked
    for module in (test_e3b_video_conference, test_e3c_visit)
    for name, (asked, _) in refusing(module.GROUNDS).items()
}
UNFINISHED = re.compile(r"[{}]|None|\(\)|\[|\.\.|  | [.,]|: ?\.|datetime|Mode\.|^\W|[^.]$")
"""What no sentence may show: braces, Python's own words, an empty place, no full stop at the end."""


def texts(refusal: Refusal) -> list[str]:
    return [*refusal.says, *refusal.remedy, *(f"{short}." for short in refusal.short)]


@pytest.mark.parametrize("asked", REFUSED.values(), ids=REFUSED)
def test_every_refusal_is_a_finished_sentence_in_both_languages(asked: Json) -> None:
    unfinished = [text for refusal in judge(read(asked)).refusals for text in texts(refusal) if UNFINISHED.search(text)]
    assert unfinished == []


@pytest.mark.parametrize("code", CODES)
def test_both_languages_rest_on_the_same_facts(code: str) -> None:
    for template in (CODES[code].sentence, CODES[code].short, CODES[code].remedy):
        places = [{name for _, name, _, _ in Formatter().parse(text) if name} for text in template]
        assert places[0] == places[1]
        assert template.id != template.en


def says(code: str, asked: Json) -> Wording:
    [refusal] = [refusal for refusal in judge(read(asked)).refusals if refusal.code == code]
    return refusal.says


def test_days_and_hours_are_written_as_each_language_writes_them() -> None:
    assert says("session_taken", visit(record=[booked("2026-10-08 10:00")])) == Wording(
        "Sesi pada Kamis, 8 Oktober 2026, pukul 10.00 WIB, sudah terisi. "
        "Jumlah konsultasi sejenis yang dapat berlangsung bersamaan adalah 1.",
        "The session on Thursday, 8 October 2026 at 10:00 WIB is taken. "
        "The number of consultations of this kind that can run at once is 1.",
    )


def test_hours_and_days_are_listed_with_and() -> None:
    assert says("not_a_session", visit("2026-10-08 11:00")) == Wording(
        "Tidak ada sesi yang dimulai pukul 11.00 WIB. "
        "Jam sesi yang tersedia: 09.00 WIB, 10.00 WIB, 13.00 WIB dan 14.00 WIB.",
        "No session starts at 11:00 WIB. The hours of sessions: 09:00 WIB, 10:00 WIB, 13:00 WIB and 14:00 WIB.",
    )


def test_where_there_is_nothing_to_list() -> None:
    assert says("not_a_session", visit(figures={"visit_sessions": []})) == Wording(
        "Tidak ada sesi yang dimulai pukul 10.00 WIB. Jam sesi yang tersedia: tidak ada.",
        "No session starts at 10:00 WIB. The hours of sessions: none.",
    )
    assert says("region_frequency", visit(figures={"visits_per_region_per_month": 0})) == Wording(
        "Jatah kunjungan setiap daerah dalam satu bulan adalah 0 kali, "
        "dan untuk Oktober 2026 daerah ini sudah memakai 0: tidak ada.",
        "The number of visits a region may make in a month is 0, and for October 2026 this region has used 0: none.",
    )


def test_a_number_that_looks_like_an_hour_stays_a_number() -> None:
    asked = visit(number="12:30", record=[ours("2026-10-20 09:00", letter_number="12:30")])
    assert says("letter_in_use", asked).id.startswith("Surat 12:30 sudah dipakai")


def test_a_room_that_looks_like_an_hour_stays_a_room() -> None:
    asked = visit(room="12:30", blocks=["12:30 2026-10-08 10:00"])
    assert says("room_taken", asked).en == "Room 12:30 is not available on Thursday, 8 October 2026 at 10:00 WIB."


def test_braces_in_a_letter_number_are_only_signs() -> None:
    asked = visit(number="{0}/{x}", record=[ours("2026-10-20 09:00", "cancelled", letter_number="{0}/{x}")])
    assert says("new_letter_required", asked).en.startswith("The visit on letter {0}/{x} on Tuesday, 20 October 2026")


def test_a_spent_letter_names_its_visit() -> None:
    asked = visit(record=[on_our_letter("2026-10-20 09:00", "no_show")])
    assert says("new_letter_required", asked).en.startswith("The visit on letter 005/123/BPKAD on Tuesday, 20 October")


@pytest.mark.parametrize(
    ("asked", "year"),
    [
        (visit("2028-01-05 09:00"), 2028),
        (visit("2027-12-31 09:00", received="2027-12-30T10:00:00+07:00"), 2028),
        (visit("2027-12-31 09:00", received="2026-10-05T10:00:00+07:00", figures={"lead_working_days": 400}), 2028),
        (visit("2026-12-31 09:00", received="2030-12-30T10:00:00+07:00"), 2030),
    ],
    ids=["the slot's own", "the count's", "the count's, two years on", "the receipt's"],
)
def test_the_unknown_year_is_named(asked: Json, year: int) -> None:
    assert says("calendar_unknown", asked).en.startswith(
        f"The public holidays and joint leave of {year} are not recorded"
    )


@pytest.mark.parametrize(
    ("items", "indonesian", "english"),
    [
        ([], "tidak ada", "none"),
        (["a"], "a", "a"),
        (["a", "b"], "a dan b", "a and b"),
        (["a", "b", "c"], "a, b dan c", "a, b and c"),
    ],
)
def test_lists(items: list[str], indonesian: str, english: str) -> None:
    assert (listed(items, "id"), listed(items, "en")) == (indonesian, english)


def test_each_kind_of_fact_in_its_own_words() -> None:
    template = Wording(
        id="{day}; {day:short}; {month}; {hour}; {name}", en="{day}; {day:short}; {month}; {hour}; {name}"
    )
    day = date(2026, 5, 1)
    facts = {"day": day, "month": CalendarMonth.of(day), "hour": "09:00", "name": Wording("Hari Buruh", "Labour Day")}
    assert spoken(template, facts) == Wording(
        "Jumat, 1 Mei 2026; 1 Mei; Mei 2026; 09.00 WIB; Hari Buruh",
        "Friday, 1 May 2026; 1 May; May 2026; 09:00 WIB; Labour Day",
    )


def test_a_refusal_says_what_would_have_to_change() -> None:
    about = {code: Refusal(code, Mode.VISIT, {}).about for code in CODES}
    assert set(about.values()) == {"slot", "letter", "party"}


def test_a_discreet_refusal_is_the_same_but_names_no_day_of_the_requester() -> None:
    facts = {"used": 2, "limit": 2, "visits": [date(2026, 12, 3), date(2026, 12, 17)], "month": CalendarMonth(2026, 12)}
    told = Refusal("region_frequency", Mode.VISIT, facts, date(2027, 1, 1))
    kept = told.discreet()
    for part in ("code", "clause", "basis", "reopens_on"):
        assert getattr(kept, part) == getattr(told, part)
    assert (kept.short, kept.remedy) == (told.short, told.remedy)
    assert told.says.id == f"{kept.says.id[:-1]}: Kamis, 3 Desember 2026 dan Kamis, 17 Desember 2026."
    assert told.says.en == f"{kept.says.en[:-1]}: Thursday, 3 December 2026 and Thursday, 17 December 2026."
    assert "visits" not in kept.facts


def test_a_refusal_that_tells_of_nobody_is_discreet_as_it_is() -> None:
    told = Refusal("slot_passed", Mode.VISIT, {"date": date(2026, 12, 3), "start": "09:00"})
    assert told.discreet() is told
