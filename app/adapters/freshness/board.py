"""A board of marks in memory that all processes of a machine share.

Each topic has a slot (some share one, which only makes a few answers be made
anew). To announce a topic is to write a random number into its slot: nothing is
read and counted up, so that two writers cannot lose a mark. Slot 0 changes with
every announcement, so that one look tells that nothing at all has changed.
"""

import mmap
import os
import random
import sys
from collections.abc import Iterable
from pathlib import Path
from zlib import crc32

from app.logs import logger

SLOTS = 16_384
_ANY = 0
_BYTES = 8 * SLOTS


class BoardSight:
    """The marks of some slots."""

    __slots__ = ("_any", "_marks", "_seen")

    def __init__(self, marks: memoryview, seen: dict[int, int]) -> None:
        """`seen` has the mark of each slot, as it was at the moment."""
        self._marks = marks
        self._seen = tuple(seen.items())
        self._any = 0

    def is_current(self) -> bool:
        """Compare; mostly only whether anything changed anywhere."""
        marks = self._marks
        # Taken first: a mark that comes during the comparison changes it again.
        now = marks[_ANY]
        if now == self._any:
            return True
        for slot, mark in self._seen:
            if marks[slot] != mark:
                return False
        self._any = now
        return True


class BoardMoment:
    """A copy of all marks."""

    __slots__ = ("_copy", "_marks")

    def __init__(self, marks: memoryview) -> None:
        """Copy them."""
        self._marks = marks
        self._copy = memoryview(marks.tobytes()).cast("Q")

    def sight(self, topics: Iterable[str]) -> BoardSight:
        """Keep the slots of some topics in view."""
        slots = {_slot(topic) for topic in topics}
        return BoardSight(self._marks, {slot: self._copy[slot] for slot in slots})


class Board:
    """The Freshness of one machine: a small file, mapped into memory."""

    def __init__(self, path: Path) -> None:
        """`path` is a file on a local disk, made when it is missing."""
        self._map = _open(path)
        self._marks = memoryview(self._map).cast("Q")

    def announce(self, topics: Iterable[str]) -> None:
        """Write a new mark for each topic."""
        self.mark({_slot(topic) for topic in topics})

    def mark(self, slots: Iterable[int]) -> None:
        """Write a new mark into each slot, then into the one for all."""
        # No secrets: they need only differ, between processes as well.
        for slot in slots:
            self._marks[slot] = random.getrandbits(64)
        self._marks[_ANY] = random.getrandbits(64)

    def moment(self) -> BoardMoment:
        """Copy all marks; takes microseconds."""
        return BoardMoment(self._marks)

    def close(self) -> None:
        """Keep the map: whoever still answers looks at it. It goes with the process."""


def slots_of(topics: Iterable[str]) -> list[int]:
    """Find the slots of topics, the same in every process and on every machine."""
    return sorted({_slot(topic) for topic in topics})


def _slot(topic: str) -> int:
    return 1 + crc32(topic.encode("utf-8", "surrogatepass")) % (SLOTS - 1)


def _open(path: Path) -> mmap.mmap:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            _make_room(descriptor)
            return mmap.mmap(descriptor, _BYTES)
        finally:
            os.close(descriptor)
    except OSError as error:
        logger.warning(
            "%s cannot be kept (%s): processes that share this database see each "
            "other's comments after a second rather than at once",
            path,
            error.strerror,
        )
        return mmap.mmap(-1, _BYTES)


def _make_room(descriptor: int) -> None:
    """Take all blocks now: to write into a hole on a full disk kills the process."""
    if sys.platform == "darwin":
        if os.fstat(descriptor).st_size < _BYTES:
            os.ftruncate(descriptor, _BYTES)
        return
    # What is there stays as it is, marks of others included.
    os.posix_fallocate(descriptor, 0, _BYTES)
