"""The databases that other tests stand on."""

import pytest
import sqlalchemy as sa

from app.storage.base import make_engine


def _tables(url: str) -> list[str]:
    engine = make_engine(url, connections=1)
    try:
        return sorted(sa.inspect(engine).get_table_names())
    finally:
        engine.dispose()


def test_database_is_migrated(database_url: str) -> None:
    """A test finds the whole schema, on either engine."""
    assert {"alembic_version", "comments"} <= set(_tables(database_url))


def test_empty_database_is_empty(empty_database_url: str) -> None:
    """A test of the migrations starts from nothing."""
    assert _tables(empty_database_url) == []


@pytest.mark.parametrize("turn", ["first", "second"])
def test_rows_do_not_outlive_a_test(postgres_url: str, turn: str) -> None:
    """Whatever a test writes to PostgreSQL is gone before the next, locks included."""
    engine = sa.create_engine(postgres_url)
    with engine.connect() as connection:
        assert connection.scalar(sa.text("SELECT count(*) FROM sites")) == 0
        connection.execute(sa.text("LOCK TABLE sites"))
    engine.dispose()
