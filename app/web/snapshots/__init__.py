"""Public answers as finished bytes, kept in memory and given in front of Flask.

    reader ─ front ─ shelf has it, and it is still true ───────────── finished.reply
               └──── else Flask makes it ─ `_finish`, its last hook ─ finished.reply
                                              └─ and shelf keeps it

Both ways end in the same `Finished.reply`, so that they cannot differ. The view
says what its answer rests on (`finish`) and that the query was plain (`allow`).

`finished` knows HTTP, `shelf` knows when an answer must be given up, `front` is the
WSGI middleware. Nothing here knows what is in an answer.
"""

from flask import Flask, Response, g, request

from app.domain.freshness import Basis
from app.services.container import Container
from app.web import context
from app.web.snapshots.finished import Finished, Request
from app.web.snapshots.front import LEFT, Front
from app.web.snapshots.shelf import Shelf


def install(app: Flask, *, container: Container) -> None:
    """Stand in front of an application."""
    most = context.settings_of(app).snapshot_mb * 1024 * 1024
    app.after_request(_finish)
    shelf = Shelf(container, most_bytes=most)
    app.wsgi_app = Front(app.wsgi_app, shelf)  # type: ignore[method-assign]


def allow() -> None:
    """Let the answer be kept under its raw path and query."""
    g.may_be_kept = True


def finish(basis: Basis) -> None:
    """Make finished bytes of the answer, which rests on this."""
    g.basis = basis


def _finish(response: Response) -> Response:
    basis: Basis | None = g.get("basis")
    if basis is None or response.status_code != 200:  # noqa: PLR2004 - OK
        return response
    finished = Finished.of(response, route=str(request.url_rule))
    if g.get("may_be_kept"):
        request.environ[LEFT] = (finished, basis)
    reply = finished.reply(Request.of(request.environ))
    return Response(reply.body, reply.status, reply.headers)
