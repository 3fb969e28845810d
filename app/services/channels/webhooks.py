"""Webhooks as a channel: programs and chats hear what happens on a site."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from app.domain.delivery import DeliveryError
from app.domain.ports import Fetched, FetchError, Outgoing
from app.domain.webhooks import (
    OLD_SECRET_LIFE,
    STANDARD,
    Notice,
    WebhookEvent,
    event_of,
    sign,
    write,
)
from app.services.channels import mail
from app.services.channels.base import Channel, Delivery, Event, Hand
from app.services.container import Container
from app.services.views import author_view
from app.storage.models import CommentRow, SiteRow, ThreadRow
from app.storage.moderation_models import WebhookRow
from app.storage.unit_of_work import Unit

KIND = "webhook"
_GONE = 410


@dataclass(frozen=True, slots=True)
class Receiver:
    """Whom to send to, as it was when the transaction ended."""

    id: UUID
    url: str
    preset: str
    generation: int
    rotated_at: datetime


def receiver(row: WebhookRow) -> Receiver:
    """Take what is needed of a webhook out of its transaction."""
    return Receiver(row.id, row.url, row.preset, row.generation, row.rotated_at)


def secrets(container: Container, to: Receiver) -> Iterator[bytes]:
    """Give the secrets that sign now: the newest, and for a day the one before."""
    yield container.tokens.webhook_secret(to.id, generation=to.generation)
    is_new = container.clock() - to.rotated_at < OLD_SECRET_LIFE
    if to.generation > 1 and is_new:
        yield container.tokens.webhook_secret(to.id, generation=to.generation - 1)


def send(
    container: Container, to: Receiver, *, notice: Notice, message_id: UUID
) -> Fetched:
    """Bring a notice there, signed for a receiver that checks; raises FetchError."""
    message = write(notice, preset=to.preset, url=to.url)
    headers = {"Content-Type": message.content_type}
    if to.preset == STANDARD:
        sent_as, at = f"msg_{message_id.hex}", int(container.clock().timestamp())
        signature = sign(sent_as, at, body=message.body, secrets=secrets(container, to))
        headers |= {
            "webhook-id": sent_as,
            "webhook-timestamp": str(at),
            "webhook-signature": signature,
        }
    request = Outgoing(
        url=to.url, method="POST", headers=headers, body=message.body, seconds=15
    )
    return container.fetcher.fetch(request)


def is_taken(answer: Fetched) -> bool:
    """Tell whether the receiver took it."""
    return answer.status // 100 == 2  # noqa: PLR2004 -- HTTP's class of success


def _spread(hand: Hand, event: Event) -> None:
    told = event_of(event.kind, event.payload)
    if told is None or event.comment_id is None:
        return
    for hook in hand.webhooks(event.site_id):
        if hook.enabled and told.value in hook.events.split(","):
            payload = {
                "webhook": str(hook.id),
                "comment": str(event.comment_id),
                "event": told.value,
                "at": event.created_at.isoformat(),
                "more": str(
                    event.payload.get("reason") or event.payload.get("new", "")
                ),
            }
            about = (hook.id, event.id)
            hand.queue(
                KIND, *about, site_id=event.site_id, payload=payload, event=event
            )


def _deliver(container: Container, delivery: Delivery) -> None:
    with container.store.read() as unit:
        hook = unit.webhooks.find(delivery.about("webhook"))
        notice = _notice(unit, container, delivery=delivery)
        if hook is None or not hook.enabled or notice is None:
            return
        to = receiver(hook)
    try:
        answer = send(container, to, notice=notice, message_id=delivery.id)
    except FetchError:
        _note(container, to, worked=False)
        code = "unreachable"
        raise DeliveryError(code) from None
    gone = answer.status == _GONE
    _note(container, to, worked=is_taken(answer), gone=gone)
    if not is_taken(answer):
        code = f"http_{answer.status}"
        raise DeliveryError(code, is_final=gone)


def _note(
    container: Container, to: Receiver, *, worked: bool, gone: bool = False
) -> None:
    """Count failures in a row; who says that he is gone is asked no more."""

    def store(unit: Unit) -> None:
        row = unit.webhooks.find(to.id)
        if row is not None:
            row.failures = 0 if worked else row.failures + 1
            row.enabled = row.enabled and not gone

    container.store.write(store)


def _notice(unit: Unit, container: Container, *, delivery: Delivery) -> Notice | None:
    """Say what happened, as things are now; None where it has become pointless."""
    event = WebhookEvent(delivery.payload["event"])
    site = unit.sites.get(delivery.site_id or 0)
    row = unit.comments.find(delivery.site_id or 0, delivery.about("comment"))
    if site is None or row is None:
        return None
    at = datetime.fromisoformat(delivery.payload["at"])
    thread = unit.threads.get(row.site_id, row.thread_id)
    if event is WebhookEvent.DELETED:
        data = {"id": str(row.id), "thread": _thread(thread)}
        return Notice(event=event, at=at, site=site.slug, data=data)
    if row.deleted_at is not None:
        return None
    link = mail.comment_url(container, row, site=site)
    more = {"report": delivery.payload["more"]}
    extra = more if event is WebhookEvent.REPORTED else {}
    return Notice(
        event=event,
        at=at,
        site=site.slug,
        author=author_view(row).name,
        body=row.body,
        link=link,
        data={**_data(row, site=site, thread=thread), "permalink": link, **extra},
    )


def _data(row: CommentRow, *, site: SiteRow, thread: ThreadRow) -> dict[str, Any]:
    """Give a program what it may know of a comment; no address of any kind."""
    author = author_view(row)
    return {
        "id": str(row.id),
        "parent_id": str(row.parent_id) if row.parent_id else None,
        "thread": _thread(thread),
        "author": {"name": author.name, "url": author.url, "role": author.role},
        "body": row.body,
        "html": row.body_html,
        "status": row.status.value,
        "reasons": row.reasons,
        "language": site.language,
        "created_at": row.created_at.isoformat(),
        "edited_at": row.edited_at.isoformat() if row.edited_at else None,
    }


def _thread(thread: ThreadRow) -> dict[str, str | None]:
    """Name a thread; a title and an address only where they are confirmed."""
    confirmed = thread.confirmed_at is not None
    return {
        "key": thread.key,
        "title": thread.title if confirmed else None,
        "url": thread.page_url if confirmed else None,
    }


CHANNELS = (Channel(kind=KIND, spread=_spread, deliver=_deliver),)
