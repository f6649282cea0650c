"""How answers travel: compressed where that gives nothing away, static files once a year."""

import gzip
import re

import brotli
import pytest
from flask.testing import FlaskClient

from app.delivery import compress
from tests.app.test_account import sign_in
from tests.support.house_of_tests import LETTER, wish

BROWSER = {"Accept-Encoding": "gzip, deflate, br, zstd"}
A_YEAR = "public, max-age=31536000, immutable"
OPENED = {"br": brotli.decompress, "gzip": gzip.decompress}
STYLE = "/static/css/temu.css"


@pytest.fixture
def app(app):
    """The application for a client that looks at what travels, not at what is in it."""
    app.test_client_class = FlaskClient
    return app


@pytest.fixture
def visitor(app):
    return app.test_client()


def encoding(answer):
    return answer.headers.get("Content-Encoding")


def loaded(page):
    """The addresses of what a page loads."""
    return re.findall(r'(?:<link rel="(?:stylesheet|icon)"|<script|<use)[^>]* (?:href|src)="([^"#]+)', page)


@pytest.mark.parametrize("path", ["/", "/jadwal", "/aturan", STYLE, "/static/js/temu.js", "/static/icons.svg",
                                  "/bootstrap/static/css/bootstrap.min.css", "/api/v1/slots?mode=visit&month=2026-12",
                                  "/api/v1/requests"])  # fmt: skip
@pytest.mark.parametrize("algorithm", ["br", "gzip"])
def test_text_travels_compressed_to_who_can_read_it(visitor, path, algorithm):
    plain = visitor.get(path)
    small = visitor.get(path, headers={"Accept-Encoding": algorithm})
    if len(plain.data) < 500:
        assert encoding(small) is None
        return
    assert (encoding(plain), encoding(small)) == (None, algorithm)
    assert OPENED[algorithm](small.data) == plain.data
    assert "Accept-Encoding" in small.headers["Vary"]
    assert int(small.headers["Content-Length"]) == len(small.data)


@pytest.mark.parametrize("path", [STYLE, "/jadwal"])
def test_what_is_compressed_is_compressed_once(visitor, path):
    first = visitor.get(path, headers=BROWSER)
    (key,) = [key for key, body in compress.cache._bodies.items() if body == first.data]
    compress.cache.set(key, b"the same again")
    assert visitor.get(path, headers=BROWSER).data == b"the same again"
    del compress.cache._bodies[key]


@pytest.mark.parametrize("path", [STYLE, "/static/icons.svg", "/bootstrap/static/css/bootstrap.min.css", "/jadwal"])
@pytest.mark.parametrize("headers", [{}, BROWSER, {"Accept-Encoding": "gzip"}], ids=["plain", "browser", "gzip"])
def test_who_has_it_already_is_told_so_in_each_encoding(visitor, path, headers):
    etag = visitor.get(path, headers=headers).headers["ETag"]
    again = visitor.get(path, headers=headers | {"If-None-Match": etag})
    assert (again.status_code, again.data) == (304, b"")
    assert visitor.get(path, headers=headers | {"If-None-Match": '"another"'}).status_code == 200


def test_a_form_token_is_never_compressed_with_what_was_sent(app, visitor):
    """BREACH: the length of an answer tells whether a guess that it repeats is right."""
    assert encoding(visitor.get("/masuk", headers=BROWSER)) == "br"
    assert visitor.get_cookie("session") is not None
    repeated = visitor.get("/jadwal?region=csrf_token", headers=BROWSER)
    assert (b"csrf_token" in repeated.data, encoding(repeated)) == (True, None)
    assert encoding(visitor.post("/masuk", data={"email": "a"}, headers=BROWSER)) is None
    assert encoding(visitor.get("/masuk?next=/petugas", headers=BROWSER)) is None
    assert encoding(app.test_client().get("/masuk?next=/petugas", headers=BROWSER)) is None
    assert encoding(app.test_client().get("/jadwal?region=csrf_token", headers=BROWSER)) == "br"


def test_who_signed_in_gets_compressed_what_repeats_nothing(app, visitor):
    sign_in(visitor)
    assert encoding(visitor.get("/petugas", headers=BROWSER)) == "br"
    assert encoding(visitor.get("/petugas?q=token", headers=BROWSER)) is None
    assert encoding(visitor.get("/nowhere/token", headers=BROWSER)) is None


def test_files_of_the_register_are_never_compressed(machine, browser_of):
    letter = LETTER + b"\n" * 5_000
    reference = machine("pemda").submit(wish(), file=letter).json["reference"]
    officer = browser_of("petugas")
    page = officer.get(f"/petugas/{reference}").get_data(as_text=True)
    (paper,) = set(re.findall(r"/dokumen/\d+", page))
    answer = officer.get(paper, headers=BROWSER)
    assert (answer.status_code, encoding(answer), len(answer.data)) == (200, None, len(letter))


@pytest.mark.parametrize("path", ["/", "/jadwal", "/masuk"])
def test_all_that_a_page_loads_is_kept_for_a_year_under_a_name_of_its_content(visitor, path):
    files = loaded(visitor.get(path).get_data(as_text=True))
    assert {"/static/css/temu.css", "/static/favicon.svg"} <= {each.partition("?")[0] for each in files}
    for address in files:
        assert re.search(r"\?v=[0-9a-f]{12}$", address)
        answer = visitor.get(address, headers=BROWSER)
        assert (answer.status_code, answer.headers["Cache-Control"]) == (200, A_YEAR)
        assert "Cookie" not in answer.headers["Vary"]


@pytest.mark.parametrize("named", ["", "?v=", "?v=000000000000"])
def test_a_file_under_another_name_is_asked_for_again(visitor, named):
    assert visitor.get(STYLE + named).headers["Cache-Control"] == "no-cache"


def test_a_file_that_is_not_there_has_no_name(app, visitor):
    with app.test_request_context():
        assert app.url_for("static", filename="nowhere.css") == "/static/nowhere.css"
    assert visitor.get("/static/nowhere.css?v=").status_code == 404
    assert visitor.get("/static/../app/clock.py?v=").status_code == 404
