"""Reports: why readers think that a comment should not be there, and what that does."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

from app.domain.errors import InvalidInputError
from app.domain.site import SitePolicy
from app.domain.text import clean_body, length

NOTE_LENGTH = 500


class ReportReason(StrEnum):
    """Why a reader reports a comment; the list is closed."""

    SPAM = "spam"
    ABUSE = "abuse"
    OFF_TOPIC = "off_topic"
    PERSONAL = "personal"
    ILLEGAL = "illegal"
    OTHER = "other"


LABELS: dict[ReportReason, str] = {
    ReportReason.SPAM: "Spam or advertising",
    ReportReason.ABUSE: "Insults, hate or threats",
    ReportReason.OFF_TOPIC: "Has nothing to do with this page",
    ReportReason.PERSONAL: "Tells something private about somebody",
    ReportReason.ILLEGAL: "Against the law",
    ReportReason.OTHER: "Something else",
}


def check_reason(text: str) -> ReportReason:
    """Read a reason; raises InvalidInputError for one that is not in the list."""
    try:
        return ReportReason(text)
    except ValueError:
        message = "Please choose a reason."
        raise InvalidInputError.of(message, field="reason", code="required") from None


def check_note(text: str) -> str:
    """Clean what a reader adds in words; raises InvalidInputError when it is long."""
    note = clean_body(text).strip()
    if length(note) > NOTE_LENGTH:
        message = f"A note has at most {NOTE_LENGTH} characters."
        raise InvalidInputError.of(message, field="note", code="too_long")
    return note


def hides(policy: SitePolicy, *, reports: int, looked_at: bool) -> bool:
    """Tell whether so many reports hide a comment until a moderator has looked.

    What a moderator approved as it stands is not hidden again by readers.
    """
    return 0 < policy.report_limit <= reports and not looked_at


def has_looked(approved_at: datetime | None, *, edited_at: datetime | None) -> bool:
    """Tell whether a moderator approved the very text that stands there now."""
    if approved_at is None:
        return False
    return edited_at is None or edited_at <= approved_at


def evidence(reasons: Iterable[ReportReason]) -> str:
    """Sum reports up for moderators, the most frequent reason first."""
    counted = Counter(reasons).most_common()
    return ", ".join(f"{reason.value} {number}" for reason, number in counted)
