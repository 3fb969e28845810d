"""WSGI in front of Flask: finds the finished answer, or lets Flask make it.

Keep it small: on a busy site nearly all requests go through these lines alone.
"""

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

Application = Callable[[dict[str, Any], Any], Iterable[bytes]]


class Front:
    """The middleware."""

    def __init__(self, inner: Application, shelf: Shelf) -> None:
        """Stand in front of `inner`."""
        self._inner = inner
        self._shelf = shelf

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
        finished = self._shelf.find(key)
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
        return (reply.body,) if method == "GET" else ()

    def _make(
        self,
        key: Key,
        environ: dict[str, Any],
        *,
        start_response: Any,  # noqa: ANN401 - WSGI's own protocol
    ) -> Iterable[bytes]:
        """Let Flask answer, and keep what it leaves."""
        since = self._shelf.begin()
        body = self._inner(environ, start_response)
        left: tuple[Finished, Any] | None = environ.get(LEFT)
        if left is not None:
            finished, basis = left
            self._shelf.keep(key, finished, basis=basis, since=since)
        return body
