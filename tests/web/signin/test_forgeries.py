"""What an issuer must not get away with, and what must not stop the rest."""

from typing import get_args

import pytest

from tests.issuers.control import (
    DiscoveryFault,
    IdTokenFault,
    ProfileFault,
    TokenFault,
)
from tests.issuers.driver import query_of
from tests.issuers.running import Issuers
from tests.web.signin.conftest import LateClock
from tests.web.signin.person import Person, data_of


def _fails(alice: Person, provider: str) -> bool:
    page = alice.land(alice.go(provider))
    return page.status_code == 200 and data_of(page).get("error") == "failed"


def test_every_forged_id_token_is_refused(alice: Person, issuers: Issuers) -> None:
    """Wrong algorithm, key, issuer, audience, nonce, time or subject: no login."""
    accepted = []
    for fault in get_args(IdTokenFault):
        issuers.control.fault("oidc", id_token=fault)
        if not _fails(alice, "oidc"):
            accepted.append(fault)
    # Clocks differ: half a minute is forgiven.
    assert accepted == ["expired-30s"]


@pytest.mark.parametrize("provider", ["x", "facebook", "github", "oidc"])
def test_broken_profiles_make_no_account(
    alice: Person, issuers: Issuers, provider: str
) -> None:
    """Errors, HTML, lists, missing ids, huge and endless answers end kindly."""
    for fault in get_args(ProfileFault):
        if fault in {"slow", "other-id"}:
            continue
        issuers.control.fault(provider, profile=fault)
        assert _fails(alice, provider), fault


@pytest.mark.parametrize("provider", ["github", "oidc"])
def test_broken_token_answers_end_kindly(
    alice: Person, issuers: Issuers, provider: str
) -> None:
    """Errors and nonsense from the token endpoint are a failed login, no 500."""
    for fault in get_args(TokenFault):
        if fault == "short-lived" or (fault, provider) == ("no-id-token", "github"):
            continue
        issuers.control.fault(provider, token=fault)
        assert _fails(alice, provider), fault


def test_token_of_half_a_minute_is_enough(alice: Person, issuers: Issuers) -> None:
    """An access token that lives for thirty seconds reads the profile."""
    issuers.control.fault("github", token="short-lived")
    assert alice.log_in("github").data["code"]


def test_other_subject_at_the_profile_is_refused(
    alice: Person, issuers: Issuers
) -> None:
    """A profile of somebody else than the signed one logs nobody in."""
    issuers.control.fault("oidc", profile="other-id")
    assert _fails(alice, "oidc")


def test_rotated_keys_are_fetched(alice: Person, issuers: Issuers) -> None:
    """A key that the issuer has just made is found without a restart."""
    alice.log_in("oidc")
    issuers.control.rotate("oidc")
    again = alice.client.get(alice.go("oidc"))
    assert "data-code" in again.get_data(as_text=True)


def test_one_email_two_providers_two_accounts(alice: Person) -> None:
    """The same person's address at two issuers joins nothing."""
    for provider in ("oidc", "oidc2"):
        bearer = alice.tokens(provider)["access_token"]
        body = {"thread": {"key": "/a"}, "body": f"By {provider}."}
        alice.call("POST", "/sites/blog/comments", json=body, bearer=bearer)
        mine = alice.call("GET", "/me/comments", bearer=bearer).get_json()
        assert len(mine["comments"]) == 1


@pytest.mark.parametrize(
    "fault", ["500", "other-issuer", "http-endpoint", "redirect", "huge"]
)
def test_broken_description_hides_the_provider(
    alice: Person, issuers: Issuers, late: LateClock, fault: DiscoveryFault
) -> None:
    """Who logs in is told, the rest goes on, and a minute later it is tried again."""
    issuers.control.fault("oidc", discovery=fault)
    page = alice.start("oidc")
    assert data_of(page)["error"] == "unavailable"
    offered = alice.call("GET", "/sites/blog").get_json()["providers"]
    assert "oidc" not in {each["id"] for each in offered}
    assert alice.log_in("github").data["code"]
    issuers.control.reset()
    late.advance(seconds=61)
    assert alice.log_in("oidc").data["code"]


def test_description_cannot_switch_anything(alice: Person, issuers: Issuers) -> None:
    """Extra keys widen no scope, switch no PKCE off, change no authentication."""
    issuers.control.fault("oidc", discovery="extra-keys")
    sent = alice.start("oidc").headers["Location"]
    asked = query_of(sent)
    assert asked["scope"] == "openid profile"
    assert asked["code_challenge_method"] == "S256"
    assert alice.log_in("oidc").data["code"]
