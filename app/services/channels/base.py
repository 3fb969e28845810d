"""What a channel is: who is to hear of an event, and how one of them is told.

A channel has two functions. `spread` runs in the transaction that takes an event from
the outbox, and queues a delivery for each recipient. `deliver` brings one there, with
no transaction open; it returns when that is done or has become pointless, and raises
DeliveryError or PostponedError otherwise. It may run twice for one delivery, so what
it sends is known by the delivery's id.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from app.domain.letters import letter_id
from app.domain.moderation import Status
from app.services.container import Container
from app.storage.models import CommentRow
from app.storage.moderation_models import WebhookRow
from app.storage.unit_of_work import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A fact from the outbox; `kind` is the name of its class in `domain.events`."""

    id: UUID
    site_id: int
    kind: str
    payload: Mapping[str, Any]
    created_at: datetime

    @property
    def comment_id(self) -> UUID | None:
        """The comment it is about, if it is about one."""
        text = self.payload.get("comment_id")
        return UUID(text) if text else None

    @property
    def publishes(self) -> bool:
        """Tell whether from now on everybody sees the comment."""
        name = {"CommentPosted": "status", "StatusChanged": "new"}.get(self.kind)
        return name is not None and self.payload[name] == Status.APPROVED


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """Something to be brought to one recipient; `id` is the same at each attempt."""

    id: UUID
    site_id: int | None
    kind: str
    payload: Mapping[str, Any]
    attempts: int

    def about(self, name: str) -> UUID:
        """Give an id from the payload."""
        return UUID(self.payload[name])


@dataclass(frozen=True, slots=True, kw_only=True)
class Hand:
    """The transaction in which events are spread.

    The comments that they are about are read once, and only where somebody asks.
    """

    unit: Unit
    container: Container
    now: datetime
    _wanted: dict[int, set[UUID]] = field(default_factory=dict)
    _rows: dict[tuple[int, UUID], CommentRow] = field(default_factory=dict)
    _hooks: dict[int, list[WebhookRow]] = field(default_factory=dict)

    def gather(self, events: Iterable[Event]) -> None:
        """Note which comments events are about."""
        for event in events:
            if event.comment_id is not None:
                self._wanted.setdefault(event.site_id, set()).add(event.comment_id)

    def comment(self, event: Event) -> CommentRow | None:
        """Give the comment of an event that was gathered, unless it is gone."""
        if event.comment_id is None:
            return None
        while self._wanted:
            site_id, ids = self._wanted.popitem()
            found = self.unit.comments.find_many(site_id, ids)
            self._rows.update(((site_id, row.id), row) for row in found)
        row = self._rows.get((event.site_id, event.comment_id))
        return row if row is not None and row.deleted_at is None else None

    def webhooks(self, site_id: int) -> list[WebhookRow]:
        """List a site's webhooks."""
        if site_id not in self._hooks:
            self._hooks[site_id] = self.unit.webhooks.of_site(site_id)
        return self._hooks[site_id]

    def queue(
        self,
        kind: str,
        *about: object,
        site_id: int | None,
        payload: Mapping[str, str],
        event: Event | None = None,
    ) -> bool:
        """Queue a delivery; the same one, of a kind and about the same, only once."""
        return self.unit.outbox.queue(
            id=letter_id(kind, *about),
            site_id=site_id,
            event_id=event.id if event else None,
            kind=kind,
            payload=dict(payload),
            not_before=self.now,
            # Of what is due, what happened first goes first.
            created_at=event.created_at if event else self.now,
        )


def nobody(hand: Hand, event: Event) -> None:
    """Spread nothing: for what is queued by other ways than events."""
    del hand, event


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """A way to tell people; `kind` is the name of its deliveries."""

    kind: str
    deliver: Callable[[Container, Delivery], None]
    spread: Callable[[Hand, Event], None] = nobody


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """Something to be done every so often, by one worker at a time."""

    name: str
    every: timedelta
    run: Callable[[Container], object]
