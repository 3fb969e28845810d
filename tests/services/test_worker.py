"""The worker while its database refuses to store anything."""

from typing import Any

import pytest
import sqlalchemy as sa

from app.logs import logger
from app.services.container import Container
from app.services.views import SiteView
from app.storage.outbox_models import OutboxRow
from app.worker import Worker
from tests.services import acts


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """Take the database that can be told to refuse."""
    return sqlite_url


def test_trouble_of_the_database_is_told_once(
    container: Container, site: SiteView, caplog: pytest.LogCaptureFixture
) -> None:
    """While nothing can be stored the worker waits, says so once, and then goes on.

    A line for each event, again and again, would fill what is left of a full disk.
    """
    refuses = [False]

    def refuse(connection: Any, *_: object) -> None:
        connection.execute(f"PRAGMA query_only = {refuses[0]:d}")

    sa.event.listen(container.store._engine, "checkout", refuse)
    worker = Worker(container)
    assert not worker._turn()
    for number in range(3):
        acts.post(container, f"Comment {number}.")
    refuses[0] = True
    assert [worker._turn() for _ in range(3)] == [False] * 3
    refuses[0] = False
    worker._turn()
    assert all(row.spread_at for row in acts.stored(container, OutboxRow))
    said = [each.getMessage() for each in caplog.records if each.name == logger.name]
    assert said == ["worker waits for the database: overloaded", "worker goes on"]
