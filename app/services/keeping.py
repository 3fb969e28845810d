"""What was typed on a hosted page is kept while its writer is away to log in or out.

A page without JavaScript cannot do that itself. The draft is known by a secret in the
browser's cookie and by its thread, never by an address; it lives for an hour.
"""

from dataclasses import asdict, dataclass
from datetime import timedelta

from app.domain.errors import InvalidInputError
from app.domain.limits import LOGINS_BY_ADDRESS
from app.domain.text import length
from app.services.container import Container
from app.services.steps import lookup
from app.services.steps.lookup import ThreadRef
from app.services.steps.throttle import spend
from app.services.tokens import Tokens
from app.services.views import SiteView
from app.storage.account_models import DraftRow
from app.storage.unit_of_work import Unit

# A login may take ten minutes; whoever is late finds his text all the same.
LIFE = timedelta(hours=1)
# Twice what can be posted: longer ones are to be shortened anyway.
MOST_BODY = 20_000
MOST_FIELD = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """A form as its writer left it, unchecked; `parent` is the id that it answers."""

    body: str = ""
    name: str = ""
    email: str = ""
    url: str = ""
    parent: str = ""

    @property
    def is_blank(self) -> bool:
        """Tell whether there is nothing that could be lost."""
        return not (self.body or self.name or self.email or self.url)


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaving:
    """Who leaves which thread of a site; `holder` is his cookie's secret."""

    site: str
    thread: ThreadRef
    holder: str
    address_block: str | None = None


def keep(container: Container, leaving: Leaving, *, typed: Typed) -> None:
    """Keep what was typed, in the place of what was kept for this thread before.

    Raises InvalidInputError for what is too long to be kept, SiteNotFoundError and
    TooManyRequestsError.
    """
    fields = (typed.name, typed.email, typed.url, typed.parent)
    if length(typed.body) > MOST_BODY or max(map(length, fields)) > MOST_FIELD:
        message = "This is too long to be kept while you log in. Please shorten it."
        raise InvalidInputError.of(message, field="body", code="too_long")
    block = leaving.address_block
    spend(container, LOGINS_BY_ADDRESS, what="draft", block=block)
    key, now = lookup.name_thread(leaving.thread).key, container.clock()

    def store(unit: Unit) -> None:
        site = lookup.find_site(unit, leaving.site)
        draft_id = _draft_id(site, key, holder=leaving.holder)
        unit.drafts.forget_old(now)
        if typed.is_blank:
            unit.drafts.forget(draft_id)
            return
        unit.drafts.keep(
            DraftRow(
                id=draft_id,
                holder_hash=Tokens.hashed(leaving.holder),
                expires_at=now + LIFE,
                **_storable(typed),
            )
        )

    container.store.write(store)


def _storable(typed: Typed) -> dict[str, str]:
    """Give the fields without NUL, which PostgreSQL knows in no text."""
    return {name: text.replace("\0", "") for name, text in asdict(typed).items()}


def _draft_id(site: SiteView, key: str, *, holder: str) -> str:
    return Tokens.hashed(f"{holder} {site.id} {key}")


def find(
    container: Container, site: SiteView, *, key: str, holder: str
) -> Typed | None:
    """Give back what was typed in a thread; it stays kept, a GET takes nothing away."""
    draft_id = _draft_id(site, key, holder=holder)
    with container.store.read() as unit:
        row = unit.drafts.find(draft_id, now=container.clock())
        if row is None:
            return None
        return Typed(
            body=row.body,
            name=row.name,
            email=row.email,
            url=row.url,
            parent=row.parent,
        )


def forget(container: Container, slug: str, *, key: str, holder: str) -> None:
    """Forget what was typed in a thread, since it has been posted."""

    def store(unit: Unit) -> None:
        site = lookup.find_site(unit, slug)
        unit.drafts.forget(_draft_id(site, key, holder=holder))

    container.store.write(store)


def forget_all(container: Container, holder: str) -> None:
    """Forget all that one browser had typed."""
    held = Tokens.hashed(holder)
    container.store.write(lambda unit: unit.drafts.forget_all(held))
