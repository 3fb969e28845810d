"""What a moderator may ask the queue for, and how a line of search is read.

The desk, the API and the command line share it, so that `author:ada` means one thing.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.domain.errors import InvalidInputError
from app.domain.moderation import HoldReason, Status
from app.domain.text import clean_line
from app.domain.thread import thread_key

QUERY_LENGTH = 300
MOST_WORDS = 10

# author:ada, thread:"a key", "two words", or a word.
_PART = re.compile(r'(?:(author|thread):)?(?:"([^"]*)"?|(\S+))')


class Pile(StrEnum):
    """Where a comment lies for a moderator: by status, or deleted."""

    PENDING = "pending"
    APPROVED = "approved"
    SPAM = "spam"
    REJECTED = "rejected"
    DELETED = "deleted"

    @property
    def status(self) -> Status | None:
        """Give the status of all that lies here; None where it may be any."""
        return None if self is Pile.DELETED else Status(self.value)


LIVING = tuple(pile for pile in Pile if pile is not Pile.DELETED)


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueFilters:
    """Which comments to list; what is left out does not filter.

    Without a pile it is all that are not deleted. `author` are words of a name, a
    handle or a website, or a whole e-mail address; `words` stand in the body. All of
    them must be found. `since` is the first moment, `until` the first one after.
    """

    pile: Pile | None = None
    thread: str | None = None
    author: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    reason: HoldReason | None = None
    since: datetime | None = None
    until: datetime | None = None

    @property
    def piles(self) -> tuple[Pile, ...]:
        """List the piles to look through."""
        return LIVING if self.pile is None else (self.pile,)


@dataclass(frozen=True, slots=True)
class Search:
    """A line of search, read."""

    words: tuple[str, ...] = ()
    author: tuple[str, ...] = ()
    thread: str | None = None


def read_search(line: str) -> Search:
    """Read a line: words for the body, `author:` and `thread:`, quotes round several.

    Raises InvalidInputError for one that is too long to look for.
    """
    line = clean_line(line)
    parts = [
        (match[1], clean_line(match[2] if match[2] is not None else match[3]))
        for match in _PART.finditer(line)
    ]
    named = [(kind, text) for kind, text in parts if text]
    if len(line) > QUERY_LENGTH or len(named) > MOST_WORDS:
        message = f"Look for at most {MOST_WORDS} words, in {QUERY_LENGTH} characters."
        raise InvalidInputError.of(message, field="q", code="too_long")
    threads = [text for kind, text in named if kind == "thread"]
    return Search(
        words=tuple(text for kind, text in named if kind is None),
        author=tuple(text for kind, text in named if kind == "author"),
        thread=thread_key(threads[-1]) if threads else None,
    )


def is_newest_first(pile: Pile | None) -> bool:
    """Tell the order that serves: who waits longest comes first, else the newest."""
    return pile is not Pile.PENDING


def spellings(word: str) -> tuple[str, ...]:
    """Give the cases a word is written in, for databases that fold ASCII alone."""
    ways = (word, word.lower(), word.upper(), word.capitalize(), word.title())
    return tuple(dict.fromkeys(ways))
