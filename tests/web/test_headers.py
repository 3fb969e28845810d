"""What every answer carries, and what no answer of the API ever sets."""

import dataclasses
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from app.compose import build_container
from app.factory import create_app
from app.services.container import Container
from app.services.views import SiteView
from app.settings import Settings
from tests.service import BLOG, SECOND, Api, MovableClock
from tests.web.asking import everything, token

PAGES = ["/", "/docs", "/t/blog?thread=/a", "/t/nobody", "/nowhere", "/demo"]
OTHERS = [
    *("/openapi.json", "/healthz", "/readyz", "/embed.js", "/embed/nothing.js"),
    *("/static/rejoinder.css", "/static/nothing", "/api/v1/check?site=blog&origin=x"),
    *("/api/v1/sites/blog", "/api/v1/sites/blog/comments?thread=/a", "/api/v1/none"),
    *("/api/v1/sites/blog/own?thread=/a", "/api/v1/sites/blog/counts?thread=/a"),
]


def _policy(answer: TestResponse) -> dict[str, str]:
    parts = answer.headers["Content-Security-Policy"].split(";")
    pairs = (part.strip().partition(" ") for part in parts)
    return {name: value for name, _, value in pairs}


@pytest.mark.parametrize("path", [*PAGES, *OTHERS])
def test_every_answer_is_guarded(api: Api, path: str) -> None:
    """Every answer says its type, forbids guessing it, and has a policy and an id."""
    answer = api.client.get(path)
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert answer.headers["X-Request-ID"]
    assert answer.headers["Content-Type"]
    assert answer.headers["Cache-Control"]
    assert _policy(answer)["default-src"] == "'none'"
    assert "Server" not in answer.headers
    answer.close()


@pytest.mark.parametrize("path", PAGES)
def test_pages_run_nothing_inline(api: Api, path: str) -> None:
    """A page's policy has no unsafe word, no wildcard and no foreign host."""
    policy = _policy(api.client.get(path))
    for name in ("script-src", "style-src", "form-action", "connect-src"):
        assert policy[name] == "'self'"
    assert policy["base-uri"] == policy["object-src"] == "'none'"
    assert not any("unsafe" in value or "*" in value for value in policy.values())


@pytest.mark.parametrize("path", ["/", "/docs", "/t/nobody", "/nowhere"])
def test_only_threads_are_framed(api: Api, path: str) -> None:
    """No other page may be framed by anyone."""
    assert _policy(api.client.get(path))["frame-ancestors"] == "'none'"


def test_thread_is_framed_by_its_site(api: Api) -> None:
    """The hosted thread may be framed by exactly the site's origins."""
    policy = _policy(api.client.get("/t/blog?thread=/a"))
    assert set(policy["frame-ancestors"].split()) == {BLOG, SECOND}


def test_api_sets_no_cookie(api: Api) -> None:
    """No call of the API, granted or refused, ever sets or minds a cookie."""
    made = api.made()
    path, own = f"/comments/{made['id']}", token(made)
    calls: list[tuple[str, str, dict[str, Any]]] = [
        *(("GET", where, {}) for where in ("", "/counts", path, f"{path}/replies")),
        ("GET", "/comments?thread=/a", {"headers": {"Cookie": "rejoinder=x"}}),
        ("GET", "/own?thread=/a", {"headers": own}),
        ("POST", "/comments", {"json": {"thread": {"key": "/a"}, "body": "x"}}),
        ("POST", "/comments", {"json": {}}),
        ("POST", "/preview", {"json": {"body": "x"}}),
        ("POST", "/challenge", {"json": {}}),
        ("PATCH", path, {"json": {"body": "y"}, "headers": own}),
        ("DELETE", path, {"headers": own}),
        ("OPTIONS", path, {}),
        ("PUT", path, {}),
    ]
    for method, where, more in calls:
        answer = api.call(method, where, **more)
        assert "Set-Cookie" not in answer.headers, (method, where)
        assert "Cookie" not in answer.headers.get("Vary", ""), (method, where)


def test_api_knows_no_cookie(api: Api, app: Flask) -> None:
    """The hosted page's cookie gives no right over REST."""
    browser = app.test_client()
    held = api.made("Hello")
    with browser.session_transaction() as session:
        session["guest"] = "a secret that somebody has"
    path = f"/api/v1/sites/blog/comments/{held['id']}"
    assert browser.delete(path).status_code == 401


@pytest.mark.parametrize("path", [*PAGES, *OTHERS])
def test_get_changes_nothing(api: Api, container: Container, path: str) -> None:
    """No GET and no HEAD changes a row."""
    api.made()
    before = everything(container)
    api.client.get(path).close()
    api.client.head(path).close()
    assert everything(container) == before


@pytest.mark.parametrize("path", [*PAGES, *OTHERS])
def test_head_is_get_without_its_body(api: Api, path: str) -> None:
    """HEAD has GET's status, type and length, and no body."""
    with api.client.get(path) as get, api.client.head(path) as head:
        assert head.get_data() == b""
        assert head.status_code == get.status_code
        assert head.headers["Content-Type"] == get.headers["Content-Type"]
        if "/t/" not in path:
            assert head.content_length == get.content_length


def test_https_is_remembered(settings: Settings, clock: MovableClock) -> None:
    """Where readers come by https, browsers are told to stay there; else not."""
    url = "https://comments.example"
    secure = dataclasses.replace(settings, public_url=url, rate_limits=True)
    for each, told in ((secure, True), (settings, False)):
        container = build_container(each, clock=clock)
        with create_app(each, container=container).test_client() as client:
            found = client.get("/healthz").headers
        container.store.close()
        assert ("Strict-Transport-Security" in found) is told


@pytest.mark.parametrize("path", ["/", "/t/blog?thread=/a", "/healthz", "/docs"])
def test_host_header_is_not_believed(api: Api, site: SiteView, path: str) -> None:
    """Our address in answers is the public URL, whatever Host says."""
    answer = api.client.get(path, headers={"Host": "evil.example"})
    assert "evil.example" not in answer.get_data(as_text=True) + str(answer.headers)
