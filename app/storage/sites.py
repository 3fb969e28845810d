"""Queries on sites and their origins."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.storage.models import OriginRow, SiteRow


class Sites:
    """Sites by slug; origins by site."""

    def __init__(self, session: Session) -> None:
        """Share the unit's session."""
        self._session = session

    def find(self, slug: str) -> SiteRow | None:
        """Find a site."""
        return self._session.scalar(sa.select(SiteRow).where(SiteRow.slug == slug))

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
