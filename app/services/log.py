"""The log as programs read it: who decided what about which comment."""

import re
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.domain.identity import Action
from app.domain.moderation import Status
from app.services.container import Container
from app.services.steps import cursors, office
from app.services.steps.credentials import Credentials
from app.storage.moderation_models import ModerationLogRow
from app.storage.unit_of_work import Unit

_ACCOUNT = re.compile(r"account:([0-9a-f]{32})")


@dataclass(frozen=True, slots=True, kw_only=True)
class LogLine:
    """One line: `actor` as it is kept, `name` the account's while there is one."""

    id: UUID
    comment_id: UUID
    actor: str
    name: str | None
    via: str
    action: str
    old_status: Status | None
    new_status: Status | None
    reasons: tuple[tuple[str, str], ...]
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class LogRequest:
    """Which lines: of one comment or all, how many, from where."""

    comment_id: UUID | None = None
    limit: int = 50
    cursor: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LogPage:
    """Lines, the newest first, and where older ones begin."""

    lines: tuple[LogLine, ...]
    next: str | None


def page(
    container: Container, slug: str, *, request: LogRequest, credentials: Credentials
) -> LogPage:
    """List the log for somebody who may read it.

    Raises what `office.enter` raises, and InvalidInputError for a foreign cursor.
    """
    before = cursors.read_line(request.cursor) if request.cursor else None
    with container.store.read() as unit:
        scope = office.enter(
            unit,
            container,
            slug=slug,
            credentials=credentials,
            action=Action.READ_LOG,
        )
        rows = unit.moderation.page(
            scope.site.id,
            comment_id=request.comment_id,
            before=before,
            limit=request.limit + 1,
        )
        shown = rows[: request.limit]
        goes_on = len(rows) > request.limit
        names = _names(unit, {row.actor for row in shown})
        return LogPage(
            lines=tuple(
                _line(row, row.comment_id, name=names.get(row.actor))
                for row in shown
                if row.comment_id is not None
            ),
            next=cursors.after_line(shown[-1].id) if goes_on else None,
        )


def _names(unit: Unit, actors: set[str]) -> dict[str, str]:
    """Find the names of those who acted, where they are still there."""
    ids = {actor: match[1] for actor in actors if (match := _ACCOUNT.fullmatch(actor))}
    found = {actor: unit.accounts.find(UUID(number)) for actor, number in ids.items()}
    return {actor: account.name for actor, account in found.items() if account}


def _line(row: ModerationLogRow, comment_id: UUID, *, name: str | None) -> LogLine:
    return LogLine(
        id=row.id,
        comment_id=comment_id,
        actor=row.actor,
        name=name,
        via=row.via,
        action=row.action,
        old_status=row.old_status,
        new_status=row.new_status,
        reasons=tuple((why["code"], why["evidence"]) for why in row.reasons),
        created_at=row.created_at,
    )
