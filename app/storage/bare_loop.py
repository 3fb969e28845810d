"""The least that storing a comment takes: finished statements, one commit each.

What a post can be compared with: the same rows with the same durability, by the same
way to the same driver, without checks, events of ours or HTTP. For measuring only.
"""

from app.storage.base import for_writing, make_engine
from app.storage.changes import WritingSession
from app.storage.compiling import Values
from app.storage.models import CommentRow
from app.storage.moderation_models import ModerationLogRow
from app.storage.outbox_models import OutboxRow
from app.storage.posts import COUNT_IN_THREAD
from app.storage.upsert import insert


class BareLoop:
    """One connection that stores comments, one transaction each."""

    def __init__(self, url: str) -> None:
        """Open the database that a URL names."""
        self._engine = make_engine(url, connections=1)
        self._connection = for_writing(self._engine).connect()
        self._session = WritingSession.on(self._connection)

    def store(self, comment: Values, *, event: Values, log: Values) -> None:
        """Store a comment, its event and its log line, count it, commit."""
        rows = ((CommentRow, comment), (OutboxRow, event), (ModerationLogRow, log))
        place = {"site": comment["site_id"], "its": comment["thread_id"]}
        with self._connection.begin():
            for row, values in rows:
                insert(self._session, row, values=values)
            COUNT_IN_THREAD.run(self._session, place)

    def close(self) -> None:
        """Close the connection."""
        self._session.close()
        self._connection.close()
        self._engine.dispose()
