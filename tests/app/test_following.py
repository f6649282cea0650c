"""Following a request: by its access code, its mailed links, its pass, and what its requester may still do."""

import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import select

from app.db import store
from app.mail.render import rendered
from app.web import holding
from booking import codes, outbox
from booking.models import Booking, Guest, Message
from booking.workflow import expire
from booking.workflow.submit import confirm as prove
from rules.strict import instant
from tests.support.asking import Asker, rows, value_of, words
from tests.support.house_of_tests import FIRST_DAY, wish

KEY = b"journal"
GIVEN = {"ground": "directive", "given_by": "Direktur", "meeting_url": "https://rapat.uji.test/1"}


@pytest.fixture
def asker(app):
    return Asker(app.test_client())


@pytest.fixture
def sent(asker):
    """Somebody whose request waits for its address."""
    assert asker.whole().status_code == 302
    return asker


@pytest.fixture
def confirmed(sent):
    """Somebody whose request waits for a decision."""
    assert confirm(sent, sent.reference).status_code == 302
    return sent


@pytest.fixture
def scheduled(confirmed, machine):
    """Somebody with a schedule."""
    assert machine("petugas").post(f"/requests/{confirmed.reference}/approve", GIVEN).status_code == 200
    return confirmed


def link(reference, token=None):
    return f"/permohonan/{reference}/konfirmasi?token={token or codes.confirmation(KEY, reference)}"


def confirm(asker, reference):
    token = codes.confirmation(KEY, reference)
    return asker.post(link(reference), {"token": token})


def state_of(app, reference):
    with app.app_context(), store().reading() as session:
        return session.scalars(select(Booking.state).where(Booking.reference == reference)).one()


class TestTheMailedLink:
    def test_opening_it_changes_nothing_and_the_button_acts(self, app, sent):
        elsewhere = Asker(app.test_client())
        page = elsewhere.get(link(sent.reference))
        assert page.status_code == 200
        assert "Jumat, 20 November 2026, 10.30 WIB" in words(page)
        assert state_of(app, sent.reference) == "unconfirmed"
        confirm(elsewhere, sent.reference)
        assert state_of(app, sent.reference) == "requested"
        assert "Belum dijadwalkan, jangan berangkat" in words(elsewhere.get())

    def test_a_second_press_says_that_it_was_done(self, app, confirmed):
        late = Asker(app.test_client()).get(link(confirmed.reference))
        assert late.location == f"/permohonan/{confirmed.reference}"

    def test_two_presses_at_once_confirm_it_once_and_both_are_led_on(self, app, sent, monkeypatch):
        def overtaken(*args, **told):
            prove(*args, **told)
            prove(*args, **told)

        monkeypatch.setattr(holding, "prove", overtaken)
        second = confirm(sent, sent.reference)
        assert (second.status_code, second.location) == (302, f"/permohonan/{sent.reference}")
        assert "Alamat e-mail ini sudah dikonfirmasi sebelumnya." in words(sent.get())

    def test_confirmed_and_never_decided_is_not_told_as_unconfirmed(self, app, confirmed, at):
        after = "2026-11-25T10:01:00+07:00"
        at(after)
        expire(app.extensions["store"], confirmed.reference, instant(after))
        assert state_of(app, confirmed.reference) == "expired"
        visitor = Asker(app.test_client())
        late = visitor.get(link(confirmed.reference))
        assert late.location == f"/permohonan/{confirmed.reference}"
        page = words(visitor.get(late.location))
        assert "Sesi yang diminta sudah lewat sebelum jadwal diberikan." in page
        assert "tidak dikonfirmasi" not in page

    @pytest.mark.parametrize("token", ["", "falsch", "x" * 500])
    def test_a_link_that_was_cut_says_so_and_tells_nothing_else(self, app, sent, token):
        told = [
            app.test_client().get(f"/permohonan/{reference}/konfirmasi?token={token}")
            for reference in (sent.reference, "AAAA-2222")
        ]
        assert [page.status_code for page in told] == [404, 404]
        said = [words(page).replace(sent.reference, "AAAA-2222") for page in told]
        assert said[0] == said[1]
        assert "Salin tautannya secara utuh dari surel kami" in said[0]
        assert "berlaku 30 menit sejak permohonan dikirim" in said[0]

    def test_after_half_an_hour_it_says_that_the_session_is_let_go(self, app, sent, at, machine):
        at("2026-11-20T10:31:00+07:00")
        page = Asker(app.test_client()).get(link(sent.reference))
        assert page.status_code == 409
        assert "Sesi ini sudah dilepas" in words(page)
        assert machine("pemda-lain").submit(wish("900/1", region="91.71")).status_code == 201
        assert state_of(app, sent.reference) == "expired"
        assert "Sesi ini sudah dilepas" in words(Asker(app.test_client()).get(link(sent.reference)))

    def test_whoever_came_too_late_asks_again_with_what_was_typed(self, app, sent, at):
        at("2026-11-20T10:31:00+07:00")
        late = sent.get(link(sent.reference)).get_data(as_text=True)
        sent.at = unescape(re.search(r'href="(/ajukan\?dari=[^"]+)"', late)[1])
        assert value_of(sent.get(), "letter_subject") == "Konsultasi Dana Desa"
        sent.letter()
        sent.pick()
        assert value_of(sent.get(f"{sent.draft}/tamu"), "contact_name") == "Rina"
        assert sent.send().status_code == 302
        assert state_of(app, sent.reference) == "unconfirmed"

    def test_what_stands_against_it_now_is_told_and_it_stays_unconfirmed(self, app, sent, machine):
        for hour, letter in (("10:00", "1"), ("13:00", "2")):
            machine("pemda").submit(wish(f"900/{letter}", start=hour))
        page = words(confirm(sent, sent.reference))
        assert "Belum dapat dikonfirmasi" in page
        assert "E.3.c.5" in page
        assert state_of(app, sent.reference) == "unconfirmed"


class TestTheAccessCode:
    def opened(self, app, reference, code):
        visitor = Asker(app.test_client())
        return visitor, visitor.post("/cek", {"reference": reference, "code": code})

    def test_number_and_code_open_the_request(self, app, confirmed):
        code = codes.access_code(KEY, confirmed.reference)
        visitor, answer = self.opened(app, confirmed.reference.lower(), f" {code} ")
        assert answer.location == f"/permohonan/{confirmed.reference}"
        assert visitor.get().status_code == 200

    @pytest.mark.parametrize("typed", ["{0}{1}", "{0} {1}", " {0}-{1} ", "{0} - {1}"])
    def test_a_number_is_understood_however_it_is_typed(self, app, confirmed, typed):
        number = typed.format(*confirmed.reference.lower().split("-"))
        _visitor, answer = self.opened(app, number, codes.access_code(KEY, confirmed.reference))
        assert answer.location == f"/permohonan/{confirmed.reference}"

    def test_a_link_whose_code_was_cut_says_that_it_does_not_fit(self, app, confirmed):
        cut = codes.access_code(KEY, confirmed.reference)[:-1]
        answer = Asker(app.test_client()).get(f"/cek?nomor={confirmed.reference}&kode={cut}")
        assert (answer.status_code, value_of(answer, "reference")) == (401, confirmed.reference)
        assert "Nomor dan kode akses itu tidak cocok." in words(answer)

    def test_a_wrong_code_and_an_unknown_number_are_told_the_same(self, app, confirmed):
        told = []
        for reference, code in ((confirmed.reference, "falsch"), ("AAAA-2222", "falsch")):
            _visitor, answer = self.opened(app, reference, code)
            assert answer.status_code == 401
            assert value_of(answer, "reference") == reference
            told.append(re.sub(r'value="[^"]*"', "", answer.get_data(as_text=True)))
        assert told[0] == told[1]

    def test_without_it_a_request_leads_to_where_it_is_asked_for(self, app, confirmed):
        nobody = Asker(app.test_client())
        for path in ("", "/pas", "/tamu", "/batal", ".ics"):
            answer = nobody.get(f"/permohonan/{confirmed.reference}{path}")
            assert answer.location == f"/cek?nomor={confirmed.reference}"
        assert value_of(nobody.get(answer.location), "reference") == confirmed.reference

    def test_a_code_opens_its_own_request_alone(self, app, confirmed, machine):
        other = machine("pemda-lain").submit(wish("900/1", region="91.71", start="10:00")).json["reference"]
        assert confirmed.get(f"/permohonan/{other}").location == f"/cek?nomor={other}"

    def test_the_link_in_our_mails_opens_it(self, app, scheduled):
        with app.app_context(), store().reading() as session:
            number = session.scalars(select(Message.id).where(Message.kind == "scheduled")).one()
            with app.test_request_context():
                sending = outbox.sending(session, KEY, number)
                mail = rendered(sending, "http://localhost", instant("2026-11-20T12:00:00+07:00"))
        text = mail.get_body(("plain",)).get_content()
        address = urlsplit(re.search(r"http://localhost(/cek\S+)", text)[1])
        assert parse_qs(address.query)["nomor"] == [scheduled.reference]
        visitor = Asker(app.test_client())
        answer = visitor.client.get(address.path, query_string=address.query)
        assert answer.location == f"/permohonan/{scheduled.reference}"
        assert "Terjadwal" in words(visitor.get(answer.location))

    def test_signing_out_lets_go_of_it(self, app, confirmed, browser_of):
        browser = browser_of("pemda-lain")
        visitor = Asker(browser)
        visitor.post("/cek", {"reference": confirmed.reference, "code": codes.access_code(KEY, confirmed.reference)})
        assert visitor.get().status_code == 200
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', visitor.get().get_data(as_text=True))[1]
        browser.post("/keluar", data={"csrf_token": token})
        assert visitor.get().status_code == 302


class TestWhatItsRequesterMayDo:
    def test_a_question_is_answered_on_the_page(self, confirmed, machine):
        page = f"/permohonan/{confirmed.reference}"
        assert "Petugas bertanya" not in words(confirmed.get(page))
        machine("petugas").post(f"/requests/{confirmed.reference}/ask", {"question": "Tahun anggaran berapa?"})
        said = words(confirmed.get(page))
        assert "Tahun anggaran berapa?" in said
        assert "Anda menjawab pertanyaan petugas" in said
        empty = confirmed.client.post(f"{page}/jawab", data={"csrf_token": self.token(confirmed, page), "answer": " "})
        assert empty.status_code == 400
        assert "Tuliskan jawabannya." in words(empty)
        confirmed.client.post(f"{page}/jawab", data={"csrf_token": self.token(confirmed, page), "answer": "2027"})
        said = words(confirmed.get(page))
        assert "Petugas bertanya" not in said
        assert "Jawaban pemohon 2027" in said

    def token(self, asker, page):
        return re.search(r'name="csrf_token"[^>]*value="([^"]+)"', asker.get(page).get_data(as_text=True))[1]

    def test_the_party_is_changed_and_its_pass_is_a_new_one(self, app, scheduled):
        page = f"/permohonan/{scheduled.reference}"
        before = self.pass_of(scheduled)
        form = f"{page}/tamu"
        shown = scheduled.get(form)
        assert value_of(shown, "guests-0-name") == "Tamu 1"
        fields = rows("other", "other") | {"guests-0-id": value_of(shown, "guests-0-id")}
        fields["guests-1-name"] = "Dedi"
        assert scheduled.post(form, fields | {"act": "send"}).location == page
        with app.app_context(), store().reading() as session:
            assert list(session.scalars(select(Guest.name).order_by(Guest.seat))) == ["Tamu 1", "Dedi"]
        assert codes.of_pass(KEY, before) == (scheduled.reference, 0)
        assert codes.of_pass(KEY, self.pass_of(scheduled)) == (scheduled.reference, 1)

    def pass_of(self, asker):
        page = asker.get(f"/permohonan/{asker.reference}/pas").get_data(as_text=True)
        return re.search(r"TEMU:[0-9A-Z:-]+", page)[0]

    def test_one_guest_too_many_is_refused_and_stays_typed(self, scheduled):
        form = f"/permohonan/{scheduled.reference}/tamu"
        answer = scheduled.post(form, rows("other", "other", "other") | {"act": "send"})
        assert answer.status_code == 422
        assert re.findall(r'class="clause" href="/aturan#([^"]+)"', answer.get_data(as_text=True)) == ["E.3.c.6"]
        assert value_of(answer, "guests-2-name") == "Tamu 3"

    def test_rows_come_and_go_before_anything_is_saved(self, app, scheduled):
        form = f"/permohonan/{scheduled.reference}/tamu"
        more = scheduled.post(form, rows("other") | {"act": "add"})
        assert (more.status_code, value_of(more, "guests-1-name")) == (200, "")
        less = scheduled.post(form, rows("other", "dprd_chair") | {"act": "drop:0"})
        assert value_of(less, "guests-0-name") == "Tamu 2"
        with app.app_context(), store().reading() as session:
            assert list(session.scalars(select(Guest.name))) == ["Tamu 1"]

    def test_on_the_day_itself_the_party_is_not_changed_here(self, scheduled, at):
        at(f"{FIRST_DAY}T07:00:00+07:00")
        page = f"/permohonan/{scheduled.reference}"
        assert "Ubah daftar tamu" not in words(scheduled.get(page))
        assert scheduled.get(f"{page}/tamu").location == page
        assert "perubahan hanya sampai sehari sebelum sesi" in words(scheduled.get(page))
        said = rows("other") | {"act": "send", "csrf_token": self.token(scheduled, f"{page}/batal")}
        assert scheduled.client.post(f"{page}/tamu", data=said).status_code == 409

    def test_after_it_was_cancelled_its_pages_lead_back_and_say_why(self, scheduled):
        page = f"/permohonan/{scheduled.reference}"
        token = self.token(scheduled, f"{page}/batal")
        scheduled.post(f"{page}/batal", {"note": "Bupati berhalangan."})
        for part, why in {
            "pas": "Pas hanya ada selama kunjungan tatap muka terjadwal.",
            "tamu": "Daftar tamu tidak dapat diubah pada keadaan ini; perubahan hanya sampai sehari sebelum sesi.",
            "batal": "Yang dapat dibatalkan hanya permohonan yang sudah terjadwal.",
        }.items():
            assert scheduled.get(f"{page}/{part}").location == page
            assert why in words(scheduled.get(page))
        again = scheduled.client.post(f"{page}/batal", data={"csrf_token": token, "note": "Lagi."})
        assert again.status_code == 409
        assert "Keadaannya sekarang tidak memungkinkan tindakan ini." in words(again)
        assert "Orang lain lebih dahulu" not in words(again)

    def test_a_request_is_withdrawn(self, app, confirmed):
        page = f"/permohonan/{confirmed.reference}"
        confirmed.client.post(f"{page}/tarik", data={"csrf_token": self.token(confirmed, page)})
        assert state_of(app, confirmed.reference) == "withdrawn"
        assert "Ajukan lagi dengan isian yang sama" in words(confirmed.get(page))

    def test_a_visit_is_cancelled_after_the_warning_that_its_letter_is_spent(self, app, scheduled):
        page = f"/permohonan/{scheduled.reference}/batal"
        assert "Surat ini tidak dapat dipakai lagi untuk kunjungan" in words(scheduled.get(page))
        assert scheduled.post(page, {"note": ""}).status_code == 400
        assert state_of(app, scheduled.reference) == "scheduled"
        scheduled.post(page, {"note": "Bupati berhalangan."})
        assert state_of(app, scheduled.reference) == "cancelled"
        assert "Ajukan lagi dengan isian yang sama" in words(scheduled.get(f"/permohonan/{scheduled.reference}"))

    def test_a_video_conference_asks_for_no_office_and_speaks_of_no_travel(self, asker):
        asker.letter()
        asker.pick(mode="video_conference")
        party = asker.get()
        assert value_of(party, "guests-1-office") == "other"
        assert "Kedudukan" not in words(party)
        assert "yang dapat diterima" not in words(party)
        asker.party("other")
        asker.send()
        assert "Belum dijadwalkan, tunggu jadwal dan tautannya" in words(asker.get())
        assert "jangan berangkat" not in words(asker.get())

    @pytest.mark.parametrize(
        ("offices", "hint"),
        [
            (("other",) * 3, "kurangi tamunya, atau tandai kepala daerah"),
            (("regional_head",) + ("other",) * 5, "Terlalu banyak: kurangi tamunya. Tamu 1"),
        ],
    )
    def test_who_marked_a_leader_is_told_only_to_name_fewer(self, scheduled, offices, hint):
        answer = scheduled.post(f"/permohonan/{scheduled.reference}/tamu", rows(*offices) | {"act": "stay"})
        assert hint in words(answer)

    def test_there_is_a_pass_only_while_a_visit_is_scheduled(self, confirmed, machine):
        page = f"/permohonan/{confirmed.reference}/pas"
        assert confirmed.get(page).location == f"/permohonan/{confirmed.reference}"
        machine("petugas").post(f"/requests/{confirmed.reference}/approve", GIVEN)
        assert confirmed.get(page).status_code == 200
        machine("petugas").post(f"/requests/{confirmed.reference}/release", {"reason": "closure"})
        assert confirmed.get(page).location == f"/permohonan/{confirmed.reference}"

    def test_the_calendar_file_is_its_own(self, scheduled):
        answer = scheduled.get(f"/permohonan/{scheduled.reference}.ics")
        assert answer.mimetype == "text/calendar"
        assert scheduled.reference in answer.get_data(as_text=True)


class TestTheRegionsOwnPage:
    def test_it_shows_the_month_the_letters_and_the_requests(self, machine, browser_of):
        reference = machine("pemda").submit(wish()).json["reference"]
        gone = machine("pemda").submit(wish("900/2", start="10:00")).json["reference"]
        machine("petugas").post(f"/requests/{gone}/approve", GIVEN)
        machine("pemda").post(f"/requests/{gone}/cancel", {"note": "Berhalangan."})
        free = machine("pemda").submit(wish("900/3", start="13:00")).json["reference"]
        machine("pemda").post(f"/requests/{free}/withdraw")
        said = words(browser_of("pemda").get("/permohonan"))
        assert "Kunjungan November 2026: 25 Nov 1 dari 2" in said
        assert f"Dipakai untuk permohonan {reference}" in said
        assert "Tidak dapat dipakai lagi untuk tatap muka; masih dapat untuk video conference" in said
        assert "Belum terpakai, dapat diajukan" in said


def test_errors_are_listed_in_the_order_of_the_page(asker):
    page = asker.letter(None, letter_number="", letter_subject="", topic="", addressed=None).get_data(as_text=True)
    listed = re.findall(r'<a href="#([a-z_]+)"', page)
    fields = [name for name in re.findall(r'<(?:input|select|textarea)[^>]*\bname="([a-z_]+)"', page) if name in listed]
    assert list(dict.fromkeys(name for name in listed if name in fields)) == list(dict.fromkeys(fields))
    assert {"letter_subject", "topic"} <= set(fields)


def test_the_access_code_is_told_truly(sent, machine):
    assert words(sent.get("/cek")).count("setelah alamat e-mail dikonfirmasi") == 1
    page = words(sent.get(f"/permohonan/{sent.reference}"))
    assert "Kode ini juga ada pada surel “Permohonan diterima”, yang kami kirim setelah" in page
    assert codes.access_code(KEY, sent.reference) in page


def test_a_pass_names_the_region_and_where_to_ask_for_the_way(scheduled):
    page = words(scheduled.get(f"/permohonan/{scheduled.reference}/pas"))
    assert "Daerah Kota Samarinda" in page
    assert "Arah ke kantor: tanyakan ke Contact Center di 150420." in page


@pytest.mark.parametrize("page", ["", "/pas"])
def test_a_visits_page_and_its_pass_say_that_the_room_has_cctv(scheduled, page):
    said = words(scheduled.get(f"/permohonan/{scheduled.reference}{page}"))
    assert "Ruang konsultasi dilengkapi CCTV. Butir E.3.c.4" in said


def test_a_pass_with_one_sign_changed_is_none_of_ours():
    code = codes.visit_pass(KEY, "AB12-CD34", 3)
    assert codes.of_pass(KEY, code) == ("AB12-CD34", 3)
    for place, sign in enumerate(code):
        for other in "A2:9":
            if other != sign:
                assert codes.of_pass(KEY, code[:place] + other + code[place + 1 :]) is None
    for text in ("", "TEMU", code + "A", code.lower(), code.replace(":3:", ":03:"), code.replace(":3:", ":٣:")):
        assert codes.of_pass(KEY, text) is None
    assert codes.of_pass(b"other", code) is None
