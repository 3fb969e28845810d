"""What a writer has read before it waited for the lock is no longer believed.

Edit tokens are checked before the thread is locked, and with them come rows that may
change while the lock is waited for. SQLite's writers read nothing before their lock.
"""

from functools import partial

import pytest

from app.domain.errors import ParentNotFoundError
from app.services import comments
from app.services.container import Container
from app.services.requests import Change
from tests.services import acts, recount
from tests.services.together import in_order, refusals

pytestmark = pytest.mark.parametrize("database_url", ["postgres"], indirect=True)


def test_proven_parent_is_looked_at_again(crowd: Container, database_url: str) -> None:
    """A reply under a comment of one's own that is deleted meanwhile is refused."""
    parent = acts.post(crowd)
    held = acts.holding(parent)
    reply = partial(acts.post, crowd, "R", parent_id=parent.comment.id, by=held)
    results = in_order(crowd, database_url, partial(acts.delete, crowd, parent), reply)
    assert refusals(results) == [ParentNotFoundError]
    assert recount.wrong(crowd) == []


def test_proven_parent_is_counted_anew(crowd: Container, database_url: str) -> None:
    """Deleting a reply takes one from what its parent has now, not from what it had."""
    parent = acts.post(crowd)
    child = acts.reply(crowd, parent)
    change = Change(
        site="blog",
        comment_id=child.comment.id,
        credentials=acts.holding(child, parent),
    )
    results = in_order(
        crowd,
        database_url,
        partial(acts.reply, crowd, parent, "Another"),
        partial(comments.delete, crowd, change),
    )
    assert refusals(results) == []
    assert acts.row(crowd, parent).reply_count == 1
    assert recount.wrong(crowd) == []
