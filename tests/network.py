"""Keeps the tests on this machine.

A test that reaches for the outside world is slow, fails on a train, and tells a
stranger that it runs. So sockets may connect to loopback and to files only, and names
other than localhost are not looked up. The refusal is an AssertionError, because code
that forgives an OSError would hide it. libpq and the browser's own process are not
seen from here: PostgreSQL listens on a file, and the browser is started offline.
"""

import ipaddress
import socket
from collections.abc import Callable, Iterator
from typing import Any

import pytest


class NetworkUseError(AssertionError):
    """A test tried to reach beyond loopback."""


def _is_local(host: object) -> bool:
    """Tell whether a host, as given to the socket module, is this machine."""
    if host is None:
        return True
    name = host.decode() if isinstance(host, bytes) else str(host)
    if name in {"", "localhost", "0.0.0.0", "::"} or name.endswith(".localhost"):  # noqa: S104 -- compared, not bound
        return True
    try:
        return ipaddress.ip_address(name.partition("%")[0]).is_loopback
    except ValueError:
        return False


def _is_literal(host: object) -> bool:
    """Tell whether looking a host up asks nobody, because it is an address."""
    try:
        ipaddress.ip_address(str(host))
    except ValueError:
        return False
    return True


def _refuse(what: object) -> None:
    """Stop the test with a message that says what to do instead."""
    message = f"A test reached for {what!r}; give the code a double of its port."
    raise NetworkUseError(message)


def _checked_connect(original: Callable[..., Any]) -> Callable[..., Any]:
    """Wrap socket.connect or connect_ex so that only local addresses pass."""

    def connect(self: socket.socket, address: Any) -> Any:
        if isinstance(address, tuple) and not _is_local(address[0]):
            _refuse(address)
        return original(self, address)

    return connect


def _checked_getaddrinfo(original: Callable[..., Any]) -> Callable[..., Any]:
    """Wrap socket.getaddrinfo so that no name server is asked."""

    def getaddrinfo(host: Any, *args: Any, **kwargs: Any) -> Any:
        if not (_is_local(host) or _is_literal(host)):
            _refuse(host)
        return original(host, *args, **kwargs)

    return getaddrinfo


@pytest.fixture(scope="session", autouse=True)
def loopback_only() -> Iterator[None]:
    """Refuse every connection and look-up that would leave this machine."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("connect", "connect_ex"):
            original = getattr(socket.socket, name)
            patch.setattr(socket.socket, name, _checked_connect(original))
        patch.setattr(socket, "getaddrinfo", _checked_getaddrinfo(socket.getaddrinfo))
        yield
