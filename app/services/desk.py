"""The desk's front: who is there, and what waits on which of his sites."""

from dataclasses import dataclass

from app.domain.identity import Action, Role
from app.domain.limits import TRIALS_BY_ADDRESS
from app.domain.moderation import Status
from app.services.container import Container
from app.services.steps import office, presence
from app.services.steps.credentials import Credentials
from app.services.steps.throttle import spend
from app.services.views import AccountView, SiteView
from app.storage.staff_models import StaffRow
from app.storage.unit_of_work import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskSite:
    """A site that somebody has a part in, as what, and how much waits there.

    `undelivered` is what was given up, which owners alone are told.
    """

    slug: str
    name: str
    role: Role
    waiting: int
    undelivered: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Who is at the desk, and his sites by slug."""

    account: AccountView
    sites: tuple[DeskSite, ...]
    everywhere: bool
    has_keys: bool

    def find(self, slug: str) -> DeskSite | None:
        """Find one of the sites."""
        return next((site for site in self.sites if site.slug == slug), None)


def set_keys(container: Container, credentials: Credentials, *, on: bool) -> None:
    """Switch the desk's single-key shortcuts on or off, for oneself."""
    now = container.clock()

    def store(unit: Unit) -> None:
        present = office.find_staff(unit, container, credentials=credentials)
        row = unit.staff.find(present.account_id)
        if row is not None:
            row.has_keys = on
            return
        row = StaffRow(
            account_id=present.account_id,
            everywhere=False,
            has_keys=on,
            created_at=now,
        )
        unit.staff.add(row)

    container.store.write(store)


def enter(
    container: Container, slug: str, *, credentials: Credentials, action: Action
) -> SiteView:
    """Give a site to somebody who may do an action there; raises as office.enter."""
    with container.store.read() as unit:
        return office.enter(
            unit, container, slug=slug, credentials=credentials, action=action
        ).site


def count_trial(container: Container, slug: str, *, credentials: Credentials) -> None:
    """Let an owner send something outside to try it, not too often.

    Raises what office.enter does, and TooManyRequestsError.
    """
    enter(container, slug, credentials=credentials, action=Action.MANAGE)
    spend(container, TRIALS_BY_ADDRESS, what="trial", block=credentials.address_block)


def check_staff(container: Container, credentials: Credentials) -> None:
    """Raise UnauthenticatedError for all who have no part in anything here."""
    with container.store.read() as unit:
        office.find_staff(unit, container, credentials=credentials)


def check_keeper(container: Container, credentials: Credentials) -> None:
    """Raise UnauthenticatedError or ForbiddenError for all but owners of every site."""
    with container.store.read() as unit:
        office.find_keeper(unit, container, credentials=credentials)


def front(container: Container, credentials: Credentials) -> Desk:
    """Show the desk to a staff member; raises UnauthenticatedError."""
    with container.store.read() as unit:
        present = office.find_staff(unit, container, credentials=credentials)
        staff = unit.staff.find(present.account_id)
        sites = unit.staff.sites(present.account_id)
        owned = [row.id for row, role in sites if role is Role.OWNER]
        dead = unit.outbox.dead_by_site(owned) if owned else {}
        return Desk(
            account=presence.account_view(unit, present),
            sites=tuple(
                DeskSite(
                    slug=row.slug,
                    name=row.name,
                    role=role,
                    waiting=unit.lists.queue_size(row.id, status=Status.PENDING),
                    undelivered=dead.get(row.id, 0),
                )
                for row, role in sites
            ),
            everywhere=staff is not None and staff.everywhere,
            has_keys=staff is None or staff.has_keys,
        )
