"""What the tests of the issuers share: all names, and how a client is asked for."""

from collections.abc import Callable

import pytest

from tests.issuers.client import Client

Registered = Callable[[str], Client]

OPENID = ["oidc", "oidc2", "google", "wordpress"]
PLAIN = ["x", "facebook", "github"]
OTHER = "https://issuer.example"  # whom a forged answer names

every = pytest.mark.parametrize("name", OPENID + PLAIN)
every_openid = pytest.mark.parametrize("name", OPENID)
