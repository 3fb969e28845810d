"""What the desk's pages share: blueprint, who is there, the shell, the way in."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.domain.errors import DomainError, SiteNotFoundError, UnauthenticatedError
from app.domain.identity import Action, may
from app.services import desk
from app.services.desk import Desk, DeskSite
from app.web import context, problems
from app.web.forms import ConfirmForm

blueprint = Blueprint("admin", __name__, url_prefix="/admin")

# The pages of a site, in the order of the menu: endpoint, words, what it takes.
PAGES: tuple[tuple[str, str, Action], ...] = ()


@dataclass(frozen=True, slots=True)
class MenuItem:
    """A page of the menu that whoever is there may open."""

    label: str
    url: str
    is_here: bool


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
    return problems.answer(error)


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
        confirm=ConfirmForm(formdata=None),
        **values,
    )
    status = problems.status_of(error)[0] if error else 200
    return Response(body, status, content_type="text/html; charset=utf-8")


def _menu(here: DeskSite) -> Iterator[MenuItem]:
    for endpoint, label, action in PAGES:
        if may(here.role, action):
            url = url_for(endpoint, site=here.slug)
            yield MenuItem(label, url, is_here=request.endpoint == endpoint)


def first_page(shown: Desk) -> str | None:
    """Give the address to begin at: the one site's first page, if there is one only."""
    if len(shown.sites) != 1 or not PAGES:
        return None
    return url_for(PAGES[0][0], site=shown.sites[0].slug)
