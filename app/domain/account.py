"""Who logged in: identities, and what a provider's profile may bring along."""

import re
from dataclasses import dataclass

from app.domain import addresses
from app.domain.errors import InvalidInputError
from app.domain.login_errors import BadProfileError
from app.domain.text import clean_line, length

# OpenID Connect Core 1.0, section 2: a subject has at most 255 ASCII characters.
SUBJECT_LENGTH = 255
NAME_LENGTH = 245
URL_LENGTH = 200
AVATAR_URL_LENGTH = 2_000
NAMELESS = "Anonymous"

PROVIDER_PATTERN = r"[a-z][a-z0-9_]{0,39}"
_PROVIDER = re.compile(PROVIDER_PATTERN)


@dataclass(frozen=True, slots=True)
class Identity:
    """What makes an account: the issuer's URL and its name for the person.

    Never an e-mail or a handle, which change hands.
    """

    issuer: str
    subject: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What a provider says of the person that has just logged in.

    No e-mail: nothing here needs one, so none is asked for.
    """

    provider: str
    identity: Identity
    name: str
    handle: str | None = None
    url: str | None = None
    avatar_url: str | None = None


def is_provider_id(text: str) -> bool:
    """Tell whether a text can be a provider's id."""
    return _PROVIDER.fullmatch(text) is not None


def check_profile(said: Profile) -> Profile:
    """Clean what a provider said; raises BadProfileError without a real subject.

    An empty subject would be one account shared by everybody.
    """
    subject = said.identity.subject
    if not subject or len(subject) > SUBJECT_LENGTH or clean_line(subject) != subject:
        raise BadProfileError
    handle = clean_line(said.handle or "")[:NAME_LENGTH] or None
    avatar = addresses.web_link(said.avatar_url or "")
    return Profile(
        provider=said.provider,
        identity=said.identity,
        name=clean_line(said.name)[:NAME_LENGTH] or handle or NAMELESS,
        handle=handle,
        url=_website(said.url),
        avatar_url=avatar if avatar and len(avatar) <= AVATAR_URL_LENGTH else None,
    )


def _website(text: str | None) -> str | None:
    url = addresses.clean_url(text or "")
    return url if url and length(url) <= URL_LENGTH else None


def check_name(text: str) -> str:
    """Clean the name that somebody chose for his account; raises InvalidInputError."""
    name = clean_line(text)
    if not name:
        message = "Please enter your name here."
        raise InvalidInputError.of(message, field="name", code="required")
    if length(name) > NAME_LENGTH:
        message = f"A name has at most {NAME_LENGTH} characters."
        raise InvalidInputError.of(message, field="name", code="too_long")
    return name


def check_website(text: str) -> str:
    """Bring a website to its normal form, "" for none; raises InvalidInputError."""
    url = addresses.clean_url(text)
    if url is None or length(url) > URL_LENGTH:
        message = "Please enter a web address that starts with https:// or http://."
        raise InvalidInputError.of(message, field="url", code="bad_url")
    return url
