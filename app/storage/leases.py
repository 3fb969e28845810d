"""Whose turn it is, at each of the things that one worker does at a time."""

from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.storage.found import columns
from app.storage.outbox_models import LeaseRow
from app.storage.statements import Query
from app.storage.upsert import insert_missing


class FoundLease(NamedTuple):
    """Whose turn it is; fields are LeaseRow's."""

    name: str
    holder: str
    until: datetime


_LEASES = Query(
    sa.select(*columns(LeaseRow, FoundLease._fields)),
    FoundLease._make,
)


class Leases:
    """Leases by name."""

    def __init__(self, session: Session) -> None:
        """Share the unit's session."""
        self._session = session

    def all(self) -> dict[str, FoundLease]:
        """Look whose turn it is, at each of the things that one does at a time."""
        return {each.name: each for each in _LEASES.all(self._session, {})}

    def take(self, name: str, *, holder: str, now: datetime, until: datetime) -> bool:
        """Take a lease that is over or one's own; tell whether that worked.

        One that ends later than any could was taken before the clock was set back.
        """
        values = {"name": name, "holder": holder, "until": until}
        if insert_missing(self._session, LeaseRow, values=values):
            return True
        statement = (
            sa.update(LeaseRow)
            .where(
                LeaseRow.name == name,
                sa.or_(
                    LeaseRow.until <= now,
                    LeaseRow.until > until + (until - now),
                    LeaseRow.holder == holder,
                ),
            )
            .values(holder=holder, until=until)
            .returning(LeaseRow.name)
        )
        return self._session.scalar(statement) is not None

    def drop(self, name: str, *, holder: str) -> None:
        """Let the next one have its turn."""
        self._session.execute(
            sa.delete(LeaseRow).where(LeaseRow.name == name, LeaseRow.holder == holder)
        )
