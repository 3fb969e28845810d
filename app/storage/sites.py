"""Queries on sites and their origins."""

import json
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from app.domain.site import SitePolicy, policy_from_json
from app.storage.found import SITE, THREAD, FoundSite, FoundThread
from app.storage.models import AliasRow, OriginRow, SiteRow, ThreadRow
from app.storage.statements import Query

# Origins are written without spaces.
_ORIGINS = (
    sa.select(sa.func.aggregate_strings(OriginRow.origin, " "))
    .where(OriginRow.site_id == SiteRow.id)
    .scalar_subquery()
)


def _with_thread() -> sa.Select[Any]:
    """Build the statement that finds a site and its thread."""
    named = aliased(ThreadRow)
    key = sa.bindparam("key", type_=sa.String)
    by_key = (
        sa.select(named.id)
        .where(named.site_id == SiteRow.id, named.key == key)
        .correlate(SiteRow)
        .scalar_subquery()
    )
    by_alias = (
        sa.select(AliasRow.thread_id)
        .where(AliasRow.site_id == SiteRow.id, AliasRow.key == key)
        .correlate(SiteRow)
        .scalar_subquery()
    )
    # The key wins, as in Threads.find.
    its = sa.and_(
        ThreadRow.site_id == SiteRow.id,
        ThreadRow.id == sa.func.coalesce(by_key, by_alias),
    )
    return (
        sa.select(*SITE, _ORIGINS, *THREAD)
        .outerjoin(ThreadRow, its)
        .where(SiteRow.slug == sa.bindparam("slug"))
    )


@lru_cache(maxsize=256)
def _policy(text: str) -> SitePolicy:
    """Read a site's rules, once as long as they stay the same."""
    return policy_from_json(json.loads(text))


def _site(found: Sequence[Any]) -> FoundSite:
    *values, policy, origins = found
    split = frozenset(origins.split(" ") if origins else ())
    return FoundSite._make((*values, _policy(policy), split))


def _site_and_thread(found: Sequence[Any]) -> tuple[FoundSite, FoundThread | None]:
    end = len(FoundSite._fields)
    thread = FoundThread._make(found[end:])
    # Where there is none, not even its key is there.
    return _site(found[:end]), thread if found[end] is not None else None


_WITH_THREAD = Query(_with_thread(), _site_and_thread)
_WHOLE = Query(
    sa.select(*SITE, _ORIGINS).where(SiteRow.slug == sa.bindparam("slug")), _site
)


class Sites:
    """Sites by slug; origins by site."""

    def __init__(self, session: Session) -> None:
        """Share the unit's session."""
        self._session = session

    def find(self, slug: str) -> SiteRow | None:
        """Find a site."""
        return self._session.scalar(sa.select(SiteRow).where(SiteRow.slug == slug))

    def find_whole(self, slug: str) -> FoundSite | None:
        """Find a site and its origins, in one statement."""
        return _WHOLE.first(self._session, {"slug": slug})

    def find_with_thread(
        self, slug: str, key: str
    ) -> tuple[FoundSite, FoundThread | None] | None:
        """Find a site, its origins and a thread by key or alias, in one statement."""
        return _WITH_THREAD.first(self._session, {"slug": slug, "key": key})

    def versions(self, site_ids: Iterable[int]) -> dict[int, int]:
        """Read the versions of sites; one that is gone is left out."""
        query = sa.select(SiteRow.id, SiteRow.version)
        rows = self._session.execute(query.where(SiteRow.id.in_(list(site_ids))))
        return {row.id: row.version for row in rows}

    def get(self, site_id: int) -> SiteRow | None:
        """Find a site by its id."""
        return self._session.get(SiteRow, site_id)

    def lock(self, slug: str) -> SiteRow | None:
        """Find a site so that nobody else sets it until the end."""
        query = (
            sa.select(SiteRow)
            .where(SiteRow.slug == slug)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
        return self._session.scalar(query)

    def all(self) -> list[SiteRow]:
        """List the sites by slug."""
        return list(self._session.scalars(sa.select(SiteRow).order_by(SiteRow.slug)))

    def origins(self, site_id: int) -> frozenset[str]:
        """List a site's origins."""
        query = sa.select(OriginRow.origin).where(OriginRow.site_id == site_id)
        return frozenset(self._session.scalars(query))

    def shared_origins(self, site_id: int) -> list[str]:
        """List the origins that another site has as well."""
        other = sa.select(OriginRow.origin).where(OriginRow.site_id != site_id)
        query = sa.select(OriginRow.origin).where(
            OriginRow.site_id == site_id, OriginRow.origin.in_(other)
        )
        return list(self._session.scalars(query))

    def knows_origin(self, origin: str) -> bool:
        """Tell whether any site has an origin."""
        query = sa.select(OriginRow.origin).where(OriginRow.origin == origin)
        return self._session.scalar(query.limit(1)) is not None

    def add(self, site: SiteRow) -> None:
        """Store a new site; its id is known afterwards."""
        self._session.add(site)
        self._session.flush()

    def add_origin(self, site_id: int, origin: str) -> None:
        """Register an origin; once more does nothing."""
        if self._session.get(OriginRow, (site_id, origin)) is None:
            self._session.add(OriginRow(site_id=site_id, origin=origin))
            self._session.flush()

    def remove_origin(self, site_id: int, origin: str) -> bool:
        """Forget an origin; tell whether it was there."""
        row = self._session.get(OriginRow, (site_id, origin))
        if row is not None:
            self._session.delete(row)
        return row is not None
