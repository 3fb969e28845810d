"""The Fetcher cannot be led inside, and takes no more than it asked for."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from app.adapters.http import SafeFetcher, is_public
from app.domain.ports import FetchError, Outgoing


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254"),
        *("0.0.0.0", "100.64.0.1", "224.0.0.1", "255.255.255.255", "192.0.2.1"),  # noqa: S104 -- refused, not bound
        *("::1", "::", "fe80::1", "fc00::1", "ff02::1", "::ffff:127.0.0.1"),
        *("64:ff9b::7f00:1", "2002:7f00:1::", "2001:0:1::1", "2001:db8::1", "nonsense"),
    ],
)
def test_inner_addresses_are_not_public(address: str) -> None:
    """Loopback, private, link-local, shared, multicast, and every detour to them."""
    assert not is_public(address)


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:2800:220:1::1"])
def test_outer_addresses_are(address: str) -> None:
    """What is out in the open may be asked."""
    assert is_public(address)


@pytest.fixture
def origin() -> Iterator[str]:
    """Serve a few answers on loopback."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = b"x" * 100
            self.send_response(302 if self.path == "/away" else 200)
            if self.path == "/away":
                self.send_header("Location", "/small")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            """Keep the test's output clean."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_trusted_origin_is_asked(origin: str) -> None:
    """Where the operator wrote an origin down, it may be on this machine."""
    answer = SafeFetcher([origin]).fetch(Outgoing(url=f"{origin}/small"))
    assert (answer.status, answer.body) == (200, b"x" * 100)


def test_stranger_on_this_machine_is_not(origin: str) -> None:
    """Anything else is not asked at all, however it is spelled."""
    port = origin.rpartition(":")[2]
    for url in (
        f"{origin}/small",
        f"https://127.0.0.1:{port}/",
        "https://127.0.0.1/",
        "https://[::1]/",
        "https://localhost/",
        "ftp://127.0.0.1/",
        "https://user:word@127.0.0.1/",
        "nonsense",
        "https://[bad/",
    ):
        with pytest.raises(FetchError):
            SafeFetcher().fetch(Outgoing(url=url))


def test_redirects_are_answers(origin: str) -> None:
    """A redirect is given back, not followed."""
    assert SafeFetcher([origin]).fetch(Outgoing(url=f"{origin}/away")).status == 302


def test_long_answers_are_cut_off(origin: str) -> None:
    """More than was asked for is nothing."""
    with pytest.raises(FetchError, match="bytes"):
        SafeFetcher([origin]).fetch(Outgoing(url=f"{origin}/small", most_bytes=99))
