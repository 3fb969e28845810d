"""One request: its id, whose it is, where it comes from. Built once, kept in `g`."""

import ipaddress
import time
from dataclasses import dataclass
from functools import cache
from typing import Protocol, cast

from flask import Flask, Response, g, request
from flask import current_app as running  # noqa: TID251 -- asked for here alone

from app.logs import logger, new_request_id, request_log
from app.services.container import Container
from app.services.steps.credentials import Credentials
from app.setting_values import Network
from app.settings import Settings
from app.web import sessions

_V6_BLOCK = 64


def install(app: Flask) -> None:
    """Give each request an id and a line in the log."""
    app.before_request(_begin)
    app.after_request(_end)


def container() -> Container:
    """Give what the use cases need."""
    return cast("Container", running.extensions["rejoinder"])


def settings() -> Settings:
    """Give the operator's settings."""
    return cast("Settings", running.config["REJOINDER_SETTINGS"])


def settings_of(app: Flask) -> Settings:
    """Give the settings of an application that is being made."""
    return cast("Settings", app.config["REJOINDER_SETTINGS"])


def extension(name: str) -> object:
    """Give what a surface has left with the running application."""
    return running.extensions[name]


def credentials() -> Credentials:
    """Say whose request this is, as far as it shows without asking the database."""
    return Credentials(
        edit_tokens=sessions.edit_tokens(request.headers.get("X-Edit-Token")),
        bearer=sessions.bearer(),
        origin=_origin(),
        address_block=address_block(),
    )


def _origin() -> str | None:
    """Give the origin of the page that calls.

    A browser leaves it out of a GET from one of our own pages, such as the demo's, and
    says `Sec-Fetch-Site: same-origin` instead, which no page can make it say.
    """
    own = request.headers.get("Sec-Fetch-Site") == "same-origin"
    return request.headers.get("Origin", container().public_url if own else None)


def page_credentials() -> Credentials:
    """Say whose form this is: our cookie counts there, and only there."""
    return Credentials(
        session_token=sessions.session_token(),
        guest_secret=sessions.guest_secret(),
        address_block=address_block(),
    )


@dataclass(frozen=True, slots=True)
class Offer:
    """A way to log in that is switched on and works, as far as we know."""

    id: str
    label: str


def offers() -> tuple[Offer, ...]:
    """List the ways to log in; the surface that knows them has put them here."""
    offered = running.extensions.get("rejoinder-offers")
    return offered() if offered else ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A way to log in that is switched on or could be, and what to do for that."""

    id: str
    label: str
    is_on: bool
    callback_url: str
    register_at: str
    cost: str


@dataclass(frozen=True, slots=True)
class Trial:
    """What came of trying a way to log in, in words."""

    is_good: bool
    words: str


class Ways(Protocol):
    """What is known of the ways to log in."""

    def ways(self) -> tuple[Way, ...]:
        """List them all, those that are on first."""
        ...

    def examine(self, provider_id: str) -> Trial:
        """Ask a provider now; raises ProviderNotFoundError."""
        ...


def ways() -> Ways:
    """Give the ways to log in; the surface that knows them has put them here."""
    return cast("Ways", running.extensions["rejoinder-ways"])


def address_block() -> str | None:
    """Give the client's IPv4 address or IPv6 /64; it is never stored or logged."""
    text = client_address(
        request.remote_addr,
        forwarded=request.headers.get("X-Forwarded-For"),
        trusted=settings().trusted_proxies,
    )
    try:
        address = ipaddress.ip_address(text or "")
    except ValueError:
        return None
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return str(address.ipv4_mapped)
        return str(ipaddress.ip_network((address, _V6_BLOCK), strict=False))
    return str(address)


def client_address(
    peer: str | None, *, forwarded: str | None, trusted: tuple[Network, ...]
) -> str | None:
    """Read forwarded addresses from right to left, past listed proxies only."""
    hops = [] if forwarded is None else [hop.strip() for hop in forwarded.split(",")]
    address = peer
    if hops and not trusted:
        _warn_of_proxy()
    while hops and address is not None and _is_trusted(address, trusted):
        address = hops.pop()
    return address


@cache
def _warn_of_proxy() -> None:
    """Say once that a proxy is there which nobody has told us of."""
    logger.warning(
        "X-Forwarded-For arrives, but REJOINDER_TRUSTED_PROXIES is empty: all readers "
        "behind the proxy share its limits"
    )


def _is_trusted(text: str, trusted: tuple[Network, ...]) -> bool:
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return False
    return any(address in network for network in trusted)


def is_framed() -> bool:
    """Tell whether a browser is showing this page inside another."""
    return request.headers.get("Sec-Fetch-Dest") in {
        "iframe",
        "frame",
        "embed",
        "object",
    }


def _begin() -> None:
    g.request_id = new_request_id()
    g.began = time.perf_counter()


def _end(response: Response) -> Response:
    response.headers["X-Request-ID"] = g.request_id
    request_log.write(
        g.request_id,
        method=request.method,
        route=str(request.url_rule) if request.url_rule else None,
        status=response.status_code,
        began=g.began,
    )
    return response
