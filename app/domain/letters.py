"""A letter: what may stand in its headers, and how letters find each other.

Whatever is put into a header is looked at here, for a line break in a name would be
a header of the stranger's own.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from uuid import NAMESPACE_URL, UUID, uuid5

from app.domain.addresses import check_email
from app.domain.text import excerpt

SUBJECT_LENGTH = 150
_BREAKS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
# Everything that makes ids of letters; never changed, or replies lose their thread.
_LETTERS = uuid5(NAMESPACE_URL, "urn:rejoinder:letters")


class HeaderError(ValueError):
    """A header would hold a line break, a NUL, or no address where one belongs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What a letter says."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A letter with its envelope. `headers` are further ones, such as List-Id."""

    message_id: str
    to: str
    sender_name: str
    words: Written
    sent_at: datetime
    headers: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        """Refuse a letter whose headers a stranger could have written."""
        bound = (self.message_id, self.to, self.sender_name, self.words.subject)
        for text in (*bound, *(text for pair in self.headers for text in pair)):
            if _BREAKS.search(text):
                raise HeaderError
        if not check_email(self.to):
            raise HeaderError


def letter_id(kind: str, *about: object) -> UUID:
    """Compute the id of a delivery from what it is, what about, and whom for."""
    return uuid5(_LETTERS, ":".join([kind, *map(str, about)]))


def message_id(delivery_id: UUID, host: str) -> str:
    """Give the Message-ID of a delivery; the same one each time it is sent."""
    return f"<{delivery_id.hex}@{host}>"


def host_of(public_url: str) -> str:
    """Give the host for Message-ID and List-Id of a public address."""
    return re.sub(r"^https?://|:\d+$", "", public_url).strip("[]").replace(":", ".")


def header_text(text: str, *, limit: int = SUBJECT_LENGTH) -> str:
    """Make a stranger's text fit to stand in a header: one line, not too long."""
    return excerpt(_BREAKS.sub(" ", text), limit)
