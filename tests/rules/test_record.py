"""The record answers each question for the one who asks it, whatever was asked before."""

from datetime import date

from rules.facts import Booked, CalendarMonth, LetterName, Mode, Record, Slot, State

LETTER = LetterName("005-123", None)
MORNING, AFTERNOON = Slot(date(2026, 10, 8), "09:00"), Slot(date(2026, 10, 8), "14:00")
ACEH = Booked(Mode.VISIT, "11", MORNING, State.SCHEDULED, LETTER)
MALUKU = Booked(Mode.VISIT, "81", AFTERNOON, State.HELD, LETTER)
MINISTRY = Booked(Mode.VISIT, None, AFTERNOON, State.CANCELLED, LETTER)
OCTOBER, NOVEMBER = CalendarMonth(2026, 10), CalendarMonth(2026, 11)


def test_one_letter_number_of_three_requesters() -> None:
    record = Record([ACEH, MALUKU, MINISTRY])
    found = [record.on_letter(requester, LETTER) for requester in ("11", "81", None, "11", "12")]
    assert found == [[ACEH], [MALUKU], [MINISTRY], [ACEH], []]


def test_two_letters_of_one_requester() -> None:
    record = Record([ACEH])
    assert [record.on_letter("11", name) for name in (LETTER, LetterName("005-124", None))] == [[ACEH], []]


def test_what_holds_each_slot_before_and_after_preparing_for_many() -> None:
    record = Record([ACEH, MALUKU, MINISTRY])
    before = [record.holding(slot) for slot in (MORNING, AFTERNOON, MORNING)]
    record.index_slots()
    after = [record.holding(slot) for slot in (MORNING, AFTERNOON, MORNING)]
    assert (before, after) == ([[ACEH], [MALUKU], [ACEH]], [[ACEH], [MALUKU], [ACEH]])


def test_live_visits_of_each_region_and_month() -> None:
    record = Record([ACEH, MALUKU, MINISTRY])
    asked = [("11", OCTOBER), ("81", OCTOBER), ("11", NOVEMBER), ("11", OCTOBER)]
    assert [record.live_visits(*each) for each in asked] == [[ACEH], [MALUKU], [], [ACEH]]
