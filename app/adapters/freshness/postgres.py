"""Announcements over PostgreSQL's LISTEN and NOTIFY: two connections a process.

Not through PgBouncer's transaction pooling, which forgets who listens.
"""

import contextlib
from collections.abc import Iterator

import psycopg

from app.adapters.freshness.relay import ChannelError

_NAME = "rejoinder_freshness"
_TIMEOUTS = "-c statement_timeout=2000 -c lock_timeout=2000"

Connection = psycopg.Connection[tuple[object, ...]]


class PostgresChannel:
    """A Channel to all who use the same database."""

    def __init__(self, url: str) -> None:
        """Connect when first needed."""
        self._url = url
        self._sending: Connection | None = None
        self._listening: Connection | None = None
        self._is_closed = False

    def send(self, text: str) -> None:
        """NOTIFY, outside of any transaction."""
        try:
            if self._sending is None:
                self._sending = self._connect()
            self._sending.execute("SELECT pg_notify(%s, %s)", (_NAME, text))
        except psycopg.Error as error:
            _close(self._sending)
            self._sending = None
            raise ChannelError(type(error).__name__) from error

    def listen(self) -> Iterator[str | None]:
        """LISTEN until the connection breaks or is closed."""
        try:
            self._listening = self._connect()
            self._listening.execute(f"LISTEN {_NAME}")
            yield None
            while not self._is_closed:
                for told in self._listening.notifies(timeout=0.5):
                    yield told.payload
        except psycopg.Error as error:
            raise ChannelError(type(error).__name__) from error
        finally:
            _close(self._listening)
            self._listening = None

    def close(self) -> None:
        """Stop both."""
        self._is_closed = True
        _close(self._sending)
        self._sending = None

    def _connect(self) -> Connection:
        return psycopg.connect(
            self._url, autocommit=True, connect_timeout=5, options=_TIMEOUTS
        )


def _close(connection: Connection | None) -> None:
    if connection is not None:
        with contextlib.suppress(psycopg.Error):
            connection.close()
