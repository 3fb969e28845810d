"""Queries on drafts: what somebody had typed on a hosted page when he left it."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.storage.account_models import DraftRow
from app.storage.upsert import insert_missing, values_of


class Drafts:
    """Drafts by their id, and by who holds them."""

    def __init__(self, session: Session) -> None:
        """Share the unit's session."""
        self._session = session

    def find(self, draft_id: str, *, now: datetime) -> DraftRow | None:
        """Find a draft that is not too old."""
        row = self._session.get(DraftRow, draft_id)
        return row if row is not None and row.expires_at > now else None

    def keep(self, row: DraftRow) -> None:
        """Store a draft in the place of what was there before."""
        if not insert_missing(self._session, DraftRow, values=values_of(row)):
            self._session.merge(row)
            self._session.flush()

    def forget(self, draft_id: str) -> None:
        """Forget a draft."""
        self._session.execute(sa.delete(DraftRow).where(DraftRow.id == draft_id))

    def forget_all(self, holder_hash: str) -> None:
        """Forget all drafts of one browser."""
        self._session.execute(
            sa.delete(DraftRow).where(DraftRow.holder_hash == holder_hash)
        )

    def forget_old(self, now: datetime) -> None:
        """Drop what has expired."""
        self._session.execute(sa.delete(DraftRow).where(DraftRow.expires_at <= now))
