"""Idempotency keys and used form tokens: what may happen once only."""

from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.storage.found import columns
from app.storage.models import FormTokenRow, IdempotencyRow
from app.storage.statements import Command, Query
from app.storage.upsert import insert_missing, table_of


class Place(NamedTuple):
    """Where a key is known: to whom, and for which call."""

    site_id: int
    call: str
    actor: str
    key: str


class FoundKey(NamedTuple):
    """What a key led to; fields are IdempotencyRow's."""

    site_id: int
    fingerprint: str
    comment_id: UUID
    held: bool
    created_at: datetime


_TABLE = table_of(IdempotencyRow)
_AT = [_TABLE.c[name] == sa.bindparam(f"its_{name}") for name in Place._fields]
_FIND = Query(
    sa.select(*columns(IdempotencyRow, FoundKey._fields)).where(*_AT), FoundKey._make
)
_FORGET = Command(sa.delete(_TABLE).where(*_AT))


class Idempotency:
    """Remember what was done under a key."""

    def __init__(self, session: Session) -> None:
        """Share the unit's session."""
        self._session = session

    def find(self, place: Place) -> FoundKey | None:
        """Find what a key led to."""
        return _FIND.first(self._session, _asked(place))

    def add(self, place: Place, **values: Any) -> bool:  # noqa: ANN401 - columns
        """Take a key; False when another request took it first."""
        stored = {**place._asdict(), **values}
        return insert_missing(self._session, IdempotencyRow, values=stored)

    def forget(self, place: Place) -> None:
        """Drop a key that has served its time."""
        _FORGET.run(self._session, _asked(place))

    def use_form_token(self, site_id: int, nonce: str, *, until: datetime) -> bool:
        """Use a form token; False when it was used before."""
        values = {"site_id": site_id, "nonce": nonce, "expires_at": until}
        return insert_missing(self._session, FormTokenRow, values=values)


def _asked(place: Place) -> dict[str, Any]:
    return {f"its_{name}": value for name, value in place._asdict().items()}
