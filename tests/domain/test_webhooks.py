"""What webhooks send: signed as the standard has it, and harmless where it lands."""

import base64
import json
from datetime import UTC, datetime
from typing import Any

import pytest

from app.domain.errors import InvalidInputError
from app.domain.webhooks import (
    KINDS,
    Notice,
    WebhookEvent,
    check_events,
    check_url,
    event_of,
    shown_secret,
    sign,
    write,
)

NASTY = "@everyone <!channel> <@U123> [x](https://evil.example) `*_~|> &lt; http://a"
CHAT = "https://api.telegram.org/bot1:x/sendMessage?chat_id=-100"


def _notice(**more: Any) -> Notice:
    return Notice(
        **{
            "event": WebhookEvent.HELD,
            "at": datetime(2026, 11, 25, 12, tzinfo=UTC),
            "site": "blog",
            "author": NASTY,
            "body": NASTY,
            "link": "https://comments.example/t/blog?comment=1",
            "data": {"id": "1"},
            **more,
        }
    )


def _sent(preset: str, **more: Any) -> Any:
    return json.loads(write(_notice(**more), preset=preset, url=CHAT).body)


def test_signature_is_the_standards() -> None:
    """The standard's own example comes out, under each secret that signs."""
    secret = base64.b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    signed = sign(
        "msg_p5jXN8AQM9LWM0D4loKWxJek",
        1614265330,
        body=b'{"test": 2432232314}',
        secrets=[secret, b"older"],
    )
    first, second = signed.split(" ")
    assert first == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    assert second.startswith("v1,")
    assert shown_secret(secret) == "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


def test_standard_payload() -> None:
    """A program is told type, time and data."""
    assert _sent("standard") == {
        "type": "comment.held",
        "timestamp": "2026-11-25T12:00:00+00:00",
        "data": {"site": "blog", "id": "1"},
    }


@pytest.mark.parametrize(
    ("preset", "field"),
    [("slack", "text"), ("discord", "content"), ("telegram", "text")],
)
def test_chats_take_nothing_for_a_command(preset: str, field: str) -> None:
    """No mention, no channel, no link and no markup of a stranger's is live."""
    text = _sent(preset)[field]
    assert "@everyone" not in text
    assert "@U123" not in text
    if preset == "slack":
        assert "<" not in text
        assert "&lt;!channel&gt;" in text
    if preset == "discord":
        assert "[x](" not in text
        assert "\\`\\*\\_\\~\\|\\>" in text
    assert text.endswith("https://comments.example/t/blog?comment=1")
    assert text.startswith("A comment waits for you (blog): ")


def test_chats_are_told_to_call_nobody() -> None:
    """Beside the text each chat's own switch is off."""
    assert _sent("slack")["mrkdwn"] is False
    assert _sent("discord")["allowed_mentions"] == {"parse": []}
    assert _sent("telegram")["chat_id"] == "-100"
    assert "parse_mode" not in _sent("telegram")
    plain = write(_notice(), preset="ntfy", url="https://ntfy.sh/x")
    assert plain.content_type == "text/plain; charset=utf-8"


@pytest.mark.parametrize("preset", KINDS)
def test_long_words_are_cut(preset: str) -> None:
    """The longest comment fits into what every chat takes."""
    long = "*" * 10_000
    message = write(_notice(body=long, author=long), preset=preset, url=CHAT)
    assert len(message.body.decode()) < 2_000


def test_spam_is_told_to_nobody() -> None:
    """Facts become events; what is spam does not."""
    assert event_of("CommentPosted", {"status": "spam"}) is None
    assert event_of("CommentPosted", {"status": "pending"}) is WebhookEvent.HELD
    assert event_of("CommentPosted", {"status": "approved"}) is WebhookEvent.POSTED
    assert event_of("CommentEdited", {"status": "approved"}) is WebhookEvent.EDITED
    assert event_of("CommentReported", {}) is WebhookEvent.REPORTED
    assert event_of("SomethingElse", {}) is None


@pytest.mark.parametrize(
    "url",
    ["", "ftp://a.example", "https://", "https://me@a.example", "https://a.example/ b"],
)
def test_bad_addresses(url: str) -> None:
    """What cannot be asked is refused when it is entered."""
    with pytest.raises(InvalidInputError):
        check_url(url, preset="standard")


def test_telegram_needs_a_chat() -> None:
    """An address without its chat is refused."""
    assert check_url(f" {CHAT} ", preset="telegram") == CHAT
    with pytest.raises(InvalidInputError):
        check_url(CHAT.partition("?")[0], preset="telegram")


def test_events_are_named() -> None:
    """Without names it is the usual ones; a made-up one is refused."""
    assert WebhookEvent.HELD in check_events(())
    assert check_events(["comment.deleted"]) == (WebhookEvent.DELETED,)
    with pytest.raises(InvalidInputError):
        check_events(["test"])
