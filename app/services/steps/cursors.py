"""Opaque cursors: they name what they page through, and fit nothing else."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from app.domain.errors import InvalidInputError
from app.storage.found import AnyThread, ListedRow
from app.storage.lists import Place, Sort
from app.storage.models import CommentRow, ThreadRow
from app.storage.moderation_models import ModerationLogRow, RestraintRow

# What an integer column holds; more would be the database's error, not ours.
_MOST_SCORE = 2**31
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def after_root(thread: AnyThread, row: CommentRow | ListedRow, *, sort: Sort) -> str:
    """Point behind a root."""
    micros = (row.created_at - _EPOCH) // timedelta(microseconds=1)
    return _pack([thread.id.hex, sort.value, micros, row.id.hex, row.score])


def read_root(cursor: str, thread: AnyThread | None, *, sort: Sort) -> Place:
    """Read `after_root`'s cursor; raises InvalidInputError for any other."""
    try:
        owner, name, micros, comment_id, score = _unpack(cursor)
        if thread is None or (owner, name) != (thread.id.hex, sort.value):
            raise _foreign()
        when = _EPOCH + timedelta(microseconds=int(micros))
        place = Place(when, UUID(str(comment_id)), int(str(score)))
    except (ValueError, TypeError, OverflowError):
        raise _foreign() from None
    if abs(place.score) >= _MOST_SCORE:
        raise _foreign()
    return place


def after_reply(top: CommentRow | ListedRow, row: CommentRow | ListedRow) -> str:
    """Point behind a reply somewhere below `top`."""
    return _pack([top.id.hex, row.path.hex()])


def read_reply(cursor: str, top: CommentRow) -> bytes:
    """Read `after_reply`'s cursor; raises InvalidInputError for any other."""
    try:
        owner, path = _unpack(cursor)
        if owner != top.id.hex:
            raise _foreign()
        return bytes.fromhex(str(path))
    except (ValueError, TypeError):
        raise _foreign() from None


def after_own(row: CommentRow | ThreadRow | ModerationLogRow | RestraintRow) -> str:
    """Point behind a comment in the list of an author's own."""
    micros = (row.created_at - _EPOCH) // timedelta(microseconds=1)
    return _pack(["own", micros, row.id.hex])


def read_own(cursor: str) -> tuple[datetime, UUID]:
    """Read `after_own`'s cursor; raises InvalidInputError for any other."""
    try:
        name, micros, comment_id = _unpack(cursor)
        if name != "own":
            raise _foreign()
        return _EPOCH + timedelta(microseconds=int(micros)), UUID(str(comment_id))
    except (ValueError, TypeError, OverflowError):
        raise _foreign() from None


@dataclass(frozen=True, slots=True)
class QueuePlace:
    """Where a page of the queue ended, and whether to go on or back from there."""

    place: Place
    goes_back: bool


def around_queued(row: CommentRow, *, newest_first: bool, goes_back: bool) -> str:
    """Point behind a comment in the queue, or before it."""
    micros = (row.created_at - _EPOCH) // timedelta(microseconds=1)
    name = "newest" if newest_first else "oldest"
    way = "back" if goes_back else "on"
    return _pack(["queue", name, way, micros, row.id.hex])


def read_queued(cursor: str, *, newest_first: bool) -> QueuePlace:
    """Read `around_queued`'s cursor; raises InvalidInputError for any other."""
    try:
        kind, name, way, micros, comment_id = _unpack(cursor)
        if (kind, name) != ("queue", "newest" if newest_first else "oldest"):
            raise _foreign()
        when = _EPOCH + timedelta(microseconds=int(micros))
        return QueuePlace(Place(when, UUID(str(comment_id))), way == "back")
    except (ValueError, TypeError, OverflowError):
        raise _foreign() from None


def after_line(line_id: UUID) -> str:
    """Point behind a line of the log."""
    return _pack(["log", line_id.hex])


def read_line(cursor: str) -> UUID:
    """Read `after_line`'s cursor; raises InvalidInputError for any other."""
    try:
        name, line_id = _unpack(cursor)
        if name != "log":
            raise _foreign()
        return UUID(str(line_id))
    except (ValueError, TypeError):
        raise _foreign() from None


def _pack(parts: list[str | int]) -> str:
    packed = json.dumps(parts, separators=(",", ":")).encode()
    return urlsafe_b64encode(packed).decode().rstrip("=")


def _unpack(cursor: str) -> list[str | int]:
    padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
    try:
        parts = json.loads(urlsafe_b64decode(padded))
    except RecursionError:
        raise _foreign() from None
    if not isinstance(parts, list) or not all(type(p) in {str, int} for p in parts):
        raise _foreign()
    return parts


def _foreign() -> InvalidInputError:
    message = "This cursor belongs to another list."
    return InvalidInputError.of(message, field="cursor", code="bad_cursor")
