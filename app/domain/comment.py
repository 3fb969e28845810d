"""What a comment is: its fields, its place in the thread, and when it is seen."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from app.domain import addresses
from app.domain.errors import FieldError, InvalidInputError
from app.domain.moderation import Status
from app.domain.site import SitePolicy
from app.domain.subscription import Wish
from app.domain.text import clean_body, clean_line, fold, length

DUPLICATE_WINDOW = timedelta(hours=24)

# A sort key's segment: eight bytes of microseconds, then the id's sixteen.
SEGMENT = 24


@dataclass(frozen=True, slots=True)
class RenderedBody:
    """A body as it is shown.

    `html` is final and sanitised, `text` its plain text with entities resolved,
    `links` how many links it holds, `version` the renderer's.
    """

    html: str
    text: str
    links: int
    version: str


@dataclass(frozen=True, slots=True)
class Draft:
    """A comment as it was typed; `mail_to` is where mail it asks for will go."""

    body: str
    name: str = ""
    email: str = ""
    url: str = ""
    wish: Wish = Wish.NONE
    mail_to: str = ""


def check_draft(policy: SitePolicy, draft: Draft) -> Draft:
    """Clean a guest's draft and judge every field.

    Returns the cleaned draft. Raises InvalidInputError that names all the
    fields that break a rule, each with its own code and sentence.
    """
    body, problems = _check_body(policy, draft.body)
    name = clean_line(draft.name)
    email = draft.email.strip()
    url = addresses.clean_url(draft.url)
    problems += _check_name(policy, name)
    problems += _check_email(policy, email)
    problems += _check_url(policy, draft.url, cleaned=url)
    if problems:
        raise InvalidInputError(errors=tuple(problems))
    return Draft(body=body, name=name, email=email, url=url or "")


def check_body(policy: SitePolicy, body: str) -> str:
    """Clean a body; raises InvalidInputError when it is empty or too long."""
    cleaned, problems = _check_body(policy, body)
    if problems:
        raise InvalidInputError(problems[0].message, errors=tuple(problems))
    return cleaned


def _check_body(policy: SitePolicy, body: str) -> tuple[str, list[FieldError]]:
    cleaned = clean_body(body)
    if not cleaned.strip():
        return "", [FieldError("body", "required", "Please type your comment text.")]
    return cleaned, _too_long("body", cleaned, limit=policy.body_length)


def _check_name(policy: SitePolicy, name: str) -> list[FieldError]:
    if not name and policy.require_name:
        return [FieldError("author.name", "required", "Please enter your name here.")]
    return _too_long("author.name", name, limit=policy.name_length)


def _check_email(policy: SitePolicy, email: str) -> list[FieldError]:
    field = "author.email"
    if not email:
        if not policy.require_email:
            return []
        message = "Please enter your email address here."
        return [FieldError(field, "required", message)]
    if not addresses.check_email(email):
        message = "Please enter a valid email address."
        return [FieldError(field, "bad_email", message)]
    return _too_long(field, email, limit=policy.email_length)


def _check_url(
    policy: SitePolicy, typed: str, *, cleaned: str | None
) -> list[FieldError]:
    field = "author.url"
    if cleaned is None:
        message = "Please enter a web address such as https://example.com."
        return [FieldError(field, "bad_url", message)]
    return _too_long(field, typed.strip(), limit=policy.url_length) or _too_long(
        field, cleaned, limit=policy.url_length
    )


_LABELS = {
    "body": "Your comment",
    "author.name": "Your name",
    "author.email": "Your email address",
    "author.url": "Your website's address",
}


def _too_long(field: str, text: str, *, limit: int) -> list[FieldError]:
    if length(text) <= limit:
        return []
    message = f"{_LABELS[field]} is too long; {limit} characters at most."
    return [FieldError(field, "too_long", message)]


def fingerprint_text(body: str) -> str:
    """Bring a body to the form in which two of them count as the same words."""
    return fold(body)


def segment(created_at: datetime, comment_id: UUID) -> bytes:
    """Build one step of a sort key; bytes compare as (created_at, id) would."""
    micros = int(created_at.timestamp() * 1_000_000)
    return max(micros, 0).to_bytes(8, "big") + comment_id.bytes


def parent_path(policy: SitePolicy, path: bytes) -> bytes:
    """Cut the path of the comment replied to down to the deepest allowed parent.

    b"" means that the new comment becomes a root.
    """
    return path[: SEGMENT * policy.depth]


def subtree_end(path: bytes) -> bytes:
    """Give the first sort key after a comment and everything below it."""
    return (int.from_bytes(path, "big") + 1).to_bytes(len(path), "big")


def ancestor_paths(path: bytes) -> list[bytes]:
    """List the paths of all comments above one, nearest last."""
    return [path[:end] for end in range(SEGMENT, len(path), SEGMENT)]


def is_visible(status: Status, deleted_at: datetime | None) -> bool:
    """Tell whether everybody sees the comment; a tombstone is not the comment."""
    return status is Status.APPROVED and deleted_at is None


def may_still_change(
    policy: SitePolicy, *, created_at: datetime, now: datetime
) -> bool:
    """Tell whether an author may still edit or delete a comment."""
    return now < created_at + timedelta(minutes=policy.edit_minutes)
