"""Entering a site's desk: who is there, and whether he may do what he came for."""

from datetime import datetime
from uuid import UUID

from app.domain.errors import (
    ForbiddenError,
    SiteNotFoundError,
    UnauthenticatedError,
)
from app.domain.identity import Action, Role, TokenScope
from app.domain.login_errors import NotFreshError
from app.services.container import Container
from app.services.steps import presence, records
from app.services.steps import scope as scopes
from app.services.steps.credentials import Credentials
from app.services.steps.presence import Present
from app.services.steps.scope import Scope
from app.storage.unit_of_work import Unit

# Who reads or decides is told of a site's existence only if he has a part in it.
_STAFF = (Role.MODERATOR, Role.OWNER)


def enter(
    unit: Unit,
    container: Container,
    *,
    slug: str,
    credentials: Credentials,
    action: Action,
) -> Scope:
    """Find the site for somebody who may do an action to anything on it.

    Raises UnauthenticatedError where nobody is there, SiteNotFoundError where he
    has no part in the site, as if there were none, and ForbiddenError where his part
    does not reach so far.
    """
    scope = scopes.enter(unit, container, slug=slug, credentials=credentials)
    if scope.actor.may(action):
        return scope
    if not scope.actor.has_credential:
        message = "Please log in."
        raise UnauthenticatedError(message)
    if scope.actor.role not in _STAFF:
        raise SiteNotFoundError
    raise ForbiddenError


def find_staff(
    unit: Unit, container: Container, *, credentials: Credentials
) -> Present:
    """Find who is there on our own pages, if he is a staff member at all.

    Raises UnauthenticatedError where nobody is there or he has no part in anything.
    """
    present = presence.find(unit, credentials, now=container.clock())
    if present.site_id is None:
        staff = unit.staff.find(present.account_id)
        if (staff and staff.everywhere) or unit.staff.sites(present.account_id):
            return present
    message = "This account has no part in any site here."
    raise UnauthenticatedError(message)


def check_fresh(present: Present | None, *, now: datetime) -> None:
    """Raise NotFreshError unless somebody has just signed in on our own pages."""
    if present is None or not presence.is_fresh(present, now=now):
        raise NotFreshError


def manage(
    unit: Unit, container: Container, *, slug: str, credentials: Credentials
) -> Scope:
    """Enter a site to change who may do what there; wants a fresh sign-in.

    Raises what `enter` does, and NotFreshError.
    """
    scope = enter(
        unit, container, slug=slug, credentials=credentials, action=Action.MANAGE
    )
    check_fresh(scope.present, now=scope.now)
    return scope


def find_keeper(
    unit: Unit, container: Container, *, credentials: Credentials
) -> Present:
    """Find an owner of every site; raises UnauthenticatedError and ForbiddenError."""
    present = find_staff(unit, container, credentials=credentials)
    staff = unit.staff.find(present.account_id)
    if staff is None or not staff.everywhere:
        raise ForbiddenError
    return present


def by(scope: Scope, *, via: str) -> records.By:
    """Say who decides, as the log has it: his account, never his name.

    What a page does in a moderator's name came through the widget, whatever it called.
    """
    if scope.actor.scope is TokenScope.WIDGET_MODERATE:
        via = "widget"
    return by_account(scope.actor.account_id, via=via)


def by_account(account_id: UUID | None, *, via: str) -> records.By:
    """Say which account decides, and the way it came."""
    return (f"account:{account_id.hex}" if account_id else "operator", via)
