"""Logs: a line of JSON each, with nothing in it that could name a person.

A log line never holds an address, an e-mail, a user agent, a token or a query
string. What slips into a message is struck out before it is written.
"""

import atexit
import ipaddress
import json
import logging
import random
import re
import sys
import threading
import time
from collections import deque
from datetime import UTC, datetime
from functools import lru_cache
from typing import TextIO

access_logger = logging.getLogger("rejoinder.access")
logger = logging.getLogger("rejoinder")

_FLUSH_SECONDS = 0.05
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
    """Make the number by which a request is found in the log; no secret."""
    return f"{random.getrandbits(64):016x}"


# When, request id, method, route, status, milliseconds.
_Request = tuple[float, str, str, str | None, int, float]


_LINE = (
    '{"time": "%s.%06d+00:00", "level": "info", "logger": "rejoinder.access", '
    '"message": "request", "request_id": "%s", %s, "ms": %.1f}\n'
)


class RequestLog:
    """A line for each request, past the logging module, which took most of the time.

    Lines are written a twentieth of a second later, many at once: a write lets another
    thread go first, which costs a busy server more than all else; and to put together
    what a longer while has brought holds up whoever comes just then. Until `start` has
    said where lines go, requests are records like others.
    """

    def __init__(self) -> None:
        """Write nowhere yet."""
        self._waiting: deque[_Request] = deque()
        self._call = threading.Event()
        self._called = False
        self._stream: TextIO | None = None

    def start(self, stream: TextIO) -> None:
        """Begin to write lines."""
        self._stream = stream
        threading.Thread(target=self._run, name="request log", daemon=True).start()
        atexit.register(self.flush)

    def write(
        self,
        request_id: str,
        *,
        method: str,
        route: str | None,
        status: int,
        began: float,
    ) -> None:
        """Write down a request; its route and not its path, which people typed."""
        if not access_logger.isEnabledFor(logging.INFO):
            return
        ms = (time.perf_counter() - began) * 1000
        if self._stream is None:
            fields = {"request_id": request_id, "status": status, "ms": round(ms, 1)}
            fields |= {"method": method, "route": route}
            access_logger.info("request", extra=fields)
            return
        now = time.time()  # noqa: TID251 -- as logging itself does
        self._waiting.append((now, request_id, method, route, status, ms))
        if not self._called:
            self._called = True
            self._call.set()

    def flush(self) -> None:
        """Write what waits."""
        self._call.clear()
        # Only now: whoever comes in between finds that nobody is called, and calls.
        self._called = False
        lines = []
        while self._waiting:
            lines.append(_line(self._waiting.popleft()))
        if self._stream is not None and lines:
            self._stream.write("".join(lines))
            self._stream.flush()

    def _run(self) -> None:
        while True:
            self._call.wait()
            time.sleep(_FLUSH_SECONDS)
            self.flush()


request_log = RequestLog()


def _line(request: _Request) -> str:
    at, request_id, method, route, status, ms = request
    second = int(at)
    what = _what((method, route, status))
    return _LINE % (_second(second), (at - second) * 1e6, request_id, what, ms)


@lru_cache(maxsize=2)
def _second(at: int) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat()[:19]


@lru_cache(maxsize=512)
def _what(request: tuple[str, str | None, int]) -> str:
    fields = dict(zip(("method", "route", "status"), request, strict=True))
    known = {name: value for name, value in fields.items() if value is not None}
    return json.dumps(known)[1:-1]


def configure(*, level: int = logging.INFO) -> None:
    """Send all logs to standard error as JSON."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonFormatter())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    request_log.start(sys.stderr)
