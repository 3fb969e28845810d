"""Idempotency keys and used form tokens: what may happen once only."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.storage.models import FormTokenRow, IdempotencyRow
from app.storage.upsert import insert_missing, values_of


class Idempotency:
    """Remember what was done under a key."""

    def __init__(self, session: Session) -> None:
        """Share the unit's session."""
        self._session = session

    def find(
        self, site_id: int, *, call: str, actor: str, key: str
    ) -> IdempotencyRow | None:
        """Find what a key led to."""
        return self._session.get(IdempotencyRow, (site_id, call, actor, key))

    def add(self, row: IdempotencyRow) -> bool:
        """Take a key; False when another request took it first."""
        return insert_missing(self._session, IdempotencyRow, values=values_of(row))

    def forget(self, row: IdempotencyRow) -> None:
        """Drop a key that has served its time."""
        self._session.delete(row)
        self._session.flush()

    def use_form_token(self, site_id: int, nonce: str, *, until: datetime) -> bool:
        """Use a form token; False when it was used before."""
        values = {"site_id": site_id, "nonce": nonce, "expires_at": until}
        return insert_missing(self._session, FormTokenRow, values=values)
