"""Each fault does what its name says, and nothing else goes wrong."""

from typing import get_args

import pytest
import requests

from tests.issuers import control
from tests.issuers.client import Client
from tests.issuers.driver import query_of
from tests.issuers.names import OTHER, Registered, every, every_openid
from tests.issuers.running import Issuers

AT_ONCE = 0.2  # seconds a client waits for a slow answer


def test_names_are_the_servers(issuers: Issuers) -> None:
    """The faults that the type checker knows are those that the server knows."""
    known = {
        "profile": control.ProfileFault,
        "token": control.TokenFault,
        "id_token": control.IdTokenFault,
        "discovery": control.DiscoveryFault,
        "callback": control.CallbackFault,
    }
    expected = {place: sorted(get_args(names)) for place, names in known.items()}
    assert {k: sorted(v) for k, v in issuers.control.faults().items()} == expected


@every
def test_token_endpoint_is_down(
    registered: Registered, issuers: Issuers, name: str
) -> None:
    """The token endpoint answers 500, and HTML with 200, and a list."""
    client = registered(name)
    issuers.control.fault(name, token="500")
    assert client.exchange(client.code()).status_code == 500
    issuers.control.fault(name, token="html")
    answer = client.exchange(client.code(), accept="*/*")
    assert (answer.status_code, answer.text[:9]) == (200, "<!doctype")
    assert answer.headers["Content-Type"].startswith("text/html")
    issuers.control.fault(name, token="list")
    assert client.exchange(client.code()).json() == []


@every
def test_token_lives_30_seconds(
    registered: Registered, issuers: Issuers, name: str
) -> None:
    """A short-lived token says so, works, and then does not."""
    client = registered(name)
    issuers.control.fault(name, token="short-lived")
    tokens = client.tokens()
    assert tokens["expires_in"] == 30
    assert client.profile(tokens["access_token"]).status_code == 200
    issuers.control.age(name, 31)
    assert client.profile(tokens["access_token"]).status_code >= 400


@every
def test_tokens_are_left_out(
    registered: Registered, issuers: Issuers, name: str
) -> None:
    """The access token, and at OpenID issuers the ID token, can be missing."""
    client = registered(name)
    issuers.control.fault(name, token="no-access-token")
    assert "access_token" not in client.exchange(client.code()).json()
    issuers.control.fault(name, token="no-id-token")
    tokens = client.tokens()
    assert "access_token" in tokens
    assert "id_token" not in tokens


@every
@pytest.mark.parametrize("fault", ["401", "403", "429", "500"])
def test_profile_is_refused(
    registered: Registered, issuers: Issuers, name: str, fault: control.ProfileFault
) -> None:
    """The profile is refused with that status, at Facebook as an error of Graph."""
    client = registered(name)
    token = client.tokens()["access_token"]
    issuers.control.fault(name, profile=fault)
    answer = client.profile(token)
    graph = {"401": 400, "429": 400}.get(fault, int(fault))
    assert answer.status_code == (graph if name == "facebook" else int(fault))
    assert isinstance(answer.json(), dict)
    if name == "facebook":
        assert answer.json()["error"]["code"] in {190, 200, 4, 1}


@every
def test_profile_is_another_shape(
    registered: Registered, issuers: Issuers, name: str
) -> None:
    """The profile is HTML, empty, a list, or a megabyte, all with 200."""
    client = registered(name)
    token = client.tokens()["access_token"]
    whole = client.profile(token).json()
    issuers.control.fault(name, profile="html")
    assert "text/html" in client.profile(token).headers["Content-Type"]
    issuers.control.fault(name, profile="empty")
    assert client.profile(token).json() == {}
    issuers.control.fault(name, profile="list")
    assert client.profile(token).json() == [whole]
    issuers.control.fault(name, profile="huge")
    assert len(client.profile(token).content) > 1024 * 1024


@every
def test_profile_is_of_nobody(
    registered: Registered, issuers: Issuers, name: str
) -> None:
    """The id is missing, or somebody else's; the name is still there."""
    client = registered(name)
    field = "sub" if client.issuer.is_openid else "id"
    right = client.who()
    issuers.control.fault(name, profile="no-id")
    without = {key: value for key, value in right.items() if key != field}
    assert client.who() == without
    issuers.control.fault(name, profile="other-id")
    other = client.who()
    assert other | {field: right[field]} == right
    assert other[field] != right[field]
    assert type(other[field]) is type(right[field])


@every
def test_profile_redirects_for_ever(
    registered: Registered, issuers: Issuers, name: str
) -> None:
    """Whoever follows the profile's redirects never arrives."""
    client = registered(name)
    token = client.tokens()["access_token"]
    issuers.control.fault(name, profile="redirect-loop")
    answer = client.profile(token)
    client.session.max_redirects = 3
    headers = {"Authorization": f"Bearer {token}"}
    place = client.issuer.userinfo_url
    params = client.profile_query(token)
    with pytest.raises(requests.TooManyRedirects):
        client.session.get(place, params=params, headers=headers, timeout=10)
    assert answer.status_code == 302


@every
def test_profile_is_slow(registered: Registered, issuers: Issuers, name: str) -> None:
    """A slow profile makes a client give up that does not wait so long."""
    client = registered(name)
    token = client.tokens()["access_token"]
    issuers.control.fault(name, profile="slow", seconds=60)
    with pytest.raises(requests.ReadTimeout):
        client.profile(token, timeout=AT_ONCE)
    issuers.control.fault(name, profile="slow", seconds=0.01)
    assert client.profile(token).status_code == 200


@every_openid
def test_discovery_is_right(registered: Registered, name: str) -> None:
    """Discovery names this issuer, its addresses, and whether it sends `iss`."""
    client = registered(name)
    one, document = client.issuer, client.discovery().json()
    assert document["issuer"] == one.url
    assert document["authorization_endpoint"] == one.authorize_url
    assert document["token_endpoint"] == one.token_url
    assert document["userinfo_endpoint"] == one.userinfo_url
    assert document["jwks_uri"] == one.jwks_url
    promised = document.get("authorization_response_iss_parameter_supported", False)
    assert promised == one.promises_iss
    methods = document["token_endpoint_auth_methods_supported"]
    assert ("client_secret_basic" in methods) == (one.auth == "either")


@pytest.mark.parametrize(
    ("fault", "changed"),
    [
        ("other-issuer", {"issuer": OTHER}),
        ("http-endpoint", {"token_endpoint": "http://issuer.example/token"}),
        (
            "extra-keys",
            {
                "scope": "openid profile email offline_access admin",
                "code_challenge_method": "",
                "token_endpoint_auth_method": "none",
            },
        ),
    ],
)
def test_discovery_is_forged(
    client: Client,
    issuers: Issuers,
    fault: control.DiscoveryFault,
    changed: dict[str, str],
) -> None:
    """The document differs in just that."""
    right = client.discovery().json()
    issuers.control.fault(client.issuer.name, discovery=fault)
    assert client.discovery().json() == right | changed


def test_discovery_is_elsewhere(client: Client, issuers: Issuers) -> None:
    """A redirect leads to the right document, so that only following it is wrong."""
    right = client.discovery().json()
    issuers.control.fault(client.issuer.name, discovery="redirect")
    assert client.discovery().status_code == 302
    place = f"{client.issuer.url}/.well-known/openid-configuration"
    assert client.session.get(place, timeout=10).json() == right


def test_discovery_is_hard_to_get(client: Client, issuers: Issuers) -> None:
    """Discovery is too long, down, or too slow."""
    name = client.issuer.name
    issuers.control.fault(name, discovery="huge")
    assert len(client.discovery().content) > 64 * 1024
    issuers.control.fault(name, discovery="500")
    assert client.discovery().status_code == 500
    issuers.control.fault(name, discovery="slow", seconds=60)
    with pytest.raises(requests.ReadTimeout):
        client.discovery(timeout=AT_ONCE)


@every
def test_callback_names_another_issuer(
    registered: Registered, issuers: Issuers, name: str
) -> None:
    """The callback's `iss` is wrong, or missing though promised; the code is good."""
    client = registered(name)
    issuers.control.fault(name, callback="wrong-iss")
    query = query_of(client.landing())
    assert query["iss"] == OTHER
    assert client.exchange(query["code"]).status_code == 200
    issuers.control.fault(name, callback="no-iss")
    query = query_of(client.landing())
    assert set(query) == {"code", "state"}


@every
def test_reset_ends_all_faults(
    registered: Registered, issuers: Issuers, name: str
) -> None:
    """After a reset the issuer works again."""
    client = registered(name)
    issuers.control.fault(
        name, token="500", profile="401", discovery="500", callback="wrong-iss"
    )
    issuers.control.coop(name, "same-origin")
    issuers.control.reset()
    assert client.who()
    assert query_of(client.landing()).get("iss") != OTHER
