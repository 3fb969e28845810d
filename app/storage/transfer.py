"""Rows of every exported table, out in a fixed order and in by their keys.

Works on the tables' own description, so that it knows of a new column by itself.
The number of a site is of one database only; outside, a site is named by its slug.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.errors import ConflictError
from app.domain.moderation import Status
from app.storage.base import Base
from app.storage.kept import LEFT_OUT_COLUMNS
from app.storage.values import from_json, to_json

SITES = "sites"
SITE = "site"
_NUMBER = {SITES: "id"}
_BATCH = 500

Values = dict[str, Any]
Key = tuple[Any, ...]


def table(name: str) -> sa.Table:
    """Find a table by its name."""
    return Base.metadata.tables[name]


def columns(name: str) -> list[sa.Column[Any]]:
    """List what an export has of a table, the site's number aside."""
    hidden = {*LEFT_OUT_COLUMNS.get(name, ()), _NUMBER.get(name, "site_id")}
    return [column for column in table(name).columns if column.name not in hidden]


def has_site(name: str) -> bool:
    """Tell whether each row of a table belongs to a site."""
    return "site_id" in table(name).columns


def has_thread(name: str) -> bool:
    """Tell whether each row of a table belongs to a thread."""
    return "thread_id" in table(name).columns


def key_columns(name: str) -> tuple[str, ...]:
    """Name the columns by which a row is known again."""
    if name == SITES:
        return ("slug",)
    return tuple(column.name for column in table(name).primary_key)


def is_of_site(name: str) -> bool:
    """Tell whether a table belongs to sites alone, and to nothing of the instance."""
    if name == SITES:
        return True
    targets = {key.column.table.name for key in table(name).foreign_keys}
    return has_site(name) and all(is_of_site(each) for each in targets)


class Transfer:
    """Rows on their way out of the database and into it."""

    def __init__(self, session: Session) -> None:
        """Share the unit's session."""
        self._session = session

    def be_patient(self) -> None:
        """Let this transaction take as long as it needs to."""
        if self._session.get_bind().dialect.name == "postgresql":
            for name in ("statement_timeout", "idle_in_transaction_session_timeout"):
                self._session.execute(sa.text(f"SET LOCAL {name} = 0"))

    def site_ids(self) -> dict[str, int]:
        """Give the numbers of all sites, by slug."""
        sites = table(SITES).columns
        query = sa.select(sites.slug, sites.id)
        return dict(sorted((slug, number) for slug, number in self._run(query)))

    def count(self, name: str, site_id: int | None) -> int:
        """Count a table's rows, of one site if it is named."""
        query = sa.select(sa.func.count()).select_from(table(name))
        return self._session.scalar(_of(query, name, site_id=site_id)) or 0

    def rows(self, name: str, site_id: int | None) -> Iterator[Values]:
        """Give a table's rows, of one site if it is named, in the order of keys."""
        wanted = columns(name)
        query = _of(sa.select(*wanted), name, site_id=site_id)
        order = [self._bytewise(table(name).columns[key]) for key in key_columns(name)]
        run = self._session.connection().execution_options(
            yield_per=_BATCH, stream_results=True
        )
        for row in run.execute(query.order_by(*order)):
            pairs = zip(wanted, row, strict=True)
            yield {column.name: to_json(value) for column, value in pairs}

    def there(self, name: str, keys: Iterable[Key]) -> set[Key]:
        """Tell which rows of a table are there already."""
        names = [table(name).columns[key] for key in key_columns(name)]
        query = sa.select(*names).where(sa.tuple_(*names).in_(list(keys)))
        return {tuple(row) for row in self._run(query)}

    def thread_ids(self, keys: Iterable[Key]) -> dict[Key, UUID]:
        """Give the ids of threads by (site, key)."""
        threads = table("threads").columns
        named = sa.tuple_(threads.site_id, threads.key)
        query = sa.select(threads.site_id, threads.key, threads.id)
        found = self._run(query.where(named.in_(list(keys))))
        return {(site_id, key): thread_id for site_id, key, thread_id in found}

    def insert(self, name: str, rows: list[Values]) -> None:
        """Store rows; raises ConflictError where they contradict what is stored."""
        try:
            self._session.connection().execute(sa.insert(table(name)), rows)
        except (sa.exc.IntegrityError, sa.exc.DataError) as error:
            raise ConflictError from error

    def orphans(self, site_ids: Iterable[int]) -> int:
        """Count replies whose parent is not in their thread, right above them."""
        below = table("comments").alias()
        above = table("comments").alias()
        parent = sa.exists().where(
            above.c.site_id == below.c.site_id,
            above.c.id == below.c.parent_id,
            above.c.thread_id == below.c.thread_id,
            above.c.root_id == below.c.root_id,
            above.c.depth == below.c.depth - 1,
        )
        query = (
            sa.select(sa.func.count())
            .select_from(below)
            .where(
                below.c.site_id.in_(list(site_ids)),
                below.c.parent_id.is_not(None),
                ~parent,
            )
        )
        return self._session.scalar(query) or 0

    def recount(self, site_id: int, thread_id: UUID) -> None:
        """Count anew what is seen in a thread, and below each of its comments."""
        comments, threads = table("comments"), table("threads")
        here = sa.and_(comments.c.site_id == site_id, comments.c.thread_id == thread_id)
        below = comments.alias()
        size = sa.func.length(comments.c.path)
        replies = (
            sa.select(sa.func.count())
            .where(
                below.c.site_id == comments.c.site_id,
                below.c.root_id == comments.c.root_id,
                sa.func.length(below.c.path) > size,
                sa.func.substr(below.c.path, 1, size) == comments.c.path,
                _visible(below),
            )
            .scalar_subquery()
        )
        seen = sa.or_(_visible(comments), comments.c.reply_count > 0)
        count = sa.select(sa.func.count()).where(here, _visible(comments))
        thread = sa.and_(threads.c.site_id == site_id, threads.c.id == thread_id)
        for statement in (
            sa.update(comments).where(here).values(reply_count=replies),
            sa.update(comments).where(here).values(is_listed=seen),
            sa.update(threads)
            .where(thread)
            .values(
                comment_count=count.scalar_subquery(), version=threads.c.version + 1
            ),
        ):
            self._session.connection().execute(statement)

    def _bytewise(self, column: sa.Column[Any]) -> sa.ColumnElement[Any]:
        # SQLite compares bytes by itself; PostgreSQL by the rules of a language.
        is_text = isinstance(column.type, sa.String)
        if is_text and self._session.get_bind().dialect.name == "postgresql":
            return sa.collate(column, "C")
        return column

    def _run(self, query: sa.Select[Any]) -> Any:  # noqa: ANN401 -- rows of any shape
        return self._session.connection().execute(query)


def _visible(comments: sa.FromClause) -> sa.ColumnElement[bool]:
    is_approved = comments.c.status == Status.APPROVED
    return sa.and_(is_approved, comments.c.deleted_at.is_(None))


def _of(query: sa.Select[Any], name: str, *, site_id: int | None) -> sa.Select[Any]:
    if site_id is None:
        return query
    column = "id" if name == SITES else "site_id"
    return query.where(table(name).columns[column] == site_id)


def read_row(name: str, document: Mapping[str, Any]) -> Values:
    """Read a row as an export has it; raises ValueError that says what is wrong."""
    known = {column.name: column for column in columns(name)}
    unknown = sorted(set(document) - set(known) - {SITE})
    if unknown:
        message = f"{unknown[0]} is no column of {name}; is the file of a newer version"
        raise ValueError(message)
    values: Values = {}
    for key, column in known.items():
        if key not in document:
            if column.nullable:
                values[key] = None
                continue
            message = f"{key} is missing"
            raise ValueError(message)
        try:
            values[key] = from_json(column, document[key])
        except ValueError as error:
            message = f"{key} {error}"
            raise ValueError(message) from None
    return values
