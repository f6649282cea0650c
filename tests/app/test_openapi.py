"""The description of the API says what the API does."""

import re

from openapi_spec_validator import OpenAPIV31SpecValidator


def test_the_description_is_valid_openapi_3_1(machine):
    description = machine().get("/openapi.json").json
    assert description["openapi"] == "3.1.0"
    assert list(OpenAPIV31SpecValidator(description).iter_errors()) == []


def test_every_call_is_described_and_nothing_else(app, machine):
    described = {
        (path, method.upper())
        for path, item in machine().get("/openapi.json").json["paths"].items()
        for method in item
        if method in ("get", "post", "put", "delete")
    }
    acts = {path for path, _ in described if re.fullmatch(r"/requests/\{reference\}/[a-z-]+", path)}
    acts -= {"/requests/{reference}/documents"}
    described = {(path, method) for path, method in described if path not in acts}
    built = set()
    for rule in app.url_map.iter_rules():
        if rule.endpoint.startswith("api."):
            path = re.sub(r"<(?:\w+(?:\(.*?\))?:)?(\w+)>", r"{\1}", rule.rule.removeprefix("/api/v1"))
            built |= {(path, method) for method in rule.methods - {"HEAD", "OPTIONS"}}
    assert described == built - {("/requests/{reference}/{act}", "POST")}
    from app.api.requests import ACTS

    assert acts == {f"/requests/{{reference}}/{act.value}" for act in ACTS}
