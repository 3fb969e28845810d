"""What the operator does about people by command: he stands above all grants.

People are named by the address they sign in with or by their account's id; either
picks an account that is there.
"""

import re
from dataclasses import dataclass
from uuid import UUID

from app.domain.errors import NotFoundError
from app.domain.identity import Role
from app.domain.staff import INVITE_LIFE, RESET_LIFE, LinkPurpose, normal_email
from app.services.container import Container
from app.services.steps import appointments, enrolment, links, lookup
from app.services.steps.enrolment import Newcomer
from app.services.steps.links import Gift
from app.storage.staff_models import StaffRow
from app.storage.unit_of_work import Unit

_ID = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Part:
    """A role on a site, or, without one, that of an owner everywhere."""

    site: str | None
    role: Role


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffView:
    """Somebody who may sign in at the desk, as the operator sees him."""

    account_id: UUID
    email: str | None
    name: str
    parts: tuple[Part, ...]
    has_password: bool


def everybody(container: Container) -> tuple[StaffView, ...]:
    """List everybody who has a name to sign in with, or owns all."""
    with container.store.read() as unit:
        return tuple(
            StaffView(
                account_id=staff.account_id,
                email=staff.email,
                name=account.name,
                parts=_parts(unit, staff),
                has_password=staff.password_hash is not None,
            )
            for staff, account in unit.staff.all()
        )


def _parts(unit: Unit, staff: StaffRow) -> tuple[Part, ...]:
    if staff.everywhere:
        return (Part(None, Role.OWNER),)
    return tuple(
        Part(site.slug, role) for site, role in unit.staff.sites(staff.account_id)
    )


def add(container: Container, newcomer: Newcomer, *, parts: tuple[Part, ...]) -> str:
    """Make an account and grant it its parts; gives a link to choose a password.

    Raises InvalidInputError, TakenError and SiteNotFoundError.
    """
    checked = enrolment.check(container, newcomer)

    def store(unit: Unit) -> str:
        now = container.clock()
        staff = enrolment.add(unit, container, newcomer=checked, now=now)
        for part in parts:
            _grant(unit, container, staff=staff, part=part)
        return links.make(
            unit,
            container,
            purpose=LinkPurpose.RESET,
            life=INVITE_LIFE,
            gives=Gift(account_id=staff.account_id),
        )

    return container.store.write(store)


def invite(container: Container, part: Part) -> str:
    """Make an invitation for whoever holds its link; raises SiteNotFoundError."""

    def store(unit: Unit) -> str:
        site_id = _site_id(unit, part)
        done = appointments.Appointment(
            site_id=site_id,
            action=appointments.INVITE,
            role=part.role,
        )
        appointments.log(unit, container, done=done)
        return links.make(
            unit,
            container,
            purpose=LinkPurpose.INVITE,
            life=INVITE_LIFE,
            gives=Gift(site_id=site_id, role=part.role),
        )

    return container.store.write(store)


def grant(container: Container, who: str, *, part: Part) -> None:
    """Give somebody a part; raises NotFoundError and SiteNotFoundError."""

    def store(unit: Unit) -> None:
        _grant(unit, container, staff=_named(unit, who), part=part)

    container.store.write(store)


def revoke(container: Container, who: str, *, site: str | None) -> None:
    """Take a part away, or, without a site, the ownership of all.

    Raises NotFoundError, SiteNotFoundError and LastOwnerError.
    """

    def store(unit: Unit) -> None:
        staff = _named(unit, who)
        if site is None:
            staff.everywhere = False
            enrolment.keep_an_owner(unit, site_id=None)
            _log_end(unit, container, site_id=None, account_id=staff.account_id)
            return
        site_id = lookup.find_site(unit, site).id
        if not unit.staff.revoke(staff.account_id, site_id=site_id):
            message = f"{who} has no grant on {site}."
            raise NotFoundError(message)
        enrolment.keep_an_owner(unit, site_id=site_id)
        _log_end(unit, container, site_id=site_id, account_id=staff.account_id)

    container.store.write(store)


def reset(container: Container, who: str) -> str:
    """Make a link to choose a new password; raises NotFoundError."""

    def store(unit: Unit) -> str:
        return links.make(
            unit,
            container,
            purpose=LinkPurpose.RESET,
            life=RESET_LIFE,
            gives=Gift(account_id=_named(unit, who).account_id),
        )

    return container.store.write(store)


def _grant(unit: Unit, container: Container, *, staff: StaffRow, part: Part) -> None:
    site_id = _site_id(unit, part)
    enrolment.grant(
        unit,
        staff.account_id,
        site_id=site_id,
        role=part.role,
        now=container.clock(),
    )
    done = appointments.Appointment(
        site_id=site_id,
        action=appointments.GRANT,
        role=part.role,
        account_id=staff.account_id,
    )
    appointments.log(unit, container, done=done)


def _log_end(
    unit: Unit, container: Container, *, site_id: int | None, account_id: UUID
) -> None:
    done = appointments.Appointment(
        site_id=site_id,
        action=appointments.REVOKE,
        account_id=account_id,
    )
    appointments.log(unit, container, done=done)


def _site_id(unit: Unit, part: Part) -> int | None:
    return lookup.find_site(unit, part.site).id if part.site else None


def _named(unit: Unit, who: str) -> StaffRow:
    staff = unit.staff.by_email(normal_email(who))
    if staff is None and _ID.fullmatch(who):
        staff = unit.staff.find(UUID(who))
    if staff is None:
        message = f"No owner or moderator is called {who}."
        raise NotFoundError(message)
    return staff
