"""What all letters have in common: their ids, their list, their way back out."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote
from uuid import UUID

from app.domain.letters import Letter, header_text, host_of, letter_id, message_id
from app.services.channels.base import Delivery
from app.services.container import Container
from app.services.views import ANONYMOUS
from app.storage.models import CommentRow, SiteRow, ThreadRow

READER = "reader"
NOTICE = "notice"
Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """Whom a letter is for, which template it is made from, and with what."""

    to: str
    site: str
    slug: str
    template: str
    values: Mapping[str, Any]
    headers: Headers = ()


def send(container: Container, delivery: Delivery, *, content: Content) -> None:
    """Write a letter and hand it over; raises DeliveryError."""
    host = host_of(container.public_url)
    values = {"site": content.site, **content.values}
    letter = Letter(
        message_id=message_id(delivery.id, host),
        to=content.to,
        sender_name=header_text(content.site, limit=80),
        words=container.letters.write(content.template, values),
        sent_at=container.clock(),
        headers=(
            ("List-Id", f"<{content.slug}.{host}>"),
            ("Auto-Submitted", "auto-generated"),
            *content.headers,
        ),
    )
    container.mailer.send(letter)


def unsubscribing(url: str) -> Headers:
    """Let a mail program unsubscribe by one click (RFC 8058)."""
    return (
        ("List-Unsubscribe", f"<{url}>"),
        ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
    )


def threading(
    container: Container, row: CommentRow, *, kind: str, recipient: UUID
) -> Headers:
    """Let a letter stand below those about its thread and the comments above it.

    Their ids are computed, so that nobody has to look up whether they were sent.
    """
    host = host_of(container.public_url)
    above = [row.root_id, row.parent_id] if row.parent_id else []
    ids = [letter_id("thread", row.thread_id, recipient)]
    ids += [letter_id(kind, each, recipient) for each in dict.fromkeys(above)]
    references = [message_id(each, host) for each in ids]
    return (
        ("In-Reply-To", references[-1]),
        ("References", " ".join(references)),
    )


def page_url(container: Container, path: str) -> str:
    """Give the address of a page of ours."""
    return container.public_url + path


def comment_url(container: Container, row: CommentRow, *, site: SiteRow) -> str:
    """Give a comment's lasting address."""
    path = f"/t/{quote(site.slug)}?comment={row.id}#comment-{row.id}"
    return page_url(container, path)


def about_comment(
    container: Container, row: CommentRow, *, site: SiteRow
) -> dict[str, Any]:
    """Give a template what it may say of a comment."""
    return {
        "author": row.author_name or ANONYMOUS,
        "body": row.body,
        "body_html": row.body_html,
        "url": comment_url(container, row, site=site),
        "written_at": row.created_at,
        "is_reply": row.parent_id is not None,
    }


def confirmed_title(thread: ThreadRow) -> str:
    """Give a thread's title, but none that a stranger made up."""
    return thread.title or "" if thread.confirmed_at is not None else ""
