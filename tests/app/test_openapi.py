"""The description of the API says what the API does."""

import io
import json
import re

import pytest
from jsonschema import Draft202012Validator, FormatChecker
from openapi_spec_validator import OpenAPIV31SpecValidator

from app.api.acts import ACTS
from booking.terms import Act
from tests.app.test_api_letters import letter
from tests.support.house_of_tests import FIRST_DAY, LETTER, wish

GROUND = {"ground": "directive", "given_by": "Direktur"}


@pytest.fixture
def description(machine):
    return machine().get("/openapi.json").json


@pytest.fixture
def fits(description):
    """Whether an answer has the shape that is described for its call and status."""

    def check(path, method, answer):
        described = description["paths"][path][method]["responses"][str(answer.status_code)]["content"]
        schema = described[answer.mimetype]["schema"] | {"components": description["components"]}
        faults = Draft202012Validator(schema, format_checker=FormatChecker()).iter_errors(answer.json)
        assert [f"{fault.json_path}: {fault.message}" for fault in faults] == []
        return answer.json

    return check


def test_the_description_is_valid_openapi_3_1(description):
    assert description["openapi"] == "3.1.0"
    assert list(OpenAPIV31SpecValidator(description).iter_errors()) == []


def test_every_call_is_described_and_nothing_else(app, description):
    described = {
        (path, method.upper())
        for path, item in description["paths"].items()
        for method in item
        if method in ("get", "post", "put", "delete")
    }
    built = set()
    for rule in app.url_map.iter_rules():
        if rule.endpoint.startswith("api."):
            path = re.sub(r"<(?:\w+(?:\(.*?\))?:)?(\w+)>", r"{\1}", rule.rule.removeprefix("/api/v1"))
            built |= {(path, method) for method in rule.methods - {"HEAD", "OPTIONS"}}
    acts = {(f"/requests/{{reference}}/{act.value}", "POST") for act in ACTS}
    assert described == built - {("/requests/{reference}/{act}", "POST")} | acts


def test_every_act_of_a_caller_is_there():
    assert set(ACTS) == set(Act) - {Act.SUBMIT, Act.CONFIRM, Act.LAPSE, Act.EXPIRE}


def test_every_call_that_acts_takes_a_key_and_says_who(description):
    for path, item in description["paths"].items():
        for method in item.keys() & {"post", "delete"}:
            assert "Idempotency-Key" in [each["name"] for each in item[method]["parameters"]], path
    roles = {path: item["post"]["x-roles"] for path, item in description["paths"].items() if "post" in item}
    assert roles["/requests/{reference}/approve"] == ["officer"]
    assert roles["/requests/{reference}/cancel"] == ["holder", "officer", "region"]
    assert (roles["/letters"], roles["/requests"]) == (["officer"], [])


def test_every_example_is_taken(description):
    for path, item in description["paths"].items():
        for content in item.get("post", {}).get("requestBody", {}).get("content", {}).items():
            kind, body = content
            if kind == "application/json":
                schema = body["schema"] | {"components": description["components"]}
                assert list(Draft202012Validator(schema).iter_errors(body["example"])) == [], path


def test_answers_have_the_shape_that_is_described(machine, fits, at):
    region, officer, desk, unit = (machine(name) for name in ("pemda", "petugas", "resepsionis", "unit"))
    fits("/slots", "get", region.get("/slots?mode=visit&month=2026-11"))
    fields = {"letter": json.dumps(letter()), "file": (io.BytesIO(LETTER), "surat.pdf")}
    registered = officer.client.post("/api/v1/letters", data=fields, headers=officer.headers)
    number = fits("/letters", "post", registered)["id"]
    said = {"received_at": "2026-11-19T08:00:00+07:00", "channel": "email", "reason": "Salah baca"}
    fits("/letters/{number}/receipt", "post", officer.post(f"/letters/{number}/receipt", said))
    fits("/requests", "post", region.submit(wish("900/7", guests=3)))
    fits("/requests", "post", region.submit("{"))
    fits("/requests", "post", machine().submit(wish("900/8", start="10:00", region=None, institution="Asosiasi")))
    taken = fits("/requests", "post", region.submit(wish("900/9", guests=2)))
    fits("/requests", "get", officer.get("/requests"))
    fits("/decisions/{number}", "get", officer.get(f"/decisions/{taken['decision']}"))
    path = f"/requests/{taken['reference']}"
    fits("/requests/{reference}", "get", region.get(path))
    fits("/requests/{reference}/approve", "post", officer.post(f"{path}/approve", GROUND))
    fits("/requests/{reference}/approve", "post", officer.post(f"{path}/approve", GROUND))
    at(f"{FIRST_DAY}T08:45:00+07:00")
    first, second = ({"id": guest["id"]} for guest in taken["guests"])
    fits("/requests/{reference}/check-in", "post", desk.post(f"{path}/check-in", {"guests": [first, second]}))
    order = {"guest": first["id"], "number": "SPPD/1", "dated_on": "2026-11-24"}
    fits("/requests/{reference}/sign-travel-order", "post", desk.post(f"{path}/sign-travel-order", order))
    fits("/requests/{reference}/depart", "post", desk.post(f"{path}/depart", {"guest": second["id"]}))
    fits("/requests/{reference}/documents", "post", unit.file(taken["reference"], "minutes"))
    at(f"{FIRST_DAY}T09:00:00+07:00")
    fits("/requests/{reference}/documents", "post", unit.file(taken["reference"], "minutes"))
    fits("/requests/{reference}/close", "post", unit.post(f"{path}/close"))
    away = {"name": "A", "institution": "B", "code": "walk_in", "happened_at": "2026-11-20T09:00:00+07:00"}
    fits("/refusals", "post", desk.post("/refusals", away))
    fits("/feeds", "post", desk.post("/feeds", {"scope": "room", "id": "lantai-3"}))
    for open_list in ("regions", "units", "topics", "rooms", "circular"):
        fits(f"/{open_list}", "get", machine().get(f"/{open_list}"))


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_page_lists_every_call_with_who_and_an_example(app, description, language):
    page = app.test_client().get(f"/api/v1/docs?lang={language}").get_data(as_text=True)
    assert "<code>http://localhost/api/v1</code>" in page
    for path, item in description["paths"].items():
        for method in item.keys() & {"get", "post", "delete"}:
            assert f"<code>{method.upper()} {path}</code>" in page
            operation = item[method]
            assert operation["summary" if language == "en" else "x-summary-id"] in page.replace("&#39;", "'")
            assert f'id="{operation["operationId"]}"' in page
    assert page.count("curl &#39;") == sum(len(item.keys() - {"parameters"}) for item in description["paths"].values())
