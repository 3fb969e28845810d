"""One comment at the desk: its conversation, whatever its status, and its history."""

from dataclasses import dataclass
from uuid import UUID

from app.domain.comment import ancestor_paths, is_visible, subtree_end
from app.domain.errors import CommentNotFoundError
from app.domain.identity import Action
from app.services.container import Container
from app.services.steps import history, office, queued
from app.services.steps.credentials import Credentials
from app.services.steps.history import Line
from app.services.steps.queued import QueuedView
from app.storage.models import CommentRow
from app.storage.unit_of_work import Unit

MOST_AROUND = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Inquiry:
    """A comment with what is above and below it, and all that was done to it.

    `email` is as its author typed it; nobody but staff ever sees it.
    """

    comment: QueuedView
    depth: int
    email: str
    above: tuple[QueuedView, ...]
    below: tuple[tuple[QueuedView, int], ...]
    history: tuple[Line, ...]
    is_visible: bool


def comment(
    container: Container, slug: str, *, credentials: Credentials, comment_id: UUID
) -> Inquiry:
    """Look into a comment; raises CommentNotFoundError."""
    with container.store.read() as unit:
        scope = office.enter(
            unit,
            container,
            slug=slug,
            credentials=credentials,
            action=Action.READ_QUEUE,
        )
        row = unit.comments.find(scope.site.id, comment_id)
        if row is None:
            raise CommentNotFoundError
        above, below = _around(unit, row)
        rows = [*above, row, *below]
        shown = {view.id: view for view in queued.views(unit, [scope.site], rows=rows)}
        lines = unit.moderation.of_comment(scope.site.id, row.id)
        return Inquiry(
            comment=shown[row.id],
            depth=row.depth,
            email=row.author_email,
            above=tuple(shown[each.id] for each in above),
            below=tuple((shown[each.id], each.depth - row.depth) for each in below),
            history=history.lines(unit, lines),
            is_visible=is_visible(row.status, row.deleted_at),
        )


def _around(unit: Unit, row: CommentRow) -> tuple[list[CommentRow], list[CommentRow]]:
    above = unit.comments.at_paths(row, ancestor_paths(row.path))
    below = unit.comments.below(row, end=subtree_end(row.path), limit=MOST_AROUND)
    return sorted(above, key=lambda each: each.path), below
