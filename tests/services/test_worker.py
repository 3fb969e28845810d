"""The worker while there is no room to store anything."""

from typing import Any

import pytest
import sqlalchemy as sa

from app.logs import logger
from app.services.container import Container
from app.services.views import SiteView
from app.storage.outbox_models import OutboxRow
from app.worker import Worker
from tests.services import acts

# To spread an event takes more room than is left anywhere in the file.
GROWS = (
    "CREATE TABLE ballast (bytes BLOB)",
    """CREATE TRIGGER grow AFTER UPDATE ON outbox BEGIN
    INSERT INTO ballast VALUES (zeroblob(100000)); END""",
)


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """Take the database that can be told how big it may be."""
    return sqlite_url


def test_trouble_of_the_database_is_told_once(
    container: Container, site: SiteView, caplog: pytest.LogCaptureFixture
) -> None:
    """While nothing can be stored the worker waits, says so once, and then goes on.

    A line for each event, again and again, would fill what is left of a full disk.
    """
    most_pages = [100_000]

    def limit(connection: Any, *_: object) -> None:
        # Never below what the file has already.
        connection.execute(f"PRAGMA max_page_count = {most_pages[0]}")

    sa.event.listen(container.store._engine, "checkout", limit)
    with container.store._engine.begin() as connection:
        for statement in GROWS:
            connection.exec_driver_sql(statement)
    worker = Worker(container)
    assert not worker._turn()
    for number in range(3):
        acts.post(container, f"Comment {number}.")
    most_pages[0] = 1
    assert [worker._turn() for _ in range(3)] == [False] * 3
    most_pages[0] = 100_000
    worker._turn()
    assert all(row.spread_at for row in acts.stored(container, OutboxRow))
    said = [each.getMessage() for each in caplog.records if each.name == logger.name]
    assert said == ["worker waits for the database: storage_full", "worker goes on"]
