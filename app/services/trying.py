"""Trying a word list on what was written before, so that an owner sees what it does."""

from dataclasses import dataclass

from app.domain.identity import Action
from app.domain.site import SitePolicy, policy_with
from app.domain.text import find_words
from app.services.container import Container
from app.services.steps import office, queued
from app.services.steps.credentials import Credentials
from app.services.steps.queued import QueuedView
from app.storage.models import CommentRow

LOOKED_AT = 1_000
SHOWN = 50


@dataclass(frozen=True, slots=True)
class Hit:
    """A comment that a list would have caught, and by which of its words."""

    comment: QueuedView
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What a list would have caught: how many of how many, and the latest of them."""

    looked_at: int
    caught: int
    hits: tuple[Hit, ...]


def words(
    container: Container, slug: str, *, credentials: Credentials, text: str
) -> Trial:
    """Try a list, written as the setting is, on the latest comments of a site."""
    listed = policy_with(SitePolicy(), {"hold_words": text}).hold_words
    with container.store.read() as unit:
        scope = office.enter(
            unit,
            container,
            slug=slug,
            credentials=credentials,
            action=Action.SET_RULES,
        )
        rows = unit.figures.latest(scope.site.id, limit=LOOKED_AT)
        found = {row.id: _found(row, listed) for row in rows} if listed else {}
        caught = [row for row in rows if found.get(row.id)]
        views = queued.views(unit, [scope.site], rows=caught[:SHOWN])
        return Trial(
            looked_at=len(rows),
            caught=len(caught),
            hits=tuple(Hit(view, found[view.id]) for view in views),
        )


def _found(row: CommentRow, listed: tuple[str, ...]) -> tuple[str, ...]:
    """Look where the rules look: in what was typed and in what is shown."""
    fields = (row.author_name, row.author_email, row.author_url, row.body)
    return tuple(find_words((*fields, row.body_html), listed))
