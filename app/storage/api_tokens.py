"""Queries on the tokens of programs."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.storage.account_models import AccountRow
from app.storage.models import SiteRow
from app.storage.moderation_models import ApiTokenRow


class ApiTokens:
    """API tokens by hash and by account."""

    def __init__(self, session: Session) -> None:
        """Share the unit's session."""
        self._session = session

    def find(
        self, token_hash: str, *, now: datetime
    ) -> tuple[ApiTokenRow, AccountRow] | None:
        """Find a living token, and whose it is."""
        query = (
            sa.select(ApiTokenRow, AccountRow)
            .join(AccountRow, AccountRow.id == ApiTokenRow.account_id)
            .where(
                ApiTokenRow.hash == token_hash,
                sa.or_(ApiTokenRow.expires_at.is_(None), ApiTokenRow.expires_at > now),
            )
        )
        found = self._session.execute(query).first()
        return (found[0], found[1]) if found else None

    def all(
        self, account_id: UUID | None
    ) -> list[tuple[ApiTokenRow, AccountRow, SiteRow | None]]:
        """List tokens with their owners and sites, one account's or everybody's."""
        query = (
            sa.select(ApiTokenRow, AccountRow, SiteRow)
            .join(AccountRow, AccountRow.id == ApiTokenRow.account_id)
            .outerjoin(SiteRow, SiteRow.id == ApiTokenRow.site_id)
            .order_by(ApiTokenRow.created_at, ApiTokenRow.id)
        )
        if account_id is not None:
            query = query.where(ApiTokenRow.account_id == account_id)
        return [(token, who, site) for token, who, site in self._session.execute(query)]

    def add(self, row: ApiTokenRow) -> None:
        """Store a token's hash."""
        self._session.add(row)
        self._session.flush()

    def note_use(self, token_id: UUID, now: datetime) -> None:
        """Note that a token was used."""
        used = sa.update(ApiTokenRow).where(ApiTokenRow.id == token_id)
        self._session.execute(used.values(used_at=now))

    def revoke(self, token_id: UUID) -> bool:
        """End a token; tell whether it was there."""
        gone = sa.delete(ApiTokenRow).where(ApiTokenRow.id == token_id)
        return bool(self._session.connection().execute(gone).rowcount)
