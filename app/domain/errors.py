"""Everything that can be wrong with a request, by name.

    DomainError
    ├── InvalidInput  BodyTooComplex  IdempotencyMismatch
    ├── Unauthenticated  PreconditionFailed
    ├── Forbidden: OriginNotAllowed  PageNotAllowed  GuestsNotAllowed  ThreadClosed
    │              ThreadUnknown  EditWindowClosed  WrongCredential
    ├── NotFound: Site…  Thread…  Comment…  Parent…  Decision…
    ├── Conflict: DuplicateComment  IdempotencyInProgress  Transition  Taken
    └── TooManyRequests  Overloaded  StorageFull  StorageBroken

Each class has a stable `code`, which clients may rely on, and a sentence for people.
What can go wrong with a login is in `login_errors`, with mail in `mail_errors`, with
HTTP alone in `app.web.limits`. HTTP numbers live in `app.web.problems` alone.
"""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class FieldError:
    """What is wrong with one field; `field` is its JSON path, as `author.email`."""

    field: str
    code: str
    message: str


class DomainError(Exception):
    """The root; never raised itself."""

    code: ClassVar[str] = "error"
    sentence: ClassVar[str] = "Something went wrong."

    def __init__(
        self,
        detail: str | None = None,
        *,
        errors: tuple[FieldError, ...] = (),
        retry_after: int | None = None,
    ) -> None:
        """`detail` replaces the class's sentence; `retry_after` is in seconds."""
        self.detail = detail or self.sentence
        self.errors = errors
        self.retry_after = retry_after
        super().__init__(self.detail)


class InvalidInputError(DomainError):
    """One or more fields break a rule; `errors` names them all."""

    code = "invalid_input"
    sentence = "Please correct the fields named below."

    @classmethod
    def of(cls, message: str, *, field: str, code: str) -> "InvalidInputError":
        """Build the error for a single field."""
        return cls(message, errors=(FieldError(field, code, message),))


class UnauthenticatedError(DomainError):
    """A credential is missing, unknown or expired."""

    code = "unauthenticated"
    sentence = "This needs a bearer token or an X-Edit-Token."


class ForbiddenError(DomainError):
    """The request is understood and refused."""

    code = "forbidden"
    sentence = "That is not allowed."


class OriginNotAllowedError(ForbiddenError):
    """The Origin sent is none of the site's."""

    code = "origin_not_allowed"
    sentence = "This page's origin is not registered for the site."


class PageNotAllowedError(ForbiddenError):
    """The page URL lies on no registered origin."""

    code = "page_not_allowed"
    sentence = "The page's address does not lie on an origin of the site."


class GuestsNotAllowedError(ForbiddenError):
    """The site wants readers to log in first."""

    code = "guests_not_allowed"
    sentence = "Sorry, you must be logged in to comment."


class ThreadClosedError(ForbiddenError):
    """The thread takes no new comments."""

    code = "thread_closed"
    sentence = "Sorry, comments are closed for this page."


class ThreadUnknownError(ForbiddenError):
    """The site's policy is `threads=known` and nobody made this one."""

    code = "thread_unknown"
    sentence = "Comments are not enabled for this page."


class EditWindowClosedError(ForbiddenError):
    """Own comments can be changed for a while only."""

    code = "edit_window_closed"
    sentence = "The time in which this comment could be changed is over."


class WrongCredentialError(ForbiddenError):
    """The credential belongs to somebody else's comment."""

    code = "wrong_credential"
    sentence = "This comment is not yours to change."


class NotFoundError(DomainError):
    """What is asked for is not there, or not for this actor to know about."""

    code = "not_found"
    sentence = "There is nothing here."


class SiteNotFoundError(NotFoundError):
    """No site has this slug."""

    code = "site_not_found"
    sentence = "There is no site of that name."


class ThreadNotFoundError(NotFoundError):
    """The site has no such thread."""

    code = "thread_not_found"
    sentence = "There is no such thread."


class CommentNotFoundError(NotFoundError):
    """The site has no such comment that this actor may see."""

    code = "comment_not_found"
    sentence = "There is no such comment."


class DecisionNotFoundError(NotFoundError):
    """There is nothing that could be taken back by this name."""

    code = "decision_not_found"
    sentence = "There is no such decision to take back."


class ParentNotFoundError(NotFoundError):
    """The comment replied to is not visible in this thread."""

    code = "parent_not_found"
    sentence = "The comment you are replying to is not there any more."


class ConflictError(DomainError):
    """The request contradicts what is stored."""

    code = "conflict"
    sentence = "Somebody changed this at the same moment. Please try again."


class DuplicateCommentError(ConflictError):
    """The same words, in the same place, by the same author, within a day."""

    code = "duplicate_comment"
    sentence = (
        "Duplicate comment detected; it looks as though you've already said that!"
    )


class IdempotencyInProgressError(ConflictError):
    """The first request with this key has not ended yet."""

    code = "idempotency_in_progress"
    sentence = "The first request with this Idempotency-Key is still running."


class TransitionError(ConflictError):
    """A moderation verb that does not fit the comment's status."""

    code = "bad_transition"
    sentence = "That cannot be done to a comment in its present status."


class TakenError(ConflictError):
    """A slug, key or origin that is in use already."""

    code = "taken"
    sentence = "That name is taken."


class IdempotencyMismatchError(DomainError):
    """An Idempotency-Key came again with another body."""

    code = "idempotency_mismatch"
    sentence = "This Idempotency-Key was used for a different request."


class BodyTooComplexError(DomainError):
    """Markdown that would render into too much HTML."""

    code = "body_too_complex"
    sentence = "This text is too intricate to show. Please simplify its markup."


class PreconditionFailedError(DomainError):
    """If-Match names a version that is no longer the stored one."""

    code = "precondition_failed"
    sentence = "The comment has changed since you read it."


class TooManyRequestsError(DomainError):
    """A limit is reached; `retry_after` says for how long."""

    code = "too_many_requests"
    sentence = "You are posting comments too quickly. Slow down."


class OverloadedError(DomainError):
    """The service has more to do than it can; `retry_after` is short."""

    code = "overloaded"
    sentence = "The service is busy. Please try again in a moment."


class StorageFullError(DomainError):
    """The disk is full; reads go on."""

    code = "storage_full"
    sentence = "The service cannot store anything just now. Your text was not lost."


class StorageBrokenError(DomainError):
    """The database does not answer, or is none."""

    code = "storage_broken"
    sentence = "The service cannot read its database."
