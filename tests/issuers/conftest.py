"""Fixtures for the tests of the issuers themselves."""

from collections.abc import Iterator

import pytest

from tests.issuers.client import Client
from tests.issuers.names import Registered
from tests.issuers.running import Issuers


@pytest.fixture
def registered(issuers: Issuers) -> Iterator[Registered]:
    """Give clients with empty cookie jars by the name of their issuer."""
    made: list[Client] = []

    def make(name: str) -> Client:
        made.append(Client(issuers[name]))
        return made[-1]

    yield make
    for one in made:
        one.session.close()


@pytest.fixture(params=["oidc", "oidc2"])
def client(request: pytest.FixtureRequest, registered: Registered) -> Client:
    """Give a client of an issuer that signs with RSA, and of one with a curve."""
    return registered(request.param)
