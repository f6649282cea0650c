"""The minutes of a session: written, saved as revisions, finished as a paper whose mark anybody can check."""

import io
import re

import pypdf
import pytest
from sqlalchemy import select

from app.db import store
from booking import codes
from booking.models import Booking, Document, Look, MinutesRevision
from booking.terms import Role
from tests.support.asking import value_of, words
from tests.support.house_of_tests import FIRST_DAY, wish

KEY = b"journal"
GIVEN = {"ground": "directive", "given_by": "Direktur", "meeting_url": "https://rapat.uji.test/1"}
RINA = {"name": "Rina Hartati", "position": "Kepala BPKAD", "nip": "198001012005011001", "phone": "0811-0000-001"}
ANSWERED = {"questions-0-answer": "Salurkan menurut tahapnya.", "conclusion": "Daerah melengkapi laporannya."}


@pytest.fixture
def held(machine, at):
    """A visit after its hour, with one of two guests admitted."""
    wanted = wish(guests=2)
    wanted["guests"][0] |= RINA
    reference = machine("pemda").submit(wanted).json["reference"]
    assert machine("petugas").post(f"/requests/{reference}/approve", GIVEN).status_code == 200
    at(f"{FIRST_DAY}T08:41:00+07:00")
    desk = machine("resepsionis")
    rina = desk.get(f"/requests/{reference}").json["guests"][0]["id"]
    assert desk.post(f"/requests/{reference}/check-in", {"guests": [{"id": rina}]}).status_code == 200
    at(f"{FIRST_DAY}T10:05:00+07:00")
    return reference


@pytest.fixture
def video(machine):
    """A video conference that has its schedule."""
    reference = machine("pemda").submit(wish(mode="video_conference")).json["reference"]
    assert machine("petugas").post(f"/requests/{reference}/approve", GIVEN).status_code == 200
    return reference


class Writer:
    """Somebody at the page of a session's minutes."""

    def __init__(self, client, reference):
        self.client, self.path = client, f"/unit/{reference}/bak"
        self.open()

    def open(self):
        self.page = self.client.get(self.path)
        return self.page

    @property
    def typed(self):
        """What stands in the form, by the names of its fields."""
        html = self.page.get_data(as_text=True)
        form = html[html.index('<form method="post" action="' + self.path) :]
        names = re.findall(r'<(?:input|textarea)[^>]*\bname="([^"]+)"', form[: form.index("</form>")])
        return {name: value_of(self.page, name).removeprefix("\r\n").removeprefix("\n") for name in names}

    def press(self, act, **changed):
        self.page = self.client.post(self.path, data=self.typed | changed.pop("fields", {}) | changed | {"act": act})
        return self.page


@pytest.fixture
def unit(browser_of, held):
    return Writer(browser_of("unit"), held)


def rows(app, model):
    with app.app_context(), store().reading() as session:
        return list(session.scalars(select(model).order_by(model.id)))


def kept(app, reference):
    with app.app_context(), store().reading() as session:
        return session.scalars(select(Booking).where(Booking.reference == reference)).one()


def text_of(pdf):
    return " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)


def asked(app, code):
    """What is told of a mark."""
    return app.test_client().get("/periksa", query_string={"kode": code})


class TestWriting:
    def test_it_begins_with_what_is_known(self, unit):
        typed = unit.typed
        known = ("region-0-name", "region-0-nip", "place", "topic", "questions-0-question")
        told = {name: typed[name] for name in known}
        assert told == {
            "region-0-name": "Rina Hartati",
            "region-0-nip": "198001012005011001",
            "place": "Ruang Video Conference DJPK, lantai 3",
            "topic": "Dana Desa",
            "questions-0-question": "Konsultasi Dana Desa",
        }
        assert "region-1-name" not in typed  # Tamu 2 was not admitted

    def test_a_video_conference_takes_place_at_its_link(self, browser_of, video):
        assert Writer(browser_of("unit"), video).typed["place"] == GIVEN["meeting_url"]

    def test_rows_are_added_and_removed_and_nothing_typed_is_lost(self, app, unit):
        said = {"questions-0-answer": "Baris satu\nBaris dua", "number": "BA-1"}
        added = unit.press("add:questions", fields=said)
        assert added.status_code == 200
        assert unit.typed["questions-1-question"] == ""
        assert unit.typed["number"] == "BA-1"
        unit.press("drop:questions:1")
        assert "questions-1-question" not in unit.typed
        assert unit.typed["questions-0-answer"].splitlines() == ["Baris satu", "Baris dua"]
        assert rows(app, MinutesRevision) == []

    def test_what_is_saved_twice_is_one_revision(self, app, unit):
        assert unit.press("save", fields=ANSWERED).status_code == 302
        unit.open()
        assert unit.press("save").status_code == 302
        assert [(each.number, each.content["conclusion"]) for each in rows(app, MinutesRevision)] == [
            (1, ANSWERED["conclusion"])
        ]

    def test_who_was_overtaken_is_told_and_keeps_what_was_typed(self, app, unit, browser_of, held):
        other = Writer(browser_of("unit"), held)
        assert other.press("save", conclusion="Yang lain lebih dahulu.").status_code == 302
        late = unit.press("save", conclusion="Saya belakangan.")
        assert late.status_code == 409
        assert "Revisi 1 sudah disimpan lebih dahulu" in words(late)
        assert unit.typed["conclusion"] == "Saya belakangan."
        assert len(rows(app, MinutesRevision)) == 1
        assert unit.press("save").status_code == 302
        assert [each.content["conclusion"] for each in rows(app, MinutesRevision)] == [
            "Yang lain lebih dahulu.",
            "Saya belakangan.",
        ]

    @pytest.mark.parametrize("act", ["save", "finish"])
    def test_who_writes_on_after_a_colleague_closed_it_is_told_and_keeps_what_was_typed(
        self, app, unit, machine, held, act
    ):
        colleague = machine("unit")
        colleague.post(f"/requests/{held}/finish")
        for kind in ("minutes", "attendance"):
            assert colleague.file(held, kind).status_code == 201
        assert colleague.post(f"/requests/{held}/close").status_code == 200
        late = unit.press(act, fields=ANSWERED | {"number": "BA-9"})
        told = "Keadaan sesi ini sekarang: Selesai. Yang Anda kirim tidak dapat dicatat dalam keadaan itu."
        said = [each in words(late) for each in (told, "Isian Anda belum disimpan.", "Selesaikan dan arsipkan")]
        assert (late.status_code, said) == (409, [True, True, False])
        assert {name: unit.typed[name] for name in (*ANSWERED, "number")} == ANSWERED | {"number": "BA-9"}
        assert rows(app, MinutesRevision) == []

    def test_an_earlier_revision_is_read_and_taken_up_again(self, app, unit):
        unit.press("save", conclusion="Pertama.")
        unit.open()
        unit.press("save", conclusion="Kedua.")
        first = unit.client.get(f"{unit.path}/1")
        assert "Pertama." in words(first)
        token = value_of(first, "csrf_token")
        assert unit.client.post(f"{unit.path}/1", data={"csrf_token": token}).status_code == 302
        assert [each.content["conclusion"] for each in rows(app, MinutesRevision)] == ["Pertama.", "Kedua.", "Pertama."]

    def test_what_is_too_long_is_told_at_its_field(self, unit):
        answer = unit.press("save", fields={"region-0-name": "x" * 201})
        assert answer.status_code == 400
        assert "Paling panjang 200 huruf." in words(answer)
        assert unit.typed["region-0-name"] == "x" * 201

    def test_opening_it_counts_as_a_look_at_the_guests(self, app, unit):
        def looks():
            return [each.what for each in rows(app, Look) if each.role == Role.UNIT.value]

        assert looks() == ["guests"]
        unit.press("add:djpk")
        assert looks() == ["guests"]
        unit.press("save")
        assert looks() == ["guests"]
        for path in (f"{unit.path}/1", unit.path.replace("bak", "daftar-hadir.pdf")):
            before = len(looks())
            answer = unit.client.get(path)
            assert (path, answer.status_code, looks()[before:]) == (path, 200, ["guests"])


class TestWhoMay:
    def test_a_visit_is_its_units_alone(self, browser_of, held):
        answers = {
            name: browser_of(name).get(f"/unit/{held}/bak").status_code for name in ("petugas", "unit-lain", "unit")
        }
        assert answers == {"petugas": 403, "unit-lain": 404, "unit": 200}

    def test_a_video_conference_is_the_officers_too_but_not_finished_before_it_begins(self, app, browser_of, video, at):
        officer = Writer(browser_of("petugas"), video)
        assert officer.press("save", fields=ANSWERED).status_code == 302
        assert "Selesaikan dan arsipkan" not in words(officer.open())
        at(f"{FIRST_DAY}T09:30:00+07:00")
        assert "Selesaikan dan arsipkan" in words(officer.open())
        assert officer.press("finish").status_code == 302
        assert kept(app, video).minutes_id is not None


    def test_finished_before_it_begins_nothing_is_filed_and_what_was_typed_stands(self, app, browser_of, video, at):
        officer = Writer(browser_of("petugas"), video)
        early = officer.press("finish", fields=ANSWERED)
        begins = "Pelaksanaan dan berkasnya dapat dicatat sejak sesi dimulai: Rabu, 25 November 2026, 09.00 WIB."
        said = [begins in words(early), "Naskahnya tersimpan sebagai revisi 1." in words(early)]
        assert (early.status_code, said) == (409, [True, True])
        assert officer.typed["conclusion"] == ANSWERED["conclusion"]
        assert kept(app, video).minutes_id is None
        assert [each.kind for each in rows(app, Document)] == ["letter"]
        assert "tidak diarsipkan" in words(asked(app, codes.minutes_mark(KEY, video, 1)))
        assert officer.press("save", conclusion="Diralat.").location.endswith("/bak")
        assert len(rows(app, MinutesRevision)) == 2

    @pytest.mark.parametrize("kind", ["minutes", "attendance", "recording"])
    def test_over_json_no_paper_is_filed_before_it_begins(self, app, machine, video, at, kind):
        told = {"content": None, "url": "https://rekaman.uji.test/1", "sha256": "0" * 64} if kind == "recording" else {}
        at(f"{FIRST_DAY}T08:59:00+07:00")
        early = machine("petugas").file(video, kind, **told)
        assert (early.status_code, early.json["act"], early.json["detail"]) == (
            409,
            "file-document",
            "file-document in scheduled: not_begun",
        )
        assert [each.kind for each in rows(app, Document)] == ["letter"]
        at(f"{FIRST_DAY}T09:00:00+07:00")
        assert machine("petugas").file(video, kind, **told).status_code == 201


class TestFinishing:
    def test_what_is_missing_is_told_and_nothing_is_kept(self, app, unit):
        answer = unit.press("finish")
        assert answer.status_code == 400
        assert "Setiap pertanyaan memerlukan penjelasan." in words(answer)
        assert rows(app, MinutesRevision) == []

    def test_a_preview_is_a_draft_that_bears_no_mark_and_is_kept_nowhere(self, app, unit):
        answer = unit.press("preview", fields=ANSWERED)
        assert (answer.status_code, answer.mimetype, answer.headers["Cache-Control"]) == (
            200,
            "application/pdf",
            "no-store",
        )
        assert "Daerah melengkapi laporannya." in text_of(answer.data)
        assert "BAK:" not in text_of(answer.data)
        assert rows(app, MinutesRevision) == []

    def test_the_session_closes_only_with_both_papers(self, app, unit, machine, held):
        assert unit.press("finish", fields=ANSWERED).location.endswith(f"/unit/{held}#berkas")
        client, here = unit.client, f"/unit/{held}"
        token = value_of(client.get(here), "csrf_token")
        assert client.post(here, data={"act": "finish", "csrf_token": token}).status_code == 302
        early = client.post(here, data={"act": "close", "csrf_token": token})
        assert (early.status_code, "E.3.c.10" in words(early)) == (422, True)
        listed = client.get(f"{here}/daftar-hadir.pdf")
        assert (listed.status_code, listed.mimetype) == (200, "application/pdf")
        assert machine("unit").file(held, "attendance").status_code == 201
        assert client.post(here, data={"act": "close", "csrf_token": token}).status_code == 302
        assert kept(app, held).state == "closed"
        assert client.get(f"{here}/bak").location.endswith("/bak/1")

    def test_finished_twice_it_is_one_paper(self, app, unit):
        unit.press("finish", fields=ANSWERED)
        unit.open()
        unit.press("finish")
        assert [each.filename for each in rows(app, Document) if each.kind == "minutes"] == [
            f"BAK-{unit.path.split('/')[2]}-revisi-1.pdf"
        ]


class TestTheMark:
    @pytest.fixture
    def finished(self, unit, held):
        unit.press("finish", fields=ANSWERED)
        return codes.minutes_mark(KEY, held, 1)

    def test_a_genuine_paper_is_told_with_its_checksum_and_no_name(self, app, finished, held):
        [paper] = [each for each in rows(app, Document) if each.kind == "minutes"]
        said = words(asked(app, finished))
        told = ("Asli: revisi terakhir yang diarsipkan", "Rabu, 25 November 2026, 09.00 WIB", held, paper.sha256)
        assert [each for each in told if each not in said] == []
        page, _, _footer = said.partition("Semua layanan ini tidak dikenakan biaya")
        assert [name for name in ("Rina", "Samarinda", "0811") if name in page] == []

    def test_a_code_that_was_copied_or_typed_with_spaces_is_understood(self, app, finished):
        typed = f" {finished[:9].lower()}\N{ZERO WIDTH SPACE}{finished[9:20]} {finished[20:]}"
        assert "Asli: revisi terakhir yang diarsipkan" in words(asked(app, typed))

    def test_a_later_revision_takes_its_place(self, app, finished, unit, held):
        unit.open()
        unit.press("finish", conclusion="Diralat.")
        assert "Asli, tetapi sudah digantikan" in words(asked(app, finished))
        assert "revisi terakhir" in words(asked(app, codes.minutes_mark(KEY, held, 2)))

    def test_a_signed_scan_uploaded_later_is_told_beside_it(self, app, finished, machine, held):
        assert machine("unit").file(held, "minutes").status_code == 201
        said = words(asked(app, finished))
        assert "Asli: revisi terakhir yang diarsipkan" in said
        assert rows(app, Document)[-1].sha256 in said

    def test_one_sign_changed_and_it_is_none_of_ours(self, app, finished, held):
        def flipped(place):
            sign = "A" if finished[place] != "A" else "B"
            return finished[:place] + sign + finished[place + 1 :]

        assert [place for place in range(len(finished)) if codes.of_minutes(KEY, flipped(place))] == []
        assert codes.of_minutes(KEY, finished) == (held, 1)
        assert codes.of_minutes(KEY, codes.visit_pass(KEY, held, 1)) is None
        answer = asked(app, flipped(len(finished) - 1))
        assert (answer.status_code, "Kode ini bukan dari kami" in words(answer)) == (404, True)

    def test_a_revision_that_was_never_filed_is_said_to_be_none(self, app, unit, held):
        unit.press("save", fields=ANSWERED)
        assert "revisi ini tidak diarsipkan" in words(asked(app, codes.minutes_mark(KEY, held, 1)))
