"""Where one HTTP/1.1 answer ends and the next begins; nothing else of HTTP."""

import re
from dataclasses import dataclass

_LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*(\d+)", re.IGNORECASE)
_CHUNKED = re.compile(rb"\r\ntransfer-encoding:[ \t]*chunked", re.IGNORECASE)
_CLOSES = re.compile(rb"\r\nconnection:[ \t]*close", re.IGNORECASE)
_BLANK = b"\r\n\r\n"
_BARE = frozenset({204, 304})
_HTTP_1_0 = b"HTTP/1.0"


class BrokenAnswerError(Exception):
    """What came is no HTTP answer."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One whole answer: its status, how many bytes it had, whether no other comes."""

    status: int
    size: int
    closes: bool


def first_answer(data: bytes, *, ended: bool = False) -> Answer | None:
    """Find the answer that `data` begins with; None while some of it is missing.

    `ended` says that the server has closed, which ends an answer without a length.
    Raises BrokenAnswerError for what cannot become an answer.
    """
    head_end = data.find(_BLANK)
    if head_end < 0:
        if ended:
            raise BrokenAnswerError
        return None
    head = data[: head_end + 2]
    status = _status(head)
    closes = head.startswith(_HTTP_1_0) or _CLOSES.search(head) is not None
    size = _size(data, head=head, status=status)
    if size is None and ended and not _has_length(head):
        return Answer(status, len(data), closes=True)
    if size is None or len(data) < size:
        if ended:
            raise BrokenAnswerError
        return None
    return Answer(status, size, closes=closes)


def _status(head: bytes) -> int:
    status = head[9:12]
    if not head.startswith(b"HTTP/1.") or not status.isdigit():
        raise BrokenAnswerError
    return int(status)


def _has_length(head: bytes) -> bool:
    return bool(_LENGTH.search(head) or _CHUNKED.search(head))


def _size(data: bytes, *, head: bytes, status: int) -> int | None:
    begin = len(head) + 2
    if status in _BARE:
        return begin
    length = _LENGTH.search(head)
    if length is not None:
        return begin + int(length[1])
    return _chunks_end(data, begin) if _CHUNKED.search(head) else None


def _chunks_end(data: bytes, at: int) -> int | None:
    """Find the end of a chunked body without trailers, as servers send them."""
    while (line_end := data.find(b"\r\n", at)) >= 0:
        try:
            length = int(data[at:line_end].partition(b";")[0], 16)
        except ValueError:
            raise BrokenAnswerError from None
        at = line_end + 2 + length + 2
        if length == 0:
            return at if len(data) >= at else None
    return None
