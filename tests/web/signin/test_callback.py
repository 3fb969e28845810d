"""The provider's answer counts once, in the browser that asked for it."""

from urllib.parse import urlsplit

import pytest

from tests.issuers.control import CallbackFault
from tests.issuers.driver import query_of
from tests.issuers.running import Issuers
from tests.web.signin.conftest import LateClock
from tests.web.signin.person import Person, data_of

TOKEN_PATH = "/login/oauth/access_token"


def _no_token_asked(issuers: Issuers) -> bool:
    return not issuers.control.seen("github", TOKEN_PATH)


@pytest.mark.parametrize("query", ["", "?code=x", "?code=x&state=unknown"])
def test_unknown_states_end_at_once(
    alice: Person, issuers: Issuers, query: str
) -> None:
    """A callback that nobody asked for is 400, and the provider is not asked."""
    assert alice.client.get(f"/auth/github/callback{query}").status_code == 400
    assert _no_token_asked(issuers)


def test_other_browser_cannot_finish(
    alice: Person, login_app: object, issuers: Issuers
) -> None:
    """A stolen callback address is worth nothing without the cookie."""
    callback = alice.go("github")
    thief = Person(alice.app)
    assert thief.client.get(callback).status_code == 400
    assert _no_token_asked(issuers)


def test_callback_counts_once(alice: Person, issuers: Issuers) -> None:
    """A reload is 400 and asks the provider nothing again."""
    callback = alice.go("github")
    assert alice.land(callback).status_code == 200
    asked = len(issuers.control.seen("github", TOKEN_PATH))
    assert alice.client.get(callback).status_code == 400
    assert len(issuers.control.seen("github", TOKEN_PATH)) == asked == 1


def test_late_callback_is_refused(alice: Person, late: LateClock) -> None:
    """After ten minutes a login is over."""
    callback = alice.go("github")
    late.advance(minutes=11)
    assert alice.client.get(callback).status_code == 400


def test_issuers_are_not_mixed_up(alice: Person, issuers: Issuers) -> None:
    """A code of one provider at another's callback is refused unasked."""
    callback = alice.go("github").replace("/auth/github/", "/auth/x/")
    assert alice.client.get(callback).status_code == 400
    assert _no_token_asked(issuers)
    assert issuers.control.seen("x", "/2/oauth2/token") == []


def test_two_logins_at_once(alice: Person) -> None:
    """Two logins in one browser both end well, in any order."""
    first, second = alice.go("github"), alice.go("google")
    assert "data-code" in alice.land(second).get_data(as_text=True)
    assert "data-code" in alice.land(first).get_data(as_text=True)


def test_denial_goes_home(alice: Person) -> None:
    """Whoever denies at the provider is told so on his page."""
    alice.account = None
    page = alice.land(alice.go("github"))
    assert data_of(page)["error"] == "denied"


def test_declined_consent_goes_home(alice: Person) -> None:
    """Whoever does not consent is not logged in, and is asked again next time."""
    page = alice.land(alice.go("github"), decline="y")
    assert data_of(page)["error"] == "denied"
    assert alice.client.get(alice.go("github")).status_code == 303


@pytest.mark.parametrize("iss", ["wrong-iss", "no-iss"])
def test_answers_name_their_issuer(
    alice: Person, issuers: Issuers, iss: CallbackFault
) -> None:
    """A wrong `iss`, or a promised one that is missing, ends the login (RFC 9207)."""
    issuers.control.fault("oidc", callback=iss)
    page = alice.land(alice.go("oidc"))
    assert data_of(page)["error"] == "failed"
    path = urlsplit(issuers["oidc"].token_url).path
    assert issuers.control.seen("oidc", path) == []


def test_form_post_becomes_a_get(alice: Person) -> None:
    """An answer by POST, to which no Lax cookie comes along, is led to the GET."""
    callback = alice.go("github")
    path = callback.partition("?")[0]
    bare = alice.app.test_client(use_cookies=False)
    answer = bare.post(path, data=query_of(callback))
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith(path + "?")
