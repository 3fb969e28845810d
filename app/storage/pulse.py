"""A word that changes with every commit, whoever made it; costs next to nothing."""

import threading

import sqlalchemy as sa

# SQLite's number is a connection's own, so one connection is kept for it.
_QUERIES = {
    "sqlite": "PRAGMA data_version",
    "postgresql": "SELECT pg_current_snapshot()::text",
}


class Pulse:
    """Asks the database whether anything may have been written."""

    def __init__(self, engine: sa.Engine) -> None:
        """Share the engine; connects when first asked."""
        self._engine = engine
        self._query = _QUERIES[engine.dialect.name]
        self._connection: sa.Connection | None = None
        self._lock = threading.Lock()

    def read(self) -> str:
        """Give the word; after a failure the next one is asked for anew."""
        with self._lock:
            if self._connection is None:
                self._connection = self._engine.connect()
            try:
                word = self._connection.exec_driver_sql(self._query).scalar_one()
                self._connection.rollback()
            except sa.exc.DBAPIError:
                self._close()
                raise
            return str(word)

    def close(self) -> None:
        """Give the connection back."""
        with self._lock:
            self._close()

    def _close(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()
