"""Events stored in the transaction that made them true."""

from sqlalchemy.orm import Session

from app.storage.models import OutboxRow


class Outbox:
    """Add events; delivering them is the worker's business."""

    def __init__(self, session: Session) -> None:
        """Share the unit's session."""
        self._session = session

    def add(self, row: OutboxRow) -> None:
        """Store an event."""
        self._session.add(row)
