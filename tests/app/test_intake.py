"""A letter from WhatsApp or e-mail is taken in, alone or with its request, answered in prepared words, set right."""

import io
import re
from html import unescape
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from sqlalchemy import select
from werkzeug.datastructures import FileStorage

from app.db import store
from app.texts import whatsapp_number
from booking import codes
from booking.inspection.fitness import MOST
from booking.models import Booking, Document, Letter, Look, Receipt
from rules.strict import instant
from tests.support.asking import value_of, words
from tests.support.house_of_tests import FIRST_DAY, LETTER, NOW, multipart, wish

IN = "/petugas/surat-masuk"
SURAT = {
    "region": "Kota Samarinda",
    "letter_number": "005/123/BPKAD",
    "letter_dated_on": "2026-11-19",
    "letter_subject": "Konsultasi Dana Desa",
    "addressed": "y",
}
PERMOHONAN = {
    "topic": "dana-desa",
    "contact_phone": "0811-0000-001",
    "contact_email": "rina@uji.test",
    "guests-0-name": "Rina Hartati",
    "guests-0-position": "Kepala BPKAD",
}


class Counter:
    """An officer at the form, without JavaScript."""

    def __init__(self, client):
        self.client = client

    def send(self, act, path=IN, file=LETTER, **typed):
        page = self.client.get(path)
        said = {
            name: value_of(page, name)
            for name in ("csrf_token", "once", "received_at", "letter_number", "letter_subject", "registered")
            if f'name="{name}"' in page.get_data(as_text=True)
        }
        known = {"asks_for": "region", "channel": "whatsapp", "mode": "visit", "guests-0-office": "other"}
        said |= known | {"act": act} | typed
        if file is not None:
            said["file"] = FileStorage(io.BytesIO(file), "surat.pdf")
        return self.client.post(path, **multipart(said))

    def form_again(self, answer):
        return re.search(r'action="(/petugas/surat-masuk/[^"]+)"', answer.get_data(as_text=True))[1]


@pytest.fixture
def counter(browser_of):
    return Counter(browser_of("petugas"))


@pytest.fixture
def stored(app):
    """What the register holds: ``stored(Booking)``."""

    def read(model):
        with app.app_context(), store().reading() as session:
            return list(session.scalars(select(model)))

    return read


def prepared(answer):
    """The text of a prepared answer, and what its links open."""
    page = answer.get_data(as_text=True)
    text = unescape(re.search(r"<textarea[^>]*readonly[^>]*>\n?(.*?)</textarea>", page, re.DOTALL)[1])
    links = [unescape(href) for href in re.findall(r'class="btn[^"]*" href="((?:https://wa\.me|mailto:)[^"]*)"', page)]
    return text, links



class TestALetterAlone:
    def test_is_registered_as_having_come_now_by_whatsapp_and_answered(self, counter, stored):
        answer = counter.send("letter", **SURAT)
        assert answer.status_code == 302
        [letter], [receipt] = stored(Letter), stored(Receipt)
        assert (letter.institution, letter.received_at) == ("Pemerintah Kota Samarinda", instant(NOW))
        assert (receipt.channel, receipt.received_at, receipt.reason) == ("whatsapp", instant(NOW), None)
        assert stored(Booking) == []
        text, [whatsapp, mail] = prepared(counter.client.get(answer.location))
        assert (
            "Surat nomor 005/123/BPKAD kami terima pada Jumat, 20 November 2026, 10.00 WIB melalui WhatsApp." in text
        )
        assert (
            "Hari pertama yang mungkin untuk tatap muka dan video conference: Rabu, 25 November 2026, yaitu hari kerja"
            " ke-3 sesudah surat diterima." in text
        )
        assert "Yang masih kurang: cara konsultasi, topik, nama dan jabatan tamu, serta narahubung." in text
        assert "Semua layanan ini tidak dikenakan biaya apa pun" in text
        assert "/ajukan" in text
        assert "/pengaduan" in text
        assert whatsapp.startswith("https://wa.me/?text=")
        assert parse_qs(urlsplit(whatsapp).query)["text"] == [text]
        assert mail.startswith("mailto:?subject=Surat%20005%2F123%2FBPKAD")
        assert unquote(mail.partition("&body=")[2]).replace("\r\n", "\n") == text

    def test_is_answered_to_the_number_and_address_that_were_typed(self, counter):
        contact = {"contact_phone": "0811-0000-001", "contact_email": "rina@uji.test"}
        answer = counter.send("letter", **SURAT, **contact)
        _text, [whatsapp, mail] = prepared(counter.client.get(answer.location))
        assert whatsapp.startswith("https://wa.me/628110000001?text=")
        assert mail.startswith("mailto:rina@uji.test?subject=")

    def test_is_answered_with_the_holidays_that_do_not_count_and_in_indonesian_to_an_officer_who_reads_english(
        self, counter, at
    ):
        at("2026-12-23T10:00:00+07:00")
        counter.client.set_cookie("bahasa", "en")
        answer = counter.send("letter", **SURAT | {"addressed": ""} | {"letter_dated_on": "2026-12-22"})
        text, _links = prepared(counter.client.get(answer.location))
        assert "Rabu, 30 Desember 2026" in text
        assert "Hari libur di antaranya tidak dihitung: Kamis, 24 Desember 2026" in text
        assert "Jumat, 25 Desember 2026" in text
        assert "Sabtu" not in text
        assert "Suratnya juga belum ditujukan kepada Direktur Jenderal" in text

    def test_that_a_request_from_the_portal_holds_keeps_the_earlier_day_on_which_it_came(
        self, counter, machine, stored, at
    ):
        at("2026-11-23T10:00:00+07:00")
        reference = machine("pemda").submit(wish(date="2026-11-27")).json["reference"]
        answer = counter.send("letter", **SURAT | {"channel": "email", "received_at": "2026-11-20T09:00"})
        page = words(counter.client.get(answer.location, follow_redirects=True))
        assert "kini tercatat juga diterima lewat E-mail pada Jumat, 20 November 2026, 09.00 WIB" in page
        [letter], receipts = stored(Letter), stored(Receipt)
        friday = instant("2026-11-20T09:00:00+07:00")
        assert [each.channel for each in receipts] == ["portal", "email"]
        assert receipts[1].received_at == friday
        assert (letter.received_at, len({each.document_id for each in receipts} - {None})) == (friday, 2)
        there = {"date": FIRST_DAY, "start": "09:00"}
        moved = machine("petugas").post(f"/requests/{reference}/move", {"slot": there, "reason": "unit"})
        assert moved.status_code == 200

    def test_that_came_another_way_too_but_later_keeps_its_day(self, counter, stored, at):
        counter.send("letter", **SURAT)
        at("2026-11-20T11:00:00+07:00")
        counter.send("letter", **SURAT | {"received_at": "2026-11-20T11:00"})
        counter.send("letter", **SURAT | {"channel": "email", "received_at": "2026-11-20T11:00"})
        [letter] = stored(Letter)
        assert [each.channel for each in stored(Receipt)] == ["whatsapp", "email"]
        assert letter.received_at == instant(NOW)

    def test_registered_twice_leads_to_the_one_there_is_and_keeps_no_second_file(self, counter, stored):
        first = counter.send("letter", **SURAT)
        again = counter.send("letter", **SURAT | {"letter_number": "005 / 123-bpkad"})
        assert again.location.partition("?")[0] == first.location.partition("?")[0]
        assert "sudah tercatat sebelumnya" in words(counter.client.get(again.location))
        assert (len(stored(Letter)), len(stored(Receipt)), len(stored(Document))) == (1, 1, 1)

    @pytest.mark.parametrize(
        ("typed", "field", "says"),
        [
            ({"received_at": "2026-11-20T10:30"}, "received_at", "waktu yang belum tiba"),
            ({"received_at": "2026-11-18T09:00"}, "reason", "tuliskan alasannya"),
            ({"received_at": "kemarin"}, "received_at", "misalnya 2026-11-20T10:05"),
            ({"region": "Bone Bolango Selatan"}, "region", "tidak ditemukan"),
            ({"letter_dated_on": "2026-11-21"}, "letter_dated_on", "sesudah hari ini"),
            ({"letter_number": "///"}, "letter_number", "satu huruf atau angka"),
            ({"asks_for": "other", "region": ""}, "institution", "instansi pengirim surat"),
            ({"channel": "portal"}, "channel", "WhatsApp atau e-mail"),
        ],
    )
    def test_that_does_not_fit_is_told_at_its_field_and_nothing_typed_is_lost(
        self, counter, stored, typed, field, says
    ):
        said = SURAT | typed
        answer = counter.send("letter", **said)
        assert answer.status_code == 400
        page = answer.get_data(as_text=True)
        wrong = re.search(rf'id="{field}-error">(.*?)</div>', page, re.DOTALL)[1]
        assert says in wrong
        for name in ("region", "letter_number", "letter_dated_on", "letter_subject"):
            assert value_of(answer, name) == said[name]
        assert "Surat tersimpan: surat.pdf" in words(answer)
        assert (stored(Letter), [each.linked_at for each in stored(Document)]) == ([], [None])

    def test_mended_needs_its_file_no_second_time(self, counter, stored):
        refused = counter.send("letter", **SURAT | {"received_at": "2026-11-18T09:00"})
        done = counter.send(
            "letter",
            counter.form_again(refused),
            file=None,
            **SURAT,
            received_at="2026-11-18T09:00",
            reason="Petugas sakit",
        )
        assert done.status_code == 302
        [receipt] = stored(Receipt)
        assert (receipt.received_at, receipt.reason) == (instant("2026-11-18T09:00:00+07:00"), "Petugas sakit")
        assert receipt.document_id is not None
        again = counter.client.get(counter.form_again(refused))
        assert again.location == done.location

    def test_without_its_file_is_asked_for_it(self, counter):
        answer = counter.send("letter", file=None, **SURAT)
        assert answer.status_code == 400
        assert "Unggah suratnya" in words(answer)

    def test_with_a_file_beyond_the_limit_keeps_every_word(self, counter):
        answer = counter.send("letter", file=bytes(MOST + 1), **SURAT)
        assert answer.status_code == 400
        assert "10 MB" in words(answer)
        assert value_of(answer, "letter_subject") == SURAT["letter_subject"]

    def test_changed_after_going_back_is_another_letter(self, counter, stored):
        page = counter.client.get(IN)
        once = {name: value_of(page, name) for name in ("once", "received_at")}
        counter.send("letter", **SURAT, **once)
        counter.send("letter", **SURAT | {"letter_number": "006/123/BPKAD"}, **once)
        assert [each.number for each in stored(Letter)] == ["005/123/BPKAD", "006/123/BPKAD"]

    def test_of_a_province_or_of_no_region_is_named_so(self, counter, stored):
        counter.send("letter", **SURAT | {"region": "Jawa Timur"})
        counter.send("letter", **SURAT | {"asks_for": "other", "region": "", "institution": "Kementerian PUPR"})
        assert [(each.region_code, each.institution) for each in stored(Letter)] == [
            ("35", "Pemerintah Provinsi Jawa Timur"),
            (None, "Kementerian PUPR"),
        ]

    def test_opens_to_the_browser_alone_that_typed_it(self, counter, browser_of):
        path = counter.form_again(counter.send("letter", file=None, **SURAT))
        assert counter.client.get(path).status_code == 200
        assert browser_of("petugas").get(path).status_code == 404

    def test_is_not_entered_by_the_enter_key(self, counter, stored):
        answer = counter.send("stay", **SURAT)
        assert answer.status_code == 302
        assert value_of(counter.client.get(answer.location.partition("#")[0]), "letter_number") == "005/123/BPKAD"
        assert stored(Letter) == []

    def test_may_be_opened_by_an_officer_before_anything_rests_on_it(self, counter, browser_of, stored):
        counter.send("letter", **SURAT)
        [document] = stored(Document)
        assert counter.client.get(f"/dokumen/{document.id}").status_code == 200
        assert [browser_of(name).get(f"/dokumen/{document.id}").status_code for name in ("unit", "pemda")] == [404] * 2


class TestALetterWithItsRequest:
    def test_takes_the_first_free_session_for_the_guest_who_is_its_contact_too(self, counter, stored):
        answer = counter.send("request", **SURAT, **PERMOHONAN)
        [booking], [receipt] = stored(Booking), stored(Receipt)
        assert answer.location == f"/petugas/{booking.reference}/jawaban"
        assert (booking.state, booking.date.isoformat(), booking.start) == ("requested", FIRST_DAY, "09:00")
        assert (booking.contact_name, booking.institution) == ("Rina Hartati", "Pemerintah Kota Samarinda")
        assert (receipt.channel, receipt.received_at) == ("whatsapp", instant(NOW))
        text, [whatsapp, mail] = prepared(counter.client.get(answer.location))
        assert "Surat nomor 005/123/BPKAD kami terima pada Jumat, 20 November 2026, 10.00 WIB" in text
        assert f"/permohonan/{booking.reference}" in text
        assert "kami mengirimkannya ke rina@uji.test" in text
        key = counter.client.application.extensions["store"].journal_key
        assert codes.access_code(key, booking.reference) not in text
        assert "Kode akses untuk membuka permohonan ini ada di surel kami kepada rina@uji.test." in text
        assert whatsapp.startswith("https://wa.me/628110000001?text=")
        assert mail.startswith("mailto:rina@uji.test?subject=")
        assert [(each.what, each.booking_id) for each in stored(Look)] == [("guests", booking.id)]

    def test_may_name_its_session(self, counter, stored):
        counter.send("request", **SURAT, **PERMOHONAN, day="2026-11-26", start="13:00")
        [booking] = stored(Booking)
        assert (booking.date.isoformat(), booking.start) == ("2026-11-26", "13:00")

    def test_that_was_sent_twice_is_one(self, counter, stored):
        page = counter.client.get(IN)
        once = {name: value_of(page, name) for name in ("once", "received_at")}
        first = counter.send("request", **SURAT, **PERMOHONAN, **once)
        again = counter.send("request", **SURAT, **PERMOHONAN, **once)
        assert (again.status_code, again.location) == (302, first.location)
        assert (len(stored(Booking)), len(stored(Document))) == (1, 1)

    def test_that_is_refused_keeps_everything_offers_sessions_and_an_answer(self, counter, stored, machine):
        machine("pemda-lain").submit(
            wish(region="91.71", institution="BPKAD Kota Jayapura") | {"slot": {"date": FIRST_DAY, "start": "09:00"}}
        )
        answer = counter.send("request", **SURAT, **PERMOHONAN, day=FIRST_DAY, start="09:00")
        assert answer.status_code == 422
        assert "E.3.c.8" in words(answer)
        text, _links = prepared(answer)
        assert "Permohonan atas surat nomor 005/123/BPKAD belum dapat diterima" in text
        assert "Yth. Rina Hartati," in text
        assert {name: value_of(answer, name) for name in PERMOHONAN if name != "topic"} == {
            name: said for name, said in PERMOHONAN.items() if name != "topic"
        }
        assert len(stored(Letter)) == 1  # the other region's
        offered = re.findall(r'name="take" value="([^"]+)"', answer.get_data(as_text=True))
        assert offered[0] == f"{FIRST_DAY}T10:00"
        there = counter.form_again(answer)
        taken = counter.send("", there, file=None, **SURAT, **PERMOHONAN, take=offered[0])
        assert taken.status_code == 302
        assert stored(Booking)[-1].start == "10:00"

    @pytest.mark.parametrize(
        ("missing", "says"),
        [
            ("topic", "Pilih topik dari daftar."),
            ("contact_email", "Isikan alamat e-mail"),
            ("contact_phone", "Isikan nomor yang dapat dihubungi."),
        ],
    )
    def test_without_what_a_request_needs_is_told_so_and_its_letter_alone_is_not(self, counter, missing, says):
        said = SURAT | {name: text for name, text in PERMOHONAN.items() if name != missing}
        answer = counter.send("request", **said)
        assert answer.status_code == 400
        assert says in words(answer)
        assert counter.send("letter", **said).status_code == 302

    def test_may_follow_a_letter_that_was_registered_before_without_its_file(self, counter, stored):
        counter.send("letter", **SURAT)
        [letter] = stored(Letter)
        page = words(counter.client.get(f"/petugas/surat/{letter.id}"))
        assert "Belum ada permohonan" in page
        path = f"{IN}?surat={letter.id}"
        answer = counter.send("request", path, file=None, **SURAT, **PERMOHONAN)
        [booking] = stored(Booking)
        assert (answer.status_code, booking.letter_id, len(stored(Receipt))) == (302, letter.id, 1)
        assert booking.reference in words(counter.client.get(f"/petugas/surat/{letter.id}"))
        led = counter.client.get(f"/petugas/surat/{letter.id}/jawaban")
        assert led.location == f"/petugas/{booking.reference}/jawaban"


@pytest.mark.parametrize("act", ["letter", "request"])
@pytest.mark.parametrize("channel", ["whatsapp", "email"])
def test_a_letter_is_noted_as_having_come_by_the_way_that_is_named(counter, stored, act, channel):
    assert counter.send(act, **SURAT, **PERMOHONAN, channel=channel).status_code == 302
    assert [each.channel for each in stored(Receipt)] == [channel]


class TestACorrection:
    def test_flags_what_would_not_have_been_given(self, counter, stored, at):
        counter.send("request", **SURAT, **PERMOHONAN)
        [letter], [booking] = stored(Letter), stored(Booking)
        path = f"/petugas/surat/{letter.id}"
        at("2026-11-23T10:00:00+07:00")
        said = {"channel": "email", "received_at": "2026-11-23T09:00", "reason": ""}
        token = value_of(counter.client.get(path), "csrf_token")
        asked = counter.client.post(path, data=said | {"csrf_token": token})
        assert asked.status_code == 400
        assert "Tuliskan alasan koreksinya." in words(asked)
        assert value_of(asked, "received_at") == "2026-11-23T09:00"
        done = counter.client.post(path, data=said | {"csrf_token": token, "reason": "Salah hari"})
        assert (done.status_code, done.location) == (303, path)
        page = words(counter.client.get(path))
        assert "Salah hari" in page
        assert "Sesinya terlalu dekat dengan waktu surat diterima" in page
        assert booking.reference in page
        assert [each.channel for each in stored(Receipt)] == ["whatsapp", "email"]


class TestAPreparedAnswer:
    def test_says_what_the_mail_says_of_a_schedule_a_move_and_a_rejection(self, counter, machine, stored):
        taken = machine("pemda").submit(wish()).json["reference"]
        officer = machine("petugas")
        officer.post(f"/requests/{taken}/approve", {"ground": "directive", "given_by": "Direktur"})
        text, _links = prepared(counter.client.get(f"/petugas/{taken}/jawaban"))
        assert "Permohonan Anda disetujui. Ini jadwalnya: Rabu, 25 November 2026, 09.00–10.00 WIB." in text
        officer.post(
            f"/requests/{taken}/move", {"slot": {"date": "2026-11-26", "start": "10:00"}, "reason": "directive"}
        )
        text, _links = prepared(counter.client.get(f"/petugas/{taken}/jawaban"))
        assert "Kantor memindahkan sesi Anda ke Kamis, 26 November 2026, 10.00–11.00 WIB." in text
        other = machine("pemda").submit(wish("005/124")).json["reference"]
        officer.post(f"/requests/{other}/reject", {"reason": "topic_not_ours", "note": "Hubungi DJP."})
        text, _links = prepared(counter.client.get(f"/petugas/{other}/jawaban"))
        assert "Topiknya bukan kewenangan DJPK" in text
        assert "Hubungi DJP." in text

    def test_waits_for_an_address_to_be_confirmed(self, counter, machine):
        held = machine().submit(wish()).json["reference"]
        page = words(counter.client.get(f"/petugas/{held}/jawaban"))
        assert "Belum ada yang dijawab" in page


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("0811-0000-001", "628110000001"),
        ("+62 811 0000 001", "628110000001"),
        ("62 811 0000 001", "628110000001"),
        ("811 0000 001", "628110000001"),
        ("(021) 150420", "6221150420"),
        ("+65 6123 4567", "6561234567"),
        ("0065 6123 4567", "6561234567"),
        ("", ""),
    ],
)
def test_a_number_is_written_as_whatsapp_asks_for_it(typed, number):
    assert whatsapp_number(typed) == number
