"""The schema's history leads up, down and up again, and ends where the models are."""

import concurrent.futures

import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from app.storage import schema
from app.storage.base import Base, make_engine


def _tables(url: str) -> set[str]:
    engine = make_engine(url, connections=1)
    try:
        return set(sa.inspect(engine).get_table_names()) - {"alembic_version"}
    finally:
        engine.dispose()


def test_up_and_down(empty_database_url: str) -> None:
    """Every revision can be taken back, and made again, and leaves nothing behind."""
    schema.upgrade(empty_database_url)
    assert schema.current(empty_database_url) == schema.head()
    there = _tables(empty_database_url)
    schema.downgrade(empty_database_url, "base")
    assert _tables(empty_database_url) == set()
    schema.upgrade(empty_database_url)
    assert _tables(empty_database_url) == there


def test_models_are_the_head(empty_database_url: str) -> None:
    """The tables that migrations make are those that the models describe."""
    schema.upgrade(empty_database_url)
    engine = make_engine(empty_database_url, connections=1)
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": True}
        )
        found = compare_metadata(context, Base.metadata)
    engine.dispose()
    assert found == []


def test_twice_is_once(empty_database_url: str) -> None:
    """An operator may run it at any time."""
    schema.upgrade(empty_database_url)
    there = _tables(empty_database_url)
    schema.upgrade(empty_database_url)
    assert _tables(empty_database_url) == there


def test_two_at_once(empty_database_url: str) -> None:
    """Two machines that start at the same moment do not trip over each other."""
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        runs = [pool.submit(schema.upgrade, empty_database_url) for _ in range(2)]
        for run in runs:
            run.result()
    assert schema.current(empty_database_url) == schema.head()
