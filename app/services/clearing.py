"""Clearing the queue at the desk: many decisions in one go, and all of it back.

What is done in one go is logged under one batch, by which it is undone for good.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from app.domain.errors import DecisionNotFoundError, ThreadNotFoundError
from app.domain.identity import Action
from app.domain.moderation import Verb
from app.domain.queue import QueueFilters
from app.services.container import Container
from app.services.steps import deciding, office, parts, queued
from app.services.steps.credentials import Credentials
from app.services.steps.parts import Cleared
from app.services.steps.queued import QueuedView
from app.services.steps.scope import Scope
from app.storage.unit_of_work import Unit

# What the log calls a decision that can be taken back together.
_DONE = {
    "approve": "approved",
    "reject": "rejected",
    "spam": "marked as spam",
    "delete": "deleted",
    "restore": "restored",
    "undo": "put back",
    "pin": "pinned",
    "unpin": "no longer pinned",
}
_ORDERS = {"mute": "Muted.", "ban": "Banned.", "lift": "Lifted."}


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """A batch as the desk tells of it."""

    batch: UUID
    sentence: str


def decide(
    container: Container,
    slug: str,
    *,
    credentials: Credentials,
    verb: Verb,
    ids: Iterable[UUID],
) -> Cleared:
    """Carry a verb out on each comment; one that fails does not stop the others."""
    return parts.carry_out(
        container,
        partial(_enter, container=container, slug=slug, credentials=credentials),
        items=dict.fromkeys(ids),
        act=lambda scope, part: deciding.attempt_all(
            scope, part, verb=verb, by=office.by(scope, via="desk")
        ),
    )


def rows(
    container: Container, slug: str, *, credentials: Credentials, ids: Iterable[UUID]
) -> tuple[QueuedView, ...]:
    """Show some comments as they are now."""
    with container.store.read() as unit:
        scope = _enter(unit, container=container, slug=slug, credentials=credentials)
        found = unit.comments.find_many(scope.site.id, ids)
        return queued.views(unit, [scope.site], rows=found)


def count(
    container: Container, slug: str, *, credentials: Credentials, filters: QueueFilters
) -> int:
    """Count the comments that filters find."""
    with container.store.read() as unit:
        scope = _enter(unit, container=container, slug=slug, credentials=credentials)
        thread_id = _thread_id(scope, filters)
        return sum(
            unit.queue.count(scope.site.id, pile, filters=filters, thread_id=thread_id)
            for pile in filters.piles
        )


def matching(
    container: Container, slug: str, *, credentials: Credentials, filters: QueueFilters
) -> list[UUID]:
    """List the comments that filters find, at most as many as one go may have."""
    with container.store.read() as unit:
        scope = _enter(unit, container=container, slug=slug, credentials=credentials)
        thread_id = _thread_id(scope, filters)
        return [
            found
            for pile in filters.piles
            for found in unit.queue.ids(
                scope.site.id, pile, filters=filters, thread_id=thread_id
            )
        ]


def undo(
    container: Container, slug: str, *, credentials: Credentials, batch: UUID
) -> Cleared:
    """Take back what was done in one go, where nothing has happened to it since.

    Undoing is a batch itself, so that it can be undone. Raises DecisionNotFoundError.
    """
    with container.store.read() as unit:
        scope = _enter(unit, container=container, slug=slug, credentials=credentials)
        lines = unit.moderation.of_batch(scope.site.id, batch)
    if not lines:
        raise DecisionNotFoundError
    return parts.carry_out(
        container,
        partial(_enter, container=container, slug=slug, credentials=credentials),
        items=lines,
        act=lambda scope, part: deciding.take_all_back(
            scope, part, by=office.by(scope, via="desk")
        ),
    )


def told(
    container: Container, slug: str, *, credentials: Credentials, batch: UUID
) -> Done | None:
    """Say what was done in one go; None where there is no such batch."""
    with container.store.read() as unit:
        scope = _enter(unit, container=container, slug=slug, credentials=credentials)
        lines = unit.moderation.of_batch(scope.site.id, batch)
    if not lines:
        return None
    about = [line for line in lines if line.comment_id is not None]
    other = [_ORDERS[line.action] for line in lines if line.action in _ORDERS]
    actions = {line.action for line in about}
    done = _DONE.get(actions.pop(), "changed") if len(actions) == 1 else "changed"
    what = "1 comment" if len(about) == 1 else f"{len(about)} comments"
    told = [*other, f"{what} {done}."] if about or not other else other
    return Done(batch=batch, sentence=" ".join(told))


def _thread_id(scope: Scope, filters: QueueFilters) -> UUID | None:
    """Find the thread that filters name, None where they name none.

    Raises ThreadNotFoundError.
    """
    if filters.thread is None:
        return None
    thread = scope.unit.threads.find(scope.site.id, filters.thread)
    if thread is None:
        raise ThreadNotFoundError
    return thread.id


def _enter(
    unit: Unit, *, container: Container, slug: str, credentials: Credentials
) -> Scope:
    return office.enter(
        unit, container, slug=slug, credentials=credentials, action=Action.MODERATE
    )
