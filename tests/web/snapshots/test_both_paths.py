"""Finished bytes and Flask give the same answers, header by header."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.factory import create_app
from app.services.container import Container
from app.settings import Settings
from app.web.snapshots import shelf
from tests.service import Api
from tests.web.asking import set_policy

SITE = "/api/v1/sites/blog"
ID = "X-Request-ID"
KEPT = [
    f"{SITE}/comments?thread=/a",
    f"{SITE}/comments?thread=%2Fa",
    f"{SITE}/comments?thread=/a&sort=newest&limit=1",
    f"{SITE}/comments?thread=/a&sort=best&replies=0",
    f"{SITE}/comments?url=https://blog.example/a",
    f"{SITE}/comments?thread=/nobody",
    f"{SITE}/comments/{{root}}/replies",
    f"{SITE}/counts?thread=/a&thread=/b&url=https://blog.example/a",
    f"{SITE}/counts",
    SITE,
]
NOT_KEPT = [
    f"{SITE}/comments?thread=/a&utm_source=x",
    f"{SITE}/comments?thread=/a&sort=best&sort=best",
    f"{SITE}/comments?thread=/a&limit=101",
    f"{SITE}/comments?thread=/a&cursor=x",
    f"{SITE}/comments",
    f"{SITE}/comments/{{root}}/replies?x=1",
    f"{SITE}/comments/{{root}}",
    f"{SITE}/own?thread=/a",
    f"{SITE}?thread=/a",
    "/api/v1/sites/nobody/comments?thread=/a",
    "/api/v1/check?site=blog&origin=x",
]
HEADERS: dict[str, dict[str, str]] = {
    "nothing": {},
    "br": {"Accept-Encoding": "gzip, deflate, br"},
    "gzip": {"Accept-Encoding": "gzip"},
    "no br": {"Accept-Encoding": "br;q=0, gzip;q=0.5"},
    "none": {"Accept-Encoding": "identity, *;q=0"},
    "credentials": {"Authorization": "Bearer x", "Cookie": "rejoinder=y"},
    "an origin": {"Origin": "https://evil.example"},
    "another tag": {"If-None-Match": '"x", W/"y"'},
    "any tag": {"If-None-Match": "*"},
    "a range": {"Range": "bytes=0-1", "If-Match": '"x"'},
}


@pytest.fixture
def slow(settings: Settings, container: Container, app: Flask) -> FlaskClient:
    """Give a client of the same service, without anything in front of Flask."""
    bare = create_app(settings, container=container)
    inner = vars(bare.wsgi_app)["_inner"]
    bare.wsgi_app = inner  # type: ignore[method-assign]
    return bare.test_client()


@pytest.fixture
def made(api: Api) -> Callable[[str], str]:
    """Make a thread long enough to be compressed; fill in a path."""
    root = api.made("A root that has replies. " * 9)
    for number in range(6):
        api.made(f"A reply, number {number}. " * 9, parent_id=root["id"])
    api.made("Another root. " * 9)
    return lambda path: path.format(root=root["id"])


def _whole(answer: TestResponse) -> tuple[int, list[tuple[str, str]], bytes]:
    # The one differs by purpose, the other may by a second.
    headers = [each for each in answer.headers if each[0] not in {ID, "Date"}]
    assert answer.headers[ID]
    return answer.status_code, headers, answer.get_data()


def _reached_flask(app: Flask) -> list[str]:
    seen: list[str] = []
    app.before_request_funcs.setdefault(None, []).append(lambda: seen.append("asked"))
    return seen


@pytest.mark.parametrize("path", KEPT)
def test_kept(
    api: Api,
    app: Flask,
    slow: FlaskClient,
    made: Callable[[str], str],
    monkeypatch: pytest.MonkeyPatch,
    *,
    path: str,
) -> None:
    """Asked again, an answer comes without Flask, and is just what Flask says."""
    # However slow the machine is: what rests on no version is kept for a second.
    for name in ("CHECK_SECONDS", "TRUST_SECONDS", "FLEETING_SECONDS"):
        monkeypatch.setattr(shelf, name, 3_600.0)
    where = made(path)
    tag = {"If-None-Match": slow.get(where).headers["ETag"]}
    strong = {"If-None-Match": tag["If-None-Match"].removeprefix("W/")}
    api.client.get(where)
    reached = _reached_flask(app)
    for headers in (*HEADERS.values(), tag, strong):
        for method in ("GET", "HEAD"):
            fast = api.client.open(where, method=method, headers=headers)
            expected = slow.open(where, method=method, headers=headers)
            assert _whole(fast) == _whole(expected), (method, headers)
    assert reached == []


@pytest.mark.parametrize("path", NOT_KEPT)
def test_not_kept(
    api: Api, app: Flask, slow: FlaskClient, made: Callable[[str], str], path: str
) -> None:
    """What is refused, private, or asked in a way without end always comes by Flask."""
    where = made(path)
    reached = _reached_flask(app)
    for headers in HEADERS.values():
        fast = api.client.get(where, headers=headers)
        assert _whole(fast) == _whole(slow.get(where, headers=headers))
    assert len(reached) == len(HEADERS)


@pytest.mark.parametrize("method", ["POST", "OPTIONS", "PUT", "DELETE"])
def test_other_methods(
    api: Api, slow: FlaskClient, made: Callable[[str], str], method: str
) -> None:
    """Only GET and HEAD are ever answered from finished bytes."""
    where = made(KEPT[0])
    api.client.get(where)
    fast = api.client.open(where, method=method)
    assert _whole(fast) == _whole(slow.open(where, method=method))
    assert fast.status_code != 200


@pytest.mark.parametrize("encoding", ["br", "gzip"])
def test_encodings_are_what_they_say(
    api: Api, made: Callable[[str], str], encoding: str
) -> None:
    """A compressed answer is much shorter, and the same when it is opened."""
    import gzip  # noqa: PLC0415

    import brotli  # noqa: PLC0415

    where = made(KEPT[0])
    bare = api.client.get(where)
    for _ in range(2):
        found = api.client.get(where, headers={"Accept-Encoding": encoding})
        assert found.headers["Content-Encoding"] == encoding
        assert found.headers["Vary"] == "Accept-Encoding"
        opened = brotli.decompress if encoding == "br" else gzip.decompress
        assert opened(found.get_data()) == bare.get_data()
        assert int(found.headers["Content-Length"]) < len(bare.get_data()) / 2


def test_path_and_query_are_not_mixed_up(api: Api) -> None:
    """A path that holds a question mark is another than one with a query."""
    api.made("Here")
    assert api.client.get(f"{SITE}/comments?thread=/a").status_code == 200
    assert api.client.get(f"{SITE}/comments%3Fthread=/a").status_code == 404


def test_sites_are_kept_apart(api: Api, container: Container) -> None:
    """The same thread of another site is another answer."""
    from app.services import sites  # noqa: PLC0415
    from app.services.sites import SiteChange  # noqa: PLC0415

    sites.add(container, "other", change=SiteChange())
    api.made("Here")
    for _ in range(2):
        for slug, count in (("blog", 1), ("other", 0)):
            path = f"/api/v1/sites/{slug}/comments?thread=/a"
            assert api.client.get(path).get_json()["thread"]["count"] == count


def test_request_is_logged(
    api: Api, made: Callable[[str], str], caplog: pytest.LogCaptureFixture
) -> None:
    """An answer from finished bytes has its id and its line in the log, as others."""
    where = made(KEPT[0])
    caplog.set_level("INFO", "rejoinder.access")
    seen: list[dict[str, Any]] = []
    for _ in range(2):
        caplog.clear()
        answer = api.client.get(where, headers={"If-None-Match": "*"})
        record = caplog.records[-1].__dict__
        assert record["request_id"] == answer.headers["X-Request-ID"]
        seen.append({name: record[name] for name in ("method", "route", "status")})
    route = "/api/v1/sites/<site>/comments"
    assert seen == [{"method": "GET", "route": route, "status": 304}] * 2


def test_closing_time(api: Api, container: Container) -> None:
    """A thread that closes by itself is closed in the first answer after that."""
    set_policy(container, close_after_days="1")
    api.made("Here")
    for _ in range(2):
        assert api.listed()["thread"]["open"]
    api.clock.advance(days=1)
    assert not api.listed()["thread"]["open"]
