"""What the desk's pages share: blueprint, who is there, the shell, the way in."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar
from urllib.parse import urlsplit
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.domain.errors import DomainError, SiteNotFoundError, UnauthenticatedError
from app.domain.identity import Action, may
from app.domain.login_errors import NotFreshError
from app.services import desk
from app.services.desk import DeskSite
from app.web import context, problems
from app.web.forms import ConfirmForm, is_own_path

blueprint = Blueprint("admin", __name__, url_prefix="/admin")

# The pages of a site, in the order of the menu: endpoint, words, what it takes.
PAGES: tuple[tuple[str, str, Action], ...] = (
    ("admin.queue", "Comments", Action.READ_QUEUE),
    ("admin.threads", "Threads", Action.TEND_THREADS),
    ("admin.restrained", "Muted, banned", Action.RESTRAIN),
    ("admin.stats", "Statistics", Action.READ_LOG),
    ("admin.log", "Log", Action.READ_LOG),
    ("admin.settings", "Settings", Action.SET_RULES),
    ("admin.people", "People", Action.MANAGE),
    ("admin.outgoing", "Outgoing", Action.MANAGE),
)


class Standing(StrEnum):
    """Who a page is for that belongs to no site."""

    ANYBODY = "anybody"
    # Somebody who is signed in on our own pages, a reader as well.
    ACCOUNT = "account"
    STAFF = "staff"
    # An owner of every site.
    KEEPER = "keeper"


# What each page takes, by endpoint. It is judged at the door, before anything that was
# sent is looked at, and by the use cases; a test tries every role on every page by it.
RIGHTS: dict[str, Action | Standing] = {}
View = TypeVar("View", bound=Callable[..., object])


def takes(right: Action | Standing) -> Callable[[View], View]:
    """Say what a page takes; stands between its route and its function."""

    def mark(view: View) -> View:
        RIGHTS[f"{blueprint.name}.{view.__name__}"] = right
        return view

    return mark


@dataclass(frozen=True, slots=True)
class MenuItem:
    """A page of the menu that whoever is there may open."""

    label: str
    url: str
    is_here: bool
    number: int = 0


@blueprint.before_request
def _judge() -> None:
    """Let nobody past the door for whom a page is not."""
    right = RIGHTS.get(request.endpoint or "")
    container, credentials = context.container(), context.page_credentials()
    if isinstance(right, Action):
        slug = (request.view_args or {})["site"]
        desk.enter(container, slug, credentials=credentials, action=right)
    elif right is Standing.STAFF:
        desk.check_staff(container, credentials)
    elif right is Standing.KEEPER:
        desk.check_keeper(container, credentials)


@blueprint.after_request
def _headers(response: Response) -> Response:
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Referrer-Policy"] = "same-origin"
    return response


@blueprint.errorhandler(UnauthenticatedError)
def _log_in(error: UnauthenticatedError) -> Response:
    """Lead whoever is not there to the login, and back; a form's text is not lost.

    A browser that posts can go back to its page, which still holds what was typed.
    """
    if request.method in {"GET", "HEAD"}:
        here = request.full_path.rstrip("?")
        return redirect(url_for("admin.login", next=here), 303)
    return problems.show(error)


@blueprint.errorhandler(NotFreshError)
def _log_in_again(error: NotFreshError) -> Response:
    """Lead to the login once more, and back to the page on which the button stood."""
    del error
    here = request.full_path.rstrip("?")
    if request.method == "POST":
        came = urlsplit(request.referrer or "").path
        here = came if is_own_path(came) else url_for("admin.home")
    return redirect(url_for("admin.login", next=here, again=1), 303)


def bare(
    template: str,
    *,
    error: DomainError | None = None,
    **values: Any,  # noqa: ANN401 -- whatever the template shows
) -> Response:
    """Show a page to somebody who is not in yet, hence without the shell."""
    confirm = ConfirmForm(formdata=None)
    body = render_template(
        template, error=error, wrong=_by_field(error), confirm=confirm, **values
    )
    status = problems.status_of(error)[0] if error else 200
    response = Response(body, status, content_type="text/html; charset=utf-8")
    # What stands in a fragment or a form here is nobody else's business.
    response.headers["Referrer-Policy"] = "no-referrer"
    if error is not None and error.retry_after is not None:
        response.headers["Retry-After"] = str(error.retry_after)
    return response


def _by_field(error: DomainError | None) -> dict[str, str]:
    return {each.field: each.message for each in error.errors} if error else {}


def page(
    template: str,
    *,
    site: str | None = None,
    error: DomainError | None = None,
    **values: Any,  # noqa: ANN401 -- whatever the template shows
) -> Response:
    """Show a page of the desk in its shell; an error gives the answer's status.

    Raises UnauthenticatedError, and SiteNotFoundError where somebody has no part.
    """
    shown = desk.front(context.container(), context.page_credentials())
    here = shown.find(site) if site else None
    if site and here is None:
        raise SiteNotFoundError
    body = render_template(
        template,
        desk=shown,
        here=here,
        menu=tuple(_menu(here)) if here else (),
        error=error,
        wrong=_by_field(error),
        confirm=ConfirmForm(formdata=None),
        **values,
    )
    status = problems.status_of(error)[0] if error else 200
    return Response(body, status, content_type="text/html; charset=utf-8")


def _menu(here: DeskSite) -> Iterator[MenuItem]:
    for endpoint, label, action in PAGES:
        if may(here.role, action):
            url = url_for(endpoint, site=here.slug)
            number = here.undelivered if endpoint == "admin.outgoing" else 0
            is_here = request.endpoint == endpoint
            yield MenuItem(label, url, is_here=is_here, number=number)


def next_path(otherwise: str) -> str:
    """Give the page of ours that a form wants to lead back to."""
    where = request.form.get("next", "")
    return where if is_own_path(where) else otherwise


def as_uuid(text: str | None) -> UUID | None:
    """Read an id that may be missing or nonsense."""
    try:
        return UUID(text) if text else None
    except ValueError:
        return None


def first_page(site: DeskSite) -> str | None:
    """Give the address of a site's first page that its staff member may open."""
    for endpoint, _, action in PAGES:
        if may(site.role, action):
            return url_for(endpoint, site=site.slug)
    return None
