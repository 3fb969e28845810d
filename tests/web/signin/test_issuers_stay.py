"""A provider's name means one issuer for ever."""

from app.services import accounts
from tests.web.signin.person import Person


def test_name_that_moved_is_found(alice: Person) -> None:
    """A name with accounts of one issuer cannot come to mean another."""
    alice.log_in("oidc")
    container = alice.app.extensions["rejoinder"]
    with container.store.read() as unit:
        ((name, issuer),) = unit.accounts.issuers()
    assert name == "oidc"
    assert accounts.moved_issuers(container, {"oidc": issuer}) == []
    assert accounts.moved_issuers(container, {}) == []
    assert accounts.moved_issuers(container, {"oidc": "https://other.example"}) == [
        "oidc"
    ]
