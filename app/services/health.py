"""Whether the service can do its work."""

from datetime import datetime

from app.domain.errors import OverloadedError
from app.services.container import Container
from app.storage import schema


def probe(container: Container, database_url: str) -> None:
    """Take the write lock and compare the schema; raises OverloadedError."""
    container.store.write(lambda unit: unit.sites.find(""))
    if schema.current(database_url) != schema.head():
        message = "The database wants `rejoinder migrate`."
        raise OverloadedError(message, retry_after=60)


def newest_comment(container: Container) -> datetime | None:
    """Tell when the newest comment was written, by the clock of that time."""
    with container.store.read() as unit:
        return unit.comments.newest()
