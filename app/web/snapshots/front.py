"""WSGI in front of Flask: finds the finished answer, or lets Flask make it.

Keep it small: on a busy site nearly all requests go through these lines alone.
"""

import threading
import time
from collections.abc import Callable, Iterable
from typing import Any

from app.logs import new_request_id, request_log
from app.web.snapshots.finished import Finished, Request
from app.web.snapshots.shelf import Key, Shelf

# Where the slow path leaves what may be kept.
LEFT = "rejoinder.finished"
_SITES = "/api/v1/sites/"
_METHODS = frozenset({"GET", "HEAD"})
# How long to wait for somebody else who is making the same answer.
_WAIT_SECONDS = 2.0

Application = Callable[[dict[str, Any], Any], Iterable[bytes]]


class Front:
    """The middleware."""

    def __init__(self, inner: Application, shelf: Shelf) -> None:
        """Stand in front of `inner`."""
        self._inner = inner
        self._shelf = shelf
        self._making: dict[Key, threading.Event] = {}

    def __call__(
        self,
        environ: dict[str, Any],
        start_response: Any,  # noqa: ANN401 - WSGI's own protocol
    ) -> Iterable[bytes]:
        """Answer one request."""
        path: str = environ["PATH_INFO"]
        method: str = environ["REQUEST_METHOD"]
        if not path.startswith(_SITES) or method not in _METHODS:
            return self._inner(environ, start_response)
        began = time.perf_counter()
        key = (path, environ.get("QUERY_STRING", ""))
        finished = self._shelf.find(key) or self._from_another(key)
        if finished is None:
            return self._make(key, environ, start_response=start_response)
        reply = finished.reply(Request.of(environ))
        request_id = new_request_id()
        start_response(reply.status, [*reply.headers, ("X-Request-ID", request_id)])
        request_log.write(
            request_id,
            method=method,
            route=finished.route,
            status=reply.code,
            began=began,
        )
        # A list: Granian sends it as it is, anything else through a stream of its own.
        return [reply.body] if method == "GET" else []

    def _make(
        self,
        key: Key,
        environ: dict[str, Any],
        *,
        start_response: Any,  # noqa: ANN401 - WSGI's own protocol
    ) -> Iterable[bytes]:
        """Let Flask answer, and keep what it leaves."""
        made = threading.Event()
        is_first = self._making.setdefault(key, made) is made
        try:
            since = self._shelf.begin()
            body = self._inner(environ, start_response)
            left: tuple[Finished, Any] | None = environ.get(LEFT)
            if left is not None:
                finished, basis = left
                self._shelf.keep(key, finished, basis=basis, since=since)
            return body
        finally:
            if is_first:
                del self._making[key]
                made.set()

    def _from_another(self, key: Key) -> Finished | None:
        """Wait for whoever is making this answer; None where nobody is.

        When somebody has posted, all readers of a busy thread come at once, and one
        of them is enough to make it anew. What he brings is looked at like all that
        is kept, so it is no older than what this reader would have been told.
        """
        made = self._making.get(key)
        if made is None or not made.wait(_WAIT_SECONDS):
            return None
        return self._shelf.find(key)
