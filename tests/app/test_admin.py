"""What an administrator keeps, through the pages: people, tokens, units, topics, rooms, and the journal."""

import re

import pytest
from sqlalchemy import select

from app.db import store
from app.web import told
from booking import inquiry, lists, looks
from booking.journal import Actor
from booking.models import Booking, JournalEntry, Room, Token
from booking.terms import Act, Looked, Role
from rules.strict import instant
from tests.app.test_account import sign_in, token_of
from tests.app.test_accounts import GOOD, choose, mailed_link, mails, person, sent, text
from tests.house.reading import ROOT, sources
from tests.support.asking import value_of
from tests.support.house_of_tests import NOW, PEOPLE, Machine, wish

RINI = "rini@djpk.test"
NEW = {"email": RINI, "name": "Rini Astuti", "role": "unit", "region": "", "unit": "dana-desa"}
EVIL = "<script>alert(1)</script>"
DESK, ADMIN = (list(PEOPLE).index(name) + 1 for name in ("resepsionis", "admin"))


@pytest.fixture
def admin(browser_of):
    return browser_of("admin")


@pytest.fixture
def client(app):
    return app.test_client()


def add(admin, **changes):
    return sent(admin, "/admin/orang/baru", **NEW | changes)


def do(admin, number, act, **fields):
    return sent(admin, f"/admin/orang/{number}", act=act, **fields)


def acts(app, stream="settings"):
    with app.app_context(), store().reading() as session:
        found = select(JournalEntry.act).where(JournalEntry.stream == stream).order_by(JournalEntry.seq)
        return list(session.scalars(found))


def told_at(answer, field):
    """What a page says is wrong at a field."""
    page = answer.get_data(as_text=True)
    found = re.search(rf'id="{field}-error">(.*?)</div>', page, re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", found[1]).split()).removeprefix("Galat: ") if found else ""


def test_every_page_of_the_administration_is_reached_from_its_start(admin):
    page = admin.get("/admin").get_data(as_text=True)
    main = page.partition("<main")[2].partition("</main>")[0]
    here = re.findall(r'<h3><a href="(/[^"]*)"', main)
    assert here == [
        "/admin/orang",
        "/admin/token",
        "/admin/daftar/unit",
        "/admin/daftar/topik",
        "/admin/daftar/ruang",
        "/petugas/hari-libur",
        "/admin/surel",
        "/admin/jurnal",
        "/admin/jurnal/akses",
    ]
    assert [admin.get(path).status_code for path in here if path.startswith("/admin")] == [200] * 8


def test_the_start_says_what_needs_a_look(app, admin):
    assert "Anda satu-satunya administrator" in text(admin.get("/admin"))
    add(admin, role="admin")
    assert "Anda satu-satunya administrator" not in text(admin.get("/admin"))


class TestPeople:
    def test_who_is_added_chooses_a_password_and_works(self, app, admin, client):
        answer = add(admin)
        made = person(app, RINI)
        assert (answer.status_code, answer.location) == (303, f"/admin/orang/{made.id}")
        page = text(admin.get(answer.location))
        assert "Tautan untuk memilih kata sandi dikirim ke rini@djpk.test." in page
        assert "Belum memilih kata sandi" in page
        assert mails(app) == [("account_opened", RINI)]
        assert choose(client, mailed_link(app)).location == "/masuk"
        assert sign_in(client, RINI, GOOD).location == "/unit"
        assert 'type="password"' not in admin.get("/admin/orang/baru").get_data(as_text=True)

    def test_what_does_not_fit_is_told_at_its_field_and_stays(self, app, admin):
        wrong = [
            ({"email": "rini"}, "email", "Tulis alamat e-mail yang lengkap"),
            ({"email": "petugas@uji.test"}, "email", "Alamat ini sudah mempunyai akun."),
            ({"name": " "}, "name", "Tuliskan namanya."),
            ({"role": ""}, "role", "Pilih perannya."),
            ({"role": "holder"}, "role", "Pilih perannya."),
            ({"role": "region"}, "region", "Tuliskan daerahnya."),
            ({"role": "region", "region": "Bogor"}, "region", "Ada beberapa daerah dengan nama itu"),
            ({"unit": ""}, "unit", "Pilih unitnya."),
        ]
        for changes, field, says in wrong:
            answer = add(admin, **changes)
            assert (answer.status_code, told_at(answer, field)[: len(says)]) == (400, says)
            kept = {name: value_of(answer, name) for name in ("email", "name")}
            assert kept == {"email": RINI, "name": "Rini Astuti"} | {
                name: value.strip() for name, value in changes.items() if name in kept
            }
        assert acts(app) == []

    def test_people_are_found(self, admin):
        def names(query):
            page = admin.get(f"/admin/orang?{query}").get_data(as_text=True)
            return re.findall(r'<th scope="row"><a href="[^"]+">([^<]+)', page)

        assert len(names("")) == len(PEOPLE)
        assert names("q=PEMDA-") == ["Pemda-Lain"]
        assert names("role=unit&active=open") == ["Unit", "Unit-Lain"]
        assert names("active=closed") == []
        assert names("role=nobody") == names("page=-3") == names("")
        assert "Tidak ada orang yang cocok" in text(admin.get("/admin/orang?q=zz"))

    def test_a_role_is_changed_and_ends_what_was_open(self, app, admin, browser_of):
        desk = browser_of("resepsionis")
        assert desk.get("/resepsionis").status_code == 200
        changed = {"name": "Dewi", "role": "region", "region": "Kota Tarakan", "unit": ""}
        assert do(admin, DESK, "change", **changed).location == f"/admin/orang/{DESK}"
        page = text(admin.get(f"/admin/orang/{DESK}"))
        assert ("Perubahan tersimpan." in page, "Kota Tarakan" in page) == (True, True)
        assert desk.get("/resepsionis").location.startswith("/masuk")
        refused = do(admin, DESK, "change", **changed | {"region": "Bogor"})
        assert (refused.status_code, "beberapa daerah" in told_at(refused, "region")) == (400, True)

    def test_a_closed_account_ends_session_token_and_calendar_at_once(self, app, admin, browser_of, machine):
        officer, by_token = browser_of("petugas"), machine("petugas")
        feed = by_token.post("/feeds", {"scope": "all"}).json["url"].partition("/feeds/")[2]
        number = person(app, "petugas@uji.test").id

        def open_to_it():
            answers = officer.get("/petugas"), by_token.get("/requests"), app.test_client().get(f"/feeds/{feed}")
            return [answer.status_code for answer in answers]

        assert open_to_it() == [200, 200, 200]
        assert do(admin, number, "close").status_code == 303
        assert open_to_it() == [302, 401, 404]
        assert "Akun ditutup" in text(admin.get(f"/admin/orang/{number}"))
        assert do(admin, number, "reopen").status_code == 303
        assert open_to_it() == [302, 401, 404]
        assert choose(app.test_client(), mailed_link(app)).location == "/masuk"
        assert sign_in(app.test_client(), "petugas@uji.test", GOOD).location == "/petugas"

    def test_ones_own_account_is_not_closed_and_ones_own_role_stays(self, app, admin):
        page = admin.get(f"/admin/orang/{ADMIN}").get_data(as_text=True)
        assert 'value="close"' not in page
        closing = do(admin, ADMIN, "close")
        assert (closing.status_code, "hanya dapat diubah administrator lain" in text(closing)) == (400, True)
        own = {"name": "Admin", "role": "officer", "region": "", "unit": ""}
        changing = do(admin, ADMIN, "change", **own)
        assert (changing.status_code, "administrator lain" in told_at(changing, "role")) == (400, True)
        assert admin.get("/admin").status_code == 200

    def test_a_link_is_sent_again_but_not_at_once(self, app, admin, at):
        assert do(admin, DESK, "link").status_code == 303
        again = do(admin, DESK, "link")
        assert (again.status_code, "Tunggu dua menit" in text(again)) == (400, True)
        assert mails(app) == [("password", "resepsionis@uji.test")]

    def test_an_act_that_is_none_and_somebody_who_is_none(self, admin):
        assert do(admin, DESK, "delete").status_code == 400
        proof = token_of(admin.get("/admin/orang/baru"))
        assert admin.post("/admin/orang/99", data={"csrf_token": proof, "act": "close"}).status_code == 404
        assert admin.get("/admin/orang/99").status_code == 404

    def test_hostile_words_stay_words(self, app, admin):
        add(admin, name=EVIL)
        number = person(app, RINI).id
        do(admin, number, "token", purpose=EVIL)
        paths = ("/admin/orang", f"/admin/orang/{number}", "/admin/token", "/admin/jurnal", "/admin/orang?q=<script>")
        for path in paths:
            assert "<script>alert" not in admin.get(path).get_data(as_text=True), path
        assert person(app, RINI).name == EVIL


class TestTokens:
    def test_a_token_is_shown_once_and_stands_in_no_address(self, app, admin, caplog):
        answer = do(admin, DESK, "token", purpose="Papan lobi")
        assert answer.location == f"/admin/orang/{DESK}/token"
        page = admin.get(answer.location)
        assert page.headers["Cache-Control"] == "private, no-store"
        secret = re.search(r'class="code code--long">([^<]+)<', page.get_data(as_text=True))[1]
        assert Machine(app.test_client(), secret).get("/requests").status_code == 200
        again = admin.get(answer.location)
        assert again.location == f"/admin/orang/{DESK}"
        shown = [admin.get(path).get_data(as_text=True) for path in (again.location, "/admin/token", "/admin/jurnal")]
        assert [secret in each for each in shown] == [False] * 3
        assert "Papan lobi" in shown[1]
        assert secret not in caplog.text
        assert acts(app) == ["issue-token"]

    def test_a_token_is_revoked(self, app, admin, machine):
        caller, other = machine("petugas"), machine("petugas")
        proof = token_of(admin.get("/admin/token"))
        assert admin.post("/admin/token/1", data={"csrf_token": proof}).location == "/admin/token"
        assert [each.get("/requests").status_code for each in (caller, other)] == [401, 200]
        assert admin.post("/admin/token/1").status_code == 400
        assert admin.post("/admin/token/99", data={"csrf_token": proof}).status_code == 404
        assert "Tidak berlaku lagi" in text(admin.get("/admin/token"))

    def test_a_token_needs_a_purpose(self, app, admin):
        answer = do(admin, DESK, "token", purpose=" ")
        assert (answer.status_code, told_at(answer, "purpose")) == (400, "Tuliskan untuk apa token ini.")
        with app.app_context(), store().reading() as session:
            assert session.query(Token).count() == 0


ROOM = {"code": "lantai-7", "name": "Ruang Rapat, lantai 7", "name_en": "Meeting Room, 7th floor"}


class TestLists:
    def test_a_room_is_added_offered_and_taken_out_of_service(self, app, admin, browser_of, machine):
        assert sent(admin, "/admin/daftar/ruang", **ROOM).location == "/admin/daftar/ruang"

        def offered():
            return "lantai-7" in [room["code"] for room in machine().get("/rooms").json["rooms"]]

        before = offered()
        here = "/admin/daftar/ruang/lantai-7"
        assert sent(admin, here, act="retire").location == here
        after = offered()
        assert "Tidak dipakai lagi" in text(admin.get("/admin/daftar/ruang"))
        assert sent(admin, here, act="restore").status_code == 303
        assert (before, after, offered()) == (True, False, True)
        assert acts(app) == ["add-room", "retire-room", "restore-room"]

    def test_a_topic_is_renamed_and_put_in_its_place(self, admin, client):
        fields = {"name": "Dana Desa", "name_en": "Village funds", "unit": "dana-desa", "place": "1"}
        assert sent(admin, "/admin/daftar/topik/dana-desa", act="change", **fields).status_code == 303
        topics = client.get("/api/v1/topics").json["topics"]
        assert (topics[0]["code"], topics[0]["name"]) == ("dana-desa", "Dana Desa")
        page = admin.get("/admin/daftar/topik").get_data(as_text=True)
        assert re.search(r'<th scope="row"><a href="([^"]+)">', page)[1] == "/admin/daftar/topik/dana-desa"

    def test_what_does_not_fit_is_told_at_its_field_and_stays(self, admin):
        wrong = [
            ({"code": "lantai-3"}, "code", "Kode ini sudah dipakai."),
            ({"code": "Lantai Tujuh"}, "code", "Kode terdiri atas huruf kecil"),
            ({"name": ""}, "name", "Tuliskan namanya."),
            ({"name": "x" * 201}, "name", "Paling panjang 200 huruf."),
        ]
        for changes, field, says in wrong:
            answer = sent(admin, "/admin/daftar/ruang", **ROOM | changes)
            assert (answer.status_code, told_at(answer, field)[: len(says)]) == (400, says)
            assert value_of(answer, "name_en") == ROOM["name_en"]

    def test_a_place_that_is_no_number_is_told_in_plain_words(self, admin):
        fields = {"name": "Dana Desa", "name_en": "Village funds", "unit": ""}
        for place in ("dua", "0", "1e9", "99999999999999999999"):
            answer = sent(admin, "/admin/daftar/topik/dana-desa", act="change", place=place, **fields)
            assert (answer.status_code, told_at(answer, "place")) == (400, "Tulis angka mulai dari 1.")

    def test_the_visits_room_stays_whatever_is_sent(self, app, admin):
        page = admin.get("/admin/daftar/ruang/lantai-3")
        assert ('value="retire"' in page.get_data(as_text=True), "Tetap dipakai" in text(page)) == (False, True)
        answer = sent(admin, "/admin/daftar/ruang/lantai-3", act="retire")
        assert (answer.status_code, "jadi ruang ini tetap dipakai" in text(answer)) == (400, True)
        with app.app_context(), store().reading() as session:
            assert session.get_one(Room, "lantai-3").active

    def test_what_rests_on_a_unit_is_told_before_it_goes(self, admin, machine):
        machine("pemda").submit(wish())
        page = text(admin.get("/admin/daftar/unit/dana-desa"))
        assert "1 permohonan menunggu keputusan" in page
        assert "1 orang masuk untuk unit ini" in page
        refused = sent(admin, "/admin/daftar/unit/dana-desa", act="retire")
        assert (refused.status_code, "Arahkan dahulu ke unit lain" in text(refused)) == (400, True)

    def test_what_is_none_is_not_found(self, admin):
        assert admin.get("/admin/daftar/kursi").status_code == 404
        assert admin.get("/admin/daftar/ruang/none").status_code == 404
        assert sent(admin, "/admin/daftar/ruang/lantai-5", act="delete").status_code == 400


def entries(answer):
    """What each row of the journal tells, and about what."""
    page = answer.get_data(as_text=True)
    found = re.findall(r'log__what">([^<]+)</p>\s*<p>(?:<a href="[^"]*">)?([^<]+)', page)
    return [(what, about.strip()) for what, about in found]


class TestJournal:
    @pytest.fixture
    def happened(self, admin, machine, at):
        """A request, refused the next day, and an account that was closed in between."""
        reference = machine("pemda").submit(wish()).json["reference"]
        at("2026-11-20T10:30:00+07:00")
        do(admin, DESK, "close")
        at("2026-11-23T09:00:00+07:00")
        said = {"reason": "duplicate", "note": "Rahasia pemohon."}
        assert machine("petugas").post(f"/requests/{reference}/reject", said).status_code == 200
        return reference

    def test_what_is_looked_for_is_found_the_newest_first(self, admin, happened):
        asked = [
            ("", ["Permohonan ditolak", "Akun ditutup", "Surat diterima", "Permohonan diterima"]),
            ("ref={}", ["Permohonan ditolak", "Permohonan diterima"]),
            ("letter=005 123 bpkad", ["Permohonan ditolak", "Surat diterima", "Permohonan diterima"]),
            ("letter=005/124", []),
            ("who=petugas@uji.test", ["Permohonan ditolak"]),
            ("who=PETUGAS", ["Permohonan ditolak"]),
            ("act=submit", ["Permohonan diterima"]),
            ("act=nothing&stream=settings", ["Akun ditutup"]),
            ("first=2026-11-21", ["Permohonan ditolak"]),
            ("last=2026-11-20&stream=settings", ["Akun ditutup"]),
            ("ref={}&act=reject&who=petugas", ["Permohonan ditolak"]),
            ("ref={}&stream=settings", []),
            ("ref=P-AAAA-2222", []),
        ]
        for query, what in asked:
            answer = admin.get(f"/admin/jurnal?{query.format(happened.lower())}")
            found = [each for each, _about in entries(answer)]
            assert (query, answer.status_code, found) == (query, 200, what)
            assert ("Tidak ada yang tercatat dengan isian ini" in text(answer)) is (what == [])

    def test_rows_speak_and_notes_and_secrets_do_not(self, admin, happened):
        page = text(admin.get(f"/admin/jurnal?ref={happened}"))
        for said in ("Keadaan sesudahnya: Ditolak", "Alasan: Permohonan ganda", "Hari: Rabu, 25 November 2026"):
            assert said in page
        assert "Surat: 005/123/BPKAD" in page
        assert "Petugas , petugas Contact Center baris 2, lewat API" in page
        assert "Rahasia pemohon." not in page

    def test_what_cannot_be_looked_for_is_told_at_its_field(self, admin):
        wrong = {
            "who=uji.test": "Ada beberapa orang dengan nama itu",
            "who=siapa": "Tidak ada orang dengan nama atau alamat itu.",
            "first=besok": "Tulis tanggal sebagai tahun-bulan-hari",
            "last=2026-13-01": "Tulis tanggal sebagai tahun-bulan-hari",
        }
        for query, says in wrong.items():
            answer = admin.get(f"/admin/jurnal?{query}")
            told = told_at(answer, query.partition("=")[0])
            assert (answer.status_code, entries(answer), told[: len(says)]) == (400, [], says)

    def test_older_rows_follow_by_key(self, admin, happened, monkeypatch):
        monkeypatch.setattr(inquiry, "PAGE", 3)
        first = admin.get("/admin/jurnal")
        older = re.search(r'href="(/admin/jurnal\?before=\d+)"', first.get_data(as_text=True))[1]
        second = admin.get(older)
        assert [len(entries(each)) for each in (first, second)] == [3, 1]
        assert 'class="pager__prev" href="/admin/jurnal"' in second.get_data(as_text=True)
        for odd in ("before=99999999999999999999", "before=-1", "before=x", "before=0"):
            assert len(entries(admin.get(f"/admin/jurnal?{odd}"))) == 3

    def test_a_search_that_was_bounded_says_so(self, admin, happened, monkeypatch):
        monkeypatch.setattr(inquiry, "SCANNED", 1)
        answer = admin.get("/admin/jurnal?who=pemda@uji.test&act=nothing&first=2026-11-01")
        assert "Baru dicari sampai" not in text(answer)
        answer = admin.get("/admin/jurnal?who=pemda@uji.test&act=reject")
        assert "Baru dicari sampai Jumat, 20 November 2026, 10.00 WIB" in text(answer)
        assert "Tidak ada yang tercatat" not in text(answer)

    def test_a_chain_is_checked_in_words(self, app, admin, happened):
        page = admin.get(f"/admin/jurnal?ref={happened}").get_data(as_text=True)
        link = re.search(r'href="(/admin/jurnal/rantai[^"]+)"', page)[1]
        assert "Rantai ini utuh" in text(admin.get(link))
        with app.app_context(), store().engine.begin() as connection:
            connection.exec_driver_sql("DROP TRIGGER journal_no_update")
            connection.exec_driver_sql("UPDATE journal SET act = 'cancel' WHERE act = 'reject'")
        assert "Tidak cocok pada baris 2." in text(admin.get(link))
        assert admin.get("/admin/jurnal/rantai?stream=none").status_code == 404

    def test_looks_at_personal_data_are_listed(self, app, admin, happened):
        with app.app_context():
            with store().reading() as session:
                number = session.scalars(select(Booking.id)).one()
            officer = Actor(Role.OFFICER, 3)
            looks.note(store(), officer, instant(NOW), Looked.GUESTS, booking_id=number)
            looks.note(store(), Actor(Role.ADMIN, ADMIN), instant(NOW), Looked.RECORD)
        guests, record = "NIP dan nomor telepon rombongan", "Berkas sesi"
        told = {
            query: [what for what, _about in entries(admin.get(f"/admin/jurnal/akses?{query}"))]
            for query in ("", f"ref={happened}", "who=petugas", "who=petugas&last=2026-11-19")
        }
        answered = [guests]  # what the officer who rejected it was answered
        assert list(told.values()) == [[*answered, record, guests], *[[*answered, guests]] * 2, []]
        unknown = admin.get("/admin/jurnal/akses?ref=XXXX-2222")
        assert (unknown.status_code, told_at(unknown, "ref")) == (400, "Tidak ada permohonan dengan nomor itu.")

    def test_every_act_that_is_written_has_words(self):
        written = {act.value for act in Act}
        for source in sources(ROOT, ("booking",)):
            written |= set(re.findall(r'\b(?:Event|_note)\((?:\w+, )*\s*"([a-z-]+)"', source.text))
        assert {"close-person", "issue-token", "make-feed", "receive-letter"} <= written, "they are found"
        written |= {f"{act}-{kind}" for act in ("add", "change", "retire", "restore") for kind in lists.Kind}
        assert written - set(told.ACTS) == set()
