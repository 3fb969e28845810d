"""Somebody who logs in from a page of the blog, with a browser's cookies."""

import re
import secrets
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode, urlsplit

from flask import Flask
from werkzeug.test import TestResponse

from app.domain.signin import challenge_of
from tests.issuers.driver import new_session, sign_in
from tests.service import BLOG, PUBLIC_URL

PAGE = f"{BLOG}/a"


@dataclass
class Ended:
    """What the popup's last page holds."""

    data: dict[str, str]
    verifier: str


@dataclass
class Person:
    """A browser: one cookie jar for us, one for the issuers."""

    app: Flask
    account: str | None = "alice"
    verifier: str = field(default_factory=lambda: secrets.token_urlsafe(48))
    state: str = field(default_factory=lambda: secrets.token_urlsafe(24))

    def __post_init__(self) -> None:
        self.client = self.app.test_client()
        self.issuers = new_session()

    def start(
        self, provider: str, *, referer: str | None = BLOG + "/", **changes: str
    ) -> TestResponse:
        """Ask for a start as the widget does."""
        query = {
            "site": "blog",
            "origin": BLOG,
            "return_url": PAGE,
            "state": self.state,
            "code_challenge": challenge_of(self.verifier),
            **changes,
        }
        headers = {"Referer": referer} if referer else {}
        where = f"/auth/{provider}/start?{urlencode(query)}"
        return self.client.get(where, headers=headers)

    def go(self, provider: str, **options: Any) -> str:
        """Start and log in at the issuer; gives the callback's path and query."""
        answer = self.start(provider, **options)
        assert answer.status_code == 302, answer.get_data(as_text=True)
        back = sign_in(
            answer.headers["Location"],
            callback=f"{PUBLIC_URL}/auth/{provider}/callback",
            session=self.issuers,
            account=self.account,
        )
        return back.removeprefix(PUBLIC_URL)

    def land(self, callback: str, **form: str) -> TestResponse:
        """Follow the callback, and consent where that is asked."""
        answer = self.client.get(callback)
        if answer.status_code != 303:
            return answer
        where = urlsplit(answer.headers["Location"]).path
        if not where.startswith("/auth/consent/"):
            return answer
        return self.consent(where, **form)

    def consent(self, where: str, **form: str) -> TestResponse:
        """Answer the consent page."""
        page = self.client.get(where)
        assert page.status_code == 200
        token = csrf_of(page)
        data = {"csrf_token": token, "shows_handle": "y", **form}
        return self.client.post(where, data=data)

    def log_in(self, provider: str, **options: Any) -> Ended:
        """Go all the way to the popup's last page."""
        page = self.land(self.go(provider, **options))
        assert page.status_code == 200, page.get_data(as_text=True)
        return Ended(data_of(page), self.verifier)

    def call(
        self, method: str, path: str, *, origin: str | None = BLOG, **more: Any
    ) -> TestResponse:
        """Call the API from a page of the blog; `bearer` is an access token."""
        headers = dict(more.pop("headers", {}))
        bearer = more.pop("bearer", None)
        headers |= {"Origin": origin} if origin else {}
        headers |= {"Authorization": f"Bearer {bearer}"} if bearer else {}
        # A program on a page sends no cookie of ours.
        bare = self.app.test_client(use_cookies=False)
        return bare.open(f"/api/v1{path}", method=method, headers=headers, **more)

    def redeem(self, ended: Ended, **more: Any) -> TestResponse:
        """Turn the code into tokens."""
        body = {"code": ended.data["code"], "code_verifier": ended.verifier}
        return self.call("POST", "/sessions", json=body, **more)

    def tokens(self, provider: str = "github") -> dict[str, Any]:
        """Log in and redeem."""
        answer = self.redeem(self.log_in(provider))
        assert answer.status_code == 201, answer.get_data(as_text=True)
        made: dict[str, Any] = answer.get_json()
        return made

    def enter(self, provider: str = "github", path: str = "/me/") -> TestResponse:
        """Log in on our own pages, as one does without JavaScript."""
        token = csrf_of(self.client.get("/me/login"))
        form = {"csrf_token": token, "next": path}
        begun = self.client.post(f"/auth/{provider}/begin", data=form)
        return self.client.get(self.through(begun, provider))

    def through(self, begun: TestResponse, provider: str = "github") -> str:
        """Go from a login that a form began to the callback's path and query."""
        assert begun.status_code == 303, begun.get_data(as_text=True)
        leave = self.client.get(begun.headers["Location"])
        found = re.search(r'id="on" href="([^"]+)"', leave.get_data(as_text=True))
        assert found is not None
        back = sign_in(
            found[1].replace("&amp;", "&"),
            callback=f"{PUBLIC_URL}/auth/{provider}/callback",
            session=self.issuers,
            account=self.account,
        )
        return back.removeprefix(PUBLIC_URL)


def csrf_of(page: TestResponse) -> str:
    """Find a page's CSRF token."""
    return _field(page, "csrf_token")


def challenge_in(page: TestResponse) -> str:
    """Find a page's form token."""
    return _field(page, "challenge")


def _field(page: TestResponse, name: str) -> str:
    pattern = rf'name="{name}"[^>]*value="([^"]+)"'
    found = re.search(pattern, page.get_data(as_text=True))
    assert found is not None, page.get_data(as_text=True)
    return found[1]


def data_of(page: TestResponse) -> dict[str, str]:
    """Read the data attributes of the popup's last page."""
    html = page.get_data(as_text=True)
    return dict(re.findall(r'data-([a-z-]+)="([^"]*)"', html))
