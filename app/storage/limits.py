"""Token buckets in the database, and the day's key for addresses."""

from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.limits import Bucket, take
from app.storage.models import DayKeyRow, LimitRow
from app.storage.upsert import insert_missing


class Limits:
    """Buckets that are counted inside the transaction they limit."""

    def __init__(self, session: Session) -> None:
        """Share the unit's session."""
        self._session = session

    def take(self, site_id: int, bucket: Bucket, *, now: datetime) -> timedelta:
        """Take a token; zero when there was one, else how long to wait."""
        values = {"site_id": site_id, "key": bucket.key, "full_at": now}
        insert_missing(self._session, LimitRow, values=values)
        query = (
            sa.select(LimitRow)
            .where(LimitRow.site_id == site_id, LimitRow.key == bucket.key)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
        row = self._session.scalars(query).one()
        row.full_at, wait = take(row.full_at, rate=bucket.rate, now=now)
        self._session.flush()
        return wait

    def forget(self, before: datetime) -> None:
        """Drop buckets that are full again; a new one is full as well."""
        self._session.execute(sa.delete(LimitRow).where(LimitRow.full_at < before))

    def day_keys(self, today: date) -> list[bytes]:
        """Give today's key and yesterday's, where they exist."""
        query = (
            sa.select(DayKeyRow.key)
            .where(DayKeyRow.day >= today - timedelta(days=1))
            .order_by(DayKeyRow.day.desc())
        )
        return list(self._session.scalars(query))

    def day_key(self, today: date) -> bytes | None:
        """Give today's key."""
        row = self._session.get(DayKeyRow, today)
        return row.key if row else None

    def add_day_key(self, today: date, key: bytes) -> None:
        """Keep a key for today, and destroy those of the day before yesterday."""
        insert_missing(self._session, DayKeyRow, values={"day": today, "key": key})
        old = sa.delete(DayKeyRow).where(DayKeyRow.day < today - timedelta(days=1))
        self._session.execute(old)
