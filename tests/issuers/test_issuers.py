"""The doubles are strict: secrets, verifiers, codes and addresses are checked."""

import pytest
import requests

from tests.issuers.client import VERIFIER
from tests.issuers.driver import LostError, query_of, sign_in
from tests.issuers.names import PLAIN, Registered, every
from tests.issuers.running import Issuers


def refused(answer: requests.Response) -> bool:
    """Tell whether a token request failed; GitHub says 200 even then."""
    return "access_token" not in answer.text and "error" in answer.text


@every
def test_login_gives_a_profile(registered: Registered, name: str) -> None:
    """A code with the right secret and verifier becomes a token for a profile."""
    assert registered(name).who()["name"] == "Alice Example"


@every
def test_callback_carries_the_state(registered: Registered, name: str) -> None:
    """The state comes back as sent, and `iss` where the issuer promises it."""
    client = registered(name)
    query = query_of(client.landing(state="a+state/of=ours"))
    assert query["state"] == "a+state/of=ours"
    assert query.get("iss") == (
        client.issuer.url if client.issuer.promises_iss else None
    )


@every
def test_wrong_secret_is_refused(registered: Registered, name: str) -> None:
    """A code is worth nothing without the client's secret."""
    client = registered(name)
    assert refused(client.exchange(client.code(), secret="a guess"))


@every
def test_wrong_verifier_is_refused(registered: Registered, name: str) -> None:
    """A code is worth nothing with another verifier than the challenge's."""
    client = registered(name)
    assert refused(client.exchange(client.code(), code_verifier=VERIFIER[::-1]))


@every
def test_missing_verifier_is_refused(registered: Registered, name: str) -> None:
    """A code that was asked for with a challenge needs its verifier."""
    client = registered(name)
    assert refused(client.exchange(client.code(), code_verifier=""))


@every
def test_foreign_redirect_uri_is_refused(registered: Registered, name: str) -> None:
    """Nobody is sent to an address that is not the client's."""
    client = registered(name)
    with pytest.raises(LostError, match=r"^400 at .*redirect_uri"):
        client.landing(redirect_uri="https://evil.example/callback")


@every
def test_exchange_needs_the_same_redirect_uri(
    registered: Registered, name: str
) -> None:
    """A code is exchanged with the very redirect_uri it was sent to."""
    client = registered(name)
    other = f"{client.callback}/other"
    assert refused(client.exchange(client.code(), redirect_uri=other))


@every
def test_replayed_code_is_refused(registered: Registered, name: str) -> None:
    """A code works once, and its second use revokes what the first one gave."""
    client = registered(name)
    code = client.code()
    first = client.exchange(code).json()
    assert refused(client.exchange(code))
    assert client.profile(first["access_token"]).status_code >= 400


@every
def test_code_expires(registered: Registered, issuers: Issuers, name: str) -> None:
    """A code that was left lying is refused: after 30 seconds at X."""
    client = registered(name)
    code = client.code()
    issuers.control.age(name, 31 if name == "x" else 601)
    assert refused(client.exchange(code))


@every
def test_token_is_needed_for_a_profile(registered: Registered, name: str) -> None:
    """The profile of a made-up token is refused."""
    assert registered(name).profile("made-up").status_code >= 400


@every
def test_denial_is_an_error(registered: Registered, name: str) -> None:
    """Whoever presses Deny is sent back with access_denied and no code."""
    query = query_of(registered(name).landing(account=None))
    assert (query["error"], query.get("code")) == ("access_denied", None)


@pytest.mark.parametrize("name", ["x", "oidc2"])
def test_pkce_is_demanded(registered: Registered, name: str) -> None:
    """X and the strict issuer refuse a request without a challenge."""
    landing = registered(name).landing(code_challenge=None, code_challenge_method=None)
    assert query_of(landing)["error"] == "invalid_request"


@pytest.mark.parametrize(("name", "auth"), [("x", "post"), ("oidc2", "basic")])
def test_way_of_proof_is_demanded(registered: Registered, name: str, auth: str) -> None:
    """X takes the secret in the header only, the strict issuer in the form only."""
    client = registered(name)
    assert refused(client.exchange(client.code(), auth=auth))


@pytest.mark.parametrize("auth", ["basic", "post"])
def test_either_way_of_proof_is_taken(registered: Registered, auth: str) -> None:
    """The plain issuer takes an odd secret in the header and in the form."""
    client = registered("oidc")
    assert set("+:%/=") <= set(client.issuer.client_secret)
    assert client.exchange(client.code(), auth=auth).status_code == 200


def test_unencoded_basic_is_refused(registered: Registered) -> None:
    """A secret in the header that was not form-encoded first is refused."""
    client = registered("oidc")
    pair = (client.issuer.client_id, client.issuer.client_secret)
    form = {"grant_type": "authorization_code", "code": client.code()}
    answer = client.session.post(
        client.issuer.token_url, data=form, auth=pair, timeout=10
    )
    assert refused(answer)


@every
def test_secret_has_odd_characters(issuers: Issuers, name: str) -> None:
    """Ids and secrets hold what a careless client forgets to encode."""
    one = issuers[name]
    assert set("+:%/=") <= set(one.client_id) & set(one.client_secret)


@every
def test_nobody_is_remembered(registered: Registered, name: str) -> None:
    """One cookie jar can sign in as one person and then as another."""
    client = registered(name)
    subjects = [client.who(account) for account in ("alice", "bob", "alice")]
    field = "id" if name in PLAIN else "sub"
    first, second, third = (one[field] for one in subjects)
    assert first == third != second


def test_same_subject_at_two_issuers(registered: Registered) -> None:
    """Only the issuer tells alice of the one from alice of the other."""
    one, other = registered("oidc").who(), registered("oidc2").who()
    assert (one["sub"], one["email"]) == (other["sub"], other["email"])


@every
def test_two_at_once_in_one_jar(registered: Registered, name: str) -> None:
    """Two sign-ins begun in one browser both end well, whichever ends first."""
    client = registered(name)
    pages = [
        client.session.get(client.authorize_url(state=state), timeout=10)
        for state in ("one", "two")
    ]
    for page, state in reversed(list(zip(pages, ("one", "two"), strict=True))):
        place = sign_in(page.url, callback=client.callback, session=client.session)
        query = query_of(place)
        assert query["state"] == state
        assert client.exchange(query["code"]).status_code == 200
