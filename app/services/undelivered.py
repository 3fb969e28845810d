"""What could not be delivered for a site, and what its owner does about it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.domain.identity import Action
from app.services.container import Container
from app.services.steps import office
from app.services.steps.credentials import Credentials
from app.services.steps.scope import Scope
from app.storage.outbox_models import DeliveryRow
from app.storage.unit_of_work import Unit

MOST = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryView:
    """A delivery that failed: `error` is a code and names nobody.

    `next_at` is when it is tried again; without it, it was given up.
    """

    id: UUID
    kind: str
    comment_id: UUID | None
    error: str
    attempts: int
    created_at: datetime
    next_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Undelivered:
    """What was given up, the newest first, and what is tried again, the next first."""

    given_up: tuple[DeliveryView, ...]
    failing: tuple[DeliveryView, ...]


def of_site(
    container: Container, slug: str, *, credentials: Credentials
) -> Undelivered:
    """List a site's, a hundred of each; raises what `office.enter` raises."""
    with container.store.read() as unit:
        scope = _enter(unit, container, slug=slug, credentials=credentials)
        site_id, outbox = scope.site.id, unit.outbox
        return Undelivered(
            given_up=tuple(_view(row) for row in outbox.dead([site_id], limit=MOST)),
            failing=tuple(_view(row) for row in outbox.failing(site_id, limit=MOST)),
        )


def retry(
    container: Container,
    slug: str,
    *,
    credentials: Credentials,
    ids: Collection[UUID] | None,
) -> int:
    """Try again what was given up: some, or all (None); how many that were."""

    def store(unit: Unit) -> int:
        scope = _enter(unit, container, slug=slug, credentials=credentials)
        return unit.outbox.revive(scope.now, ids=ids, site_ids=[scope.site.id])

    return container.store.write(store)


def drop(
    container: Container,
    slug: str,
    *,
    credentials: Credentials,
    ids: Collection[UUID] | None,
) -> int:
    """Forget what was given up: some, or all (None); how many that were."""

    def store(unit: Unit) -> int:
        scope = _enter(unit, container, slug=slug, credentials=credentials)
        return unit.outbox.drop(scope.site.id, ids=ids)

    return container.store.write(store)


def _view(row: DeliveryRow) -> DeliveryView:
    about = row.payload.get("comment")
    return DeliveryView(
        id=row.id,
        kind=row.kind,
        comment_id=UUID(about) if about else None,
        error=row.last_error or "",
        attempts=row.attempts,
        created_at=row.created_at,
        next_at=None if row.done_at else row.not_before,
    )


def _enter(
    unit: Unit, container: Container, *, slug: str, credentials: Credentials
) -> Scope:
    return office.enter(
        unit, container, slug=slug, credentials=credentials, action=Action.MANAGE
    )
