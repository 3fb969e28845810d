"""The addresses that answers name."""

from functools import lru_cache
from urllib.parse import quote
from uuid import UUID


def permalink_of(comment_id: UUID, *, site: str, public_url: str) -> str:
    """Build the lasting address of the comment with an id."""
    named = str(comment_id)
    return f"{_page_of(site, public_url)}?comment={named}#comment-{named}"


@lru_cache(maxsize=64)
def _page_of(site: str, public_url: str) -> str:
    return f"{public_url}/t/{quote(site)}"


def avatar_url(key: str | None, *, public_url: str) -> str | None:
    """Build the address of a picture of ours."""
    return f"{public_url}/avatars/{key}" if key else None
