"""The first minutes of a service that nobody owns yet."""

from app.domain.errors import NotFoundError
from app.domain.staff import SETUP_LIFE, LinkPurpose
from app.services.container import Container
from app.services.steps import links
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
