"""A moderator lets a page moderate in his name: one question, one click, minutes.

What he gives is a code like that of a login, for a session with a scope. Who he is on
the site is judged here, and again with everything that the page then does.
"""

from app.domain.errors import ForbiddenError, UnauthenticatedError
from app.domain.identity import Action, Role, TokenScope, may
from app.domain.login_errors import LoginEndedError
from app.domain.signin import Failure, Purpose
from app.services.container import Container
from app.services.logins import Errand, HandOver
from app.services.steps import handing, presence
from app.services.steps.credentials import Credentials
from app.services.steps.presence import Present
from app.storage.account_models import LoginRow
from app.storage.unit_of_work import Unit


def ask(
    container: Container, login_id: str, *, secret: str, credentials: Credentials
) -> Errand:
    """Show what a page wants, to whoever is signed in here; raises LoginEndedError."""
    with container.store.read() as unit:
        row = _held(unit, container, login_id=login_id, secret=secret)
        site = unit.sites.get(row.site_id) if row.site_id else None
        if site is None:
            raise LoginEndedError
        present = _find(unit, container, credentials=credentials)
        return Errand(
            login_id=row.id,
            site_name=site.name,
            origin=row.origin or "",
            name=present.name if present else None,
            may=present is not None and _may(unit, present, site_id=site.id),
        )


def lend(
    container: Container, login_id: str, *, secret: str, credentials: Credentials
) -> HandOver:
    """Give the page its code.

    Raises LoginEndedError, UnauthenticatedError where nobody is signed in, and
    ForbiddenError where he does not moderate the site.
    """

    def store(unit: Unit) -> HandOver:
        row = _held(unit, container, login_id=login_id, secret=secret)
        present = _find(unit, container, credentials=credentials)
        if present is None:
            message = "Please log in."
            raise UnauthenticatedError(message)
        if row.site_id is None or not _may(unit, present, site_id=row.site_id):
            raise ForbiddenError
        row.account_id, row.provider = present.account_id, present.provider
        scope, now = TokenScope.WIDGET_MODERATE, container.clock()
        return handing.hand_code(unit, row, now=now, scope=scope)

    return container.store.write(store)


def decline(container: Container, login_id: str, *, secret: str) -> HandOver:
    """Let the page go without; raises LoginEndedError."""

    def store(unit: Unit) -> HandOver:
        row = _held(unit, container, login_id=login_id, secret=secret)
        now = container.clock()
        return handing.end(unit, row, now=now, failure=Failure.DENIED)

    return container.store.write(store)


def _held(unit: Unit, container: Container, *, login_id: str, secret: str) -> LoginRow:
    row = handing.held(unit, login_id, secret=secret, now=container.clock())
    if row.purpose != Purpose.MODERATE:
        raise LoginEndedError
    return row


def _find(
    unit: Unit, container: Container, *, credentials: Credentials
) -> Present | None:
    token = credentials.session_token
    return presence.by_cookie(unit, token, now=container.clock()) if token else None


def _may(unit: Unit, present: Present, *, site_id: int) -> bool:
    role = unit.staff.role(present.account_id, site_id=site_id) or Role.MEMBER
    return may(role, Action.MODERATE)
