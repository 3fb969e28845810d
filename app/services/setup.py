"""The first minutes of a service that nobody owns yet."""

from app.domain.delivery import DeliveryError
from app.domain.errors import NotFoundError
from app.domain.identity import Action
from app.domain.limits import TRIALS_BY_ADDRESS
from app.domain.staff import SETUP_LIFE, LinkPurpose
from app.services.channels import staff
from app.services.channels.base import Delivery
from app.services.container import Container
from app.services.steps import links, office
from app.services.steps.credentials import Credentials
from app.services.steps.throttle import spend
from app.storage.unit_of_work import Unit


def check_open(container: Container) -> None:
    """Raise NotFoundError once there is an owner: there is no such page then."""
    with container.store.read() as unit:
        if unit.staff.has_owner():
            raise NotFoundError


def has_owner(container: Container) -> bool:
    """Tell whether anybody owns anything here."""
    with container.store.read() as unit:
        return unit.staff.has_owner()


def has_link(container: Container) -> bool:
    """Tell whether a link to set up is still good; it cannot be shown again."""
    with container.store.read() as unit:
        return bool(unit.staff.links(LinkPurpose.SETUP, now=container.clock()))


def new_link(container: Container) -> str | None:
    """Make the link to set up, in place of any before; None where there is an owner."""

    def store(unit: Unit) -> str | None:
        if unit.staff.has_owner():
            return None
        unit.staff.end_links(LinkPurpose.SETUP)
        return links.make(unit, container, purpose=LinkPurpose.SETUP, life=SETUP_LIFE)

    return container.store.write(store)


def own_address(container: Container, slug: str, *, credentials: Credentials) -> str:
    """Give the address of the owner who asks, "" where he has none.

    Raises what office.enter does.
    """
    with container.store.read() as unit:
        scope = office.enter(
            unit, container, slug=slug, credentials=credentials, action=Action.MANAGE
        )
        account_id = scope.actor.account_id
        row = unit.staff.find(account_id) if account_id else None
        return (row.email if row else None) or ""


def send_trial_letter(
    container: Container, slug: str, *, credentials: Credentials
) -> str:
    """Send a letter to the owner who asks; gives what went wrong, "" for nothing.

    Raises what office.enter does, and TooManyRequestsError.
    """
    to = own_address(container, slug, credentials=credentials)
    spend(container, TRIALS_BY_ADDRESS, what="trial", block=credentials.address_block)
    delivery = Delivery(
        id=container.new_id(container.clock()),
        site_id=None,
        kind="trial",
        payload={},
        attempts=1,
    )
    if not to:
        return "no_address"
    try:
        staff.send_trial(container, delivery, to=to)
    except DeliveryError as error:
        return error.code
    return ""
