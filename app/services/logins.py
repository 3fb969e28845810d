"""What logging in is asked with, and how it can end."""

from dataclasses import dataclass

from app.domain.signin import Failure, Purpose, Start


@dataclass(frozen=True, slots=True, kw_only=True)
class LoginRequest:
    """A login to begin; `start` is the widget's, `return_path` a hosted page's."""

    provider: str
    purpose: Purpose
    start: Start | None = None
    return_path: str = "/"
    address_block: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """A login under way.

    `state` goes to the provider and comes back, `secret` to the browser's cookie.
    `nonce` and `verifier` are derived from the state.
    """

    id: str
    state: str
    secret: str
    nonce: str
    verifier: str
    provider: str
    purpose: Purpose


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOver:
    """How a login ends for the widget: a code or a failure, and where it goes."""

    site: str
    origin: str
    return_url: str
    state: str
    is_proven: bool
    code: str | None = None
    failure: Failure | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What the consent page asks: whether this site may show this."""

    login_id: str
    site_name: str
    origin: str
    name: str
    avatar: str | None
    handle: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """What a moderator is asked: whether a page may moderate a site in his name.

    `name` is null while nobody is signed in; `may` tells whether he could at all.
    """

    login_id: str
    site_name: str
    origin: str
    name: str | None
    may: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Entrance:
    """A first-party session has begun: its cookie's token, and where to go on."""

    token: str
    return_path: str


Outcome = HandOver | Question | Entrance
