"""Everything that can be wrong with a login, by name.

DomainError
├── BadLoginStart  LoginEnded  BadSignedRequest  WrongPassword
├── LoginFailed: BadProfile  LoginDenied  ProviderUnavailable
├── Forbidden: NotFresh
├── Conflict: LastOwner
└── NotFound: Provider…  Session…  Deletion…  LinkEnded
"""

from app.domain.errors import (
    ConflictError,
    DomainError,
    ForbiddenError,
    NotFoundError,
)


class NotFreshError(ForbiddenError):
    """What cannot be undone wants somebody who has just signed in."""

    code = "not_fresh"
    sentence = "Please log in once more before you do this."


class ProviderNotFoundError(NotFoundError):
    """No such provider is switched on."""

    code = "provider_not_found"
    sentence = "Nobody can log in that way here."


class SessionNotFoundError(NotFoundError):
    """The account has no such session or consent."""

    code = "session_not_found"
    sentence = "There is no such login any more."


class BadLoginStartError(DomainError):
    """A login that names one page and comes from another, or is malformed."""

    code = "bad_login_start"
    sentence = "This login was not started as it should be."


class LoginEndedError(DomainError):
    """A login that is over, was never begun, or was begun in another browser."""

    code = "login_ended"
    sentence = "This login is over, or it was begun in another browser."


class LoginFailedError(DomainError):
    """The provider answered something that proves nobody's identity."""

    code = "login_failed"
    sentence = "The login did not succeed. Please try again."


class LoginDeniedError(LoginFailedError):
    """The person has said no at the provider."""

    code = "login_denied"
    sentence = "You did not log in."


class BadProfileError(LoginFailedError):
    """The provider named nobody, or not in a way that can be kept."""

    code = "bad_profile"
    sentence = "The provider did not say who you are."


class ProviderUnavailableError(LoginFailedError):
    """The provider cannot be reached or is not what it was registered as."""

    code = "provider_unavailable"
    sentence = "The provider cannot be reached just now."


class BadSignedRequestError(DomainError):
    """A call in a provider's name without the provider's signature."""

    code = "bad_signed_request"
    sentence = "This request is not signed as it should be."


class DeletionNotFoundError(NotFoundError):
    """No deletion has this confirmation code."""

    code = "deletion_not_found"
    sentence = "There is no deletion of that number."


class WrongPasswordError(DomainError):
    """No such name, no such password, or not together: nobody is told which."""

    code = "wrong_password"
    sentence = "This e-mail address and this password do not belong together."


class LinkEndedError(NotFoundError):
    """A link that works once was used, is too old, or was never made."""

    code = "link_ended"
    sentence = "This link is over: it was used already, or it is too old."


class LastOwnerError(ConflictError):
    """Somebody has to keep the site."""

    code = "last_owner"
    sentence = "A site needs an owner. Make somebody else its owner first."
