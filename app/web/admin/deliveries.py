"""What the desk says of what leaves: kinds, errors and outcomes, in plain words."""

import re
from collections.abc import Mapping

KINDS = {
    "notice": "Letter to a moderator",
    "digest": "Daily digest to a moderator",
    "opt_in": "Question whether a reader wants mail",
    "reader": "Letter to a reader",
    "reset": "Link to choose a new password",
    "webhook": "Webhook",
}
_ERRORS = {
    "login_refused": "The mail server refused our login.",
    "not_supported": "The mail server does not support what is needed.",
    "disconnected": "The server hung up.",
    "bad_tls": "The secure connection failed.",
    "timeout": "There was no answer in time.",
    "unreachable": "There was no way to reach the server.",
    "mail_is_off": "No mail server is set.",
    "unknown_channel": "This version knows no such kind of delivery.",
    "unexpected": "Something unexpected happened; the log has more.",
}
_NUMBERED = (
    (re.compile(r"http_(\d+)"), "The receiver answered HTTP {}."),
    (re.compile(r"server_(\d+)"), "The mail server answered {}."),
    (re.compile(r"refused_(\d+)"), "The mail server refused this letter ({})."),
)
_DID = {
    "retry": ("One delivery is tried again.", "{} deliveries are tried again."),
    "drop": ("One delivery is forgotten.", "{} deliveries are forgotten."),
    "on": ("The webhook is switched on.",),
    "off": ("The webhook is switched off.",),
    "remove": ("The webhook is removed.",),
}
PRESETS = {
    "standard": "A program (Standard Webhooks, signed)",
    "slack": "Slack",
    "discord": "Discord",
    "telegram": "Telegram",
    "ntfy": "ntfy",
}
EVENTS = {
    "comment.posted": "A new comment is published",
    "comment.held": "A comment waits",
    "comment.reported": "A reader reports a comment",
    "comment.edited": "A comment is edited",
    "comment.decided": "A moderator decides",
    "comment.deleted": "A comment is deleted",
}


def kind(code: str) -> str:
    """Say what was to be delivered."""
    return KINDS.get(code) or code.replace("_", " ").capitalize()


def error(code: str) -> str:
    """Say why it did not arrive."""
    for pattern, sentence in _NUMBERED:
        if match := pattern.fullmatch(code):
            return sentence.format(match[1])
    return _ERRORS.get(code) or code.replace("_", " ").capitalize()


def told(query: Mapping[str, str]) -> str:
    """Say what has just been done, "" where nothing was."""
    sentences = _DID.get(query.get("did", ""), ("",))
    count = query.get("count", "1")
    if not count.isdecimal():
        return ""
    if count == "0":
        return "Nothing was ticked."
    return sentences[0 if count == "1" else -1].format(int(count))
