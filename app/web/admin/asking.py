"""What is asked of the queue: the address's query, read once, and written again."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl, urlencode, urlsplit

from app.domain.errors import DomainError, InvalidInputError
from app.domain.moderation import HoldReason
from app.domain.queue import Pile, QueueFilters, read_search
from app.domain.text import clean_line
from app.domain.thread import thread_key

FIELDS = ("q", "thread", "author", "reason", "since", "until")


@dataclass(frozen=True, slots=True)
class Asked:
    """Filters, and what was typed for them; `error` says what cannot be looked for."""

    pile: Pile
    filters: QueueFilters
    typed: dict[str, str]
    cursor: str | None
    error: DomainError | None = None

    @property
    def is_filtered(self) -> bool:
        """Tell whether anything but the pile narrows the list."""
        return bool(self.typed)

    def query(self, **changes: str) -> str:
        """Write the query anew, from its first page."""
        values = {"pile": self.pile.value, **self.typed, **changes}
        return urlencode({name: value for name, value in values.items() if value})


def read(args: Mapping[str, str]) -> Asked:
    """Read a query; what is wrong with it is in the answer, not raised."""
    found = {name: clean_line(args.get(name, "")) for name in FIELDS}
    typed = {name: text for name, text in found.items() if text}
    name = args.get("pile", "")
    pile = Pile(name) if name in set(Pile) else Pile.PENDING
    plain = QueueFilters(pile=pile)
    cursor = args.get("cursor") or None
    try:
        return Asked(pile, _filters(plain, typed), typed, cursor)
    except DomainError as error:
        return Asked(pile, plain, typed, None, error)


def of_path(path: str) -> Asked:
    """Read the query of a page's own address."""
    return read(dict(parse_qsl(urlsplit(path).query)))


def _filters(plain: QueueFilters, typed: Mapping[str, str]) -> QueueFilters:
    line = read_search(typed.get("q", ""))
    named = typed.get("thread")
    author = tuple(typed.get("author", "").split())
    code = typed.get("reason", "")
    until = _day(typed.get("until"), "until")
    return replace(
        plain,
        words=line.words,
        author=(*line.author, *author)[:10],
        thread=thread_key(named) if named else line.thread,
        reason=HoldReason(code) if code in set(HoldReason) else None,
        since=_day(typed.get("since"), "since"),
        until=until + timedelta(days=1) if until else None,
    )


def _day(text: str | None, field: str) -> datetime | None:
    if not text:
        return None
    try:
        return datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError:
        message = "A day is written as 2026-11-25."
        raise InvalidInputError.of(message, field=field, code="bad_day") from None
