"""The fixture and its door: answers, alterations, windows, what was seen."""

from pathlib import Path

import pytest

from tests.issuers.client import VERIFIER
from tests.issuers.control import Coop
from tests.issuers.driver import LostError, query_of, sign_in
from tests.issuers.names import OPENID, Registered, every
from tests.issuers.running import SERVICE, Issuers, IssuersAbsentError, running
from tests.service import PUBLIC_URL


@every
def test_page_asks_and_control_answers(
    registered: Registered, issuers: Issuers, name: str
) -> None:
    """The login page names the brand; a given answer makes it unnecessary."""
    client = registered(name)
    page = client.session.get(client.authorize_url(), timeout=10)
    assert f"<h1>{issuers[name].label}</h1>" in page.text
    issuers.control.answer(name, account="bob")
    place = sign_in(
        client.authorize_url(), callback=client.callback, session=client.session
    )
    profile = client.profile(
        client.exchange(query_of(place)["code"]).json()["access_token"]
    )
    assert "Bob Example" in profile.text
    issuers.control.deny(name)
    assert query_of(client.landing())["error"] == "access_denied"
    issuers.control.ask(name)
    assert "Continue" in client.session.get(client.authorize_url(), timeout=10).text


def test_callback_base_is_added_late(registered: Registered, issuers: Issuers) -> None:
    """A service on a port found late is registered then, until the reset."""
    client, base = registered("oidc"), "http://127.0.0.1:9"
    sent = client.authorize_url(redirect_uri=f"{base}/auth/oidc/callback")
    with pytest.raises(LostError):
        sign_in(sent, callback=base, session=client.session)
    issuers.control.allow(base)
    assert sign_in(sent, callback=base, session=client.session)
    issuers.control.reset()
    with pytest.raises(LostError):
        sign_in(sent, callback=base, session=client.session)


def test_requests_are_seen(registered: Registered, issuers: Issuers) -> None:
    """Each request is listed, a token request with its parameters."""
    client = registered("x")
    client.who()
    paths = [one.path for one in issuers.control.seen("x")]
    assert (paths[0], paths[-1]) == ("/i/oauth2/authorize", "/2/users/me")
    (asked,) = issuers.control.seen("x", "/2/oauth2/token")
    assert asked.parameters["code_verifier"] == VERIFIER
    assert (asked.method, asked.authorization) == ("POST", "Basic")
    assert issuers.control.seen("x", "/i/oauth2/authorize")[0].query["state"]
    assert issuers.control.seen("github") == []
    issuers.control.reset()
    assert issuers.control.seen("x") == []


def test_service_is_registered() -> None:
    """The service of tests/service.py may sign in from the start."""
    assert SERVICE == PUBLIC_URL


def test_environ_makes_a_client(issuers: Issuers) -> None:
    """The variables name addresses of plain brands and issuers of OpenID ones."""
    made = issuers.environ("x", "google", "oidc")
    assert made["REJOINDER_X_TOKEN_URL"] == issuers["x"].token_url
    assert made["REJOINDER_X_CLIENT_SECRET"] == issuers["x"].client_secret
    assert made["REJOINDER_GOOGLE_ISSUER"] == issuers["google"].url
    assert made["REJOINDER_OIDC_OIDC_ISSUER"] == issuers["oidc"].url
    assert made["REJOINDER_OIDC_OIDC_LABEL"] == "Self-hosted"
    assert len(made) == 5 + 3 + 4


@pytest.mark.parametrize("value", ["same-origin", "same-origin-allow-popups"])
def test_coop_is_sent(registered: Registered, issuers: Issuers, value: Coop) -> None:
    """The login pages isolate their window where the test says so."""
    client = registered("github")
    header = "Cross-Origin-Opener-Policy"
    sent = client.session.get(client.authorize_url(), timeout=10)
    assert header not in sent.headers
    issuers.control.coop("github", value)
    sent = client.session.get(client.authorize_url(), timeout=10)
    assert [one.headers[header] for one in (*sent.history, sent)] == [value] * 2


def test_coop_on_redirects_only(registered: Registered, issuers: Issuers) -> None:
    """`redirect` isolates on the way and not on the page."""
    client = registered("github")
    issuers.control.coop("github", "redirect")
    sent = client.session.get(client.authorize_url(), timeout=10)
    header = "Cross-Origin-Opener-Policy"
    assert sent.history[0].headers[header] == "same-origin"
    assert header not in sent.headers


@every
def test_profile_is_altered(
    registered: Registered, issuers: Issuers, name: str
) -> None:
    """Fields can be null, otherwise or absent, for one account until the reset."""
    client = registered(name)
    dropped = "email" if name in {*OPENID, "facebook"} else "username"
    issuers.control.alter(name, "alice", set_={"name": None}, drop=(dropped,))
    altered = client.who()
    assert altered["name"] is None
    assert dropped not in altered
    assert client.who("bob")["name"] == "Bob Example"
    issuers.control.reset()
    assert client.who()["name"] == "Alice Example"


def test_unknown_orders_are_refused(issuers: Issuers) -> None:
    """A misspelt fault or issuer is an error in the test, not a silent pass."""
    with pytest.raises(ValueError, match="no profile fault 401x"):
        issuers.control.fault("x", profile="401x")  # type: ignore[arg-type]  # on purpose
    with pytest.raises(ValueError, match="no issuer y"):
        issuers.control.rotate("y")


def test_absent_packages_are_named(tmp_path: Path) -> None:
    """Without its packages the fixture says what installs them."""
    with pytest.raises(IssuersAbsentError, match="make test"), running(folder=tmp_path):
        pass
