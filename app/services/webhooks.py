"""What owners do with webhooks: add, list, try, renew the secret, switch on, remove."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit
from uuid import UUID

from app.domain.errors import InvalidInputError, NotFoundError
from app.domain.identity import Action
from app.domain.login_errors import NotFreshError
from app.domain.ports import FetchError
from app.domain.webhooks import (
    KINDS,
    MOST_PER_SITE,
    STANDARD,
    Notice,
    WebhookEvent,
    check_events,
    check_url,
    shown_secret,
)
from app.services.channels import webhooks as channel
from app.services.container import Container
from app.services.steps import office, presence
from app.services.steps.credentials import Credentials
from app.services.steps.scope import Scope
from app.storage.moderation_models import WebhookRow
from app.storage.unit_of_work import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookOrder:
    """A receiver to add: where, of which kind, told of what (nothing: the usual)."""

    url: str
    preset: str = STANDARD
    events: Iterable[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookView:
    """A webhook as it is listed; of its address the host alone, the rest is secret."""

    id: UUID
    host: str
    preset: str
    events: tuple[str, ...]
    enabled: bool
    failures: int
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Secret:
    """A webhook's signing secret, to be told to its receiver; "" for a chat."""

    webhook_id: UUID
    text: str


@dataclass(frozen=True, slots=True)
class Trial:
    """What came of a test: whether it was taken, and what was answered."""

    worked: bool
    answer: str


def add(
    container: Container, slug: str, *, order: WebhookOrder, credentials: Credentials
) -> Secret:
    """Add a webhook and tell its secret.

    Raises what `office.enter` raises, NotFreshError, and InvalidInputError.
    """
    if order.preset not in KINDS:
        message = f"There is no preset {order.preset!r}; there are {', '.join(KINDS)}."
        raise InvalidInputError.of(message, field="preset", code="unknown_preset")
    url = check_url(order.url, preset=order.preset)
    events = check_events(order.events)

    def store(unit: Unit) -> WebhookRow:
        scope = _enter(unit, container, slug=slug, credentials=credentials)
        if len(unit.webhooks.of_site(scope.site.id)) >= MOST_PER_SITE:
            message = f"A site has at most {MOST_PER_SITE} webhooks."
            raise InvalidInputError.of(message, field="url", code="too_many")
        row = WebhookRow(
            id=container.new_id(scope.now),
            site_id=scope.site.id,
            url=url,
            preset=order.preset,
            events=",".join(event.value for event in events),
            enabled=True,
            failures=0,
            generation=1,
            rotated_at=scope.now,
            created_at=scope.now,
        )
        unit.webhooks.add(row)
        return row

    return _secret(container, container.store.write(store))


def listed(
    container: Container, slug: str, *, credentials: Credentials
) -> tuple[WebhookView, ...]:
    """List a site's webhooks, the oldest first."""
    with container.store.read() as unit:
        scope = office.enter(
            unit,
            container,
            slug=slug,
            credentials=credentials,
            action=Action.MANAGE,
        )
        return tuple(_view(row) for row in unit.webhooks.of_site(scope.site.id))


def rotate(
    container: Container, slug: str, *, webhook_id: UUID, credentials: Credentials
) -> Secret:
    """Make a new secret; the one before signs beside it for a day."""

    def renew(row: WebhookRow, now: datetime) -> None:
        row.generation += 1
        row.rotated_at = now

    row = _change(
        container, slug, webhook_id=webhook_id, credentials=credentials, act=renew
    )
    return _secret(container, row)


def set_enabled(
    container: Container,
    slug: str,
    *,
    webhook_id: UUID,
    enabled: bool,
    credentials: Credentials,
) -> None:
    """Switch a webhook on or off; on again it begins without failures."""

    def switch(row: WebhookRow, _: datetime) -> None:
        row.enabled = enabled
        row.failures = 0

    _change(container, slug, webhook_id=webhook_id, credentials=credentials, act=switch)


def remove(
    container: Container, slug: str, *, webhook_id: UUID, credentials: Credentials
) -> None:
    """Forget a webhook; what was still to be told it is dropped."""

    def store(unit: Unit) -> None:
        scope = _enter(unit, container, slug=slug, credentials=credentials)
        unit.webhooks.remove(_find(scope, webhook_id))

    container.store.write(store)


def test(
    container: Container, slug: str, *, webhook_id: UUID, credentials: Credentials
) -> Trial:
    """Send a test now, and say what was answered."""
    with container.store.read() as unit:
        scope = _enter(unit, container, slug=slug, credentials=credentials)
        to = channel.receiver(_find(scope, webhook_id))
        data = {"message": "Hello from Rejoinder."}
        notice = Notice(
            event=WebhookEvent.TEST, at=scope.now, site=scope.site.slug, data=data
        )
        message_id = container.new_id(scope.now)
    try:
        answer = channel.send(container, to, notice=notice, message_id=message_id)
    except FetchError as error:
        return Trial(worked=False, answer=str(error))
    return Trial(channel.is_taken(answer), f"HTTP {answer.status}")


def _enter(
    unit: Unit, container: Container, *, slug: str, credentials: Credentials
) -> Scope:
    """Let an owner in who has just signed in, or the operator."""
    scope = office.enter(
        unit, container, slug=slug, credentials=credentials, action=Action.MANAGE
    )
    if scope.present and not presence.is_fresh(scope.present, now=scope.now):
        raise NotFreshError
    return scope


def _find(scope: Scope, webhook_id: UUID) -> WebhookRow:
    row = scope.unit.webhooks.find(webhook_id)
    if row is None or row.site_id != scope.site.id:
        message = "There is no such webhook."
        raise NotFoundError(message)
    return row


def _change(
    container: Container,
    slug: str,
    *,
    webhook_id: UUID,
    credentials: Credentials,
    act: Callable[[WebhookRow, datetime], None],
) -> WebhookRow:
    def store(unit: Unit) -> WebhookRow:
        scope = _enter(unit, container, slug=slug, credentials=credentials)
        row = _find(scope, webhook_id)
        act(row, scope.now)
        return row

    return container.store.write(store)


def _secret(container: Container, row: WebhookRow) -> Secret:
    secret = container.tokens.webhook_secret(row.id, generation=row.generation)
    return Secret(row.id, shown_secret(secret) if row.preset == STANDARD else "")


def _view(row: WebhookRow) -> WebhookView:
    return WebhookView(
        id=row.id,
        host=urlsplit(row.url).hostname or "",
        preset=row.preset,
        events=tuple(row.events.split(",")),
        enabled=row.enabled,
        failures=row.failures,
        created_at=row.created_at,
    )
