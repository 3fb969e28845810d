"""The tests' own door to the issuers: what they answer, and how they fail."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Literal

import requests

TIMEOUT = 10
NOTHING: Mapping[str, Any] = MappingProxyType({})

Coop = Literal["none", "same-origin", "same-origin-allow-popups", "redirect"]
ProfileFault = Literal[
    "401",
    "403",
    "429",
    "500",
    "html",
    "empty",
    "list",
    "no-id",
    "other-id",
    "huge",
    "slow",
    "redirect-loop",
]
TokenFault = Literal[
    "500", "html", "list", "no-id-token", "no-access-token", "short-lived"
]
IdTokenFault = Literal[
    "wrong-iss",
    "aud-other",
    "aud-empty",
    "aud-other-azp-us",
    "no-nonce",
    "wrong-nonce",
    "expired-5min",
    "expired-30s",
    "iat-future",
    "no-sub",
    "empty-sub",
    "number-sub",
    "alg-none",
    "hs256-secret",
    "hs256-public-key",
    "unknown-kid",
    "wrong-signature",
]
DiscoveryFault = Literal[
    "500", "other-issuer", "http-endpoint", "extra-keys", "redirect", "huge", "slow"
]
CallbackFault = Literal["wrong-iss", "no-iss"]


@dataclass(frozen=True, kw_only=True)
class Seen:
    """A request that an issuer got; `parameters` are those of a token request."""

    method: str
    path: str
    query: Mapping[str, str]
    authorization: str  # the scheme alone
    parameters: Mapping[str, str]


class Control:
    """Changes the issuers until the next reset. Each takes an issuer's name first."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._session = requests.Session()
        self._session.trust_env = False  # no proxy stands before loopback

    def close(self) -> None:
        """Let go of the connection."""
        self._session.close()

    def _order(self, path: str, **order: Any) -> Any:
        answer = self._session.post(f"{self._url}/{path}", json=order, timeout=TIMEOUT)
        if not answer.ok:
            raise ValueError(answer.json()["error"])
        return answer.json()

    def reset(self) -> None:
        """Undo all that was ordered, and forget all codes, tokens and requests."""
        self._order("reset")

    def allow(self, base: str) -> None:
        """Register the address of a service: callbacks below it are its own."""
        self._order("callback-base", base=base)

    def faults(self) -> dict[str, list[str]]:
        """Name all faults by the place where they happen."""
        named: dict[str, list[str]] = self._order("faults")
        return named

    def answer(self, name: str, *, account: str) -> None:
        """Sign in as an account at once, without a page."""
        self._order(f"{name}/answer", answer={"account": account})

    def deny(self, name: str) -> None:
        """Deny at once, without a page."""
        self._order(f"{name}/answer", answer={"deny": True})

    def ask(self, name: str) -> None:
        """Show the login page again, as at first."""
        self._order(f"{name}/answer", answer=None)

    def alter(
        self,
        name: str,
        account: str,
        *,
        set_: Mapping[str, Any] = NOTHING,
        drop: tuple[str, ...] = (),
        avatar: str | None = None,
    ) -> None:
        """Change an account's profile, in the brand's own field names.

        `avatar` is a file: NAME.png, NAME.jpg, or one of enormous.png (400 million
        pixels), heavy.png (8 MB), page.png (HTML), drawing.svg, moved.png, missing.png.
        """
        order = {"account": account, "set": dict(set_), "drop": drop}
        if avatar is not None:
            order["avatar"] = avatar
        self._order(f"{name}/alter", **order)

    def fault(
        self,
        name: str,
        *,
        profile: ProfileFault | None = None,
        token: TokenFault | None = None,
        id_token: IdTokenFault | None = None,
        discovery: DiscoveryFault | None = None,
        callback: CallbackFault | None = None,
        seconds: float = 60,
    ) -> None:
        """Let these go wrong and nothing else; `seconds` is how slow a slow one is."""
        faults = {
            "profile": profile,
            "token": token,
            "id_token": id_token,
            "discovery": discovery,
            "callback": callback,
        }
        self._order(f"{name}/fault", faults=faults, seconds=seconds)

    def coop(self, name: str, value: Coop) -> None:
        """Send a Cross-Origin-Opener-Policy; `redirect` on redirects only."""
        self._order(f"{name}/coop", coop=value)

    def rotate(self, name: str) -> None:
        """Sign with a new key from now on; the old one is gone."""
        self._order(f"{name}/rotate")

    def age(self, name: str, seconds: int) -> None:
        """Make all codes and tokens older."""
        self._order(f"{name}/age", seconds=seconds)

    def seen(self, name: str, path: str = "") -> list[Seen]:
        """List the requests since the last reset, those to `path` if given."""
        listed = [Seen(**one) for one in self._order(f"{name}/requests")]
        return [one for one in listed if path in {"", one.path}]
