"""Queries on webhooks."""

from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.storage.moderation_models import WebhookRow


class Webhooks:
    """Webhooks by site."""

    def __init__(self, session: Session) -> None:
        """Share the unit's session."""
        self._session = session

    def find(self, webhook_id: UUID) -> WebhookRow | None:
        """Find a webhook."""
        return self._session.get(WebhookRow, webhook_id)

    def of_site(self, site_id: int) -> list[WebhookRow]:
        """List a site's webhooks, the oldest first."""
        query = sa.select(WebhookRow).where(WebhookRow.site_id == site_id)
        order = (WebhookRow.created_at, WebhookRow.id)
        return list(self._session.scalars(query.order_by(*order)))

    def add(self, row: WebhookRow) -> None:
        """Store a webhook."""
        self._session.add(row)
        self._session.flush()

    def remove(self, row: WebhookRow) -> None:
        """Forget a webhook."""
        self._session.delete(row)
        self._session.flush()
