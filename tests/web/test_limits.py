"""Too fast, too busy, or broken: what a client is told, and when to come again."""

import pytest
from flask import Flask

from app.domain.errors import OverloadedError
from app.factory import create_app
from app.services import reading
from app.services.container import Container
from app.services.views import SiteView
from app.settings import Settings
from tests.service import Api
from tests.web.asking import problem

JSON = "application/json"
BAD_JSON = [
    *("", "{", "{'a': 1}", '{"body": "a}', "nul", "// x", "\x00", "\ufeff{}"),
    *('{"body": "\x01"}', '{"body": "\\ud800"}', '{"body": "\\udc00\\ud800"}'),
    *('{"body": "\\x41"}', '{"body": NaN}', '{"body": 01}'),
]
FOREIGN_JSON = [b'{"body": "\xff"}', b"\xff\xfe{\x00}\x00", b'{"body": "\xed\xa0\x80"}']


@pytest.fixture
def limited_api(
    settings: Settings, limited: Container, site: SiteView, api: Api
) -> Api:
    """Give an Api whose service has its limits on."""
    return Api(create_app(settings, container=limited).test_client(), api.clock)


def test_sixth_post_is_429(limited_api: Api) -> None:
    """After five posts at once the sixth is told how long to wait, and that helps."""
    for number in range(5):
        assert limited_api.post(f"Post {number}").status_code == 201
    answer = limited_api.post("Post 6")
    problem(answer, 429, code="too_many_requests")
    assert answer.headers["Retry-After"] == "15"
    limited_api.clock.advance(seconds=14)
    assert limited_api.post("Post 6").headers["Retry-After"] == "1"
    limited_api.clock.advance(seconds=1)
    assert limited_api.post("Post 6").status_code == 201


@pytest.mark.parametrize(("name", "most"), [("preview", 30), ("challenge", 60)])
def test_helpers_are_limited(limited_api: Api, name: str, most: int) -> None:
    """Previews and challenges are limited as well, generously."""
    document = {"body": "x"} if name == "preview" else {}
    for _ in range(most):
        limited_api.call("POST", f"/{name}", json=document)
    answer = limited_api.call("POST", f"/{name}", json=document)
    problem(answer, 429, code="too_many_requests")
    assert int(answer.headers["Retry-After"]) >= 1


def test_new_threads_are_limited(limited_api: Api) -> None:
    """One address opens ten threads, then one a minute, however slowly it posts."""
    statuses = []
    for number in range(15):
        limited_api.clock.advance(seconds=16)
        answer = limited_api.post(f"New {number}", key=f"/new-{number}")
        statuses.append(answer.status_code)
    assert set(statuses[:10]) == {201}
    assert 429 in statuses[10:]


def test_overload_is_503(api: Api, app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """A busy service is 503 and says when to come again."""

    def busy(*_args: object) -> None:
        raise OverloadedError(retry_after=2)

    monkeypatch.setattr(reading, "site", busy)
    answer = api.call("GET", "")
    problem(answer, 503, code="overloaded")
    assert answer.headers["Retry-After"] == "2"


def test_unexpected_error_tells_nothing(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A mistake of ours is 500 with a number to report, and no word of what it was."""

    def broken(*_args: object) -> None:
        message = "SELECT secret FROM /app/secrets.py"
        raise RuntimeError(message)

    monkeypatch.setattr(reading, "site", broken)
    answer = api.call("GET", "")
    found = problem(answer, 500, code="internal")
    assert answer.headers["X-Request-ID"] in found["detail"]
    assert "secret" not in str(found)
