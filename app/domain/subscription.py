"""Mail that readers ask for: what about, and how often a stranger's address is asked.

An address typed into a form belongs to whoever reads its mail, not to who typed it. So
it is asked first, in a letter without a word of the poster's.
"""

from datetime import datetime, timedelta
from enum import StrEnum

# Questions to one address for one site that nobody answered.
MOST_QUESTIONS = 3
BETWEEN_QUESTIONS = timedelta(days=1)
# So long a question waits for its yes; then it is forgotten.
QUESTION_LIFE = timedelta(days=30)
# So long it is remembered that an address was asked.
MEMORY = timedelta(days=365)


class Wish(StrEnum):
    """What a poster wants mail about."""

    NONE = "none"
    REPLIES = "replies"
    THREAD = "thread"


def wait_to_ask(
    sent: int, sent_at: datetime | None, *, now: datetime
) -> timedelta | None:
    """Say how long to wait before an address is asked; None is never again."""
    if sent >= MOST_QUESTIONS:
        return None
    if sent_at is None:
        return timedelta(0)
    return max(sent_at + BETWEEN_QUESTIONS - now, timedelta(0))


def normal_address(email: str) -> str:
    """Bring an address to the form in which two of them count as the same."""
    return email.strip().lower()
