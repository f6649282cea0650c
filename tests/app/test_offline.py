"""Check-ins that waited on a tablet, and the worker that keeps the day's page there."""

import json
import re

import pytest
from sqlalchemy import select

from app.db import reading
from booking.models import Admission, JournalEntry
from tests.support.house_of_tests import FIRST_DAY, wish

GIVEN = {"ground": "directive", "given_by": "Direktur"}
QUEUE = "/resepsionis/antrean"
AT_THE_DESK = f"{FIRST_DAY}T08:50:00+07:00"


@pytest.fixture
def visit(machine, at):
    """A visit of two guests, and the desk ten minutes before its session: its reference and its guests."""
    region = machine("pemda")
    reference = region.submit(wish(guests=2)).json["reference"]
    assert machine("petugas").post(f"/requests/{reference}/approve", GIVEN).status_code == 200
    guests = [guest["id"] for guest in region.get(f"/requests/{reference}").json["guests"]]
    at(AT_THE_DESK)
    return reference, guests


def waited(reference, *guests, at_the_press="08:40:00", mark="a", seen=0):
    """A check-in as it waits on a tablet."""
    return {
        "id": mark,
        "reference": reference,
        "seen": seen,
        "happened_at": f"{FIRST_DAY}T{at_the_press}+07:00",
        "guests": [{"id": guest, "nonce": f"{mark}-{guest}"} for guest in guests],
    }


def message(*check_ins, sent_at="08:50:00"):
    return {"sent_at": f"{FIRST_DAY}T{sent_at}+07:00", "check_ins": list(check_ins)}


@pytest.fixture
def page(browser_of):
    """The receptionist's page: sends with its sign-in and the token it holds."""
    browser = browser_of("resepsionis")
    token = re.search(r'data-token="([^"]+)"', browser.get("/resepsionis").get_data(as_text=True))[1]

    def sending(path, **said):
        return browser.post(path, headers={"X-CSRFToken": token}, **said)

    return sending


@pytest.fixture
def send(page):
    """Sends what waited."""
    return lambda said: page(QUEUE, json=said)


@pytest.fixture
def press(page):
    """Sends a form of the page itself, under the tablet's mark."""

    def pressing(reference, guest, mark="a"):
        said = {"act": "check-in", "reference": reference, "seen": 0, "guests": [guest], "queued_mark": mark}
        assert page("/resepsionis", data=said).status_code == 303

    return pressing


def entered():
    reading().rollback()
    rows = reading().scalars(select(Admission).order_by(Admission.guest_id))
    return [(row.guest_id, row.happened_at.strftime("%H:%M"), row.nonce) for row in rows]


def told_in_the_journal():
    reading().rollback()
    rows = reading().scalars(select(JournalEntry).where(JournalEntry.act == "check-in").order_by(JournalEntry.id))
    return [row.facts for row in rows]


def test_what_waited_is_counted_with_the_moment_of_the_press(app, visit, send):
    reference, (first, second) = visit
    said = message(waited(reference, first), waited(reference, second, at_the_press="08:45:00", mark="b"))
    answer = send(said)
    assert answer.json == {"answers": [{"id": "a", "outcome": "done"}, {"id": "b", "outcome": "done"}]}
    with app.app_context():
        assert entered() == [(first, "08:40", f"a-{first}"), (second, "08:45", f"b-{second}")]
        assert ["clock_off_seconds" in facts for facts in told_in_the_journal()] == [False, False]


def test_what_is_told_twice_admits_nobody_twice_not_even_who_was_taken_back_meanwhile(app, machine, visit, send):
    reference, (first, _second) = visit
    for _ in range(2):
        assert send(message(waited(reference, first))).json["answers"] == [{"id": "a", "outcome": "done"}]
    undone = machine("resepsionis").post(f"/requests/{reference}/undo-check-in", {"guest": first, "note": "Keliru."})
    assert undone.status_code == 200
    assert send(message(waited(reference, first))).json["answers"] == [{"id": "a", "outcome": "done"}]
    with app.app_context():
        assert (entered(), len(told_in_the_journal())) == ([], 1)


def test_a_form_whose_answer_was_lost_admits_nobody_again_who_was_taken_back_meanwhile(
    app, machine, visit, press, send
):
    reference, (first, _second) = visit
    press(reference, first)
    undone = machine("resepsionis").post(f"/requests/{reference}/undo-check-in", {"guest": first, "note": "Keliru."})
    assert undone.status_code == 200
    assert send(message(waited(reference, first))).json["answers"] == [{"id": "a", "outcome": "done"}]
    with app.app_context():
        assert entered() == []


@pytest.mark.parametrize(("press", "sent_at", "off"), [("10:40:00", "10:50:00", -7200), ("06:40:00", "06:50:00", 7200)])
def test_a_tablet_whose_clock_is_off_is_corrected_and_flagged(app, visit, send, press, sent_at, off):
    reference, (first, _second) = visit
    answer = send(message(waited(reference, first, at_the_press=press), sent_at=sent_at))
    assert answer.json["answers"] == [{"id": "a", "outcome": "done"}]
    with app.app_context():
        assert [each[1] for each in entered()] == ["08:40"]
        assert [abs(facts["clock_off_seconds"] - off) <= 60 for facts in told_in_the_journal()] == [True]


def test_what_is_refused_says_why_and_keeps_nothing_else_back(app, visit, send):
    reference, (first, second) = visit
    early = waited(reference, first, at_the_press="08:10:00", mark="early")
    strange = waited("XXXX-XXXX", first, mark="strange")
    not_theirs = waited(reference, 9_999, mark="not theirs")
    nobody = waited(reference, mark="nobody")
    answers = send(message(early, strange, not_theirs, nobody, waited(reference, second, mark="b"))).json["answers"]
    assert [(each["id"], each["outcome"]) for each in answers] == [
        ("early", "refused"),
        ("strange", "refused"),
        ("not theirs", "refused"),
        ("nobody", "refused"),
        ("b", "done"),
    ]
    reasons = [each["reasons"] for each in answers[:3]]
    assert [[(said["clause"], said["href"]) for said in each] for each in reasons] == [
        [("E.3.c.11", "/aturan#E.3.c.11")],
        [("", "")],
        [("", "")],
    ]
    assert "08.30" in reasons[0][0]["says"]
    assert reasons[1][0]["says"] == "Permohonan ini tidak ditemukan."
    assert reasons[2][0]["says"] == "Pilih tamu yang hadir dari daftar."
    with app.app_context():
        assert [each[0] for each in entered()] == [second]


def test_a_visit_that_was_cancelled_meanwhile_is_told_in_its_state(machine, visit, send):
    reference, (first, _second) = visit
    assert machine("petugas").post(f"/requests/{reference}/cancel", {"note": "Batal."}).status_code == 200
    (answer,) = send(message(waited(reference, first))).json["answers"]
    assert (answer["outcome"], "Dibatalkan" in answer["reasons"][0]["says"]) == ("refused", True)


def test_a_party_that_changed_meanwhile_is_not_admitted_by_the_numbers_of_its_former_guests(app, machine, visit, send):
    reference, (first, second) = visit
    rows = [{"name": name, "position": "Staf", "office": "other"} for name in ("Tamu 1", "Dedi Irawan")]
    rows[0]["id"] = first
    said = {"guests": rows, "note": "Sakit"}
    assert machine("resepsionis").post(f"/requests/{reference}/change-guests", said).status_code == 200
    (answer,) = send(message(waited(reference, second))).json["answers"]
    assert (answer["outcome"], "berubah" in answer["reasons"][0]["says"]) == ("refused", True)
    with app.app_context():
        assert entered() == []
    (again,) = send(message(waited(reference, first, mark="b", seen=1))).json["answers"]
    assert again["outcome"] == "done"


def test_what_was_counted_is_not_told_as_refused_though_the_party_changed_after(app, machine, visit, press, send):
    reference, (first, second) = visit
    press(reference, first)
    rows = [{"id": first, "name": "Tamu 1", "position": "Staf", "office": "other"}]
    said = {"guests": rows, "note": "Sakit"}
    assert machine("resepsionis").post(f"/requests/{reference}/change-guests", said).status_code == 200
    again, new = send(message(waited(reference, first), waited(reference, second, mark="b"))).json["answers"]
    assert (again, new["outcome"]) == ({"id": "a", "outcome": "done"}, "refused")
    with app.app_context():
        assert [each[0] for each in entered()] == [first]


def test_what_others_crowd_out_waits_and_is_sent_again(app, visit, send):
    reference, (first, _second) = visit
    database = app.extensions["store"].engine
    with database.begin() as connection:
        connection.exec_driver_sql(
            "CREATE TRIGGER crowd BEFORE INSERT ON admissions BEGIN SELECT RAISE(ABORT, 'others were first'); END"
        )
    assert send(message(waited(reference, first))).json["answers"] == [{"id": "a", "outcome": "waits"}]
    with database.begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER crowd")
    assert send(message(waited(reference, first))).json["answers"] == [{"id": "a", "outcome": "done"}]


def test_only_reception_sends_what_waited(app, browser_of, visit):
    reference, (first, _second) = visit
    browsers = [browser_of(name) for name in ("pemda", "petugas", "unit", "pimpinan", "admin")]
    app.config["WTF_CSRF_ENABLED"] = False
    answers = [browser.post(QUEUE, json=message(waited(reference, first))) for browser in browsers]
    assert [answer.status_code for answer in answers] == [403] * 5
    with app.app_context():
        assert entered() == []


def test_who_is_no_longer_signed_in_or_brings_no_token_admits_nobody(app, browser_of, visit):
    reference, (first, _second) = visit
    said, nobody = message(waited(reference, first)), browser_of()
    assert browser_of("resepsionis").post(QUEUE, json=said).status_code == 400
    app.config["WTF_CSRF_ENABLED"] = False
    assert nobody.post(QUEUE, json=said).location == "/masuk?next=/resepsionis/antrean"
    with app.app_context():
        assert entered() == []


NO_MESSAGES = [
    {},
    [],
    {"sent_at": AT_THE_DESK},
    {"sent_at": "besok", "check_ins": []},
    message({"id": "a"}),
    message(*[waited("XXXX-XXXX", 1)] * 101),
    message(waited("XXXX-XXXX", -1)),
]


def test_what_cannot_be_read_is_no_message(send):
    assert [send(said).status_code for said in NO_MESSAGES] == [400] * len(NO_MESSAGES)


def test_the_worker_names_the_files_it_works_with_and_may_keep_the_days_page(app, browser_of):
    answer = app.test_client().get("/resepsionis/pekerja.js")
    assert (answer.mimetype, answer.headers["Service-Worker-Allowed"]) == ("text/javascript", "/resepsionis")
    settings = json.loads(re.match(r"const SETTINGS = (.*);\n", answer.get_data(as_text=True))[1])
    client = app.test_client()
    for address in (settings["queue"], *settings["versions"]):
        assert "immutable" in client.get(address).headers["Cache-Control"]
    assert client.get(settings["without"]).status_code == 200
    assert browser_of("resepsionis").get(settings["day"]).status_code == 200


def test_todays_page_alone_says_that_it_is_todays(browser_of, visit):
    browser = browser_of("resepsionis")
    says = {path: browser.get(path).get_data(as_text=True) for path in ("/resepsionis", "/resepsionis?date=2026-11-26")}
    found = {path: re.findall(r'data-desk-day="([^"]+)"', page) for path, page in says.items()}
    assert found == {"/resepsionis": [FIRST_DAY], "/resepsionis?date=2026-11-26": []}


def test_whoever_leaves_reception_is_led_to_the_door(browser_of):
    browser = browser_of("resepsionis")
    token = re.search(r'data-token="([^"]+)"', browser.get("/resepsionis").get_data(as_text=True))[1]
    assert browser.post("/keluar", data={"csrf_token": token}).location == "/masuk"
