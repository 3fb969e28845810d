"""The finished answers of one process: bounded, and each true when it is given.

An answer is given only while
- nothing that it rests on was announced since before it was read (`sight`);
- the database was asked less than `TRUST_SECONDS` ago whether its versions are
  still those: the first reader of each second asks, for all answers at once;
- its thread has not come to its closing time, and a fleeting one is fresh.
"""

import threading
import time
from typing import NamedTuple

from app.domain.errors import DomainError
from app.domain.freshness import Basis
from app.domain.ports import Moment, Sight
from app.services import watching
from app.services.container import Container
from app.web.snapshots.finished import Finished

Key = tuple[str, str]

CHECK_SECONDS = 1.0
TRUST_SECONDS = 2.0
FLEETING_SECONDS = 1.0
# Whoever asks with longer ones gets no slower an answer than before.
MOST_KEY = 8_192


class _Kept:
    """One answer on the shelf."""

    __slots__ = (
        "basis",
        "encodings",
        "finished",
        "made_at",
        "may_end",
        "sight",
        "size",
        "used",
    )

    def __init__(
        self, finished: Finished, basis: Basis, *, sight: Sight, made_at: float
    ) -> None:
        self.finished = finished
        self.basis = basis
        self.sight = sight
        self.made_at = made_at
        self.may_end = basis.fleeting or basis.closes_at is not None
        self.used = False
        self.weigh()

    def weigh(self) -> None:
        """Count its bytes, which grow with the encodings that are asked for."""
        self.encodings = len(self.finished.replies)
        self.size = self.finished.size


class Beginning(NamedTuple):
    """When an answer that may be kept began to be made."""

    moment: Moment
    at: float


class Shelf:
    """Finds answers by raw path and query."""

    def __init__(self, container: Container, *, most_bytes: int) -> None:
        """Keep answers of at most so many bytes together."""
        self._container = container
        self._most_bytes = most_bytes
        self._kept: dict[Key, _Kept] = {}
        # Those of them that take less room once they are packed.
        self._loose: dict[Key, _Kept] = {}
        self._bytes = 0
        self._changing = threading.Lock()
        self._checking = threading.Lock()
        self._checked_at = float("-inf")
        self._pulse = ""
        self._answers = True

    def begin(self) -> Beginning:
        """Take this before an answer is made that may be kept."""
        return Beginning(self._container.freshness.moment(), time.monotonic())

    def find(self, key: Key) -> Finished | None:
        """Find an answer that is true now."""
        kept = self._kept.get(key)
        if kept is None:
            return None
        now = time.monotonic()
        if now - self._checked_at > CHECK_SECONDS:
            self._check(kept)
            if self._kept.get(key) is not kept or not self._is_trusted(kept):
                return None
        if not kept.sight.is_current() or (
            kept.may_end and self._has_ended(kept, now=now)
        ):
            self._drop(key, kept)
            return None
        if kept.encodings != len(kept.finished.replies):
            self._weigh(key, kept)
        kept.used = True
        return kept.finished

    def _has_ended(self, kept: _Kept, *, now: float) -> bool:
        """Tell whether the time of an answer is over."""
        if kept.basis.fleeting and now - kept.made_at > FLEETING_SECONDS:
            return True
        closes_at = kept.basis.closes_at
        return closes_at is not None and self._container.clock() >= closes_at

    def keep(
        self, key: Key, finished: Finished, *, basis: Basis, since: Beginning
    ) -> None:
        """Keep an answer that was made after a moment."""
        if len(key[0]) + len(key[1]) > MOST_KEY:
            return
        finished.settle()
        sight = since.moment.sight(basis.topics)
        kept = _Kept(finished, basis, sight=sight, made_at=since.at)
        with self._changing:
            self._take(key)
            self._put(key, kept)
            self._make_room()

    def _weigh(self, key: Key, kept: _Kept) -> None:
        with self._changing:
            if self._kept.get(key) is not kept:
                return
            self._bytes -= kept.size
            kept.weigh()
            self._bytes += kept.size
            if kept.finished.is_loose:
                self._loose[key] = kept
            self._make_room()

    def _take(self, key: Key) -> None:
        kept = self._kept.pop(key, None)
        self._loose.pop(key, None)
        self._bytes -= kept.size if kept else 0

    def _put(self, key: Key, kept: _Kept) -> None:
        self._kept[key] = kept
        self._bytes += kept.size
        if kept.finished.is_loose:
            self._loose[key] = kept

    def _make_room(self) -> None:
        """Let go of what was not used since it last stood first in the line.

        Before that all are packed: a robot that asks for page after page, none of them
        compressed, would else find none of them the next time.
        """
        while self._bytes > self._most_bytes:
            key = next(iter(self._loose or self._kept))
            kept, is_loose = self._kept[key], key in self._loose
            self._take(key)
            if is_loose:
                kept.finished.pack()
                kept.weigh()
                self._put(key, kept)
            elif kept.used and self._kept:
                kept.used = False
                self._put(key, kept)

    def _drop(self, key: Key, kept: _Kept) -> None:
        with self._changing:
            if self._kept.get(key) is kept:
                self._take(key)

    def _is_trusted(self, kept: _Kept) -> bool:
        """Tell whether the database was asked lately; else it may still be true."""
        asked_at = max(self._checked_at, kept.made_at)
        return time.monotonic() - asked_at <= TRUST_SECONDS

    def _check(self, kept: _Kept) -> None:
        """Ask the database, one reader for all.

        The others go on meanwhile; who cannot, after a quiet while, waits for the
        answer: it is one statement, and the slow path would be three for each of them.
        Of a database that has just failed to answer nobody waits for anything.
        """
        waits = self._answers and not self._is_trusted(kept)
        asked_before = self._checked_at
        if not self._checking.acquire(timeout=TRUST_SECONDS if waits else 0):
            if waits:
                self._answers = False
            return
        try:
            if self._checked_at == asked_before:
                self._answers = self._ask()
        finally:
            self._checking.release()

    def _ask(self) -> bool:
        """Ask whether anything was committed; tell whether there was an answer."""
        began = time.monotonic()
        try:
            pulse = watching.pulse(self._container)
            if pulse != self._pulse:
                self._drop_outdated()
        except DomainError:
            return False
        self._pulse, self._checked_at = pulse, began
        return True

    def _drop_outdated(self) -> None:
        with self._changing:
            kept = [*self._kept.items()]
        bases = [each.basis for _, each in kept]
        for place in watching.outdated(self._container, bases):
            self._drop(*kept[place])
