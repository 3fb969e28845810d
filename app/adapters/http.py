"""HTTP to the outside that strangers cannot lead inside (SSRF).

A host is resolved once, every address it has must be a public one, and the
connection goes to the address that was looked at: a name server that answers
differently the second time gains nothing. Only the origins that the operator
has set up himself (a provider in his own network, a test's on loopback) may be
private, or plain http. No redirect is followed, for it would be a second
request that nobody looked at.
"""

import ipaddress
import socket
import time
from collections.abc import Iterable, Mapping
from urllib.parse import SplitResult, urlsplit

import urllib3
from urllib3.util import Timeout

from app import __version__
from app.domain.ports import Fetched, FetchError, Outgoing
from app.domain.thread import parse_origin

_PORTS = {"http": 80, "https": 443}
_CHUNK = 16 * 1024
_USER_AGENT = f"Rejoinder/{__version__}"
# Addresses that lead to another address, which the library's own test does not see.
_DETOURS = tuple(
    ipaddress.IPv6Network(text) for text in ("64:ff9b::/96", "2002::/16", "2001::/32")
)


class SafeFetcher:
    """The Fetcher of the real world."""

    def __init__(self, trusted_origins: Iterable[str] = ()) -> None:
        """`trusted_origins` may be private, and are as the operator wrote them."""
        self._trusted = frozenset(trusted_origins)

    def fetch(self, request: Outgoing) -> Fetched:
        """Send a request; raises FetchError."""
        until = time.monotonic() + request.seconds
        parts = _split(request.url)
        address = self._resolve(parts)
        try:
            with _connect(parts, address, seconds=request.seconds) as pool:
                return _exchange(pool, request, parts=parts, until=until)
        except (urllib3.exceptions.HTTPError, OSError) as error:
            message = f"nothing usable came back: {type(error).__name__}"
            raise FetchError(message) from error

    def _resolve(self, parts: SplitResult) -> str:
        origin = parse_origin(f"{parts.scheme}://{parts.netloc}")
        trusted = origin in self._trusted
        if not trusted and (parts.scheme != "https" or parts.port not in {None, 443}):
            message = "only https on its own port is asked"
            raise FetchError(message)
        host = parts.hostname or ""
        try:
            found = socket.getaddrinfo(
                host, parts.port or _PORTS[parts.scheme], type=socket.SOCK_STREAM
            )
        except (OSError, UnicodeError) as error:
            message = "the name leads nowhere"
            raise FetchError(message) from error
        addresses = [str(entry[4][0]) for entry in found]
        if not trusted and not all(map(is_public, addresses)):
            message = "the name leads to an address that is not public"
            raise FetchError(message)
        return addresses[0]


def is_public(text: str) -> bool:
    """Tell whether an address is out in the open, by every detour that there is."""
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return False
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            address = address.ipv4_mapped
        elif any(address in network for network in _DETOURS):
            return False
    return address.is_global and not address.is_multicast


def _split(url: str) -> SplitResult:
    message = "this is no address to ask"
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError as error:
        raise FetchError(message) from error
    if parts.scheme not in _PORTS or not parts.hostname or "@" in parts.netloc:
        raise FetchError(message)
    return parts


def _connect(
    parts: SplitResult, address: str, *, seconds: float
) -> urllib3.HTTPConnectionPool:
    timeout = Timeout(connect=min(seconds, 3), read=seconds)
    port = parts.port or _PORTS[parts.scheme]
    if parts.scheme == "http":
        return urllib3.HTTPConnectionPool(address, port, timeout=timeout)
    host = parts.hostname
    return urllib3.HTTPSConnectionPool(
        address, port, timeout=timeout, server_hostname=host, assert_hostname=host
    )


def _exchange(
    pool: urllib3.HTTPConnectionPool,
    request: Outgoing,
    *,
    parts: SplitResult,
    until: float,
) -> Fetched:
    path = parts.path or "/"
    headers = {
        **request.headers,
        "Host": parts.netloc,
        "User-Agent": _USER_AGENT,
        "Accept-Encoding": "identity",
    }
    answer = pool.urlopen(
        request.method,
        f"{path}?{parts.query}" if parts.query else path,
        body=request.body,
        headers=headers,
        redirect=False,
        retries=False,
        preload_content=False,
        decode_content=False,
        assert_same_host=False,
    )
    try:
        body = _read(answer, most=request.most_bytes, until=until)
    finally:
        answer.release_conn()
    return Fetched(status=answer.status, headers=_lowered(answer.headers), body=body)


def _read(answer: urllib3.BaseHTTPResponse, *, most: int, until: float) -> bytes:
    body = b""
    # One read may give as little as a byte: the clock is asked after each.
    while chunk := answer.read1(_CHUNK):
        body += chunk
        if len(body) > most:
            message = f"more than {most} bytes came back"
            raise FetchError(message)
        if time.monotonic() > until:
            message = "the answer took too long"
            raise FetchError(message)
    return body


def _lowered(headers: Mapping[str, str]) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}
