"""Finding what a request names: the site and the thread."""

from dataclasses import dataclass

from app.domain.errors import InvalidInputError, SiteNotFoundError
from app.domain.site import is_slug
from app.domain.thread import PageUrl, parse_page_url, thread_key
from app.services.views import SiteView, site_view
from app.storage.found import FoundThread
from app.storage.unit_of_work import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadRef:
    """How a request names a thread; the key wins over the page's address."""

    key: str | None = None
    url: str | None = None
    title: str | None = None


@dataclass(frozen=True, slots=True)
class NamedThread:
    """A ThreadRef resolved: the canonical key, and the page when one was given."""

    key: str
    page: PageUrl | None


def find_site(unit: Unit, slug: str) -> SiteView:
    """Find a site by its slug; raises SiteNotFoundError."""
    # What cannot be a slug is not asked for: PostgreSQL knows no NUL in a text.
    found = unit.sites.find_whole(slug) if is_slug(slug) else None
    if found is None:
        raise SiteNotFoundError
    return site_view(found)


def find_thread(
    unit: Unit, slug: str, *, key: str
) -> tuple[SiteView, FoundThread | None]:
    """Find a site and its thread of a key or alias; raises SiteNotFoundError."""
    found = unit.sites.find_with_thread(slug, key) if is_slug(slug) else None
    if found is None:
        raise SiteNotFoundError
    site, thread = found
    return site_view(site), thread


def name_thread(ref: ThreadRef) -> NamedThread:
    """Canonicalise what names a thread; raises InvalidInputError."""
    page = parse_page_url(ref.url) if ref.url else None
    if ref.url and page is None:
        message = "This is not the address of a web page."
        raise InvalidInputError.of(message, field="thread.url", code="bad_url")
    if ref.key is not None:
        key = thread_key(ref.key)
        if not key:
            message = "A thread's key has 1 to 1,000 characters."
            raise InvalidInputError.of(message, field="thread.key", code="bad_key")
        return NamedThread(key, page)
    if page is None:
        message = "Name the thread by its key or by the page's url."
        raise InvalidInputError.of(message, field="thread", code="required")
    return NamedThread(page.key, page)
