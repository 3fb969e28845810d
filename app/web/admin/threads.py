"""Threads: find one, close and reopen it, name, move and merge it."""

from uuid import UUID

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from app.domain.errors import (
    DomainError,
    InvalidInputError,
    SiteNotFoundError,
    ThreadNotFoundError,
    UnauthenticatedError,
)
from app.domain.identity import Action
from app.services import tending
from app.services.tending import Deed
from app.web import context
from app.web.admin.common import as_uuid, blueprint, page, takes
from app.web.forms import check_csrf


@blueprint.get("/<site>/threads")
@takes(Action.TEND_THREADS)
def threads(site: str) -> Response:
    """List threads, narrowed by words."""
    words = request.args.get("q", "")
    found = tending.listed(
        context.container(),
        site,
        credentials=context.page_credentials(),
        words=words,
        cursor=request.args.get("cursor") or None,
    )
    return page("admin/threads.html", site=site, found=found, words=words)


@blueprint.get("/<site>/threads/<thread_id>")
@takes(Action.TEND_THREADS)
def thread(site: str, thread_id: str) -> Response:
    """Show one thread and what can be done to it."""
    return _page(site, _id_of(thread_id))


@blueprint.post("/<site>/threads/<thread_id>")
@takes(Action.TEND_THREADS)
def tend(site: str, thread_id: str) -> Response:
    """Do to a thread what the pressed button says."""
    wanted = _id_of(thread_id)
    try:
        check_csrf()
        tending.tend(
            context.container(),
            site,
            credentials=context.page_credentials(),
            thread_id=wanted,
            deed=_deed(),
        )
    except (UnauthenticatedError, SiteNotFoundError):
        raise
    except DomainError as error:
        return _page(site, wanted, error=error)
    if request.form.get("do") == "merge":
        return redirect(url_for("admin.threads", site=site), 303)
    return redirect(url_for("admin.thread", site=site, thread_id=wanted), 303)


def _deed() -> Deed:
    form = request.form
    match form.get("do"):
        case "close":
            return tending.close
        case "reopen":
            return tending.reopen
        case "rename":
            return tending.named(form.get("title", ""), form.get("url", ""))
        case "move":
            return tending.moved(form.get("key", ""))
        case "merge" if form.get("sure") == "y":
            return tending.merged(form.get("key", ""))
        case "merge":
            message = "Merging cannot be undone: tick the box first."
            raise InvalidInputError.of(message, field="sure", code="required")
        case _:
            message = "Say what to do."
            raise InvalidInputError.of(message, field="do", code="required")


def _id_of(text: str) -> UUID:
    found = as_uuid(text)
    if found is None:
        raise ThreadNotFoundError
    return found


def _page(site: str, thread_id: UUID, *, error: DomainError | None = None) -> Response:
    found = tending.thread(
        context.container(),
        site,
        credentials=context.page_credentials(),
        thread_id=thread_id,
    )
    return page("admin/thread.html", site=site, error=error, thread=found)
