"""The API's document: valid, complete, and nothing in it that is not there."""

from typing import Any

import jsonschema_rs
import pytest
import schemathesis.specs.openapi.definitions as known
from flask import Flask
from werkzeug.routing import Rule

from app.web.api.operations import OPERATIONS
from tests.service import PUBLIC_URL, Api

NOT_CALLS = {"api.openapi", "api.docs"}
Call = tuple[str, str]


@pytest.fixture
def document(api: Api) -> dict[str, Any]:
    """Give the document as programs get it."""
    answer = api.client.get("/openapi.json")
    assert (answer.status_code, answer.mimetype) == (200, "application/json")
    found: dict[str, Any] = answer.get_json()
    return found


def _calls(document: dict[str, Any]) -> dict[Call, dict[str, Any]]:
    """List the document's operations by method and path."""
    return {
        (method.upper(), path): operation
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
    }


def _path(rule: Rule) -> str:
    return rule.rule.replace("<", "{").replace(">", "}")


def test_document_is_valid(document: dict[str, Any]) -> None:
    """It is OpenAPI 3.1 by that version's own schema."""
    assert document["openapi"].startswith("3.1")
    errors = jsonschema_rs.validator_for(known.OPENAPI_31).iter_errors(document)
    assert [error.message for error in errors] == []


def test_schemas_are_valid(document: dict[str, Any]) -> None:
    """Every schema in it is JSON Schema 2020-12."""
    for name, schema in document["components"]["schemas"].items():
        assert jsonschema_rs.meta.is_valid(schema), name


def test_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    """No $ref points at nothing, and no schema lies about unused."""
    text = str(document)
    names = set(document["components"]["schemas"])
    used = {part.split("'")[0] for part in text.split("#/components/schemas/")[1:]}
    assert used == names


def test_every_route_is_a_call(app: Flask, document: dict[str, Any]) -> None:
    """What the API routes and what the document says is the same."""
    routed = {
        (method, _path(rule))
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("api.") and rule.endpoint not in NOT_CALLS
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert routed == set(_calls(document))
    assert len(routed) == len(OPERATIONS)


def test_every_call_is_explained(document: dict[str, Any]) -> None:
    """Each call has a name of its own, a summary, a sentence and who may."""
    operations = _calls(document).values()
    names = [each["operationId"] for each in operations]
    assert len(set(names)) == len(names)
    for each in operations:
        assert each["summary"]
        assert "Who may" in each["description"]


def test_unbuilt_calls_are_absent(document: dict[str, Any]) -> None:
    """What is reserved or belongs to a later part is not promised."""
    for path in document["paths"]:
        for word in ("vote", "reactions"):
            assert word not in path


def test_errors_are_problems(document: dict[str, Any]) -> None:
    """Every error of every call is a problem and names its codes."""
    for call, operation in _calls(document).items():
        for status, answer in operation["responses"].items():
            if int(status) >= 400:
                assert set(answer["content"]) == {"application/problem+json"}, call
                assert "`" in answer["description"], call


def test_credentials_can_be_refused(api: Api, document: dict[str, Any]) -> None:
    """Every call that minds a bearer token says that it may answer 401."""
    silent = []
    for (method, path), operation in _calls(document).items():
        where = path.replace("{site}", "blog").replace("{comment_id}", "0" * 32)
        body: dict[str, Any] | None = {} if method in {"POST", "PATCH"} else None
        if "requestBody" in operation and not path.endswith("challenge"):
            body = {"thread": {"key": "/a"}, "body": "x"}
        headers = {"Authorization": "Bearer x"}
        answer = api.client.open(where, method=method, json=body, headers=headers)
        if answer.status_code == 401 and "401" not in operation["responses"]:
            silent.append(f"{method} {path}")
    assert silent == []


def test_tagged_answers_can_be_304(api: Api, document: dict[str, Any]) -> None:
    """Every public list says that it may answer 304."""
    for path in ("", "/comments", "/counts"):
        operation = document["paths"][f"/api/v1/sites/{{site}}{path}"]["get"]
        assert "304" in operation["responses"], path


def test_document_is_for_everybody(api: Api, document: dict[str, Any]) -> None:
    """Any page may read it, it may be kept a while, and it names our address."""
    answer = api.client.get("/openapi.json", headers={"Host": "evil.example"})
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "max-age" in answer.headers["Cache-Control"]
    assert document["servers"] == [{"url": PUBLIC_URL}]


def test_page_shows_every_call(api: Api, document: dict[str, Any]) -> None:
    """The page for people has every call, and asks no other host for anything."""
    page = api.client.get("/docs").get_data(as_text=True)
    for (method, path), operation in _calls(document).items():
        assert f'id="{operation["operationId"]}"' in page, (method, path)
    for foreign in ("cdn.", "unpkg", "jsdelivr", 'src="http', 'href="//'):
        assert foreign not in page
