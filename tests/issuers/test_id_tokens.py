"""ID tokens are right, and each forgery is wrong in the one way of its name."""

import base64
import hmac
import time
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.issuers import control
from tests.issuers.client import Client, part_of
from tests.issuers.names import OTHER, Registered, every_openid
from tests.issuers.running import Issuers
from tests.issuers.signature import is_signed, rsa_key


def keys_of(client: Client) -> list[dict[str, Any]]:
    """Read the issuer's public keys."""
    assert client.issuer.jwks_url is not None
    keys: list[dict[str, Any]] = client.get(client.issuer.jwks_url).json()["keys"]
    return keys


@every_openid
def test_id_token_is_right(registered: Registered, name: str) -> None:
    """Without a fault the ID token is signed, ours, fresh, and of the profile."""
    client = registered(name)
    tokens = client.tokens()
    assert is_signed(tokens["id_token"], keys_of(client))
    claims = part_of(tokens["id_token"], 1)
    assert claims["iss"] == client.issuer.url
    assert claims["aud"] == client.issuer.client_id
    assert claims["nonce"] == "a-nonce"
    assert claims["iat"] <= time.time() < claims["exp"]
    assert claims["sub"] == client.profile(tokens["access_token"]).json()["sub"]
    assert ("name" in claims) == (name == "google")


@pytest.mark.parametrize(
    ("fault", "changed"),
    [
        ("wrong-iss", {"iss": OTHER}),
        ("aud-other", {"aud": "somebody-else"}),
        ("aud-empty", {"aud": []}),
        ("aud-other-azp-us", {"aud": ["somebody-else"], "azp": "US"}),
        ("no-nonce", {"nonce": None}),
        ("wrong-nonce", {"nonce": "of-another-sign-in"}),
        ("no-sub", {"sub": None}),
        ("empty-sub", {"sub": ""}),
        ("number-sub", {"sub": 1}),
    ],
)
def test_claims_are_forged(
    client: Client,
    issuers: Issuers,
    fault: control.IdTokenFault,
    changed: dict[str, Any],
) -> None:
    """One claim is wrong, the others are not, and the real key signed them."""
    before = part_of(client.tokens()["id_token"], 1)
    issuers.control.fault(client.issuer.name, id_token=fault)
    token = client.tokens()["id_token"]
    assert is_signed(token, keys_of(client))
    if "azp" in changed:
        changed = changed | {"azp": client.issuer.client_id}
    expected = {key: val for key, val in (before | changed).items() if val is not None}
    fresh = {"iat", "exp", "at_hash"}
    after = part_of(token, 1)
    assert {k: v for k, v in after.items() if k not in fresh} == {
        k: v for k, v in expected.items() if k not in fresh
    }


@pytest.mark.parametrize(
    ("fault", "claim", "seconds"),
    [
        ("expired-5min", "exp", -300),
        ("expired-30s", "exp", -30),
        ("iat-future", "iat", 3600),
    ],
)
def test_times_are_forged(
    client: Client,
    issuers: Issuers,
    fault: control.IdTokenFault,
    claim: str,
    seconds: int,
) -> None:
    """The token is of another time, and the real key signed it."""
    issuers.control.fault(client.issuer.name, id_token=fault)
    before = int(time.time())
    token = client.tokens()["id_token"]
    after = int(time.time())
    claims = part_of(token, 1)
    assert before + seconds <= claims[claim] <= after + seconds
    assert claims["iat"] < claims["exp"]
    assert is_signed(token, keys_of(client))


@pytest.mark.parametrize("fault", ["unknown-kid", "wrong-signature"])
def test_signature_is_of_another_key(
    client: Client, issuers: Issuers, fault: control.IdTokenFault
) -> None:
    """A stranger's key signed, under its own name or under the real one's."""
    issuers.control.fault(client.issuer.name, id_token=fault)
    token = client.tokens()["id_token"]
    keys = keys_of(client)
    is_known = part_of(token, 0)["kid"] in {key["kid"] for key in keys}
    assert is_known == (fault == "wrong-signature")
    assert not is_signed(token, keys)


def test_signature_is_absent(client: Client, issuers: Issuers) -> None:
    """`alg-none` has no signature, and the issuer lists it as supported."""
    issuers.control.fault(client.issuer.name, id_token="alg-none")
    token = client.tokens()["id_token"]
    assert part_of(token, 0) == {"alg": "none"}
    assert token.endswith(".")
    supported = client.discovery().json()["id_token_signing_alg_values_supported"]
    assert "none" in supported


@pytest.mark.parametrize("fault", ["hs256-secret", "hs256-public-key"])
def test_signature_is_keyed(
    registered: Registered, issuers: Issuers, fault: control.IdTokenFault
) -> None:
    """HS256 is made with the client's secret, or with the public key as a secret."""
    client = registered("oidc")
    issuers.control.fault("oidc", id_token=fault)
    token = client.tokens()["id_token"]
    secret = client.issuer.client_secret.encode()
    if fault == "hs256-public-key":
        (jwk,) = keys_of(client)
        form = (Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        secret = rsa_key(jwk).public_bytes(*form)
    signed, _, signature = token.rpartition(".")
    made = hmac.digest(secret, signed.encode(), "sha256")
    assert part_of(token, 0)["alg"] == "HS256"
    assert base64.urlsafe_b64decode(f"{signature}==") == made


def test_keys_rotate(client: Client, issuers: Issuers) -> None:
    """A new key signs, the old one is gone, codes and tokens live on."""
    before, code = keys_of(client), client.code()
    token = client.tokens()["access_token"]
    issuers.control.rotate(client.issuer.name)
    made = client.exchange(code).json()
    assert not is_signed(made["id_token"], before)
    assert is_signed(made["id_token"], keys_of(client))
    assert client.profile(token).status_code == 200
