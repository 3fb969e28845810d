"""Signing in from somebody else's page: what a start proves, how long things last.

The service is a small authorization server towards its own widget (a code with
PKCE, RFC 7636), and a client towards the providers. docs/adr/0008 says why.
"""

import hashlib
import hmac
import re
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from app.domain.login_errors import BadLoginStartError
from app.domain.thread import parse_origin, parse_page_url

# Long enough to find a password, short enough that a forgotten window is harmless.
LOGIN_LIFE = timedelta(minutes=10)
# For so long, whoever goes back to a login that is over is led home.
LOGIN_KEPT = timedelta(hours=1)
CODE_LIFE = timedelta(seconds=60)
ACCESS_LIFE = timedelta(minutes=15)
# For so long a page may moderate; there is no second token without a second click.
MANDATE_LIFE = ACCESS_LIFE
REFRESH_LIFE = timedelta(days=30)
# Two tabs may refresh at the same moment; a thief comes later.
REFRESH_GRACE = timedelta(seconds=10)
# Whoever erases or exports must have signed in just now.
FRESH = timedelta(minutes=10)

_STATE = re.compile(r"[A-Za-z0-9_-]{22,64}")
_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")
_VERIFIER = re.compile(r"[A-Za-z0-9_-]{43,128}")


class Purpose(StrEnum):
    """What a login is for; it never changes between start and end."""

    WIDGET = "widget"
    HOSTED = "hosted"
    # A moderator lets a page moderate in his name, for minutes.
    MODERATE = "moderate"


class Failure(StrEnum):
    """Why a login did not succeed: all that a reader or the widget is ever told."""

    DENIED = "denied"
    FAILED = "failed"
    UNAVAILABLE = "unavailable"
    EXPIRED = "expired"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """A start as the widget asks for it; `is_proven` once the Referer agreed.

    `return_url` is the page, without userinfo and fragment.
    """

    site: str
    origin: str
    return_url: str
    state: str
    challenge: str
    is_proven: bool = False


def check_start(asked: Start, *, referer: str | None) -> Start:
    """Judge a start by its own words and by the Referer that came with it.

    A Referer of another origin, or of another page, is a lie and refused. None at
    all proves nothing: such a login must not end in an address, because whoever
    redirects from the embedder's origin would be handed the code.

    Raises BadLoginStartError.
    """
    origin, page = parse_origin(asked.origin), parse_page_url(asked.return_url)
    if origin is None or page is None or page.origin != origin:
        message = "The page to return to does not lie on the origin that is named."
        raise BadLoginStartError(message)
    if not _STATE.fullmatch(asked.state) or not _CHALLENGE.fullmatch(asked.challenge):
        message = "This login lacks its state or its code_challenge."
        raise BadLoginStartError(message)
    if referer:
        _check_referer(referer, origin=origin, page_url=page.url)
    return Start(
        site=asked.site,
        origin=origin,
        return_url=page.url,
        state=asked.state,
        challenge=asked.challenge,
        is_proven=bool(referer),
    )


def _check_referer(referer: str, *, origin: str, page_url: str) -> None:
    came_from = parse_page_url(referer)
    bare = came_from is not None and came_from.url == f"{came_from.origin}/"
    same_page = came_from is not None and came_from.url == page_url
    if came_from is None or came_from.origin != origin or not (bare or same_page):
        message = "This login was not started from the page that it names."
        raise BadLoginStartError(message)


def is_verifier(text: str) -> bool:
    """Tell whether a text has the form of a code verifier (RFC 7636, 4.1)."""
    return _VERIFIER.fullmatch(text) is not None


def challenge_of(verifier: str) -> str:
    """Compute a verifier's S256 challenge (RFC 7636, 4.2)."""
    digest = hashlib.sha256(verifier.encode()).digest()
    return urlsafe_b64encode(digest).decode().rstrip("=")


def proves(verifier: str, challenge: str) -> bool:
    """Tell whether a verifier belongs to a challenge, in constant time."""
    return is_verifier(verifier) and hmac.compare_digest(
        challenge_of(verifier), challenge
    )
