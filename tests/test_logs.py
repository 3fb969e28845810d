"""Logs name nobody, and nobody can forge a line."""

import io
import json
import logging
import time

import pytest

from app.logs import JsonFormatter, RequestLog, redact


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("mail from ada@example.org failed", "mail from [e-mail] failed"),
        ("client 203.0.113.7 refused", "client [address] refused"),
        ("client 2001:db8:1:2:3:4:5:6 refused", "client [address] refused"),
        (
            "token 01a20ad95e967640a0e4b0d6b5c3a885." + "A" * 43,
            "token [token]",
        ),
        (
            "postgresql://rejoinder:hunter2@db/x",
            "postgresql://rejoinder:[secret]@db/x",
        ),
        ("Authorization: Bearer abc.def", "Authorization: Bearer [secret]"),
        ("client 2001:db8::1 refused", "client [address] refused"),
        ("block 2001:db8:1:2::/64", "block [address]/64"),
        ("client ::1 refused", "client [address] refused"),
        ("redis://:hunter2@localhost:6379", "redis://:[secret]@localhost:6379"),
        ("REJOINDER_SECRET_KEY=abc", "REJOINDER_SECRET_KEY=[secret]"),
        ("at 12:30:45 std::string", "at 12:30:45 std::string"),
        ("nothing to hide at 12:30", "nothing to hide at 12:30"),
    ],
)
def test_redaction(text: str, kept: str) -> None:
    """E-mails, addresses, tokens and passwords are struck out."""
    assert redact(text) == kept


def test_one_record_is_one_line() -> None:
    """A newline in a message cannot begin a line of its own."""
    message = 'a\n{"level": "error"}\r\nb\x85c\u2028d'
    record = logging.LogRecord("x", logging.INFO, "", 0, message, None, None)
    line = JsonFormatter().format(record)
    assert line.splitlines() == [line]
    assert json.loads(line)["message"] == message


def test_exceptions_are_redacted() -> None:
    """What an exception says is struck out as well."""
    with pytest.raises(ValueError, match="ada") as caught:
        int("ada@example.org")
    info = (caught.type, caught.value, caught.tb)
    record = logging.LogRecord("x", logging.ERROR, "", 0, "failed", None, info)
    line = JsonFormatter().format(record)
    assert "ada@example.org" not in line
    assert "ValueError" in json.loads(line)["exception"]


def test_requests_are_lines(caplog: pytest.LogCaptureFixture) -> None:
    """A request is one line of JSON with the fields of others, written soon."""
    log, stream = RequestLog(), io.StringIO()
    caplog.set_level(logging.INFO, "rejoinder.access")
    log.start(stream)
    for route in ("/a/<b>", None):
        log.write("0a", method='GE"T', route=route, status=200, began=0)
    end = time.monotonic() + 10
    while stream.getvalue().count("\n") < 2:
        assert time.monotonic() < end
    first, second = map(json.loads, stream.getvalue().splitlines())
    assert first["route"] == "/a/<b>"
    assert "route" not in second
    names = ["time", "level", "logger", "message", "request_id", "method", "route"]
    assert [*first] == [*names, "status", "ms"]
    assert first["method"] == 'GE"T'
