"""Accounts of regions through the pages: asked for, opened or refused, and a password chosen by the mailed link."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from app import clock, create_app
from app.config import Settings
from app.db import store
from app.mail.render import rendered
from booking import accounts, outbox, people
from booking.journal import Actor
from booking.models import AccountRequest, Message, Person
from booking.terms import Role
from rules.strict import instant
from tests.app.test_account import sign_in, token_of
from tests.support.house_of_tests import NOW, PASSWORD

ASKED = {
    "region": "Kota Tarakan",
    "institution": "BPKAD Kota Tarakan",
    "name": "Yuni Astuti",
    "position": "Analis",
    "email": "yuni@tarakankota.go.id",
    "phone": "0812-3456-7890",
}
GOOD = "empat kata yang panjang"
OTHER = "kata sandi yang berbeda"


def sent(client, path, **fields):
    """A form as a browser sends it, with its proof."""
    proof = token_of(client.get(path))
    return client.post(path, data={"csrf_token": proof, **fields})


def ask(client, **changes):
    return sent(client, "/akun/minta", **ASKED | changes)


def text(answer):
    return " ".join(re.sub(r"<[^>]+>", " ", answer.get_data(as_text=True)).split())


def mails(app):
    """Every message that was put into the outbox, by kind and recipient."""
    with app.app_context(), store().reading() as session:
        return [(each.kind, each.recipient) for each in session.scalars(select(Message).order_by(Message.id))]


def mailed_link(app):
    """The path that the newest mail with a link names, as it stands in the mail."""
    with app.app_context(), store().reading() as session:
        newest = session.scalars(select(Message.id).order_by(Message.id.desc())).first()
        mail = rendered(outbox.sending(session, store().journal_key, newest), "https://temu.test", clock.now())
    return re.search(r"https://temu\.test(/akun/sandi/\S+)", mail.get_body(("plain",)).get_content())[1]


def person(app, email=ASKED["email"]):
    with app.app_context(), store().reading() as session:
        return people.by_email(session, email)


def change(app, email, **values):
    with app.app_context(), store().writing() as session:
        found = session.scalars(select(Person).where(Person.email == email)).one()
        for name, value in values.items():
            setattr(found, name, value)


@pytest.fixture
def client(app):
    return app.test_client()


@pytest.fixture
def officer(browser_of):
    return browser_of("petugas")


@pytest.fixture
def opened(app, at):
    """The link of an account that was opened."""
    with app.app_context():
        wish = accounts.Wish(**ASKED | {"region": "65.71"})
        accounts.ask(store(), wish, Actor(Role.HOLDER), clock.now())
        accounts.open_account(store(), 1, Actor(Role.OFFICER, 3), clock.now())
    return mailed_link(app)


def decide(officer, number, act, **fields):
    return sent(officer, f"/petugas/akun/{number}", act=act, **fields)


def choose(client, link, password=GOOD, again=None):
    return sent(client, link, password=password, again=again or password)


def test_from_asking_to_the_first_sign_in(app, client, officer):
    assert ask(client).location == "/akun/minta/terkirim"
    assert "Permintaan akun terkirim" in text(client.get("/akun/minta/terkirim"))
    assert "Yuni Astuti" in text(officer.get("/petugas/akun"))
    assert decide(officer, 1, "open").location == "/petugas/akun"
    link = mailed_link(app)
    assert "yuni@tarakankota.go.id" in text(client.get(link))
    assert sign_in(client, ASKED["email"], GOOD).status_code == 401, "opening the link changed nothing"
    assert choose(client, link).location == "/masuk"
    page = client.get("/masuk")
    assert "Kata sandi Anda sudah tersimpan." in text(page)
    assert "Keluar" not in text(page), "nobody is signed in by it"
    assert sign_in(client, ASKED["email"], GOOD).location == "/permohonan"
    assert mails(app) == [
        ("account_asked", "callcenter.djpk@kemenkeu.go.id"),
        ("account_opened", "yuni@tarakankota.go.id"),
    ]


def test_what_does_not_fit_is_told_at_its_field_and_stays(app, client):
    wrong = {"region": "Kota Antah", "name": "", "email": "yuni@", "phone": "telepon"}
    answer = ask(client, **wrong)
    assert answer.status_code == 400
    page = answer.get_data(as_text=True)
    told = re.findall(r'class="field__error" id="(\w+)-error"', page)
    assert told == ["region", "name", "email", "phone"]
    kept = ("Kota Antah", "yuni@", "BPKAD Kota Tarakan")
    assert [f'value="{each}"' in page for each in kept] == [True] * 3
    assert mails(app) == []


def test_a_region_is_chosen_by_typing_and_offered_in_full(client):
    page = client.get("/akun/minta").get_data(as_text=True)
    assert len(re.findall(r"<option value=", page)) == 552
    assert "Ada beberapa daerah dengan nama itu" in text(ask(client, region="Bogor"))
    assert ask(client, region="kota tarakan").status_code == 302


def test_whoever_asks_learns_nothing_of_who_has_an_account(app, client):
    answers = [ask(client, email=email) for email in ("baru@uji.test", "petugas@uji.test", "baru@uji.test")]
    assert [(answer.status_code, answer.location) for answer in answers] == [(302, "/akun/minta/terkirim")] * 3
    assert mails(app) == [("account_asked", "callcenter.djpk@kemenkeu.go.id"), ("password", "petugas@uji.test")]
    answers = [sent(client, "/akun/lupa", email=email) for email in ("tidak-ada@uji.test", "admin@uji.test")]
    assert [(answer.status_code, answer.location) for answer in answers] == [(302, "/akun/lupa/terkirim")] * 2
    assert mails(app)[2:] == [("password", "admin@uji.test")]


def test_who_forgot_a_password_chooses_another_and_is_signed_out_everywhere(app, browser_of, client):
    elsewhere = browser_of("pemda")
    assert sent(client, "/akun/lupa", email="Pemda@uji.test").status_code == 302
    link = mailed_link(app)
    assert choose(client, link).location == "/masuk"
    assert elsewhere.get("/permohonan").location.startswith("/masuk")
    assert [sign_in(client, "pemda@uji.test", each).status_code for each in (PASSWORD, GOOD)] == [401, 302]


def test_without_a_password_nobody_signs_in(app, opened):
    for tried in (people.NO_PASSWORD, PASSWORD):
        assert sign_in(app.test_client(), ASKED["email"], tried).status_code == 401
    assert person(app).password_hash == people.NO_PASSWORD


def over(answer):
    """The page that says what to do where a link opens nothing."""
    return answer.status_code == 410 and "Minta tautan baru" in text(answer)


def both_ways(app, link):
    """What opening the link and sending its form answer, from browsers of their own."""
    client = app.test_client()
    proof = token_of(client.get("/masuk"))
    opened = client.get(link)
    return opened, client.post(link, data={"csrf_token": proof, "password": OTHER, "again": OTHER})


def swapped(link, place):
    """The link with one sign changed."""
    return link[:place] + ("A" if link[place] != "A" else "B") + link[place + 1 :]


def test_a_link_is_used_once(app, client, opened):
    choose(client, opened)
    assert [over(answer) for answer in both_ways(app, opened)] == [True, True]
    assert sign_in(app.test_client(), ASKED["email"], GOOD).status_code == 302


def test_a_form_that_was_open_when_the_link_was_used_elsewhere_changes_nothing(app, client, opened):
    proof = token_of(client.get(opened))
    choose(app.test_client(), opened)
    late = client.post(opened, data={"csrf_token": proof, "password": OTHER, "again": OTHER})
    assert over(late)
    assert sign_in(app.test_client(), ASKED["email"], OTHER).status_code == 401


@pytest.mark.parametrize("sign", [-1, -8])
def test_a_token_with_one_sign_changed_opens_nothing(app, opened, sign):
    assert [over(answer) for answer in both_ways(app, swapped(opened, len(opened) + sign))] == [True, True]


def test_a_later_end_cannot_be_written_into_the_link(app, at, opened):
    longer = opened.replace("2026-11-27", "2027-11-27")
    assert longer != opened
    assert [over(answer) for answer in both_ways(app, longer)] == [True, True]


@pytest.mark.parametrize("cut", ["?", "&token", "="])
def test_a_link_that_was_not_copied_whole_opens_nothing(app, opened, cut):
    assert [over(answer) for answer in both_ways(app, opened.partition(cut)[0])] == [True, True]


def test_a_link_opens_nobody_elses_account(app, opened):
    own = f"/akun/sandi/{person(app).id}?"
    for number in (person(app, "petugas@uji.test").id, 999_999):
        other = opened.replace(own, f"/akun/sandi/{number}?")
        assert [over(answer) for answer in both_ways(app, other)] == [True, True]


@pytest.mark.parametrize(("passed", "holds"), [(timedelta(days=6, hours=23), True), (timedelta(days=7), False)])
def test_an_overdue_link_opens_nothing(app, at, opened, passed, holds):
    at((instant(NOW) + passed + timedelta(minutes=1)).isoformat())
    assert [over(answer) for answer in both_ways(app, opened)] == [not holds] * 2


def test_a_forgotten_password_has_an_hour(app, at, client):
    sent(client, "/akun/lupa", email="pemda@uji.test")
    link = mailed_link(app)
    at("2026-11-20T10:59:00+07:00")
    assert client.get(link).status_code == 200
    at("2026-11-20T11:01:00+07:00")
    assert [over(answer) for answer in both_ways(app, link)] == [True, True]


def test_somebody_shut_out_meanwhile_chooses_nothing(app, opened):
    change(app, ASKED["email"], active=False)
    assert [over(answer) for answer in both_ways(app, opened)] == [True, True]


def test_somebody_with_another_role_meanwhile_asks_for_a_new_link(app, opened):
    with app.app_context():
        role = {"role": Role.OFFICER, "password_hash": people.NO_PASSWORD}
        people.add(store(), instant(NOW), email=ASKED["email"], name="Yuni", **role)
    assert [over(answer) for answer in both_ways(app, opened)] == [True, True]
    sent(app.test_client(), "/akun/lupa", email=ASKED["email"])
    assert choose(app.test_client(), mailed_link(app)).location == "/masuk"
    assert sign_in(app.test_client(), ASKED["email"], GOOD).location == "/petugas"


@pytest.mark.parametrize(
    ("password", "again", "told"),
    [
        ("sebelas123.", None, "sedikitnya 12"),
        ("yuni@tarakankota.go.id", None, "tidak boleh sama dengan nama"),
        (GOOD, OTHER, "belum sama"),
        ("", None, "Isikan kata sandi"),
        ("x" * 1_001, None, "Paling panjang 1000 huruf"),
    ],
)
def test_a_password_that_does_not_fit_is_told_and_the_link_stays(app, client, opened, password, again, told):
    answer = choose(client, opened, password, again)
    assert (answer.status_code, told in text(answer)) == (400, True)
    assert not password or password == ASKED["email"] or password not in answer.get_data(as_text=True)
    assert choose(client, opened).location == "/masuk"


def test_an_officer_refuses_with_words_that_reach_who_asked(app, client, officer):
    ask(client)
    nothing = decide(officer, 1, "refuse", note=" ")
    assert (nothing.status_code, "Tuliskan alasannya dengan singkat." in text(nothing)) == (400, True)
    assert decide(officer, 1, "refuse", note="Kirim dari alamat kantor.").location == "/petugas/akun"
    assert mails(app)[1:] == [("account_refused", ASKED["email"])]
    assert "Kirim dari alamat kantor." in text(officer.get("/petugas/akun/1"))
    assert person(app) is None
    assert ask(client).status_code == 302, "and may ask again"
    assert "Yuni Astuti" in text(officer.get("/petugas/akun/2"))


@pytest.mark.parametrize("first", ["open", "refuse"])
@pytest.mark.parametrize("second", ["open", "refuse"])
def test_a_second_decision_is_answered_with_the_first(app, client, browser_of, first, second):
    ask(client)
    one, other = browser_of("petugas"), browser_of("petugas")
    proof = token_of(other.get("/petugas/akun/1"))
    decide(one, 1, first, note="Bukan pegawai daerah.")
    late = other.post("/petugas/akun/1", data={"csrf_token": proof, "act": second, "note": "Lain."})
    assert late.location == "/petugas/akun/1"
    page = text(other.get(late.location))
    assert "sudah diputuskan sebelumnya; keputusan itu tetap berlaku" in page
    assert ({"open": "Akun dibuka", "refuse": "Bukan pegawai daerah."}[first] in page, "Lain." in page) == (True, False)
    assert len(mails(app)) == 2


def test_an_address_that_got_an_account_meanwhile_can_only_be_refused(app, client, officer):
    ask(client)
    with app.app_context():
        people.add(
            store(), instant(NOW), email=ASKED["email"], name="Yuni", role=Role.REGION, password_hash="-", region="11"
        )
    assert "Permintaan ini hanya dapat ditolak." in text(officer.get("/petugas/akun/1"))
    answer = decide(officer, 1, "open")
    assert (answer.status_code, "Alamat ini sudah mempunyai akun. Tolak" in text(answer)) == (400, True)
    assert decide(officer, 1, "refuse", note="Sudah ada akun.").status_code == 302


def test_an_officer_is_hinted_at_foreign_addresses_and_at_accounts_there_are(client, officer):
    ask(client, region="Kota Balikpapan", email="yuni@surat.test", name="Dari luar")
    ask(client, region="Kota Tarakan", name="Dari kantor")
    rows = re.findall(r"<tr><th scope=\"row\">.*?</tr>", officer.get("/petugas/akun").get_data(as_text=True), re.DOTALL)
    hints = [re.findall(r'class="told">([^<]+)<', row) for row in rows]
    assert hints == [["Bukan alamat .go.id"], []]


def test_the_region_that_has_an_account_shows_it(client, officer):
    ask(client, region="64.72")
    assert "Daerah ini sudah punya 1 akun" in text(officer.get("/petugas/akun"))
    assert "pemda@uji.test" in text(officer.get("/petugas/akun/1"))


def test_the_oldest_waits_on_top_and_the_menu_counts(at, client, officer):
    assert "Tidak ada yang menunggu akun" in text(officer.get("/petugas/akun"))
    assert ">Akun daerah</a>" in officer.get("/petugas").get_data(as_text=True)
    for minute, name in ((30, "Kedua"), (10, "Pertama")):
        at(f"2026-11-20T10:{minute}:00+07:00")
        ask(client, name=name, email=f"{name}@uji.test")
    page = text(officer.get("/petugas/akun"))
    assert page.index("Pertama") < page.index("Kedua")
    assert ">Akun daerah (2)</a>" in officer.get("/petugas").get_data(as_text=True)
    decide(officer, 1, "open")
    assert ">Akun daerah (1)</a>" in officer.get("/petugas").get_data(as_text=True)
    page = text(officer.get("/petugas/akun"))
    assert page.index("Pertama") < page.index("Yang terakhir diputuskan") < page.index("Kedua")


def test_an_act_that_is_none_and_a_request_that_is_none(client, officer):
    ask(client)
    assert decide(officer, 1, "close").status_code == 400
    assert officer.get("/petugas/akun/2").status_code == 404
    proof = token_of(officer.get("/petugas/akun/1"))
    assert officer.post("/petugas/akun/2", data={"csrf_token": proof, "act": "open"}).status_code == 404


def test_the_sign_in_page_shows_both_ways(client):
    page = client.get("/masuk").get_data(as_text=True)
    assert [href in page for href in ('href="/akun/minta"', 'href="/akun/lupa"')] == [True, True]


def test_hostile_words_of_who_asks_stay_words(app, client, officer):
    evil = "<script>alert(1)</script>"
    ask(client, name=evil, institution=evil, position=evil)
    for path in ("/petugas/akun", "/petugas/akun/1"):
        assert "<script>alert" not in officer.get(path).get_data(as_text=True)
    with app.app_context(), store().reading() as session:
        assert session.scalars(select(AccountRequest.name)).one() == evil


@pytest.mark.parametrize(
    ("path", "fields", "often"),
    [("/akun/minta", {}, 10), ("/akun/lupa", {"email": "a@uji.test"}, 10), ("/akun/sandi/1", {}, 20)],
)
def test_who_floods_is_told_when_to_try_again(template, tmp_path, at, path, fields, often):
    file = tmp_path / "temu.db"
    file.write_bytes(template.read_bytes())
    app = create_app(Settings(f"sqlite:///{file}", secret_key="uji", journal_key="journal"))
    app.config["WTF_CSRF_ENABLED"] = False
    client = app.test_client()
    answers = [client.post(path, data=fields) for _ in range(often + 1)]
    assert [answer.status_code == 429 for answer in answers] == [False] * often + [True]
    assert "Coba lagi " in text(answers[-1])
    assert 3_500 < int(answers[-1].headers["Retry-After"]) <= 3_601
    assert client.get(path).status_code != 429, "reading is not counted"
