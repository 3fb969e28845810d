"""Honest refusal: beyond what can be worked on soon, a request is told to come back.

Every process works on a few requests at once and lets a bounded number wait for a
bounded time. Whoever would have to wait longer gets 503 with Retry-After in less than
a millisecond, instead of a connection that hangs: a browser keeps the reader's text
and asks again, a proxy tries another machine. Finished pages (`snapshots`) are
answered in front of this and never wait.
"""

import json
import threading
from collections import deque
from collections.abc import Callable, Iterable
from typing import Any

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]

# How many may wait for each that is worked on, and for how long. The time is what a
# reader feels; the number bounds the threads that wait with him.
WAITING_PER_THREAD = 8
WAIT_SECONDS = 2.0
RETRY_AFTER = "2"

_DETAIL = "The service is busy. Please try again in a moment."
_PROBLEM = json.dumps(
    {
        "type": "about:blank",
        "title": "Busy",
        "status": 503,
        "detail": _DETAIL,
        "code": "overloaded",
    }
).encode()
_HEADERS = (
    ("Retry-After", RETRY_AFTER),
    ("Cache-Control", "no-store"),
    # It says the same to everybody, so whoever embeds us may read it.
    ("Access-Control-Allow-Origin", "*"),
    ("Access-Control-Expose-Headers", "Retry-After"),
    ("X-Content-Type-Options", "nosniff"),
    ("Content-Security-Policy", "default-src 'none'"),
)
# They say how things stand, above all when there is much to do.
_ALWAYS = frozenset({"/healthz"})


def waiting_room(threads: int) -> int:
    """Say how many requests one process holds at once, worked on or waiting."""
    return threads * (1 + WAITING_PER_THREAD)


def server_threads(threads: int) -> int:
    """Say how many threads a server needs: those held, and some to turn others away."""
    return waiting_room(threads) + threads


class Line:
    """Places for some at once, and an order among those who wait for one.

    Whoever leaves hands his place to the one who has waited for longest. A semaphore
    of the library's leaves it to whoever comes first by chance, mostly somebody who has
    just arrived, while those who were there before stand at the end of the line again.
    """

    def __init__(self, places: int, *, room: int) -> None:
        """Have so many places, and room for so many altogether."""
        self._mutex = threading.Lock()
        self._free = places
        self._most_waiting = room - places
        self._waiting: deque[threading.Lock] = deque()

    @property
    def is_full(self) -> bool:
        """Tell whether nobody else may wait."""
        return not self._free and len(self._waiting) >= self._most_waiting

    def enter(self, *, wait: float) -> bool:
        """Take a place, or wait for one; False where that is not to be had."""
        with self._mutex:
            if self._free:
                self._free -= 1
                return True
            if self.is_full:
                return False
            turn = threading.Lock()
            turn.acquire()
            self._waiting.append(turn)
        if turn.acquire(timeout=wait):
            return True
        with self._mutex:
            if turn in self._waiting:
                self._waiting.remove(turn)
                return False
        # It was handed over in this very moment.
        return True

    def leave(self) -> None:
        """Hand the place on."""
        with self._mutex:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._free += 1


class Gate:
    """Lets `threads` requests through at once; a WSGI middleware."""

    def __init__(
        self, application: Application, *, threads: int, wait: float = WAIT_SECONDS
    ) -> None:
        """Let so many be worked on, and eight times as many wait for `wait` seconds."""
        self._application = application
        self._wait = wait
        self._line = Line(threads, room=waiting_room(threads))

    def __call__(
        self, environ: Environ, start_response: StartResponse
    ) -> Iterable[bytes]:
        """Pass a request on, or refuse it at once."""
        if environ.get("PATH_INFO") in _ALWAYS:
            return self._application(environ, start_response)
        if not self._line.enter(wait=self._wait):
            return _refuse(environ, start_response)
        try:
            return self._application(environ, start_response)
        finally:
            self._line.leave()


def _refuse(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
    if environ.get("PATH_INFO", "").startswith("/api/"):
        kind, body = "application/problem+json", _PROBLEM
    else:
        kind, body = "text/plain; charset=utf-8", f"{_DETAIL}\n".encode()
    length = ("Content-Length", str(len(body)))
    headers = [("Content-Type", kind), length, *_HEADERS]
    start_response("503 Service Unavailable", headers)
    return [] if environ.get("REQUEST_METHOD") == "HEAD" else [body]
