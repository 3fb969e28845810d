"""Statements past SQLAlchemy find, store and fail as they would by way of it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from functools import partial
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from app.domain.errors import ConflictError, OverloadedError
from app.domain.identity import Role
from app.domain.moderation import Status
from app.domain.site import SitePolicy
from app.storage import changes, statements
from app.storage.found import ListedRow, OwnableRow
from app.storage.lists import Lists, Sort
from app.storage.models import CommentRow, LimitRow, SiteRow, ThreadRow
from app.storage.posts import NewComment
from app.storage.statements import Command, Query, Slots
from app.storage.unit_of_work import Store, Unit, open_store
from app.storage.upsert import insert, insert_missing, table_of
from tests.service import START
from tests.storage.rows import end_all_others, new_comment, new_thread

SECRET = "nobody-must-read-this"
LIMITS = table_of(LimitRow)
NAMES = Slots(name="name", count=3, type_=SiteRow.name.type)
_BY_NAME = Query[tuple[Any, ...]](
    sa.select(SiteRow.id, SiteRow.name).where(SiteRow.name.in_(NAMES.all)),
    tuple,
)


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    """Give a store with a site."""
    opened = open_store(database_url, connections=2)
    site = SiteRow(
        id=1,
        slug="blog",
        name="b",
        language="en",
        policy={"depth": 2},
        created_at=START,
    )
    opened.write(lambda unit: unit.sites.add(site))
    yield opened
    opened.close()


def _names(unit: Unit, *names: str) -> list[tuple[Any, ...]]:
    return _BY_NAME.all(unit.sites._session, NAMES.fill(names))


def test_values_are_those_of_the_orm(store: Store) -> None:
    """What a row holds, of whatever type, a query finds as the ORM does."""
    thread = new_thread(1, START)
    thread.closes_at = datetime(2027, 1, 1, tzinfo=timezone(timedelta(hours=5)))
    comment = new_comment(thread, START)
    store.write(lambda unit: unit.threads.add(thread))
    store.write(lambda unit: unit.posts.add(comment, thread))
    every = [getattr(CommentRow, name) for name in ("id", "path", "status", "reasons")]
    query = Query[tuple[Any, ...]](
        sa.select(*every, CommentRow.created_at, CommentRow.is_listed), tuple
    )
    with store.read() as unit:
        session = unit.comments._session
        found = query.first(session, {})
        row = session.scalars(sa.select(CommentRow)).one()
        site, known = unit.sites.find_with_thread("blog", "/a") or (None, None)
    assert found is not None
    assert found == (
        *(getattr(row, name) for name in ("id", "path", "status", "reasons")),
        row.created_at,
        row.is_listed,
    )
    assert [type(each) for each in found[:3]] == [UUID, bytes, Status]
    assert found[4].tzinfo is UTC
    assert site is not None
    assert site.policy == SitePolicy(depth=2)
    assert known is not None
    assert known.closes_at == thread.closes_at


def test_listed_values_are_those_of_the_orm(store: Store) -> None:
    """What a list reads of a comment is what the ORM finds, type by type."""
    thread = new_thread(1, START)
    first, second = new_comment(thread, START), new_comment(thread, START)
    first.author_role, first.author_handle, first.pinned = Role.OWNER, "null", True
    first.edited_at = datetime(2027, 1, 1, 5, tzinfo=timezone(timedelta(hours=5)))
    store.write(lambda unit: unit.threads.add(thread))
    for each in (first, second):
        store.write(partial(_add_to, thread=thread, row=each))
    with store.read() as unit:
        lists: list[Lists[Any]] = [unit.shown, unit.lists]
        listed = [
            row
            for each in lists
            for row in each.roots(thread, sort=Sort.OLDEST, after=None, limit=9)
        ]
        rows = {
            row.id: row for row in unit.comments.find_many(1, [first.id, second.id])
        }
    assert [row.id for row in listed] == [*sorted(rows)] * 2
    for lean in listed:
        names = type(lean).__struct_fields__
        values = [getattr(rows[lean.id], name) for name in names]
        assert [getattr(lean, name) for name in names] == values
        assert [type(getattr(lean, name)) for name in names] == [*map(type, values)]
        assert lean.created_at.utcoffset() == timedelta(0)
    assert {row.edited_at for row in listed} == {first.edited_at, None}
    assert {type(row) for row in listed} == {ListedRow, OwnableRow}


def _add_to(unit: Unit, *, thread: ThreadRow, row: NewComment) -> None:
    unit.posts.add(row, thread)


def test_what_is_not_flushed_is_seen(store: Store) -> None:
    """A query finds what the ORM has yet to write, and an INSERT may point at it."""

    def work(unit: Unit) -> list[tuple[Any, ...]]:
        session = unit.sites._session
        row = session.get_one(SiteRow, 1)
        row.name = "renamed"
        session.add(thread := new_thread(1, START))
        unit.posts.add(new_comment(thread, START), thread)
        return _names(unit, "renamed")

    assert store.write(work) == [(1, "renamed")]


def test_slots(store: Store) -> None:
    """An IN of a fixed length finds what is asked for, and nothing for nothing."""
    with store.read() as unit:
        assert _names(unit, "b") == [(1, "b")]
        assert _names(unit, "a", "b", "c") == [(1, "b")]
        assert _names(unit) == []
        with pytest.raises(ValueError, match="4 values for 3 slots"):
            _names(unit, *"abcd")


def test_rows_are_counted(store: Store) -> None:
    """A command tells how many rows it met; an INSERT whether one was made."""
    values = {"site_id": 1, "key": "k", "full_at": START}
    later = {"until": START + timedelta(hours=1)}
    update = Command(sa.update(LIMITS).values(full_at=sa.bindparam("until")))

    def work(unit: Unit) -> list[object]:
        session = unit.limits._session
        made = [insert_missing(session, LimitRow, values=values) for _ in range(2)]
        statements.Command(sa.insert(LIMITS)).run_each(session, [])
        return [*made, update.run(session, later)]

    assert store.write(work) == [True, False, 1]


def test_errors_are_sqlalchemys(store: Store) -> None:
    """A taken key is a conflict, and what was typed is not in the message."""
    values = {"site_id": 1, "key": SECRET, "full_at": START}

    def twice(unit: Unit) -> None:
        for _ in range(2):
            insert(unit.limits._session, LimitRow, values=values)

    with pytest.raises(ConflictError) as raised:
        store.write(twice)
    cause = raised.value.__cause__
    assert isinstance(cause, sa.exc.IntegrityError)
    if store._engine.dialect.name == "sqlite":
        # PostgreSQL's own words name the key; they are not logged either.
        assert SECRET not in str(cause)
    with store.read() as unit:
        assert unit.limits._full_at(1, [SECRET]) == {}


def test_mistakes_are_told(store: Store) -> None:
    """A parameter that is missing, and a column that there is not, are errors."""
    values = {"site_id": 1, "key": "k", "full_at": START, "colour": "red"}

    for insert_one in (insert, insert_missing):

        def unknown(unit: Unit, store_one: Any = insert_one) -> None:
            store_one(unit.limits._session, LimitRow, values=values)

        with pytest.raises(TypeError, match="limits has no colour"):
            store.write(unknown)
    with store.read() as unit, pytest.raises(KeyError, match="slug"):
        statements.Query(
            sa.select(SiteRow.id).where(SiteRow.slug == sa.bindparam("slug")), tuple
        ).first(unit.sites._session, {})


def test_what_readers_see_is_changed_aloud() -> None:
    """No command changes a watched table without noting what it touches."""
    with pytest.raises(ValueError, match="watched"):
        Command(sa.delete(table_of(ThreadRow)))


def test_lost_connection(store: Store, database_url: str) -> None:
    """Who loses his connection is told that the service is busy; the next is served."""

    def work(unit: Unit) -> None:
        _names(unit, "b")
        if database_url.startswith("sqlite"):
            driver: Any = changes.connection_of(unit.sites._session).connection
            driver.dbapi_connection.close()
        else:
            end_all_others(database_url)
        _names(unit, "b")

    with pytest.raises(OverloadedError):
        store.write(work)
    with store.read() as unit:
        assert _names(unit, "b") == [(1, "b")]
