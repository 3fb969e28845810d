"""Taking up a link: the service's first owner, and whoever is invited.

The link says for which site and as what; who takes it up is the account that is
signed in, or one that is made now, with a password. It is taken once.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.domain.errors import NotFoundError
from app.domain.identity import Role
from app.domain.staff import BY_PASSWORD, LinkPurpose
from app.services.container import Container
from app.services.steps import (
    appointments,
    arrival,
    enrolment,
    links,
    office,
    presence,
)
from app.services.steps.credentials import Credentials
from app.services.steps.enrolment import Newcomer
from app.services.views import AccountView
from app.storage.staff_models import OneTimeRow
from app.storage.unit_of_work import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """What a link gives: a role on a site, or, without one, on all of them."""

    site_name: str | None
    role: Role
    account: AccountView | None


def look(
    container: Container,
    secret: str,
    *,
    purpose: LinkPurpose,
    credentials: Credentials,
) -> Invitation:
    """Show what a link gives, and to whom; raises LinkEndedError and NotFoundError."""
    now = container.clock()
    with container.store.read() as unit:
        _check_open(unit, purpose)
        row = links.look(unit, secret, purpose=purpose, now=now)
        site = unit.sites.get(row.site_id) if row.site_id else None
        token = credentials.session_token
        present = presence.by_cookie(unit, token, now=now) if token else None
        return Invitation(
            site_name=site.name if site else None,
            role=row.role or Role.OWNER,
            account=presence.account_view(unit, present) if present else None,
        )


def as_newcomer(
    container: Container, secret: str, *, purpose: LinkPurpose, newcomer: Newcomer
) -> str:
    """Take a link up with a new account; gives the token of its session.

    Raises InvalidInputError, TakenError, LinkEndedError, and NotFoundError where
    there is an owner already.
    """
    checked = enrolment.check(container, newcomer)

    def store(unit: Unit) -> str:
        now = container.clock()
        row = _take(unit, secret, purpose=purpose, now=now)
        staff = enrolment.add(unit, container, newcomer=checked, now=now)
        _grant(unit, container, account_id=staff.account_id, link=row)
        return arrival.open_session(
            unit,
            container,
            account_id=staff.account_id,
            provider=BY_PASSWORD,
            now=now,
        )

    return container.store.write(store)


def as_present(
    container: Container,
    secret: str,
    *,
    purpose: LinkPurpose,
    credentials: Credentials,
) -> None:
    """Take a link up with the account that is signed in on our own pages.

    Raises UnauthenticatedError, LinkEndedError and NotFoundError.
    """

    def store(unit: Unit) -> None:
        now = container.clock()
        cookie = Credentials(session_token=credentials.session_token)
        present = presence.find(unit, cookie, now=now)
        row = _take(unit, secret, purpose=purpose, now=now)
        known = unit.staff.role(present.account_id, site_id=row.site_id or 0)
        # Who is an owner there already does not become less by a link.
        if known is not Role.OWNER or row.site_id is None:
            _grant(unit, container, account_id=present.account_id, link=row)

    container.store.write(store)


def _grant(
    unit: Unit, container: Container, *, account_id: UUID, link: OneTimeRow
) -> None:
    """Give what a link gives; in the log it is his own doing, by way of the link."""
    now, site_id = container.clock(), link.site_id
    enrolment.grant(unit, account_id, site_id=site_id, role=link.role, now=now)
    done = appointments.Appointment(
        site_id=site_id,
        action=appointments.GRANT,
        by=office.by_account(account_id, via="link"),
        role=link.role or Role.OWNER,
        account_id=account_id,
    )
    appointments.log(unit, container, done=done)


def _take(
    unit: Unit, secret: str, *, purpose: LinkPurpose, now: datetime
) -> OneTimeRow:
    _check_open(unit, purpose)
    return links.take(unit, secret, purpose=purpose, now=now)


def _check_open(unit: Unit, purpose: LinkPurpose) -> None:
    if purpose is LinkPurpose.SETUP and unit.staff.has_owner():
        raise NotFoundError
