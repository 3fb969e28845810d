"""The queue: what waits and what was decided, one row a comment, and acting on it.

Everything works by plain forms. `desk.js` sends a row's button by itself and puts
the answer in the row's place; it says so with `X-Desk`.
"""

from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import urlencode
from uuid import UUID

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.domain.errors import (
    DomainError,
    ForbiddenError,
    InvalidInputError,
    SiteNotFoundError,
    ThreadNotFoundError,
    UnauthenticatedError,
)
from app.domain.identity import Action
from app.domain.moderation import HoldReason, Verb
from app.services import clearing, desk, moderation
from app.services.moderation import QueuePage, QueueRequest
from app.services.steps.parts import Cleared
from app.web import context
from app.web.admin import asking, words
from app.web.admin.asking import Asked
from app.web.admin.common import Standing, as_uuid, blueprint, next_path, page, takes
from app.web.forms import ConfirmForm, check_csrf

PAGE = 50


@blueprint.get("/<site>/")
@takes(Action.READ_QUEUE)
def queue(site: str) -> Response:
    """List a pile, narrowed by what is asked for."""
    container, credentials = context.container(), context.page_credentials()
    asked = asking.read(request.args)
    try:
        found = _found(site, asked)
        total = _total(site, asked, found=found)
    except (ForbiddenError, SiteNotFoundError, UnauthenticatedError):
        raise
    except ThreadNotFoundError:
        # As good as nothing: one looks for what may not be there.
        found, total = _counted(site), 0
    except DomainError as error:
        asked, found, total = replace(asked, error=error), _counted(site), 0
    batch = as_uuid(request.args.get("done"))
    done = batch and clearing.told(
        container, site, credentials=credentials, batch=batch
    )
    return page(
        "admin/queue.html",
        site=site,
        error=asked.error,
        asked=asked,
        found=found,
        total=total,
        done=done,
        words=words,
        reasons=HoldReason,
        here_path=f"{request.path}?{asked.query(cursor=asked.cursor or '')}",
        shown_at=container.clock().isoformat(),
    )


def _found(site: str, asked: Asked) -> QueuePage:
    if asked.error is not None:
        raise asked.error
    wanted = QueueRequest(filters=asked.filters, limit=PAGE, cursor=asked.cursor)
    return _read(site, wanted)


def _read(site: str, wanted: QueueRequest) -> QueuePage:
    return moderation.queue_page(
        context.container(),
        [site],
        request=wanted,
        credentials=context.page_credentials(),
    )


def _counted(site: str) -> QueuePage:
    """Give the counts of the piles alone."""
    wanted = QueueRequest(filters=asking.read({}).filters, limit=1)
    counted = _read(site, wanted)
    return replace(counted, comments=(), next=None, previous=None)


def _total(site: str, asked: Asked, *, found: QueuePage) -> int:
    if not asked.is_filtered:
        return found.counts[asked.pile]
    return clearing.count(
        context.container(),
        site,
        credentials=context.page_credentials(),
        filters=asked.filters,
    )


@blueprint.post("/<site>/act")
@takes(Action.MODERATE)
def act(site: str) -> Response:
    """Decide about one comment, those ticked, the page's, or all that match."""
    check_csrf()
    where = next_path(url_for("admin.queue", site=site))
    verb, ids = _decision(site, where)
    cleared = clearing.decide(
        context.container(),
        site,
        credentials=context.page_credentials(),
        verb=verb,
        ids=ids,
    )
    if request.headers.get("X-Desk"):
        return _in_place(site, where, cleared=cleared)
    return _after(site, where, cleared=cleared)


@blueprint.post("/<site>/undo")
@takes(Action.MODERATE)
def undo(site: str) -> Response:
    """Take back everything that was done in one go."""
    check_csrf()
    where = next_path(url_for("admin.queue", site=site))
    batch = as_uuid(request.form.get("batch"))
    cleared = clearing.undo(
        context.container(),
        site,
        credentials=context.page_credentials(),
        batch=batch or UUID(int=0),
    )
    return _after(site, where, cleared=cleared)


def _decision(site: str, where: str) -> tuple[Verb, list[UUID]]:
    """Read which button was pressed, and what it is meant for."""
    one = request.form.get("one")
    name, _, named = (one or request.form.get("bulk", "")).partition(":")
    if name not in set(Verb):
        message = "Say what to do."
        raise InvalidInputError.of(message, field="bulk", code="required")
    which = request.form.get("which", "ticked")
    if one is None and which == "matching":
        return Verb(name), _matching(site, where)
    listed = request.form.getlist("shown" if which == "page" else "ids")
    ids = [found for text in ([named] if one else listed) if (found := as_uuid(text))]
    if not ids:
        message = "Tick the comments first, or choose “all” beside the buttons."
        raise InvalidInputError.of(message, field="ids", code="required")
    return Verb(name), ids


def _matching(site: str, where: str) -> list[UUID]:
    """Find all that match what the page showed, and was there when it was shown."""
    asked = asking.of_path(where)
    if asked.error is not None:
        raise asked.error
    try:
        shown_at = datetime.fromisoformat(request.form.get("shown_at", ""))
        until = min(asked.filters.until or shown_at, shown_at.astimezone(UTC))
    except (ValueError, TypeError):
        message = "This page was not made by us. Please load it again."
        raise InvalidInputError.of(message, field="shown_at", code="bad_time") from None
    return clearing.matching(
        context.container(),
        site,
        credentials=context.page_credentials(),
        filters=replace(asked.filters, until=until),
    )


def _after(site: str, where: str, *, cleared: Cleared) -> Response:
    """Lead back, or list what could not be done."""
    if cleared.problems:
        return page("admin/problems.html", site=site, cleared=cleared, where=where)
    mark = "&" if "?" in where else "?"
    done = urlencode({"done": str(cleared.batch)})
    return redirect(f"{where}{mark}{done}", 303)


def _in_place(site: str, where: str, *, cleared: Cleared) -> Response:
    """Answer with the rows as they are now, the tabs, and what to say."""
    container, credentials = context.container(), context.page_credentials()
    ids = [outcome.comment_id for outcome in cleared.outcomes]
    done = clearing.told(container, site, credentials=credentials, batch=cleared.batch)
    shown = desk.front(container, credentials)
    body = render_template(
        "admin/acted.html",
        here=shown.find(site),
        rows=clearing.rows(container, site, credentials=credentials, ids=ids),
        counts=_counted(site).counts,
        asked=asking.of_path(where),
        cleared=cleared,
        done=done,
        words=words,
        here_path=where,
        confirm=ConfirmForm(formdata=None),
    )
    return Response(body, content_type="text/html; charset=utf-8")


@blueprint.post("/keys")
@takes(Standing.STAFF)
def keys() -> Response:
    """Switch the single-key shortcuts on or off."""
    check_csrf()
    desk.set_keys(
        context.container(),
        context.page_credentials(),
        on=request.form.get("on") == "1",
    )
    return redirect(next_path(url_for("admin.home")), 303)
