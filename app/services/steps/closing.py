"""Closing a thread and opening it again, with the line in the log."""

from app.services.steps import records
from app.services.steps.scope import Scope
from app.storage.models import ThreadRow


def close(scope: Scope, row: ThreadRow, *, by: records.By) -> None:
    """Take no more comments."""
    row.closed_at = row.closed_at or scope.now
    _done(scope, row, action="close", by=by)


def reopen(scope: Scope, row: ThreadRow, *, by: records.By) -> None:
    """Take comments again, whatever the policy says of old threads."""
    row.closed_at = None
    if row.closes_at is not None and row.closes_at <= scope.now:
        row.closes_at = None
    _done(scope, row, action="reopen", by=by)


def _done(scope: Scope, row: ThreadRow, *, action: str, by: records.By) -> None:
    scope.unit.threads.touch(row)
    records.log_about(scope, row.key[:1000], action=action, by=by)
