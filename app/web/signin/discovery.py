"""An issuer's own description, taken with tongs (OpenID Connect Discovery 1.0).

Authlib would take every key of it as an option, switch PKCE off where it says so,
and never ask whose it is. So we ask, keep what we know, and hand that over.
"""

import json
import threading
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from app.domain.login_errors import ProviderUnavailableError
from app.domain.ports import Clock, Fetcher, FetchError, Outgoing
from app.domain.thread import is_loopback, parse_page_url
from app.logs import logger
from app.web.signin.providers import Provider

KEPT = timedelta(hours=1)
# A provider that is down is not offered for so long, and then tried again.
HIDDEN = timedelta(seconds=60)
_PATH = "/.well-known/openid-configuration"
_OK = 200
_ALGORITHMS = (
    *("RS256", "RS384", "RS512", "PS256", "PS384", "PS512"),
    *("ES256", "ES384", "ES512", "EdDSA", "Ed25519"),
)
_AUTH_METHODS = ("client_secret_post", "client_secret_basic")


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoints:
    """Where to send readers, codes and tokens, and how to check what comes back.

    `issuer` is empty where nothing is signed.
    """

    authorize_url: str
    token_url: str
    userinfo_url: str
    auth_method: str
    issuer: str = ""
    jwks_uri: str = ""
    algorithms: tuple[str, ...] = ()
    sends_iss: bool = False


@dataclass(slots=True)
class _Known:
    endpoints: Endpoints | None
    until: datetime


@dataclass(frozen=True, slots=True)
class Discovery:
    """Descriptions of issuers, kept for an hour; none is asked for before its need."""

    fetcher: Fetcher
    clock: Clock
    _known: dict[str, _Known] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def is_hidden(self, provider: Provider) -> bool:
        """Tell whether a provider failed a moment ago."""
        known = self._known.get(provider.id)
        if known is None or known.endpoints is not None:
            return False
        return self.clock() < known.until

    def endpoints(self, provider: Provider) -> Endpoints:
        """Give a provider's addresses; raises ProviderUnavailableError."""
        if not provider.issuer:
            return _fixed(provider)
        with self._lock:
            known = self._known.get(provider.id)
        if known is None or self.clock() >= known.until:
            known = self._ask(provider)
        if known.endpoints is None:
            raise ProviderUnavailableError
        return known.endpoints

    def describe(self, provider: Provider) -> Endpoints:
        """Ask an issuer for its description now.

        Raises FetchError, ValueError, TypeError and RecursionError, in its own words.
        """
        return _read(self._fetch(provider), provider)

    def _ask(self, provider: Provider) -> _Known:
        now = self.clock()
        try:
            known = _Known(self.describe(provider), now + KEPT)
        except (FetchError, ValueError, TypeError, RecursionError) as error:
            logger.warning("provider %s is not usable: %s", provider.id, error)
            known = _Known(None, now + HIDDEN)
        with self._lock:
            self._known[provider.id] = known
        return known

    def _fetch(self, provider: Provider) -> dict[str, Any]:
        url = provider.issuer.rstrip("/") + _PATH
        answer = self.fetcher.fetch(
            Outgoing(url=url, headers={"Accept": "application/json"})
        )
        if answer.status != _OK:
            message = f"its description answers {answer.status}"
            raise ValueError(message)
        document = json.loads(answer.body)
        if not isinstance(document, dict):
            message = "its description is no object"
            raise TypeError(message)
        return document


def _fixed(provider: Provider) -> Endpoints:
    return Endpoints(
        authorize_url=provider.authorize_url,
        token_url=provider.token_url,
        userinfo_url=provider.userinfo_url,
        auth_method=provider.brand.auth_method,
    )


def _read(document: dict[str, Any], provider: Provider) -> Endpoints:
    """Take what is known from a description; raises ValueError."""
    if document.get("issuer") != provider.issuer:
        message = "its description is of another issuer"
        raise ValueError(message)
    offered = document.get("token_endpoint_auth_methods_supported")
    methods = offered if isinstance(offered, list) else ["client_secret_basic"]
    signed = document.get("id_token_signing_alg_values_supported")
    algorithms = tuple(
        name for name in _ALGORITHMS if isinstance(signed, list) and name in signed
    )
    return Endpoints(
        authorize_url=provider.authorize_url
        or _address(document, "authorization_endpoint"),
        token_url=provider.token_url or _address(document, "token_endpoint"),
        userinfo_url=provider.userinfo_url or _address(document, "userinfo_endpoint"),
        auth_method=next((name for name in _AUTH_METHODS if name in methods), "")
        or "client_secret_basic",
        issuer=provider.issuer,
        jwks_uri=_address(document, "jwks_uri"),
        algorithms=algorithms or ("RS256",),
        sends_iss=document.get("authorization_response_iss_parameter_supported")
        is True,
    )


def _address(document: dict[str, Any], key: str) -> str:
    value = document.get(key)
    page = parse_page_url(value) if isinstance(value, str) else None
    is_safe = page is not None and (
        page.url.startswith("https://") or is_loopback(page.origin)
    )
    if not isinstance(value, str) or not is_safe:
        message = f"its {key} is no https address"
        raise ValueError(message)
    return value
