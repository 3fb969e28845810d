"""Whether a JWT is signed by a key of a set, by plain cryptography."""

import base64
from collections.abc import Sequence
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from tests.issuers.client import part_of


def _bytes(text: str) -> bytes:
    """Decode base64url without padding."""
    return base64.urlsafe_b64decode(text + "==")


def _number(text: str) -> int:
    """Decode a number of a JWK."""
    return int.from_bytes(_bytes(text), "big")


def rsa_key(jwk: dict[str, Any]) -> rsa.RSAPublicKey:
    """Read the RSA key of a JWK."""
    return rsa.RSAPublicNumbers(_number(jwk["e"]), _number(jwk["n"])).public_key()


def _verify(jwk: dict[str, Any], *, signed: bytes, signature: bytes) -> None:
    """Raise InvalidSignature unless the key made it."""
    if jwk["kty"] == "RSA":
        rsa_key(jwk).verify(signature, signed, padding.PKCS1v15(), SHA256())
        return
    x, y = _number(jwk["x"]), _number(jwk["y"])
    key = ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key()
    r, s = (int.from_bytes(half, "big") for half in (signature[:32], signature[32:]))
    key.verify(encode_dss_signature(r, s), signed, ec.ECDSA(SHA256()))


def is_signed(token: str, keys: Sequence[dict[str, Any]]) -> bool:
    """Tell whether the key that the token names is in the set and signed it."""
    header = part_of(token, 0)
    signed, _, signature = token.rpartition(".")
    for jwk in keys:
        if (jwk["kid"], jwk["alg"]) == (header.get("kid"), header["alg"]):
            try:
                _verify(jwk, signed=signed.encode(), signature=_bytes(signature))
            except InvalidSignature:
                return False
            return True
    return False
