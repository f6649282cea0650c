"""Signing in and out, and the proof every form carries."""

import re

import pytest

from app.web import inner
from booking import people
from booking.models import Person
from booking.terms import Role
from rules.strict import instant
from tests.app.test_routes import ROUTES, VISITORS, filled
from tests.support.house_of_tests import NOW, PASSWORD


def token_of(page):
    return re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page.get_data(as_text=True))[1]


def sign_in(client, email="petugas@uji.test", password=PASSWORD, path="/masuk"):
    token = token_of(client.get("/masuk"))
    return client.post(path, data={"email": email, "password": password, "csrf_token": token})


@pytest.fixture
def client(app):
    return app.test_client()


def test_each_role_starts_from_its_own_page(app):
    starts = {"pemda": "/permohonan", "petugas": "/petugas", "resepsionis": "/resepsionis", "unit": "/unit"}
    starts |= {"pimpinan": "/pimpinan", "admin": "/admin"}
    for name, path in starts.items():
        visitor = app.test_client()
        assert sign_in(visitor, f"{name}@uji.test").location == path
        assert visitor.get(path).status_code == 200


def test_an_unknown_address_and_a_wrong_password_are_told_the_same(client):
    unknown, wrong = sign_in(client, "nobody@uji.test"), sign_in(client, password="wrong")
    assert (unknown.status_code, wrong.status_code) == (401, 401)
    said = [re.sub(r'value="[^"]*"', "", answer.get_data(as_text=True)) for answer in (unknown, wrong)]
    assert said[0] == said[1]


def test_what_was_typed_stays_but_not_the_password(client):
    page = sign_in(client, "nobody@uji.test", "a secret").get_data(as_text=True)
    assert 'value="nobody@uji.test"' in page
    assert "a secret" not in page


def test_somebody_who_left_cannot_sign_in_and_is_signed_out(app, client):
    assert sign_in(client).status_code == 302
    with app.app_context():
        from app.db import store

        with store().writing() as session:
            session.query(Person).filter_by(email="petugas@uji.test").one().active = False
    assert client.get("/petugas").status_code == 302
    assert sign_in(app.test_client()).status_code == 401


def test_a_new_password_signs_every_session_out(app, client):
    assert sign_in(client).status_code == 302
    with app.app_context():
        from app.db import store

        people.add(
            store(), instant(NOW), email="petugas@uji.test", name="Petugas", role=Role.OFFICER, password_hash="new"
        )
    assert client.get("/petugas").status_code == 302


def test_signing_out_ends_it(client):
    sign_in(client)
    token = token_of(client.get("/petugas"))
    assert client.post("/keluar", data={"csrf_token": token}).location == "/"
    assert client.get("/petugas").location.startswith("/masuk")


def test_after_signing_in_one_is_where_one_wanted_to_go(client):
    turned_away = client.get("/petugas?state=scheduled").location
    assert sign_in(client, path=turned_away).location == "/petugas?state=scheduled"


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.test/", "//evil.test", "/\\evil.test", "/\t/evil.test", "javascript:alert(1)", "evil", "", None],
)
def test_nobody_is_sent_elsewhere(elsewhere):
    assert inner(elsewhere, "/petugas") == "/petugas"


def test_inside_one_is_sent_on():
    assert inner("/petugas?state=closed", "/") == "/petugas?state=closed"


def test_no_form_is_taken_without_its_proof(browser_of):
    roles = {role: name for name, role in VISITORS.items()}
    for (method, path), allowed in ROUTES.items():
        if method != "POST":
            continue
        name = roles[sorted(allowed - {Role.HOLDER})[0]] if allowed else None
        assert (path, browser_of(name).post(filled(path)).status_code) == (path, 400)


def test_guessing_is_slowed_down(template, tmp_path, at):
    from app import create_app
    from app.config import Settings

    file = tmp_path / "temu.db"
    file.write_bytes(template.read_bytes())
    app = create_app(Settings(f"sqlite:///{file}", secret_key="uji", journal_key="journal"))
    app.config["WTF_CSRF_ENABLED"] = False
    guesses = [app.test_client().post("/masuk", data={"email": "a@b.test", "password": "x"}) for _ in range(21)]
    assert [guess.status_code for guess in guesses] == [401] * 20 + [429]


def test_the_language_is_chosen_and_stays(client):
    answer = client.get("/bahasa/en?next=/jadwal")
    assert answer.location == "/jadwal"
    assert '<html lang="en">' in client.get("/jadwal").get_data(as_text=True)
    client.get("/bahasa/id")
    assert '<html lang="id">' in client.get("/jadwal").get_data(as_text=True)
