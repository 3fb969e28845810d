"""Who keeps and moderates a site: shown, invited, changed, sent away.

An owner does this who has just signed in. Invitations are links; they name a site
and a role, never an address or a handle.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.domain.errors import InvalidInputError, NotFoundError
from app.domain.identity import Action, Role
from app.domain.staff import BY_PASSWORD, INVITE_LIFE, LinkPurpose
from app.services.container import Container
from app.services.steps import appointments, enrolment, links, office
from app.services.steps.credentials import Credentials
from app.services.steps.links import Gift
from app.services.steps.scope import Scope
from app.storage.unit_of_work import Unit

ROLES = (Role.MODERATOR, Role.OWNER)


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonView:
    """Somebody who has a part in a site, and how he signs in."""

    account_id: UUID
    name: str
    role: Role
    ways: tuple[str, ...]
    everywhere: bool
    is_you: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class InviteView:
    """An invitation that nobody has taken up yet; `id` is no secret."""

    id: str
    role: Role
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class People:
    """All who have a part in a site, and who is invited."""

    people: tuple[PersonView, ...]
    invites: tuple[InviteView, ...]


def of_site(container: Container, slug: str, *, credentials: Credentials) -> People:
    """List a site's people to one of its owners; raises what `office.enter` does."""
    with container.store.read() as unit:
        scope = office.enter(
            unit, container, slug=slug, credentials=credentials, action=Action.MANAGE
        )
        everywhere = [(row.account_id, Role.OWNER) for row in unit.staff.everywhere()]
        above = {account_id for account_id, _ in everywhere}
        granted = [
            each for each in unit.staff.people(scope.site.id) if each[0] not in above
        ]
        rows = unit.staff.links(
            LinkPurpose.INVITE, now=scope.now, site_id=scope.site.id
        )
        return People(
            tuple(
                _person(scope, account_id, role=role, everywhere=account_id in above)
                for account_id, role in everywhere + granted
            ),
            tuple(
                InviteView(
                    id=row.hash,
                    role=row.role or Role.MODERATOR,
                    expires_at=row.expires_at,
                )
                for row in rows
            ),
        )


def _person(
    scope: Scope, account_id: UUID, *, role: Role, everywhere: bool
) -> PersonView:
    account = scope.unit.accounts.find(account_id)
    staff = scope.unit.staff.find(account_id)
    ways = [row.provider for row in scope.unit.accounts.identities(account_id)]
    if staff is not None and staff.password_hash:
        ways.append(BY_PASSWORD)
    return PersonView(
        account_id=account_id,
        name=account.name if account else "",
        role=role,
        ways=tuple(dict.fromkeys(ways)),
        everywhere=everywhere,
        is_you=account_id == scope.actor.account_id,
    )


def role_of(text: str) -> Role:
    """Read a role that can be given; raises InvalidInputError."""
    for role in ROLES:
        if role == text:
            return role
    message = "Somebody can be a moderator or an owner."
    raise InvalidInputError.of(message, field="role", code="bad_role")


def invite(
    container: Container, slug: str, *, role: Role, credentials: Credentials
) -> str:
    """Make an invitation and give its address, which is shown this once.

    Raises what `office.manage` does.
    """

    def store(unit: Unit) -> str:
        scope = office.manage(unit, container, slug=slug, credentials=credentials)
        _log(scope, action=appointments.INVITE, role=role)
        return links.make(
            unit,
            container,
            purpose=LinkPurpose.INVITE,
            life=INVITE_LIFE,
            gives=Gift(site_id=scope.site.id, role=role),
        )

    return container.store.write(store)


def withdraw(
    container: Container, slug: str, *, invite_id: str, credentials: Credentials
) -> None:
    """Take an invitation back; raises NotFoundError for another site's."""

    def store(unit: Unit) -> None:
        scope = office.manage(unit, container, slug=slug, credentials=credentials)
        row = unit.staff.link(invite_id)
        is_ours = row is not None and row.purpose == LinkPurpose.INVITE
        if row is None or not is_ours or row.site_id != scope.site.id:
            raise NotFoundError
        unit.staff.take_link(row.hash)
        _log(scope, action=appointments.WITHDRAW, role=row.role)

    container.store.write(store)


def set_role(
    container: Container,
    slug: str,
    *,
    account_id: UUID,
    role: Role | None,
    credentials: Credentials,
) -> None:
    """Change what somebody is on a site, or with None send him away.

    Raises NotFoundError where he has no grant of the site's own, and LastOwnerError
    where nobody would own it any more.
    """

    def store(unit: Unit) -> None:
        scope = office.manage(unit, container, slug=slug, credentials=credentials)
        # Two who send each other away meet here.
        unit.sites.lock(slug)
        if account_id not in dict(unit.staff.people(scope.site.id)):
            raise NotFoundError
        if role is None:
            unit.staff.revoke(account_id, site_id=scope.site.id)
            _log(scope, action=appointments.REVOKE, account_id=account_id)
        else:
            _log(scope, action=appointments.GRANT, role=role, account_id=account_id)
            enrolment.grant(
                unit, account_id, site_id=scope.site.id, role=role, now=scope.now
            )
        enrolment.keep_an_owner(unit, site_id=scope.site.id)

    container.store.write(store)


def _log(
    scope: Scope,
    *,
    action: str,
    role: Role | None = None,
    account_id: UUID | None = None,
) -> None:
    done = appointments.Appointment(
        site_id=scope.site.id,
        action=action,
        by=office.by(scope, via="desk"),
        role=role,
        account_id=account_id,
    )
    appointments.log(scope.unit, scope.container, done=done)
