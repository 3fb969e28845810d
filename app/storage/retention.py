"""Queries that end what has been kept for long enough, a batch at a time.

Each says how many rows it took; fewer than its limit means that none is left. Batches
are small, so that no writer waits for long.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.storage.account_models import (
    AccessTokenRow,
    CodeRow,
    DraftRow,
    LoginRow,
    SessionRow,
)
from app.storage.models import (
    CommentRow,
    DayKeyRow,
    FormTokenRow,
    IdempotencyRow,
    LimitRow,
)
from app.storage.moderation_models import ReportRow, RestraintRow
from app.storage.staff_models import OneTimeRow

# What is left of a comment when its words go: its place, its status and its times.
_EMPTY: dict[str, Any] = {
    "author_name": "",
    "author_email": "",
    "author_url": "",
    "author_key": None,
    "account_id": None,
    "author_provider": None,
    "author_handle": None,
    "author_avatar": None,
    "author_role": None,
    "address_key": None,
    "body": "",
    "body_html": "",
    "text_hash": "",
    "reasons": [],
    "edit_token_hash": None,
}


class Expiring(StrEnum):
    """Kinds of rows that simply end."""

    KEYS = "idempotency keys"
    FORM_TOKENS = "used form tokens"
    LIMITS = "limits"
    LOGINS = "unfinished logins"
    CODES = "login codes"
    ACCESS_TOKENS = "access tokens"
    SESSIONS = "sessions"
    DRAFTS = "drafts of logins"
    LINKS = "links that work once"
    RESTRAINTS = "restraints"


_ENDS: dict[Expiring, InstrumentedAttribute[Any]] = {
    Expiring.KEYS: IdempotencyRow.created_at,
    Expiring.FORM_TOKENS: FormTokenRow.expires_at,
    Expiring.LIMITS: LimitRow.full_at,
    Expiring.LOGINS: LoginRow.expires_at,
    Expiring.CODES: CodeRow.expires_at,
    Expiring.ACCESS_TOKENS: AccessTokenRow.expires_at,
    Expiring.SESSIONS: SessionRow.expires_at,
    Expiring.DRAFTS: DraftRow.expires_at,
    Expiring.LINKS: OneTimeRow.expires_at,
    Expiring.RESTRAINTS: RestraintRow.expires_at,
}


class Retention:
    """What is due to be forgotten."""

    def __init__(self, session: Session) -> None:
        """Share the unit's session."""
        self._session = session

    def forget_day_keys(self, before: date) -> int:
        """Destroy the keys of days before one; there is a row for each day."""
        return self._count(sa.delete(DayKeyRow).where(DayKeyRow.day < before))

    def oldest_day_key(self) -> date | None:
        """Give the day of the oldest key that is still there."""
        return self._session.scalar(sa.select(sa.func.min(DayKeyRow.day)))

    def forget_addresses(self, before: datetime, *, limit: int) -> int:
        """Take the pseudonyms of addresses from old comments."""
        due = sa.select(CommentRow.site_id, CommentRow.id).where(
            CommentRow.address_key.is_not(None), CommentRow.created_at < before
        )
        key = sa.tuple_(CommentRow.site_id, CommentRow.id)
        update = sa.update(CommentRow).where(key.in_(due.limit(limit)))
        return self._count(update.values(address_key=None))

    def forget_reporters(self, before: datetime, *, limit: int) -> int:
        """Take the pseudonyms of addresses from old reports; each stays one report."""
        due = sa.select(ReportRow.site_id, ReportRow.id).where(
            ReportRow.address_key.is_not(None), ReportRow.created_at < before
        )
        key = sa.tuple_(ReportRow.site_id, ReportRow.id)
        nobody = sa.literal("forgotten:") + sa.cast(ReportRow.id, sa.String)
        by_address = ReportRow.reporter == ReportRow.address_key
        reporter = sa.case((by_address, nobody), else_=ReportRow.reporter)
        update = sa.update(ReportRow).where(key.in_(due.limit(limit)))
        return self._count(update.values(address_key=None, reporter=reporter))

    def due_texts(self, before: datetime, *, limit: int) -> list[tuple[int, UUID]]:
        """Name comments that were deleted long ago and still have their words."""
        query = sa.select(CommentRow.site_id, CommentRow.id).where(
            CommentRow.deleted_at.is_not(None),
            CommentRow.purged_at.is_(None),
            CommentRow.deleted_at < before,
        )
        found = self._session.execute(query.limit(limit))
        return [(site_id, comment_id) for site_id, comment_id in found]

    def purge(self, site_id: int, comment_id: UUID, *, now: datetime) -> None:
        """Empty a comment for good; its place stays."""
        self._count(
            sa.update(CommentRow)
            .where(CommentRow.site_id == site_id, CommentRow.id == comment_id)
            .values(purged_at=now, **_EMPTY)
        )

    def forget(self, kind: Expiring, before: datetime, *, limit: int) -> int:
        """Drop rows of one kind that ended before a moment."""
        column = _ENDS[kind]
        row = column.class_
        keys = sa.inspect(row).primary_key
        due = sa.select(*keys).where(column < before).limit(limit)
        return self._count(sa.delete(row).where(sa.tuple_(*keys).in_(due)))

    def _count(self, statement: sa.Delete | sa.Update) -> int:
        # Past the session's own objects: nothing of them is used afterwards.
        return self._session.connection().execute(statement).rowcount
