"""When two letters are the same."""

import pytest

from rules.facts import LetterName, letter_key

SAME = {
    "capitals, spaces and a dash": ("005/123/BPKAD", "005 / 123-bpkad"),
    "signs at the ends": ("005/123/BPKAD", " (005/123/BPKAD.) "),
    "several signs in a row": ("005/123/BPKAD", "005//123 — BPKAD"),
    "wide letters and digits": ("005/123/BPKAD", "００５／１２３／ＢＰＫＡＤ"),
    "a ligature": ("900/1/Office", "900/1/Oﬃce"),
    "sharp s": ("900/STRASSE", "900/Straße"),
    "a number in a circle": ("900/1", "900/①"),
    "one accented letter or a letter with an accent": ("900/É", "900/e\u0301"),
    "an underscore is a sign": ("900_1", "900/1"),
    "a no-break space": ("900 1", "900\u00a01"),
    "Greek final sigma": ("900/ΟΔΟΣ", "900/οδος"),
}
DIFFERENT = {
    "the figures fall elsewhere": ("900/1/234", "900/12/34"),
    "with a zero in front": ("5/123", "005/123"),
    "run together": ("900/1", "9001"),
    "digits of another script": ("900/1", "٩٠٠/١"),
    "another letter": ("005/123/BPKAD", "005/123/BPKA"),
    "a letter with and without its accent": ("900/E", "900/É"),
    "a Roman numeral spelled as a sign stays letters": ("900/XII", "900/XI"),
}


@pytest.mark.parametrize(("one", "other"), SAME.values(), ids=SAME)
def test_the_same_number(one: str, other: str) -> None:
    assert letter_key(one) == letter_key(other)


@pytest.mark.parametrize(("one", "other"), DIFFERENT.values(), ids=DIFFERENT)
def test_not_the_same_number(one: str, other: str) -> None:
    assert letter_key(one) != letter_key(other)


@pytest.mark.parametrize(
    ("number", "key"),
    [
        ("005/123/BPKAD", "005-123-bpkad"),
        ("  005 / 123-bpkad", "005-123-bpkad"),
        ("Ⅻ/2026", "xii-2026"),
        ("५/१२", "५-१२"),
        ("", ""),
        (" /-. ", ""),
        ("€ ½", "1-2"),
        ("★", ""),
    ],
)
def test_the_key_of_a_number(number: str, key: str) -> None:
    assert letter_key(number) == key


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [(None, None, True), (2026, None, True), (None, 2026, True), (2026, 2026, True), (2025, 2026, False)],
    ids=["no dates", "one date", "the other date", "one year", "two years"],
)
def test_years_must_agree_where_both_are_given(one: int | None, other: int | None, same: bool) -> None:
    assert LetterName("005-123", one).same_as(LetterName("005-123", other)) is same


def test_years_make_no_two_numbers_one() -> None:
    assert not LetterName("005-123", 2026).same_as(LetterName("005-124", 2026))
