"""The snippets of docs/operating.md are well-formed and keep what the text promises."""

import configparser
import json
import re
from pathlib import Path

from app.cli.granian import STOP_SECONDS
from app.services import transfer
from app.storage import schema

DOCS = Path(__file__).parents[2] / "docs"
# What would put an address or a query string into a log.
PRIVATE = ("$remote_addr", "$args", "$request ", "$request_uri", "$http_", "forwarded")


def _blocks(page: str, language: str) -> list[str]:
    text = (DOCS / page).read_text("utf-8")
    found = re.findall(rf"^```{language}\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)
    assert found, language
    return found


def _nginx(text: str) -> list[list[str]]:
    """Take a configuration apart into its directives; every one ends as it must."""
    words = re.findall(r"'[^']*'|\"[^\"]*\"|[{};]|[^\s{};'\"]+", text)
    directives: list[list[str]] = [[]]
    depth = 0
    for word in words:
        if word in {"{", "}", ";"}:
            depth += {"{": 1, "}": -1, ";": 0}[word]
            assert depth >= 0
            assert bool(directives[-1]) == (word != "}")
            if word != "}":
                directives.append([])
        else:
            directives[-1].append(word)
    assert depth == 0
    assert directives[-1] == []
    return directives[:-1]


def test_nginx() -> None:
    """It is whole, hands on the reader's address, and logs none."""
    (text,) = _blocks("operating.md", "nginx")
    found = _nginx(text)
    header = ["proxy_set_header", "X-Forwarded-For", "$proxy_add_x_forwarded_for"]
    assert header in found
    (log,) = [" ".join(each) for each in found if each[0] == "log_format"]
    assert [each for each in PRIVATE if each in log] == []
    assert ["access_log", "/var/log/nginx/comments.log", "comments"] in found


def test_caddy() -> None:
    """Its braces are whole, and addresses and queries are kept out of its log."""
    (text,) = _blocks("operating.md", "caddy")
    assert text.count("{") == text.count("}")
    assert all(line == line.rstrip() for line in text.splitlines())
    for field in ("request>remote_ip ip_mask", "request>uri regexp", "headers delete"):
        assert field in text


def test_systemd() -> None:
    """The unit is well-formed, migrates first, and waits for requests to end."""
    (text,) = _blocks("operating.md", "ini")
    unit = configparser.ConfigParser(strict=False, interpolation=None)
    unit.optionxform = str  # type: ignore[assignment,method-assign]
    unit.read_string(text)
    assert set(unit) == {"DEFAULT", "Unit", "Service", "Install"}
    service = unit["Service"]
    assert service["ExecStartPre"].endswith("rejoinder migrate")
    assert "rejoinder serve" in service["ExecStart"]
    assert int(service["TimeoutStopSec"]) > STOP_SECONDS
    assert service["User"] == "rejoinder"


def test_cron() -> None:
    """Each line has its five fields, its user, and nothing that cron would split."""
    for block in _blocks("operating.md", "cron"):
        for line in block.splitlines():
            *times, user, command = line.split(maxsplit=6)
            assert all(re.fullmatch(r"\*|\d{1,2}", each) for each in times)
            assert (len(times), user) == (5, "rejoinder")
            assert "%" not in command


def test_the_export_that_is_shown() -> None:
    """The example has today's format, and adds up."""
    (text,) = _blocks("export.md", "json")
    head, *rows, end = [json.loads(line) for line in text.splitlines()]
    assert (head["format"], head["version"]) == (transfer.FORMAT, transfer.VERSION)
    assert schema.knows(head["schema"])
    assert sum(end["end"].values()) == len(rows)
