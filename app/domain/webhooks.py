"""Webhooks: what they are told, how it is signed, and how it is put for each receiver.

Signatures are those of Standard Webhooks. Chats get one line of text that nothing in
them can take for a command, a mention or markup.
"""

import base64
import hmac
import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from urllib.parse import parse_qs, urlsplit

from app.domain.errors import InvalidInputError
from app.domain.moderation import Status
from app.domain.text import excerpt
from app.domain.thread import may_be_registered, parse_origin

URL_LENGTH = 2_000
MOST_PER_SITE = 20
# How long after a rotation the secret before still signs.
OLD_SECRET_LIFE = timedelta(hours=24)
_EXCERPT = 300
_NAME = 80
_TEXT, _CHAT = object(), object()


class WebhookEvent(StrEnum):
    """What a webhook may be told of."""

    POSTED = "comment.posted"
    HELD = "comment.held"
    REPORTED = "comment.reported"
    EDITED = "comment.edited"
    DECIDED = "comment.decided"
    DELETED = "comment.deleted"
    TEST = "test"


USUAL = (WebhookEvent.POSTED, WebhookEvent.HELD, WebhookEvent.REPORTED)
SELECTABLE = tuple(event for event in WebhookEvent if event is not WebhookEvent.TEST)
_SENTENCES = {
    WebhookEvent.POSTED: "New comment",
    WebhookEvent.HELD: "A comment waits for you",
    WebhookEvent.REPORTED: "A reader reported a comment",
    WebhookEvent.EDITED: "A comment was edited",
    WebhookEvent.DECIDED: "A moderator decided",
    WebhookEvent.DELETED: "A comment was deleted",
    WebhookEvent.TEST: "This is a test",
}


# By the kind of a fact, and the status that it names, if it names one.
_TOLD: dict[tuple[str, str | None], WebhookEvent] = {
    ("CommentPosted", Status.APPROVED): WebhookEvent.POSTED,
    ("CommentPosted", Status.PENDING): WebhookEvent.HELD,
    ("CommentEdited", Status.APPROVED): WebhookEvent.EDITED,
    ("CommentEdited", Status.PENDING): WebhookEvent.HELD,
    ("CommentReported", None): WebhookEvent.REPORTED,
    ("StatusChanged", None): WebhookEvent.DECIDED,
    ("CommentDeleted", None): WebhookEvent.DELETED,
}


def event_of(kind: str, payload: Mapping[str, Any]) -> WebhookEvent | None:
    """Say what a fact from the outbox is to webhooks; None for what is not told.

    Spam is told to nobody: it would only move from one inbox to another.
    """
    return _TOLD.get((kind, payload.get("status")))


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What happened, for a receiver; `data` is the standard payload's."""

    event: WebhookEvent
    at: datetime
    site: str
    author: str = ""
    body: str = ""
    link: str = ""
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Message:
    """A notice as it is sent."""

    content_type: str
    body: bytes


def _no_mention(text: str) -> str:
    """Part an at-sign from what follows, so that nobody is called."""
    return re.sub(r"@(?=\S)", "@\u200b", text)


def _slack(text: str) -> str:
    """Write what Slack would read as a link, a channel or a command as text."""
    found = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _no_mention(found)


def _discord(text: str) -> str:
    """Escape Discord's Markdown."""
    return _no_mention(re.sub(r"([\\`*_~|>#\[\]()<:\-])", r"\\\1", text))


@dataclass(frozen=True, slots=True)
class Preset:
    """A kind of receiver: the shape of its JSON, and how strangers' words are put.

    Without a shape it is the text itself that is sent. `hint` says what to enter.
    """

    hint: str
    escape: Callable[[str], str]
    shape: Mapping[str, Any] | None = None


STANDARD = "standard"
PRESETS: dict[str, Preset] = {
    "slack": Preset(
        "https://hooks.slack.com/services/…",
        _slack,
        {"text": _TEXT, "mrkdwn": False, "unfurl_links": False},
    ),
    "discord": Preset(
        "https://discord.com/api/webhooks/…",
        _discord,
        {"content": _TEXT, "allowed_mentions": {"parse": []}, "flags": 4},
    ),
    "telegram": Preset(
        "https://api.telegram.org/botTOKEN/sendMessage?chat_id=ID",
        _no_mention,
        {"chat_id": _CHAT, "text": _TEXT, "disable_web_page_preview": True},
    ),
    "ntfy": Preset("https://ntfy.sh/TOPIC", _no_mention),
}
KINDS = (STANDARD, *PRESETS)


def write(notice: Notice, *, preset: str, url: str) -> Message:
    """Put a notice for a kind of receiver."""
    if preset == STANDARD:
        document = {
            "type": notice.event.value,
            "timestamp": notice.at.isoformat(),
            "data": {"site": notice.site, **notice.data},
        }
        return _json(document)
    kind = PRESETS[preset]
    text = _line(notice, escape=kind.escape)
    if kind.shape is None:
        return Message("text/plain; charset=utf-8", text.encode())
    chat = parse_qs(urlsplit(url).query).get("chat_id", [""])[0]
    filled = {id(_TEXT): text, id(_CHAT): chat}
    return _json({key: filled.get(id(what), what) for key, what in kind.shape.items()})


def _line(notice: Notice, *, escape: Callable[[str], str]) -> str:
    """Say it in words; ours are as they are, a stranger's are escaped."""
    said = excerpt(notice.body, _EXCERPT)
    name = excerpt(notice.author, _NAME)
    head = f"{_SENTENCES[notice.event]} ({escape(notice.site)})"
    parts = [f"{head}: {escape(name)}" if name else head, escape(said), notice.link]
    return "\n".join(part for part in parts if part)


def _json(document: Mapping[str, Any]) -> Message:
    body = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    return Message("application/json", body.encode())


def sign(
    message_id: str, timestamp: int, *, body: bytes, secrets: Iterable[bytes]
) -> str:
    """Sign a message under each secret, as Standard Webhooks has it."""
    signed = f"{message_id}.{timestamp}.".encode() + body
    macs = (hmac.digest(secret, signed, "sha256") for secret in secrets)
    return " ".join(f"v1,{base64.b64encode(mac).decode()}" for mac in macs)


def shown_secret(secret: bytes) -> str:
    """Write a secret down as receivers are configured with it."""
    return f"whsec_{base64.b64encode(secret).decode()}"


def check_url(url: str, *, preset: str) -> str:
    """Check a receiver's address: https, or http on loopback; raises InvalidInputError.

    Whether it leads somewhere public is found out when it is asked.
    """
    message = f"This is not an address such as {hint(preset)}."
    clean = url.strip()
    try:
        parts = urlsplit(clean)
        _ = parts.port
    except ValueError:
        raise InvalidInputError.of(message, field="url", code="bad_url") from None
    origin = parse_origin(f"{parts.scheme}://{parts.netloc}")
    usable = origin is not None and may_be_registered(origin)
    chat = preset != "telegram" or "chat_id" in parse_qs(parts.query)
    printable = clean.isascii() and clean.isprintable() and " " not in clean
    if not (usable and chat and printable) or "@" in parts.netloc:
        raise InvalidInputError.of(message, field="url", code="bad_url")
    if len(clean) > URL_LENGTH:
        raise InvalidInputError.of(message, field="url", code="too_long")
    return clean


def hint(preset: str) -> str:
    """Show what an address for a preset looks like."""
    return PRESETS[preset].hint if preset in PRESETS else "https://example.com/hook"


def check_events(names: Iterable[str]) -> tuple[WebhookEvent, ...]:
    """Read the names of events, none for the usual ones; raises InvalidInputError."""
    wanted = tuple(dict.fromkeys(names))
    known = {event.value: event for event in SELECTABLE}
    unknown = [name for name in wanted if name not in known]
    if unknown:
        message = f"There is no event {unknown[0]!r}; there are {', '.join(known)}."
        raise InvalidInputError.of(message, field="events", code="unknown_event")
    return tuple(known[name] for name in wanted) or USUAL
