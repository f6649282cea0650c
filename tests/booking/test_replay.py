"""Each stored decision gives the same verdict again, from the rules alone."""

import json
import subprocess
import sys

from sqlalchemy import select

from booking.models import CalendarDay, CalendarYear, Closure, Decision, RoomBlock
from booking.store import Store
from tests.booking import asking, office
from tests.booking.office import FIRST_DAY, NOW, VIDEO, at


def lines(store: Store) -> list[dict[str, object]]:
    """The decisions as they are handed out."""
    with store.reading() as session:
        return [
            {"situation": each.situation, "verdict": each.verdict, "known_years": each.known_years}
            for each in session.scalars(select(Decision).order_by(Decision.id))
        ]


def replayed(decisions: list[dict[str, object]]) -> tuple[int, str, str]:
    told = "".join(json.dumps(each) + "\n" for each in decisions)
    done = subprocess.run(
        [sys.executable, "-m", "rules", "replay"], input=told, capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout, done.stderr


def test_every_decision_of_a_path_is_the_same_again(store: Store) -> None:
    with store.writing() as session:
        session.add(Closure(date=at(24).date, name="Rapat pimpinan", decree="ND-1", created_at=NOW))
        session.add(RoomBlock(room_code="lantai-3", date=FIRST_DAY.replace(day=26), start="10:00", reason="perbaikan"))
        session.add(CalendarYear(year=2027, decree="SKB 2027", created_at=NOW))
        session.flush()
        for day, name in {1: "Tahun Baru", 5: "Hari pemungutan suara"}.items():
            session.add(CalendarDay(date=at(day, month=1).date.replace(year=2027), year=2027, name=name))
    office.scheduled(store, slot=at(26), guests=(office.HEAD, office.TREASURER, office.CLERK))
    office.cancelled(store, **office.region_letter(2, slot=at(27)))
    office.scheduled(store, **office.region_letter(3, **{**VIDEO, "slot": at(26)}))
    jakarta = {"region": office.SOUTH_JAKARTA, **office.region_letter(4, slot=at(26, "13:00"))}
    office.requested(store, **jakarta)
    office.requested(store, region=None, **office.region_letter(5, slot=at(26, "14:00")))
    office.requested(store, **office.region_letter(6, slot=at(4, month=1)._replace(date=NOW.date().replace(
        year=2027, month=1, day=4))))  # fmt: skip
    wrong = {
        "too early": {"slot": at(25)},
        "taken": {"slot": at(26), **office.region_letter(7)},
        "blocked": {"slot": at(26, "10:00"), **office.region_letter(8)},
        "spent": {"slot": at(30), **office.region_letter(2)},
        "in use": {"slot": at(30), **jakarta, "region": office.JAKARTA},
        "closed": {"slot": at(24), **office.region_letter(9)},
        "off by an entered name": {"slot": at(5, month=1)._replace(date=NOW.date().replace(year=2027, month=1, day=5))},
        "crowd": {"guests": (office.CLERK,) * 3, "slot": at(30)},
        "nobody": {"guests": (), "slot": at(30), "addressed_to_director_general": False},
    }
    for changes in wrong.values():
        asking.refusal(office.submit, store, **{**changes, "now": NOW})
    decisions = lines(store)
    assert len(decisions) == 6 + 3 + len(wrong)
    assert replayed(decisions) == (0, "", "")


def test_a_verdict_that_was_changed_is_told(store: Store) -> None:
    office.requested(store)
    [decision] = lines(store)
    changed = {**decision, "verdict": {**decision["verdict"], "allowed": False}}  # type: ignore[dict-item]
    assert replayed([changed]) == (1, "line 1: allowed: was false, is true\n", "")
