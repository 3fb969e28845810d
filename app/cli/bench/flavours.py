"""How each kind of server is asked: its list of a thread, and its post.

What a server wants besides (a token, a cookie) is given by `--header`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from app.cli.bench.load import UNIQUE
from app.domain.comment import Draft
from app.services.filling import SLUG

Post = tuple[str, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Flavour:
    """A list's path by thread key, and a post by thread key and draft."""

    read: Callable[[str], str]
    post: Callable[[str, Draft], Post]


def _text(draft: Draft) -> str:
    return f"{draft.body}\n\n{UNIQUE.decode()}"


def _quoted(key: str) -> str:
    return quote(key, safe="")


def _rejoinder_read(key: str) -> str:
    return f"/api/v1/sites/{SLUG}/comments?thread={_quoted(key)}"


def _rejoinder_post(key: str, draft: Draft) -> Post:
    document = {
        "thread": {"key": key},
        "body": _text(draft),
        "author": {"name": draft.name},
    }
    return f"/api/v1/sites/{SLUG}/comments", document


def _isso_read(key: str) -> str:
    return f"/?uri={_quoted(key)}"


def _isso_post(key: str, draft: Draft) -> Post:
    document = {"text": _text(draft), "author": draft.name, "title": key}
    return f"/new?uri={_quoted(key)}", document


def _remark42_read(key: str) -> str:
    return f"/api/v1/find?site={SLUG}&format=tree&url={_quoted(key)}"


def _remark42_post(key: str, draft: Draft) -> Post:
    document = {"text": _text(draft), "locator": {"site": SLUG, "url": key}}
    return f"/api/v1/comment?site={SLUG}", document


def _waline_read(key: str) -> str:
    return f"/api/comment?path={_quoted(key)}&pageSize=100&page=1&sortBy=insertedAt_asc"


def _waline_post(key: str, draft: Draft) -> Post:
    document = {"comment": _text(draft), "nick": draft.name, "url": key, "ua": "bench"}
    return "/api/comment", document


FLAVOURS = {
    "rejoinder": Flavour(_rejoinder_read, _rejoinder_post),
    "isso": Flavour(_isso_read, _isso_post),
    "remark42": Flavour(_remark42_read, _remark42_post),
    "waline": Flavour(_waline_read, _waline_post),
}
