"""One writer at a time on SQLite: among threads, then among processes.

SQLite's own busy handler is unfair, and the lock was measured to double the writes a
second at a tenth of the p99. `app.storage.grouping` queues for it.
"""

import contextlib
import fcntl
import os
import threading
from collections.abc import Iterator
from pathlib import Path

from app.domain.errors import OverloadedError

LOCK_SECONDS = 10


class WriterLock:
    """One writer at a time, among this process's threads and then its siblings."""

    def __init__(self, path: Path) -> None:
        """`path` is a file beside the database, made when it is missing."""
        self._path = path
        self._threads = threading.Lock()

    @contextlib.contextmanager
    def held(self) -> Iterator[None]:
        """Hold the lock; raises OverloadedError when it is not to be had."""
        if not self._threads.acquire(timeout=LOCK_SECONDS):
            raise OverloadedError(retry_after=2)
        try:
            file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
            try:
                _lock_file(file)
                yield
            finally:
                os.close(file)
        finally:
            self._threads.release()


def _lock_file(file: int) -> None:
    """Take a file's lock; raises OverloadedError when it is not to be had.

    The kernel lets those who wait in `flock` have their turn, and knows no limit of
    time; who asks again and again instead never has one beside a busy process. So a
    thread waits there. Where it waits too long it is left behind, and gives up what
    it gets: the lock is the file's for as long as one of the two has it open.
    """
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        taken = threading.Event()
        own = os.dup(file)
        threading.Thread(target=_wait_for, args=(own, taken), daemon=True).start()
        if not taken.wait(LOCK_SECONDS):
            raise OverloadedError(retry_after=2) from None


def _wait_for(file: int, taken: threading.Event) -> None:
    try:
        fcntl.flock(file, fcntl.LOCK_EX)
        taken.set()
    finally:
        os.close(file)
