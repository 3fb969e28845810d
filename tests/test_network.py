"""The guard that keeps tests on this machine."""

import socket

import pytest

from tests.network import NetworkUseError


@pytest.mark.parametrize("host", ["192.0.2.1", "2001:db8::1", "198.51.100.7"])
def test_outside_address_is_refused(host: str) -> None:
    """No connection leaves this machine."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with (
        socket.socket(family) as attempt,
        pytest.raises(NetworkUseError, match="give the code a double"),
    ):
        attempt.connect((host, 80))


def test_outside_name_is_not_looked_up() -> None:
    """No name server learns what a test asks for."""
    with pytest.raises(NetworkUseError):
        socket.getaddrinfo("comments.example", 443)


def test_loopback_is_open() -> None:
    """A test may talk to a server it started itself."""
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        socket.create_connection(server.getsockname()) as client,
    ):
        assert client.getpeername() == server.getsockname()
