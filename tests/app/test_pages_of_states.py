"""The pages of a booking say where it stands and what happened, whichever acts brought it there."""

import re

import pytest

from app import formats
from booking import workflow
from booking.terms import Act
from rules.strict import instant
from tests.support.house_of_tests import wish

LINK = {"meeting_url": "https://rapat.uji.test/1"}
GIVEN = {"ground": "directive", "given_by": "Direktur"}
MOVED = {"slot": {"date": "2026-11-26", "start": "10:00"}, "reason": "room", "note": "Ruang diperbaiki."}
STORIES = {
    "asked and answered": [("ask", {"question": "Siapa yang hadir?"}), ("reply", {"answer": "Kepala BPKAD"})],
    "considered": [("consider", {"answer": "decline", "note": "Tim bertugas."})],
    "moved and amended": [("approve", GIVEN), ("move", MOVED), ("amend", {"room": "lantai-5"})],
    "another party": [("approve", GIVEN), ("change-guests", {"guests": wish(guests=2)["guests"]})],
    "released": [("approve", GIVEN), ("release", {"reason": "closure"})],
    "missed": [("approve", GIVEN), ("mark-absent", {"notice": False, "note": "Tanpa kabar."})],
    "excused": [("approve", GIVEN), ("mark-absent", {"notice": True, "note": "Banjir."})],
    "restored": [
        ("approve", GIVEN),
        ("mark-absent", {"notice": True, "note": "Banjir."}),
        ("restore", {"note": "Ternyata hadir."}),
    ],
}
SPEAKERS = {"reply": "pemda", "consider": "unit"}
LATE = {"mark-absent", "restore"}
PAGES = {"pemda": "/permohonan/{}", "petugas": "/petugas/{}", "unit": "/unit/{}"}


@pytest.fixture
def told(machine, at):
    """A booking that went through a story, by its reference."""

    def tell(story):
        reference = machine("pemda").submit(wish(guests=2)).json["reference"]
        for act, body in STORIES[story]:
            at("2026-11-25T14:00:00+07:00" if act in LATE else "2026-11-20T11:00:00+07:00")
            answer = machine(SPEAKERS.get(act, "petugas")).post(f"/requests/{reference}/{act}", body)
            assert answer.status_code == 200, answer.json
        return reference

    return tell


def words(page):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("story", STORIES)
def test_every_page_of_it_reads_well(told, browser_of, story, language):
    reference = told(story)
    for name, path in PAGES.items():
        browser = browser_of(name)
        page = browser.get(path.format(reference), headers={"Accept-Language": language})
        assert (name, page.status_code) == (name, 200)
        said = words(page.get_data(as_text=True))
        assert [act for act, _ in STORIES[story] if f" {act} " in said] == []
        assert "None" not in said


def test_every_act_has_words() -> None:
    assert {act.value for act in Act} - set(formats.ACTS) == set()


@pytest.mark.parametrize("ended", [False, True])
def test_a_request_from_the_open_page_reads_well_while_it_waits_and_after(app, machine, browser_of, ended):
    reference = machine().submit(wish()).json["reference"]
    if ended:
        workflow.lapse(app.extensions["store"], reference, instant("2026-11-20T10:40:00+07:00"))
    page = browser_of("petugas").get(f"/petugas/{reference}")
    assert page.status_code == 200
    assert "lapse" not in words(page.get_data(as_text=True))
