"""Who keeps and moderates a site."""

from uuid import UUID

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from app.domain.errors import DomainError, NotFoundError
from app.domain.identity import Action
from app.domain.login_errors import LastOwnerError
from app.services import people as staff
from app.web import context
from app.web.admin.common import blueprint, page, takes
from app.web.admin.forms import RoleForm
from app.web.forms import check_csrf


@blueprint.get("/<site>/people")
@takes(Action.MANAGE)
def people(site: str) -> Response:
    """List a site's people and invitations."""
    return _page(site)


@blueprint.post("/<site>/people/invite")
@takes(Action.MANAGE)
def invite(site: str) -> Response:
    """Make an invitation, and show its link, this once."""
    check_csrf()
    form = RoleForm()
    role = staff.role_of(form.role.data or "")
    link = staff.invite(
        context.container(), site, role=role, credentials=context.page_credentials()
    )
    return _page(site, link=link)


@blueprint.post("/<site>/people/withdraw")
@takes(Action.MANAGE)
def withdraw(site: str) -> Response:
    """Take an invitation back."""
    check_csrf()
    staff.withdraw(
        context.container(),
        site,
        invite_id=request.form.get("invite", ""),
        credentials=context.page_credentials(),
    )
    return redirect(url_for("admin.people", site=site), 303)


@blueprint.post("/<site>/people/role")
@takes(Action.MANAGE)
def set_role(site: str) -> Response:
    """Change what somebody is; without a role, send him away."""
    check_csrf()
    form = RoleForm()
    role = staff.role_of(form.role.data) if form.role.data else None
    try:
        staff.set_role(
            context.container(),
            site,
            account_id=_account(request.form.get("account", "")),
            role=role,
            credentials=context.page_credentials(),
        )
    except LastOwnerError as error:
        return _page(site, error=error)
    return redirect(url_for("admin.people", site=site), 303)


def _account(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotFoundError from None


def _page(site: str, *, link: str = "", error: DomainError | None = None) -> Response:
    found = staff.of_site(
        context.container(), site, credentials=context.page_credentials()
    )
    labels = {way.id: way.label for way in context.ways().ways()}
    return page(
        "admin/people.html",
        site=site,
        error=error,
        people=found.people,
        invites=found.invites,
        link=link,
        labels={**labels, "password": "a password"},
        roles=staff.ROLES,
    )
