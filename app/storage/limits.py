"""Token buckets in the database, and the day's key for addresses."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.limits import Bucket, take
from app.storage.models import DayKeyRow, LimitRow
from app.storage.statements import Command, Query, Slots
from app.storage.upsert import insert_all_missing, insert_missing, table_of

# The site's, the block's, the author's, and the block's for new threads.
_KEYS = Slots(name="key", count=4, type_=LimitRow.key.type)
_BUCKETS = Query[tuple[str, datetime]](
    sa.select(LimitRow.key, LimitRow.full_at)
    .where(
        LimitRow.site_id == sa.bindparam("site"),
        LimitRow.key.in_(_KEYS.all),
    )
    # Whoever locks several does so in one order.
    .order_by(LimitRow.key)
    .with_for_update(),
    tuple,
)
_FILL = Command(
    sa.update(table_of(LimitRow))
    .where(
        table_of(LimitRow).c.site_id == sa.bindparam("site"),
        table_of(LimitRow).c.key == sa.bindparam("bucket"),
    )
    .values(full_at=sa.bindparam("until"))
)
_DAY_KEYS = Query[tuple[date, bytes]](
    sa.select(DayKeyRow.day, DayKeyRow.key)
    # A clock that was set back leaves days behind that have yet to come.
    .where(DayKeyRow.day.between(sa.bindparam("oldest"), sa.bindparam("today")))
    .order_by(DayKeyRow.day.desc()),
    tuple,
)


class Limits:
    """Buckets that are counted inside the transaction they limit."""

    def __init__(self, session: Session) -> None:
        """Share the unit's session."""
        self._session = session

    def take(
        self, site_id: int, buckets: Sequence[Bucket], *, now: datetime
    ) -> timedelta:
        """Take a token of each; zero when there were, else how long to wait.

        Raises ValueError for more than four of them.

        Who has to wait is to be refused, and with the transaction goes what was taken.
        """
        rates = {bucket.key: bucket.rate for bucket in buckets}
        if not rates:
            return timedelta(0)
        full = self._full_at(site_id, rates)
        if missing := sorted(rates.keys() - full.keys()):
            rows = [{"site_id": site_id, "key": key, "full_at": now} for key in missing]
            insert_all_missing(self._session, LimitRow, values=rows)
            full = self._full_at(site_id, rates)
        taken = {
            key: take(full[key], rate=rate, now=now) for key, rate in rates.items()
        }
        fills = [
            {"site": site_id, "bucket": key, "until": taken[key][0]}
            for key in sorted(taken)
        ]
        _FILL.run_each(self._session, fills)
        return max(wait for _, wait in taken.values())

    def _full_at(self, site_id: int, keys: Iterable[str]) -> dict[str, datetime]:
        """Read when buckets are full, so that nobody else takes of them."""
        asked = {"site": site_id, **_KEYS.fill(keys)}
        return dict(_BUCKETS.all(self._session, asked))

    def day_keys(self, today: date) -> dict[date, bytes]:
        """Give the keys of today and yesterday, where they exist, in this order."""
        asked = {"oldest": today - timedelta(days=1), "today": today}
        return dict(_DAY_KEYS.all(self._session, asked))

    def add_day_key(self, today: date, key: bytes) -> None:
        """Keep a key for today, and destroy those of the day before yesterday."""
        insert_missing(self._session, DayKeyRow, values={"day": today, "key": key})
        old = sa.delete(DayKeyRow).where(DayKeyRow.day < today - timedelta(days=1))
        self._session.execute(old)
