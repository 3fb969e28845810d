"""An author: all he wrote, notes, muting and banning. Named by one of his comments."""

from uuid import UUID

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from app.domain.errors import (
    CommentNotFoundError,
    DomainError,
    InvalidInputError,
    UnauthenticatedError,
)
from app.domain.identity import Action
from app.domain.restraint import Effect, Kind, Order
from app.services import clearing, restraining
from app.web import context
from app.web.admin import words
from app.web.admin.common import as_uuid, blueprint, page, takes
from app.web.forms import check_csrf

# Days to choose from; "" is for good.
TERMS = (
    ("1", "a day"),
    ("7", "a week"),
    ("30", "30 days"),
    ("365", "a year"),
    ("", "for good"),
)
REMOVALS = (
    ("0", "Leave the comments"),
    ("1", "Delete those of the last day"),
    ("7", "Delete those of the last 7 days"),
    ("30", "Delete those of the last 30 days"),
    ("365", "Delete those of the last year"),
)


@blueprint.get("/<site>/authors/<comment_id>")
@takes(Action.RESTRAIN)
def author(site: str, comment_id: str) -> Response:
    """Show the author of a comment."""
    return _page(site, _id_of(comment_id))


@blueprint.post("/<site>/authors/<comment_id>/restrain")
@takes(Action.RESTRAIN)
def restrain(site: str, comment_id: str) -> Response:
    """Mute or ban him, and delete what he wrote of late if that is wanted."""
    wanted = _id_of(comment_id)
    try:
        check_csrf()
        cleared = restraining.restrain(
            context.container(),
            site,
            credentials=context.page_credentials(),
            comment_id=wanted,
            order=_order(),
        )
    except (UnauthenticatedError, CommentNotFoundError):
        raise
    except DomainError as error:
        return _page(site, wanted, error=error)
    where = url_for(
        "admin.author", site=site, comment_id=wanted, done=str(cleared.batch)
    )
    if cleared.problems:
        return page("admin/problems.html", site=site, cleared=cleared, where=where)
    return redirect(where, 303)


@blueprint.post("/<site>/authors/<comment_id>/note")
@takes(Action.RESTRAIN)
def note(site: str, comment_id: str) -> Response:
    """Note something about him."""
    wanted = _id_of(comment_id)
    try:
        check_csrf()
        restraining.note(
            context.container(),
            site,
            credentials=context.page_credentials(),
            comment_id=wanted,
            text=request.form.get("text", ""),
        )
    except (UnauthenticatedError, CommentNotFoundError):
        raise
    except DomainError as error:
        return _page(site, wanted, error=error)
    return redirect(url_for("admin.author", site=site, comment_id=wanted), 303)


@blueprint.post("/<site>/authors/<comment_id>/lift")
@takes(Action.RESTRAIN)
def lift(site: str, comment_id: str) -> Response:
    """End a restraint."""
    check_csrf()
    restraining.lift(
        context.container(),
        site,
        credentials=context.page_credentials(),
        restraint_id=as_uuid(request.form.get("restraint")) or UUID(int=0),
    )
    return redirect(url_for("admin.author", site=site, comment_id=comment_id), 303)


def _id_of(text: str) -> UUID:
    found = as_uuid(text)
    if found is None:
        raise CommentNotFoundError
    return found


def _order() -> Order:
    form = request.form
    try:
        days = form.get("days", "")
        return Order(
            kind=Kind(form.get("kind", Kind.AUTHOR.value)),
            effect=Effect(form.get("effect", "")),
            days=int(days) if days else None,
            reason=form.get("reason", ""),
            remove_days=int(form.get("remove", "0")),
        )
    except ValueError:
        message = "Say whether to mute or to ban, how, and for how long."
        raise InvalidInputError.of(message, field="effect", code="required") from None


def _page(site: str, comment_id: UUID, *, error: DomainError | None = None) -> Response:
    container, credentials = context.container(), context.page_credentials()
    found = restraining.author(
        container, site, credentials=credentials, comment_id=comment_id
    )
    batch = as_uuid(request.args.get("done"))
    done = batch and clearing.told(
        container, site, credentials=credentials, batch=batch
    )
    return page(
        "admin/author.html",
        site=site,
        error=error,
        found=found,
        done=done,
        words=words,
        terms=TERMS,
        removals=REMOVALS,
        here_path=url_for("admin.author", site=site, comment_id=comment_id),
    )
