"""A site filled by the thousand, for measuring: never with what people wrote.

Every thread comes whole, in one transaction: places, reply counts and the thread's
count are as posting would have left them. No event is announced and nothing is logged,
so that no worker mails about a million comments.
"""

import hashlib
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from app.domain.comment import SEGMENT, Draft, ancestor_paths, fingerprint_text, segment
from app.domain.errors import TakenError
from app.domain.ids import uuid7
from app.domain.moderation import Status
from app.services import bodies
from app.services.container import Container
from app.services.steps import drafts
from app.storage.models import SiteRow
from app.storage.unit_of_work import Unit

SLUG = "bench"
ORIGIN = "http://localhost"
BATCH = 5_000
TEXTS = 500
_SPAN = timedelta(days=300)
_STEP = timedelta(minutes=7)
# Every second comment answers one of those just before it, so that subtrees are as
# large in a long thread as in a short one.
_REPLIES = 0.5
_RECENT = 25

Values = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What to fill a site with; the same seed gives the same conversations.

    `sizes` has the number of comments of each thread; thread n has the key
    `/bench/n`.
    """

    sizes: Sequence[int]
    depth: int = 4
    languages: Sequence[str] = bodies.LANGUAGES
    seed: int = 1


@dataclass(slots=True)
class _Place:
    """Where a comment stands."""

    id: UUID
    path: bytes
    parent: "_Place | None"
    created_at: datetime
    replies: int = 0


@dataclass(slots=True)
class _Batch:
    threads: list[Values] = field(default_factory=list)
    comments: list[Values] = field(default_factory=list)


def key_of(number: int) -> str:
    """Give the key of a filled thread."""
    return f"/bench/{number}"


def found(container: Container, slug: str = SLUG) -> tuple[int, int] | None:
    """Count threads and comments of a site that was filled before.

    None where the database has no site at all; raises TakenError where it has
    others, so that nobody's own data is ever filled up.
    """
    with container.store.read() as unit:
        slugs = [row.slug for row in unit.sites.all()]
        if not slugs:
            return None
        if slugs != [slug]:
            message = "That database has sites of its own; give a fresh one."
            raise TakenError(message)
        site = unit.sites.find(slug)
        return unit.bulk.threads_and_comments(site.id) if site else None


def fill(
    container: Container, plan: Plan, *, tell: Callable[[int], None]
) -> tuple[int, int]:
    """Make the site and fill it; `tell` hears of each batch how many were stored.

    Gives the numbers of threads and comments.
    """
    now = container.clock()
    site_id = container.store.write(lambda unit: _make_site(unit, now))
    texts = _texts(container, plan)
    for batch in _batches(plan, site_id=site_id, texts=texts, now=now):
        container.store.write(partial(_store, batch=batch))
        tell(len(batch.comments))
    return len(plan.sizes), sum(plan.sizes)


def _make_site(unit: Unit, now: datetime) -> int:
    row = SiteRow(
        slug=SLUG, name="Bench", language="en", policy={}, version=1, created_at=now
    )
    unit.sites.add(row)
    unit.sites.add_origin(row.id, ORIGIN)
    return row.id


def _store(unit: Unit, *, batch: _Batch) -> None:
    unit.bulk.make_room()
    unit.bulk.add_threads(batch.threads)
    unit.bulk.add_comments(batch.comments)


def _batches(
    plan: Plan, *, site_id: int, texts: list[Values], now: datetime
) -> Iterator[_Batch]:
    chance = random.Random(plan.seed)  # noqa: S311 -- made-up comments
    batch = _Batch()
    for number, size in enumerate(plan.sizes):
        begun = now - _SPAN - timedelta(seconds=number)
        thread_id = uuid7(begun, chance.randbytes(10))
        thread = thread_values(site_id, thread_id, number=number, size=size, now=begun)
        batch.threads.append(thread)
        for place in _places(chance, size, depth=plan.depth, begun=begun):
            text = chance.choice(texts)
            row = comment_values(site_id, thread_id, place=place, text=text)
            batch.comments.append(row)
        if len(batch.comments) >= BATCH:
            yield batch
            batch = _Batch()
    if batch.threads:
        yield batch


def _places(
    chance: random.Random, size: int, *, depth: int, begun: datetime
) -> list[_Place]:
    """Grow a conversation: some answer one that is there."""
    step = min(_STEP, (_SPAN - timedelta(hours=1)) / max(size, 1))
    places: list[_Place] = []
    for number in range(size):
        parent = None
        if depth and places and chance.random() < _REPLIES:
            parent = chance.choice(places[-_RECENT:])
            if len(parent.path) > SEGMENT * depth:
                parent = parent.parent
        when = begun + step * number
        comment_id = uuid7(when, chance.randbytes(10))
        path = (parent.path if parent else b"") + segment(when, comment_id)
        places.append(_Place(comment_id, path, parent, when))
        while parent is not None:
            parent.replies += 1
            parent = parent.parent
    return places


def thread_values(
    site_id: int, thread_id: UUID, *, number: int, size: int, now: datetime
) -> Values:
    """Write a thread's row."""
    key = key_of(number)
    return {
        "site_id": site_id,
        "id": thread_id,
        "key": key,
        "page_url": ORIGIN + key,
        "title": f"Page {number}",
        "version": 1,
        "comment_count": size,
        "created_at": now,
    }


def comment_values(
    site_id: int, thread_id: UUID, *, place: _Place, text: Values
) -> Values:
    """Write a visible comment's row."""
    top = place
    while top.parent is not None:
        top = top.parent
    return {
        "site_id": site_id,
        "id": place.id,
        "thread_id": thread_id,
        "parent_id": place.parent.id if place.parent else None,
        "root_id": top.id,
        "depth": len(ancestor_paths(place.path)),
        "path": place.path,
        "reply_count": place.replies,
        "created_at": place.created_at,
        **text,
    }


def _texts(container: Container, plan: Plan) -> list[Values]:
    """Write and render the texts that comments are taken from."""
    total = min(TEXTS, max(sum(plan.sizes), 1))
    made = bodies.drafts(plan.languages, count=total, seed=plan.seed)
    return [text_values(container, draft) for draft in made]


def text_values(container: Container, draft: Draft) -> Values:
    """Render a draft to what of a comment's row depends on it alone."""
    rendered = drafts.render(container, draft.body)
    folded = fingerprint_text(draft.body).encode()
    return {
        "author_name": draft.name,
        "author_email": draft.email,
        "author_url": draft.url,
        "author_key": f"guest:{hashlib.sha256(draft.name.encode()).hexdigest()[:32]}",
        "body": draft.body,
        "body_html": rendered.html,
        "renderer_version": rendered.version,
        "text_hash": hashlib.sha256(folded).hexdigest(),
        "status": Status.APPROVED,
        "reasons": [],
        "is_listed": True,
        "score": 0,
        "pinned": False,
        "version": 1,
        "edit_token_version": 1,
    }
