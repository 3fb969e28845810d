"""Honest refusal: beyond what can be worked on soon, a request is told to come back.

Every process works on a few requests at once and lets a bounded number wait for a
bounded time. Whoever would have to wait longer gets 503 with Retry-After in less than
a millisecond, instead of a connection that hangs: a browser keeps the reader's text
and asks again, a proxy tries another machine. Finished pages (`snapshots`) are
answered in front of this and never wait.
"""

import json
import threading
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


class Gate:
    """Lets `threads` requests through at once; a WSGI middleware."""

    def __init__(
        self, application: Application, *, threads: int, wait: float = WAIT_SECONDS
    ) -> None:
        """Let so many be worked on, and eight times as many wait for `wait` seconds."""
        self._application = application
        self._wait = wait
        self._inside = threading.BoundedSemaphore(threads)
        self._room = threading.BoundedSemaphore(waiting_room(threads))

    def __call__(
        self, environ: Environ, start_response: StartResponse
    ) -> Iterable[bytes]:
        """Pass a request on, or refuse it at once."""
        if environ.get("PATH_INFO") in _ALWAYS:
            return self._application(environ, start_response)
        if not self._room.acquire(blocking=False):
            return _refuse(environ, start_response)
        try:
            if not self._inside.acquire(timeout=self._wait):
                return _refuse(environ, start_response)
            try:
                return self._application(environ, start_response)
            finally:
                self._inside.release()
        finally:
            self._room.release()


def _refuse(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
    if environ.get("PATH_INFO", "").startswith("/api/"):
        kind, body = "application/problem+json", _PROBLEM
    else:
        kind, body = "text/plain; charset=utf-8", f"{_DETAIL}\n".encode()
    length = ("Content-Length", str(len(body)))
    headers = [("Content-Type", kind), length, *_HEADERS]
    start_response("503 Service Unavailable", headers)
    return [] if environ.get("REQUEST_METHOD") == "HEAD" else [body]
