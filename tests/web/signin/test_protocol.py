"""What we ask of providers, and what of their answers counts."""

from urllib.parse import urlencode, urlsplit

import pytest

from tests.issuers.driver import query_of
from tests.issuers.running import Issuers
from tests.service import PUBLIC_URL
from tests.web.signin.conftest import LateClock
from tests.web.signin.person import Person, data_of

MANY = 20
COOKIE_BYTES = 4096


@pytest.mark.parametrize("provider", ["github", "oidc"])
def test_every_login_asks_for_a_code(alice: Person, provider: str) -> None:
    """By a code with state, PKCE and, where tokens are signed, a nonce."""
    for header in ("HTTP_HOST", "HTTP_X_FORWARDED_HOST"):
        alice.client.environ_base[header] = "evil.example"
    asked = query_of(alice.start(provider).headers["Location"])
    assert asked["response_type"] == "code"
    assert asked["code_challenge_method"] == "S256"
    assert len(asked["code_challenge"]) == 43
    assert len(asked["state"]) == 43
    assert asked["redirect_uri"] == f"{PUBLIC_URL}/auth/{provider}/callback"
    assert ("nonce" in asked) is (provider == "oidc")
    again = query_of(Person(alice.app).start(provider).headers["Location"])
    for name in ("state", "code_challenge"):
        assert asked[name] != again[name]


def test_twenty_logins_in_one_browser(alice: Person) -> None:
    """However many are under way in one browser, each ends well."""
    callbacks = [alice.go("github") for _ in range(MANY)]
    for callback in reversed(callbacks):
        assert "data-code" in alice.land(callback).text
    for cookie in (alice.client._cookies or {}).values():
        assert len(cookie.key) + len(cookie.value) < COOKIE_BYTES


@pytest.mark.parametrize("error", ["access_denied", "<script>alert(1)</script>"])
def test_errors_by_form_post(alice: Person, error: str) -> None:
    """A posted error ends the login kindly, and its words are shown nowhere."""
    state = query_of(alice.go("github"))["state"]
    posted = alice.client.post(
        "/auth/github/callback",
        data={"state": state, "error": error, "error_description": "Pay <b>now</b>"},
    )
    page = alice.client.get(posted.headers["Location"])
    ended = "denied" if error == "access_denied" else "failed"
    assert data_of(page)["error"] == ended
    for words in ("<script>alert", "Pay"):
        assert words not in page.text


def test_description_is_read_again(
    alice: Person, issuers: Issuers, late: LateClock
) -> None:
    """An issuer's description is kept for an hour, and then asked for anew."""

    def asked() -> int:
        path = "/.well-known/openid-configuration"
        return len(issuers.control.seen("oidc", path))

    alice.start("oidc")
    alice.start("oidc")
    assert asked() == 1
    late.advance(minutes=61)
    alice.start("oidc")
    assert asked() == 2


def test_bearer_is_nobody_on_our_own_pages(alice: Person) -> None:
    """A site's token opens no page of one's own, and tells no e-mail, no number."""
    bearer = alice.tokens()["access_token"]
    headers = {"Authorization": f"Bearer {bearer}"}
    assert alice.client.get("/me/", headers=headers).status_code == 303
    told = alice.call("GET", "/me", bearer=bearer).get_json()
    assert set(told) == {"name", "url", "avatar", "handle", "provider", "role"} | (
        set(told) & {"provider_label"}
    )


def test_no_code_and_no_token_is_shown(alice: Person, issuers: Issuers) -> None:
    """What a provider gave us is on none of our pages and in no log."""
    callback = alice.go("oidc")
    code = query_of(callback)["code"]
    page = alice.land(callback)
    assert code not in page.text
    assert urlencode({"code": code}) not in page.headers.get("Location", "")
    path = urlsplit(issuers["oidc"].token_url).path
    (sent,) = issuers.control.seen("oidc", path)
    assert sent.parameters["code_verifier"] not in page.text
