"""Logs: a line of JSON each, with nothing in it that could name a person.

A log line never holds an address, an e-mail, a user agent, a token or a query
string. What slips into a message is struck out before it is written.
"""

import ipaddress
import json
import logging
import re
import secrets
import sys
import time
from datetime import UTC, datetime

access_logger = logging.getLogger("rejoinder.access")
logger = logging.getLogger("rejoinder")

_FIELDS = ("request_id", "method", "route", "status", "ms", "worker")
_SECRETS = (
    (re.compile(r"[^\s\"'<>@,;:]+@[^\s\"'<>@,;:]+\.[^\s\"'<>@,;:]+"), "[e-mail]"),
    (re.compile(r"\b[0-9a-f]{32}\.[A-Za-z0-9_-]{43}\b"), "[token]"),
    (re.compile(r"(?i)(bearer|password|secret\w*)([ =:]+)\S+"), r"\1\2[secret]"),
    (re.compile(r"(://[^:/\s]*:)[^@/\s]+@"), r"\1[secret]@"),
    (re.compile(r"\b(?:\d{1,3}\.){3}\d{1,3}\b"), "[address]"),
)
_PERHAPS_IPV6 = re.compile(r"(?i)(?<![\w:])[0-9a-f]*:[0-9a-f:]*:[0-9a-f]*(?![\w:])")
# str.splitlines and some log viewers break lines here too, which JSON leaves alone.
_BREAKS = {ord(mark): f"\\u{ord(mark):04x}" for mark in "\x85\u2028\u2029"}


def redact(text: str) -> str:
    """Strike out e-mails, tokens, passwords and addresses."""
    for pattern, replacement in _SECRETS:
        text = pattern.sub(replacement, text)
    return _PERHAPS_IPV6.sub(_struck, text)


def _struck(found: re.Match[str]) -> str:
    try:
        ipaddress.IPv6Address(found[0])
    except ValueError:
        return found[0]  # a time of day, say
    return "[address]"


class JsonFormatter(logging.Formatter):
    """One JSON object a line; newlines in messages are escaped by JSON itself."""

    def format(self, record: logging.LogRecord) -> str:
        """Write a record down."""
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": redact(record.getMessage()),
        }
        line |= {
            name: value
            for name in _FIELDS
            if (value := getattr(record, name, None)) is not None
        }
        if record.exc_info:
            line["exception"] = redact(self.formatException(record.exc_info))
        return json.dumps(line, ensure_ascii=False).translate(_BREAKS)


def new_request_id() -> str:
    """Make the number by which a request is found in the log."""
    return secrets.token_hex(8)


def log_request(
    *, request_id: str, method: str, route: str | None, status: int, began: float
) -> None:
    """Write a request down; the route, not the path: paths hold what people typed."""
    if access_logger.isEnabledFor(logging.INFO):
        fields = {
            "request_id": request_id,
            "method": method,
            "route": route,
            "status": status,
            "ms": round((time.perf_counter() - began) * 1000, 1),
        }
        access_logger.info("request", extra=fields)


def configure(*, level: int = logging.INFO) -> None:
    """Send all logs to standard error as JSON."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonFormatter())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
