"""What the hosted pages share: their blueprint, errors beside fields, CSRF, answers."""

from dataclasses import dataclass, field
from uuid import UUID

from flask import Blueprint
from werkzeug.wrappers import Response

from app.domain.errors import CommentNotFoundError, DomainError
from app.web import problems
from app.web.forms import FIELDS

blueprint = Blueprint("pages", __name__, url_prefix="/t")


@dataclass(frozen=True, slots=True)
class Errors:
    """What to show beside which field, and above the form."""

    status: int = 200
    summary: str = ""
    fields: dict[str, str] = field(default_factory=dict)
    retry_after: int | None = None

    @classmethod
    def of(cls, error: DomainError) -> "Errors":
        """Sort an error's fields into the form's."""
        fields = {
            FIELDS[each.field]: each.message
            for each in error.errors
            if each.field in FIELDS
        }
        other = [each.message for each in error.errors if each.field not in FIELDS]
        summary = " ".join(other) or error.detail
        status, _ = problems.status_of(error)
        return cls(status, summary, fields, error.retry_after)


def as_uuid(text: str | None) -> UUID | None:
    """Read an id that may be missing or nonsense."""
    try:
        return UUID(text) if text else None
    except ValueError:
        return None


def comment_id_of(text: str) -> UUID:
    """Read an id from the path; raises CommentNotFoundError."""
    found = as_uuid(text)
    if found is None:
        raise CommentNotFoundError
    return found


def private(page: str, errors: Errors) -> Response:
    """Answer a page that is one reader's own, with the status of its errors."""
    response = Response(page, errors.status, content_type="text/html; charset=utf-8")
    response.headers["Cache-Control"] = "private, no-store"
    if errors.retry_after is not None:
        response.headers["Retry-After"] = str(errors.retry_after)
    return response
