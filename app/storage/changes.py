"""What a write transaction changes of that which readers see.

Found out where rows are written, whoever writes them, so that no use case has to
think of it: rows of the ORM are looked at when they are flushed. A statement that
changes many rows at once says what it touches (`note`); one that does not is taken
to touch everything.
"""

import contextlib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Session

from app.domain.freshness import EVERYTHING, key_topic, site_topic, thread_topic
from app.storage.base import Base
from app.storage.models import AliasRow, OriginRow, SiteRow, ThreadRow

_WATCHED = frozenset(
    kind.__tablename__ for kind in (SiteRow, OriginRow, ThreadRow, AliasRow)
)
_CHANGES = "rejoinder_changes"
_IS_NOTED = "rejoinder_is_noted"


class WritingSession(Session):
    """A session whose changes are known at its end."""

    @classmethod
    def on(cls, connection: sa.Connection, *, shares: bool = False) -> "WritingSession":
        """Begin in a connection's transaction, whose COMMIT is another's to say.

        One that `shares` it undoes no more than its own part of it.
        """
        mode: Any = "create_savepoint" if shares else "rollback_only"
        return cls(connection, expire_on_commit=False, join_transaction_mode=mode)

    @property
    def topics(self) -> set[str]:
        """Name what was changed so far."""
        topics: set[str] = self.info.setdefault(_CHANGES, set())
        return topics

    @contextlib.contextmanager
    def watched(self) -> Iterator[None]:
        """Listen to the transaction's statements, too, and flush at the end."""
        heard_by = connection_of(self).info
        heard_by[_CHANGES] = self
        try:
            yield
            self.flush()
        finally:
            # The connection goes on to another session.
            del heard_by[_CHANGES]


def connection_of(session: Session) -> sa.Connection:
    """Give the connection that a unit's session was made for."""
    return cast("sa.Connection", session.bind)


def holds_all(session: Session) -> bool:
    """Tell whether nobody else can write until the session's end, as on SQLite.

    Then what it has read is still so, and needs no lock.
    """
    return isinstance(session, WritingSession) and (
        connection_of(session).dialect.name == "sqlite"
    )


def note(session: Session, topics: Iterable[str]) -> None:
    """Say what a statement touches that carries `noted()`."""
    if isinstance(session, WritingSession):
        session.topics.update(topics)


def noted() -> dict[str, Any]:
    """Give the execution options of a statement whose topics are noted."""
    return {_IS_NOTED: True}


def is_unnoted(statement: object) -> bool:
    """Tell whether a statement changes what is watched and does not say what."""
    if not isinstance(statement, sa.UpdateBase):
        return False
    table = getattr(statement.table, "name", "")
    noted = statement.get_execution_options().get(_IS_NOTED)
    return table in _WATCHED and not noted


def topics_of(table: str, values: Mapping[str, Any]) -> set[str]:
    """Name what a row of a table stands for."""
    match table:
        case "sites":
            return {site_topic(values["id"])}
        case "origins":
            return {site_topic(values["site_id"])}
        case "threads":
            site_id = values["site_id"]
            by_key = key_topic(site_id, values["key"])
            return {thread_topic(site_id, values["id"]), by_key}
        case "thread_aliases":
            return {key_topic(values["site_id"], values["key"])}
        case _:
            return set()


def listen(engine: sa.Engine) -> None:
    """Hear of statements that do not go through the ORM's rows."""
    event.listen(engine, "before_execute", _see_statement)


def _see_statement(
    connection: sa.Connection,
    statement: Any,  # noqa: ANN401 - whatever may be executed
    *_: object,
) -> None:
    session = connection.info.get(_CHANGES)
    # What is flushed has been looked at, row by row.
    if session is None or session._flushing:  # noqa: SLF001 - SQLAlchemy has no other word
        return
    if is_unnoted(statement):
        session.topics.add(EVERYTHING)


def _see_rows(session: WritingSession, *_: object) -> None:
    for row in (*session.new, *session.dirty, *session.deleted):
        table = getattr(row, "__tablename__", "")
        if table in _WATCHED:
            session.topics.update(_topics_before_and_after(row, table))


def _topics_before_and_after(row: Base, table: str) -> set[str]:
    state = sa.inspect(row)
    values = {name: getattr(row, name) for name in state.mapper.columns.keys()}  # noqa: SIM118
    before = dict(values)
    for name in values:
        old = state.attrs[name].history.deleted
        if old and old[0] is not None:
            before[name] = old[0]
    return topics_of(table, values) | topics_of(table, before)


event.listen(WritingSession, "after_flush", _see_rows)
