"""Every refusal is a problem with the status that the API promises for it."""

import io
import json
from typing import Any

import pytest
from werkzeug.test import TestResponse

from app.web.limits import MOST_BODY_BYTES
from tests.service import Api
from tests.web.asking import fields, problem

JSON = "application/json"
BAD_JSON = [
    *("", "{", "{'a': 1}", '{"body": "a}', "nul", "// x", "\x00", "\ufeff{}"),
    *('{"body": "\x01"}', '{"body": "\\ud800"}', '{"body": "\\udc00\\ud800"}'),
    *('{"body": "\\x41"}', '{"body": NaN}', '{"body": 01}'),
]
FOREIGN_JSON = [b'{"body": "\xff"}', b"\xff\xfe{\x00}\x00", b'{"body": "\xed\xa0\x80"}']


def _raw(api: Api, data: str | bytes, **more: Any) -> TestResponse:
    return api.call("POST", "/comments", data=data, content_type=JSON, **more)


def test_bad_json_is_400(api: Api) -> None:
    """What is no JSON, or no UTF-8, is 400."""
    for text in BAD_JSON:
        problem(_raw(api, text), 400, code="malformed_json")
    for data in FOREIGN_JSON:
        problem(_raw(api, data), 400, code="malformed_json")


def test_broken_json_of_another_shape_is_400(api: Api) -> None:
    """What is broken and of the wrong kind as well is broken first."""
    for text in ("[1,]", "{} {}", '{"body": 1,', '{"bdy": 1', '"x', "[" * 30_000):
        problem(_raw(api, text), 400, code="malformed_json")


@pytest.mark.parametrize("shape", ["[", '{"a":', '{"body":[', '{"thread":{"key":['])
def test_deep_nesting_breaks_nothing(api: Api, shape: str) -> None:
    """JSON nested thousands deep is 400 or, where it is no body of ours, 422."""
    for text in (shape * 5_000, "[" * 30_000 + "]" * 30_000):
        assert _raw(api, text).status_code in {400, 422}


@pytest.mark.parametrize("kind", ["[]", "null", "1", '"x"', "{}", '{"body": null}'])
def test_json_of_another_shape_is_422(api: Api, kind: str) -> None:
    """JSON that is no comment is 422."""
    problem(_raw(api, kind), 422, code="invalid_input")


@pytest.mark.parametrize(
    ("post", "field", "code"),
    [
        ({"bdy": "x"}, "bdy", "unknown_field"),
        ({"status": "approved"}, "status", "unknown_field"),
        ({"thread": {"key": "/a", "id": 1}}, "thread.id", "unknown_field"),
        ({"author": {"role": "owner"}}, "author.role", "unknown_field"),
        ({"body": 1}, "body", "bad_value"),
        ({"thread": "/a"}, "thread", "bad_value"),
        ({"parent_id": "x"}, "parent_id", "bad_value"),
        ({"subscribe": "always"}, "subscribe", "bad_value"),
        ({"author": {"name": None}}, "author.name", "bad_value"),
        ({"thread": {}}, "thread", "required"),
        ({"thread": {"key": ""}}, "thread.key", "bad_key"),
        ({"thread": {"key": "x" * 1_001}}, "thread.key", "bad_key"),
        ({"thread": {"url": "ftp://blog.example"}}, "thread.url", "bad_url"),
    ],
)
def test_bad_field_is_named(
    api: Api, post: dict[str, Any], field: str, code: str
) -> None:
    """A field that is unknown, of the wrong kind or against a rule is 422 and named."""
    document = {"thread": {"key": "/a"}, "body": "x", **post}
    found = problem(_raw(api, json.dumps(document)), 422, code="invalid_input")
    assert fields(found) == {field: code}


def test_missing_field_is_named(api: Api) -> None:
    """A field that is needed and absent is required."""
    for post, field in (({"body": "x"}, "thread"), ({"thread": {"key": "/"}}, "body")):
        found = problem(_raw(api, json.dumps(post)), 422, code="invalid_input")
        assert fields(found) == {field: "required"}


@pytest.mark.parametrize(
    "path",
    [
        *("", "/comments?thread=/a", "/counts", "/own?thread=/a"),
        *("/comments/x", "/comments/x/replies"),
    ],
)
def test_unknown_site_is_404(api: Api, path: str) -> None:
    """A site that is not there is 404, or the comment on it is."""
    for slug in ("nobody", "BLOG", "blog%00", "%E2%80%AE", "x" * 65, "a.b"):
        answer = api.client.get(f"/api/v1/sites/{slug}{path}")
        wanted = "comment_not_found" if path.startswith("/comments/x") else ""
        problem(answer, 404, code=wanted or "site_not_found")


def test_unknown_site_takes_no_post(api: Api) -> None:
    """Posts, previews and challenges for a site that is not there are 404."""
    post = {"thread": {"key": "/a"}, "body": "x"}
    calls: tuple[tuple[str, dict[str, Any]], ...] = (
        ("comments", post),
        ("preview", {"body": "x"}),
        ("challenge", {}),
    )
    for name, document in calls:
        answer = api.client.post(f"/api/v1/sites/nobody/{name}", json=document)
        problem(answer, 404, code="site_not_found")


def test_unknown_path_is_404(api: Api) -> None:
    """Below /api an unknown path is a problem, elsewhere a page."""
    for path in ("/api/", "/api/v1/", "/api/v1/sites/", "/api/v2/sites/blog"):
        problem(api.client.get(path), 404, code="not_found")
    for path in ("/nowhere", "/.git/config", "/static/../app/settings.py", "/embed/"):
        answer = api.client.get(path)
        assert (answer.status_code, answer.mimetype) == (404, "text/html")


def test_wrong_method_is_405(api: Api) -> None:
    """A method that a path does not know is 405, and Allow says which it knows."""
    for method, path, allowed in (
        ("PUT", "/comments", {"GET", "HEAD", "OPTIONS", "POST"}),
        ("POST", "", {"GET", "HEAD", "OPTIONS"}),
        ("DELETE", "/preview", {"OPTIONS", "POST"}),
        ("TRACE", "/counts", {"GET", "HEAD", "OPTIONS"}),
        ("POST", "/comments/x", {"DELETE", "GET", "HEAD", "OPTIONS", "PATCH"}),
    ):
        answer = api.call(method, path)
        problem(answer, 405, code="method_not_allowed")
        assert set(answer.headers["Allow"].split(", ")) == allowed


def test_options_names_methods(api: Api) -> None:
    """OPTIONS without an Origin says what there is."""
    answer = api.call("OPTIONS", "/comments")
    assert answer.status_code == 204
    assert set(answer.headers["Allow"].split(", ")) == {
        *("GET", "HEAD", "POST", "OPTIONS")
    }


def test_too_large_is_413(api: Api) -> None:
    """A body over the cap is 413, whether it says its length or not."""
    data = json.dumps({"body": "x" * MOST_BODY_BYTES}).encode()
    problem(_raw(api, data), 413, code="payload_too_large")
    chunked = {"wsgi.input_terminated": True, "CONTENT_LENGTH": ""}
    answer = api.call(
        "POST",
        "/comments",
        input_stream=io.BytesIO(data),
        content_type=JSON,
        environ_overrides=chunked,
    )
    problem(answer, 413, code="payload_too_large")


def test_chunked_body_is_read(api: Api) -> None:
    """A body without Content-Length is read like any other."""
    data = json.dumps({"thread": {"key": "/a"}, "body": "x"}).encode()
    answer = api.call(
        "POST",
        "/comments",
        input_stream=io.BytesIO(data),
        content_type=JSON,
        environ_overrides={"wsgi.input_terminated": True, "CONTENT_LENGTH": ""},
    )
    assert answer.status_code == 201


def test_wrong_type_is_415(api: Api) -> None:
    """Only application/json is read; a charset beside it does not matter."""
    data = '{"thread": {"key": "/a"}, "body": "x"}'
    for kind in ("text/plain", "application/xml", "application/merge-patch+json", ""):
        answer = api.call("POST", "/comments", data=data, content_type=kind)
        problem(answer, 415, code="unsupported_media_type")
    kind = "Application/JSON; charset=utf-8"
    answer = api.call("POST", "/comments", data=data, content_type=kind)
    assert answer.status_code == 201
