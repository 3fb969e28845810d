"""The service under test, whole: real database, real renderer, our own clock.

`container` is for use cases, `api` and `client` for HTTP, `site` is a site called
"blog" with two origins. Nothing is mocked; only time is ours, and limits are
off unless a test asks for `limited`.
"""

import dataclasses
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.compose import build_container
from app.factory import create_app
from app.services import sites
from app.services.container import Container
from app.services.sites import SiteChange
from app.services.views import SiteView
from app.settings import Settings, from_environ

BLOG = "https://blog.example"
SECOND = "https://www.blog.example"
PUBLIC_URL = "http://localhost:8000"
START = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


class MovableClock:
    """A clock that stands still until it is told to go on."""

    def __init__(self, now: datetime = START) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **delta: float) -> None:
        """Go on by so many seconds, minutes, hours, days."""
        self.now += timedelta(**delta)


@pytest.fixture
def clock() -> MovableClock:
    """Give the test's time, at noon of a winter's day."""
    return MovableClock()


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    """Give settings for the database of the test."""
    return from_environ(
        {
            "REJOINDER_DATA_DIR": str(tmp_path),
            "REJOINDER_DATABASE_URL": database_url,
            "REJOINDER_SECRET_KEY": "a secret that is long enough for tests",
            "REJOINDER_PUBLIC_URL": PUBLIC_URL,
            "REJOINDER_RATE_LIMITS": "off",
        }
    )


@pytest.fixture
def container(settings: Settings, clock: MovableClock) -> Iterator[Container]:
    """Give what use cases need, without limits."""
    built = build_container(settings, clock=clock)
    yield built
    built.store.close()


@pytest.fixture
def limited(container: Container) -> Container:
    """Give the same container with its limits on."""
    return dataclasses.replace(container, limits_on=True)


@pytest.fixture
def site(container: Container) -> SiteView:
    """Make a site called "blog"."""
    change = SiteChange(name="A blog", add_origins=(BLOG, SECOND))
    return sites.add(container, "blog", change=change).site


@pytest.fixture
def app(settings: Settings, container: Container, site: SiteView) -> Flask:
    """Give the Flask application around `container`, with the site made."""
    return create_app(settings, container=container)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Give a browser without JavaScript."""
    return app.test_client()


class Api:
    """A program that speaks our API to the site "blog"."""

    def __init__(self, client: FlaskClient, clock: MovableClock) -> None:
        self.client = client
        self.clock = clock

    def call(
        self,
        method: str,
        path: str,
        *,
        headers: dict[str, str] | None = None,
        **more: Any,
    ) -> TestResponse:
        """Call a path below /api/v1/sites/blog."""
        return self.client.open(
            f"/api/v1/sites/blog{path}", method=method, headers=headers, **more
        )

    def post(
        self,
        body: str = "A comment.",
        *,
        key: str = "/a",
        headers: dict[str, str] | None = None,
        **more: Any,
    ) -> TestResponse:
        """Post a comment; `more` are further fields of the JSON."""
        document = {"thread": {"key": key}, "body": body, **more}
        return self.call("POST", "/comments", json=document, headers=headers)

    def made(self, body: str = "A comment.", **more: Any) -> dict[str, Any]:
        """Post a comment that must be stored, a second after the last; its JSON."""
        self.clock.advance(seconds=1)
        answer = self.post(body, **more)
        assert answer.status_code in {201, 202}, answer.get_data(as_text=True)
        made: dict[str, Any] = answer.get_json()
        return made

    def listed(self, key: str = "/a", **query: Any) -> dict[str, Any]:
        """List a thread."""
        answer = self.call("GET", "/comments", query_string={"thread": key, **query})
        assert answer.status_code == 200, answer.get_data(as_text=True)
        page: dict[str, Any] = answer.get_json()
        return page


@pytest.fixture
def api(client: FlaskClient, clock: MovableClock) -> Api:
    """Give a program that speaks our API."""
    return Api(client, clock)
