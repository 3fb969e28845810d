"""Facebook's own calls: forget somebody, log him out; signed, or nothing happens."""

import hashlib
import hmac
import json
from base64 import urlsafe_b64encode
from typing import Any

import pytest

from tests.issuers.running import Issuers
from tests.web.asking import everything
from tests.web.signin.person import Person, csrf_of

POST = {"thread": {"key": "/a"}, "body": "Words of mine."}


def _encoded(data: bytes) -> str:
    return urlsafe_b64encode(data).decode().rstrip("=")


def _signed(secret: str, **payload: Any) -> str:
    told = {"algorithm": "HMAC-SHA256", "issued_at": 1, **payload}
    body = _encoded(json.dumps(told).encode())
    mac = hmac.digest(secret.encode(), body.encode(), hashlib.sha256)
    return f"{_encoded(mac)}.{body}"


def _subject(alice: Person) -> str:
    """Find out by which id Facebook knows Alice, as she can herself."""
    alice.enter("facebook")
    token = csrf_of(alice.client.get("/me/"))
    answer = alice.client.post("/me/export", data={"csrf_token": token})
    subject: str = json.loads(answer.text)["identities"][0]["subject"]
    return subject


def test_deletion_forgets_and_says_so(alice: Person, issuers: Issuers) -> None:
    """The account is gone, the words stay without a name, a page confirms it."""
    bearer = alice.tokens("facebook")["access_token"]
    alice.call("POST", "/sites/blog/comments", json=POST, bearer=bearer)
    secret = issuers["facebook"].client_secret
    form = {"signed_request": _signed(secret, user_id=_subject(alice))}
    assert alice.client.post("/auth/facebook/delete", data=form).status_code == 200
    # Once more is once.
    answer = alice.client.post("/auth/facebook/delete", data=form)
    assert answer.status_code == 200
    told = answer.get_json()
    assert told["url"].endswith(told["confirmation_code"])
    page = alice.client.get(told["url"].removeprefix("http://localhost:8000"))
    assert "Your data is deleted" in page.text
    assert alice.call("GET", "/session", bearer=bearer).status_code == 401
    listed = alice.call("GET", "/sites/blog/comments?thread=/a").get_json()
    assert listed["comments"][0]["author"]["name"] == "Anonymous"


def test_deauthorized_is_logged_out(alice: Person, issuers: Issuers) -> None:
    """Whoever takes the permission back is logged out, and keeps the account."""
    bearer = alice.tokens("facebook")["access_token"]
    secret = issuers["facebook"].client_secret
    form = {"signed_request": _signed(secret, user_id=_subject(alice))}
    answer = alice.client.post("/auth/facebook/deauthorize", data=form)
    assert answer.status_code == 204
    assert alice.call("GET", "/session", bearer=bearer).status_code == 401
    assert _subject(alice)


@pytest.mark.parametrize("path", ["delete", "deauthorize"])
def test_unsigned_calls_do_nothing(alice: Person, issuers: Issuers, path: str) -> None:
    """A wrong secret, another algorithm, no id, nonsense: 400, and nothing changes."""
    alice.tokens("facebook")
    container = alice.app.extensions["rejoinder"]
    subject = _subject(alice)
    before = everything(container)
    secret = issuers["facebook"].client_secret
    for signed in (
        _signed("wrong", user_id=subject),
        _signed(secret, user_id=subject, algorithm="none"),
        _signed(secret),
        _signed(secret, user_id=1),
        _signed(secret, user_id=subject)[:-2],
        *("", ".", "a.b", "é.é", f"{_encoded(b'x' * 32)}."),
    ):
        form = {"signed_request": signed}
        answer = alice.client.post(f"/auth/facebook/{path}", data=form)
        assert answer.status_code == 400, signed
    assert everything(container) == before


def test_unknown_number_is_404(alice: Person) -> None:
    """A confirmation code that nobody was given confirms nothing."""
    assert alice.client.get("/auth/facebook/deletion/x").status_code == 404
