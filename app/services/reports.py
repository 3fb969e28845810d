"""Readers report a comment; enough of them hide it until a moderator has looked."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.domain.comment import is_visible
from app.domain.errors import CommentNotFoundError
from app.domain.events import CommentReported
from app.domain.moderation import HoldReason, Reason, Status
from app.domain.report import (
    ReportReason,
    check_note,
    check_reason,
    evidence,
    has_looked,
    hides,
)
from app.services.container import Container
from app.services.steps import records, throttle, writing
from app.services.steps import scope as scopes
from app.services.steps.credentials import Credentials
from app.services.steps.scope import Scope
from app.storage.models import CommentRow, ThreadRow
from app.storage.moderation_models import ReportRow
from app.storage.unit_of_work import Unit

# Whoever holds nothing and comes from nowhere: all of them are one reporter.
_UNKNOWN = "guest:unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportRequest:
    """Which comment a reader reports, and why, as it was typed."""

    site: str
    comment_id: UUID
    reason: str
    note: str = ""
    credentials: Credentials


@dataclass(frozen=True, slots=True)
class _Reporter:
    """Who reports: the key that counts, and the others he may have reported under."""

    key: str
    known_as: tuple[str, ...]
    address: str | None


def report(container: Container, request: ReportRequest) -> None:
    """Take a report; one that was taken already is answered in the same way.

    Raises InvalidInputError, SiteNotFoundError, CommentNotFoundError where there is
    nothing that everybody sees, and TooManyRequestsError.
    """
    reason, note = check_reason(request.reason), check_note(request.note)

    def store(unit: Unit) -> None:
        scope = scopes.enter(
            unit, container, slug=request.site, credentials=request.credentials
        )
        row = unit.comments.find(scope.site.id, request.comment_id)
        if row is None:
            raise CommentNotFoundError
        thread = writing.lock(scope, row)
        if not is_visible(row.status, row.deleted_at):
            raise CommentNotFoundError
        reporter = _reporter(scope)
        throttle.limit_report(scope, reporter=reporter.address or reporter.key)
        known = (reporter.key, *reporter.known_as)
        if unit.reports.is_known(scope.site.id, row.id, reporters=known):
            return
        _add(scope, row, reporter=reporter, reason=reason, note=note)
        hidden = _hide(scope, row, thread=thread)
        records.announce(
            scope, CommentReported(comment_id=row.id, reason=reason, hidden=hidden)
        )

    container.store.write(store)


def _reporter(scope: Scope) -> _Reporter:
    """Say who reports.

    An account is one reporter. So is a guest by what he holds, but what one holds
    is to be had for a post: his address block counts beside it.
    """
    key = scope.actor.author_key
    if scope.present is not None and key is not None:
        return _Reporter(key, (), None)
    addresses = throttle.address_keys(scope)
    today = addresses[0] if addresses else None
    return _Reporter(key or today or _UNKNOWN, tuple(addresses), today)


def _add(
    scope: Scope,
    row: CommentRow,
    *,
    reporter: _Reporter,
    reason: ReportReason,
    note: str,
) -> None:
    scope.unit.reports.add(
        ReportRow(
            site_id=scope.site.id,
            id=scope.container.new_id(scope.now),
            comment_id=row.id,
            reporter=reporter.key,
            address_key=reporter.address,
            reason=reason.value,
            note=note,
            created_at=scope.now,
        )
    )


def _hide(scope: Scope, row: CommentRow, *, thread: ThreadRow) -> bool:
    """Hide the comment if that is enough; tell whether it was."""
    approved_at = _approved_at(scope, row)
    found = scope.unit.reports.reasons(row.site_id, row.id, since=approved_at)
    looked_at = has_looked(approved_at, edited_at=row.edited_at)
    if not hides(scope.site.policy, reports=len(found), looked_at=looked_at):
        return False
    said = evidence(map(ReportReason, found))
    reasons = (Reason(HoldReason.REPORTED, said),)
    writing.change_status(scope, row, thread=thread, status=Status.PENDING)
    row.reasons = records.reasons_to_json(reasons)
    change = (Status.APPROVED, Status.PENDING)
    records.log(scope, row.id, action="report", change=change, reasons=reasons)
    return True


def _approved_at(scope: Scope, row: CommentRow) -> datetime | None:
    """Find when a moderator let everybody see this comment, if one did."""
    by_rules = {records.RULES[0], records.AUTHOR[0]}
    for line in scope.unit.moderation.of_comment(row.site_id, row.id):
        if line.new_status is Status.APPROVED and line.actor not in by_rules:
            return line.created_at
    return None
