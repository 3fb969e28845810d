"""The mail server and the sender's address, from the environment."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from app.domain.addresses import check_email
from app.domain.thread import is_loopback

CONSOLE = "console:"
_PORTS = {"smtp": 587, "smtps": 465}
_FORM = (
    "is smtps://USER:PASSWORD@HOST, smtp://… (with STARTTLS; ?tls=off without), or "
    f"{CONSOLE}"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SmtpServer:
    """Where letters are handed over; `tls` is "on" from the start, "start" or "off".

    Without a host letters are printed instead.
    """

    host: str = ""
    port: int = 0
    user: str = field(default="", repr=False)
    password: str = field(default="", repr=False)
    tls: str = "off"


def smtp_url(text: str) -> SmtpServer:
    """Read the address of a mail server; raises ValueError."""
    if text == CONSOLE:
        return SmtpServer()
    try:
        parts = urlsplit(text)
        host, port = parts.hostname, parts.port
        query = dict(parse_qsl(parts.query, strict_parsing=bool(parts.query)))
    except ValueError:
        raise ValueError(_FORM) from None
    # Nothing of a password may show in the message, so none of it is quoted.
    plain = query.pop("tls", "on")
    bad = query or plain not in {"on", "off"} or parts.path.strip("/")
    if parts.scheme not in _PORTS or not host or bad or not _is_host(host):
        raise ValueError(_FORM)
    server = SmtpServer(
        host=host,
        port=port or _PORTS[parts.scheme],
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        tls=_tls(parts.scheme, host=host, plain=plain == "off"),
    )
    if server.user and server.tls == "off" and not _is_near(host):
        message = "would send its password in the clear; leave ?tls=off out"
        raise ValueError(message)
    return server


def _tls(scheme: str, *, host: str, plain: bool) -> str:
    if scheme == "smtps":
        return "on"
    return "off" if plain or _is_near(host) else "start"


def _is_near(host: str) -> bool:
    shown = f"[{host}]" if ":" in host else host
    return is_loopback(f"http://{shown}")


def _is_host(host: str) -> bool:
    return re.fullmatch(r"[A-Za-z0-9._:-]{1,253}", host) is not None


def address(text: str) -> str:
    """Read the sender's address; raises ValueError."""
    if not check_email(text):
        message = "is an e-mail address such as comments@example.com"
        raise ValueError(message)
    return text


def cross_check(values: Mapping[str, Any]) -> list[str]:
    """Say what is missing: a server and a sender are set together or not at all."""
    server, sender = values.get("smtp_url"), values.get("mail_from")
    if server and sender == "":
        return ["MAIL_FROM is missing; SMTP_URL needs it."]
    if sender and "smtp_url" in values and server is None:
        return ["SMTP_URL is missing; MAIL_FROM needs it."]
    return []
