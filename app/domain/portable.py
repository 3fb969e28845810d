"""What a row from somebody else's file must be like to be let in.

Types and lengths are the storage's to check. Here is what pages rely on: addresses
that are no scripts, names without disguises, places in threads that add up.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

from app.domain.addresses import check_email, web_link
from app.domain.comment import SEGMENT, segment
from app.domain.site import POLICY_KEYS, is_slug
from app.domain.text import clean_line
from app.domain.thread import may_be_registered, parse_origin, parse_page_url

Row = Mapping[str, Any]
_AVATAR_KEY = re.compile(r"[A-Za-z0-9_-]{43}")
# HTML that is let in is cleaned as it comes; these are the columns that hold it.
HTML = frozenset({("comments", "body_html")})


def _origin(text: str) -> bool:
    return parse_origin(text) == text and may_be_registered(text)


def _link(text: str) -> bool:
    return not text or web_link(text) == text


def _page(text: str) -> bool:
    return parse_page_url(text) is not None


def _line(text: str) -> bool:
    return clean_line(text) == text


def _email(text: str) -> bool:
    return not text or check_email(text)


def _key(text: str) -> bool:
    return bool(text)


def _avatar_key(text: str) -> bool:
    return _AVATAR_KEY.fullmatch(text) is not None


def _picture(image: bytes) -> bool:
    return image[:4] == b"RIFF" and image[8:12] == b"WEBP"


def _policy(policy: object) -> bool:
    return isinstance(policy, dict) and all(
        _fits(POLICY_KEYS[key].metadata, value)
        for key, value in policy.items()
        if key in POLICY_KEYS
    )


def _fits(meta: Mapping[str, Any], value: object) -> bool:
    match meta["kind"]:
        case "flag":
            return isinstance(value, bool)
        case "number":
            whole = isinstance(value, int) and not isinstance(value, bool)
            return whole and bool(meta["low"] <= value <= meta["high"])
        case "choice":
            return value in meta["options"]
        case _:
            return isinstance(value, list) and all(isinstance(e, str) for e in value)


def _reasons(reasons: object) -> bool:
    return isinstance(reasons, list) and all(
        isinstance(each, dict)
        and set(each) == {"code", "evidence"}
        and all(isinstance(text, str) for text in each.values())
        for each in reasons
    )


# By table and column; null is never asked about.
RULES: dict[tuple[str, str], Callable[[Any], bool]] = {
    ("sites", "slug"): is_slug,
    ("sites", "name"): _line,
    ("sites", "language"): _line,
    ("sites", "policy"): _policy,
    ("origins", "origin"): _origin,
    ("accounts", "name"): _line,
    ("accounts", "url"): _link,
    ("accounts", "avatar"): _avatar_key,
    ("identities", "handle"): _line,
    ("avatars", "key"): _avatar_key,
    ("avatars", "image"): _picture,
    ("consents", "name"): _line,
    ("consents", "url"): _link,
    ("threads", "key"): _key,
    ("threads", "page_url"): _page,
    ("threads", "title"): _line,
    ("thread_aliases", "key"): _key,
    ("comments", "author_name"): _line,
    ("comments", "author_email"): _email,
    ("comments", "author_url"): _link,
    ("comments", "author_handle"): _line,
    ("comments", "author_avatar"): _avatar_key,
    ("comments", "reasons"): _reasons,
    ("moderation_log", "reasons"): _reasons,
}


def bad_column(table: str, row: Row) -> str | None:
    """Name the first column whose value cannot be let in; None if there is none."""
    for name, value in row.items():
        rule = RULES.get((table, name))
        if rule is not None and value is not None and not rule(value):
            return name
    if table == "comments" and not _is_in_place(row):
        return "path"
    return None


def _is_in_place(row: Row) -> bool:
    """Tell whether a comment's sort key fits its depth, its time and its id."""
    is_root = row["depth"] == 0
    fits = (
        len(row["path"]) == SEGMENT * (row["depth"] + 1),
        row["path"].endswith(segment(row["created_at"], row["id"])),
        is_root == (row["parent_id"] is None),
        is_root == (row["root_id"] == row["id"]),
    )
    return all(fits)
