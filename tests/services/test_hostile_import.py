"""A file that is broken, or was made to break something, changes nothing."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from app.domain.errors import InvalidInputError
from app.services.container import Container
from app.storage.models import CommentRow, SiteRow
from tests.service import MovableClock
from tests.services import abroad, acts
from tests.services.abroad import exported, imported

Rows = list[dict[str, Any]]
COMMENT = "comments"
SCRIPT = "javascript:alert(1)"


@pytest.fixture
def rows(container: Container, site: object, clock: MovableClock) -> Rows:
    """Give the lines of an export that is good, and empty the site for it."""
    abroad.furnish(container, clock)
    found = [json.loads(line) for line in exported(container).splitlines()]
    container.store.write(lambda unit: unit.sites._session.delete(_site(unit)))
    return found


def _site(unit: Any) -> SiteRow:
    found: SiteRow = unit.sites.find("blog")
    return found


def _file(rows: Rows) -> bytes:
    return b"".join(json.dumps(row).encode() + b"\n" for row in rows)


def _first(rows: Rows, table: str) -> dict[str, Any]:
    row: dict[str, Any] = next(
        each["row"] for each in rows if each.get("table") == table
    )
    return row


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        (COMMENT, "author_url", SCRIPT),
        (COMMENT, "author_name", "Ada\u202etxt.exe"),
        (COMMENT, "author_email", "a@b\r\nBcc: c@d.example"),
        (COMMENT, "author_name", "x" * 246),
        (COMMENT, "status", "published"),
        (COMMENT, "depth", 3),
        (COMMENT, "depth", True),
        (COMMENT, "path", "AAAA"),
        (COMMENT, "path", "not base64"),
        (COMMENT, "created_at", "2026-01-01T00:00:00"),
        (COMMENT, "created_at", 0),
        (COMMENT, "id", "1"),
        (COMMENT, "body", None),
        (COMMENT, "body", "a\0b"),
        (COMMENT, "body", "\ud800"),
        (COMMENT, "score", 2**40),
        (COMMENT, "reasons", ["x"]),
        (COMMENT, "reasons", [{"code": "\0", "evidence": ""}]),
        (COMMENT, "address_key", "address:1"),
        (COMMENT, "edit_token_hash", "0" * 64),
        (COMMENT, "thread_id", "00000000-0000-0000-0000-000000000000"),
        (COMMENT, "site", "elsewhere"),
        ("threads", "page_url", SCRIPT),
        ("threads", "surprise", 1),
        ("origins", "origin", "https://*.example"),
        ("sites", "slug", "../x"),
        ("sites", "policy", {"depth": "many"}),
        ("sites", "policy", []),
        ("origins", "site", []),
        ("accounts", "url", SCRIPT),
        ("avatars", "image", "PHN2Zz4="),
    ],
)
def test_bad_values(
    container: Container, rows: Rows, table: str, column: str, value: object
) -> None:
    """A value that no page could show, or no column hold, is named with its line."""
    _first(rows, table)[column] = value
    with pytest.raises(InvalidInputError, match=r"Line \d+|contradict"):
        imported(container, _file(rows))
    assert acts.stored(container, SiteRow) == []


def _orphaned(rows: Rows) -> bytes:
    below = next(each["row"] for each in rows if each.get("row", {}).get("parent_id"))
    below["parent_id"] = "00000000-0000-0000-0000-000000000000"
    return _file(rows)


def _of_another_site(rows: Rows) -> bytes:
    return _file([{**rows[0], "site": "other"}, *rows[1:]])


BROKEN: dict[str, Callable[[Rows], bytes]] = {
    "nothing": lambda rows: b"",
    "no JSON": lambda rows: b"PK\x03\x04",
    "another file": lambda rows: b'{"version": 1}\n',
    "a newer version": lambda rows: _file([{**rows[0], "version": 2}, *rows[1:]]),
    "cut short": lambda rows: _file(rows[:-1]),
    "cut in a line": lambda rows: _file(rows)[:-40],
    "a row too few": lambda rows: _file([*rows[:-2], rows[-1]]),
    "after the end": lambda rows: _file([*rows, rows[1]]),
    "an end of nothing": lambda rows: _file([*rows[:-1], {"end": 7}]),
    "another table": lambda rows: _file([rows[0], {"table": "day_keys", "row": {}}]),
    "no object": lambda rows: _file(rows[:1]) + b"[1]\n",
    "deep": lambda rows: _file(rows[:1]) + b"[" * 100_000 + b"\n",
    "a long line": lambda rows: _file(rows[:1]) + b" " * 5_000_000,
    "no parent": _orphaned,
    "of another site": _of_another_site,
}


@pytest.mark.parametrize("how", BROKEN)
def test_broken_files(container: Container, rows: Rows, how: str) -> None:
    """A file that is not whole is refused with a sentence, and changes nothing."""
    with pytest.raises(InvalidInputError) as refused:
        imported(container, BROKEN[how](rows))
    assert len(refused.value.detail) > 20
    assert acts.stored(container, SiteRow) == []


def test_html_is_cleaned(container: Container, rows: Rows) -> None:
    """HTML that pages would print is let in as clean as our own, and that is told."""
    evil = '<p onclick="x()">Hi<script>alert(1)</script><img src=x onerror=y></p>'
    _first(rows, COMMENT)["body_html"] = evil
    assert imported(container, _file(rows)).cleaned == 1
    shown = {row.body_html for row in acts.stored(container, CommentRow)}
    assert "<p>Hi</p>" in shown
    assert not any("alert" in html or "onerror" in html for html in shown)
