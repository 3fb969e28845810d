"""What each provider calls things: from its answer to a Profile's fields.

Facts of the providers' own documentation as of 2026; docs/providers.md names it.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from app.domain.login_errors import BadProfileError


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a provider's profile says, unchecked."""

    subject: str
    name: str
    handle: str | None = None
    url: str | None = None
    avatar_url: str | None = None


_ADDRESS = re.compile(r"\S+@\S+")
_HANDLES = ("preferred_username", "nickname")

Answer = Mapping[str, Any]
Reader = Callable[[Answer], Said]


def _text(value: object) -> str:
    """Give a text, "" for whatever is none."""
    return value if isinstance(value, str) else ""


def _first(*values: object) -> str:
    return next((text for value in values if (text := _text(value))), "")


def _shown(value: object) -> str:
    """Give a text that may be shown; an e-mail address in its place is nobody's to."""
    text = _text(value).strip()
    return "" if _ADDRESS.fullmatch(text) else text


def _mapping(value: object) -> Answer:
    return value if isinstance(value, Mapping) else {}


def oidc(answer: Answer) -> Said:
    """Read OpenID Connect's standard claims (Core 1.0, section 5.1)."""
    # Many issuers put the e-mail there, and some give no other name.
    handle = _first(*(_shown(answer.get(key)) for key in _HANDLES))
    return Said(
        subject=_text(answer.get("sub")),
        name=_first(_shown(answer.get("name")), handle),
        handle=handle or None,
        url=_text(answer.get("profile")) or None,
        avatar_url=_text(answer.get("picture")) or None,
    )


def google(answer: Answer) -> Said:
    """Read Google's claims; `profile` is a page that is no longer there."""
    said = oidc(answer)
    return Said(subject=said.subject, name=said.name, avatar_url=said.avatar_url)


def x(answer: Answer) -> Said:
    """Read X's /2/users/me."""
    data = _mapping(answer.get("data"))
    handle = _text(data.get("username"))
    return Said(
        subject=_text(data.get("id")),
        name=_first(data.get("name"), handle),
        handle=f"@{handle}" if handle else None,
        url=f"https://x.com/{handle}" if handle else None,
        # 48 pixels as named, 400 by another name of the same file.
        avatar_url=_text(data.get("profile_image_url")).replace("_normal.", "_400x400.")
        or None,
    )


def facebook(answer: Answer) -> Said:
    """Read the Graph API's /me; the id is for our app alone."""
    picture = _mapping(_mapping(answer.get("picture")).get("data"))
    return Said(
        subject=_text(answer.get("id")),
        name=_text(answer.get("name")),
        avatar_url=_text(picture.get("url")) or None,
    )


def github(answer: Answer) -> Said:
    """Read GitHub's /user; the login can be another's tomorrow, the id cannot."""
    number = answer.get("id")
    if not isinstance(number, int) or isinstance(number, bool):
        raise BadProfileError
    handle = _text(answer.get("login"))
    return Said(
        subject=str(number),
        name=_first(answer.get("name"), handle),
        handle=handle or None,
        url=_text(answer.get("html_url")) or None,
        avatar_url=_text(answer.get("avatar_url")) or None,
    )
