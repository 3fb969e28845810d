"""The moderation log of a site, to be read and taken along; nothing changes it."""

from dataclasses import dataclass

from app.domain.identity import Action
from app.services.container import Container
from app.services.steps import cursors, history, office
from app.services.steps.credentials import Credentials
from app.services.steps.history import Line
from app.storage.moderation import LogFilters

PAGE = 100
# What one file may hold; whoever needs more narrows it.
MOST_LINES = 50_000
__all__ = ["LogFilters", "LogPage", "everything", "page"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LogPage:
    """A page of the log, the newest first; `actors` are all who ever did something."""

    lines: tuple[Line, ...]
    actors: dict[str, str]
    next: str | None


def page(
    container: Container,
    slug: str,
    *,
    credentials: Credentials,
    wanted: LogFilters,
    cursor: str | None = None,
) -> LogPage:
    """List lines; raises InvalidInputError for a cursor of another list."""
    after = cursors.read_own(cursor) if cursor else None
    with container.store.read() as unit:
        scope = office.enter(
            unit,
            container,
            slug=slug,
            credentials=credentials,
            action=Action.READ_LOG,
        )
        rows = unit.moderation.lines(
            scope.site.id, wanted=wanted, after=after, limit=PAGE + 1
        )
        more = cursors.after_own(rows[PAGE - 1]) if len(rows) > PAGE else None
        return LogPage(
            lines=history.lines(unit, rows[:PAGE]),
            actors=history.who(unit, unit.moderation.actors(scope.site.id)),
            next=more,
        )


def everything(
    container: Container, slug: str, *, credentials: Credentials, wanted: LogFilters
) -> tuple[Line, ...]:
    """Give all lines that are wanted, for a file."""
    with container.store.read() as unit:
        scope = office.enter(
            unit,
            container,
            slug=slug,
            credentials=credentials,
            action=Action.READ_LOG,
        )
        rows = unit.moderation.lines(
            scope.site.id, wanted=wanted, after=None, limit=MOST_LINES
        )
        return history.lines(unit, rows)
