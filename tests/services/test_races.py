"""Two writers at the same moment: one wins, or both do, and every number is right.

In most tests both have read before either writes, so that each acts on what was
true a moment ago; that is the worst that can happen to them.
"""

from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest

from app.domain.errors import (
    CommentNotFoundError,
    DomainError,
    DuplicateCommentError,
    InvalidInputError,
    ParentNotFoundError,
    PreconditionFailedError,
    ThreadClosedError,
)
from app.domain.moderation import Status, Verb
from app.services import comments, composing, threads
from app.services.container import Container
from app.services.requests import Posted
from app.services.steps.credentials import Credentials
from app.storage.models import CommentRow
from tests.services import acts, recount
from tests.services.together import at_once, meanwhile, met, refusals
from tests.storage.rows import every

KEY = "a-key-of-more-than-16"
ADA = Credentials(guest_secret="ada's secret")


@pytest.fixture(autouse=True)
def recounted(crowd: Container) -> Iterator[None]:
    """Count everything anew after each test."""
    yield
    assert recount.wrong(crowd) == []
    assert recount.wrongly_shown(crowd) == []


def _both_post(container: Container, **post: Any) -> list[Posted | DomainError]:
    """Post the same twice, both past their reads."""
    post_one = partial(acts.post, met(container), **post)
    return at_once(post_one, post_one)


def _bodies(container: Container) -> list[str]:
    return sorted(row.body for row in every(container.store, CommentRow))


def _done(container: Container, posted: Posted, action: str) -> int:
    """Count how often something was done to a comment, as the log has it."""
    return [line.action for line in acts.log(container, posted)].count(action)


def test_same_key_is_one_comment(crowd: Container) -> None:
    """Two posts under one Idempotency-Key are one comment, and have one answer."""
    first, second = _both_post(crowd, idempotency_key=KEY)
    assert isinstance(first, Posted)
    assert first == second
    assert first.edit_token is not None
    assert _bodies(crowd) == ["A comment."]


@pytest.mark.parametrize(
    "by", [ADA, Credentials(address_block="192.0.2.7")], ids=["held", "address"]
)
def test_same_words_are_said_once(crowd: Container, by: Credentials) -> None:
    """Of two equal comments by one author exactly one is a duplicate."""
    results = _both_post(crowd, by=by)
    assert refusals(results) == [DuplicateCommentError]
    assert _bodies(crowd) == ["A comment."]


def test_form_is_sent_once(crowd: Container) -> None:
    """Of two posts with one form token exactly one is refused."""
    challenge, _ = composing.challenge(crowd, "blog", credentials=ADA)
    results = _both_post(crowd, challenge=challenge)
    assert refusals(results) == [InvalidInputError]
    assert _bodies(crowd) == ["A comment."]


def test_new_thread_is_made_once(crowd: Container) -> None:
    """Two first comments open one thread and are both in it."""
    together = met(crowd)
    posts = [partial(acts.post, together, body) for body in ("One", "Two")]
    results = at_once(*posts)
    shown = acts.page(crowd)
    assert refusals(results) == []
    assert shown.thread.count == 2
    assert _bodies(crowd) == ["One", "Two"]


def test_parent_deleted_before_reply(crowd: Container) -> None:
    """Who replies to what was deleted while he wrote is told, and leaves no row."""
    parent = acts.post(crowd)
    late = meanwhile(crowd, partial(acts.delete, crowd, parent))
    with pytest.raises(ParentNotFoundError):
        acts.reply(late, parent)
    assert _bodies(crowd) == ["A comment."]
    assert acts.page(crowd).comments == ()


def test_reply_before_parent_is_deleted(crowd: Container) -> None:
    """A reply that comes before the deletion has a tombstone above it."""
    parent = acts.post(crowd)
    late = meanwhile(crowd, partial(acts.reply, crowd, parent))
    acts.delete(late, parent)
    tombstone, reply = acts.page(crowd).comments
    assert (tombstone.deleted, tombstone.html, tombstone.author) == (True, "", None)
    assert (reply.deleted, reply.parent_id) == (False, tombstone.id)


def test_reply_against_deletion(crowd: Container) -> None:
    """At the same moment it is one or the other: no reply, or a tombstone above it."""
    parent = acts.post(crowd)
    together = met(crowd)
    results = at_once(
        partial(acts.reply, together, parent), partial(acts.delete, together, parent)
    )
    shown = [view.deleted for view in acts.page(crowd).comments]
    if refusals(results):
        assert (refusals(results), shown) == ([ParentNotFoundError], [])
    else:
        assert shown == [True, False]


def test_one_of_two_edits_is_refused(crowd: Container) -> None:
    """Of two edits of the same version one is stored, the other is told so."""
    posted = acts.post(crowd)
    together = met(crowd)
    change = acts.own(posted, tag=posted.comment.version)
    edits = [partial(comments.edit, together, change, body=b) for b in ("One", "Two")]
    results = at_once(*edits)
    assert refusals(results) == [PreconditionFailedError]
    stored = acts.row(crowd, posted)
    kept = [each for each in results if not isinstance(each, DomainError)]
    assert [(view.body, view.version) for view in kept] == [
        (stored.body, stored.version)
    ]
    assert stored.version == posted.comment.version + 1


def test_edit_of_a_deleted_comment_is_refused(crowd: Container) -> None:
    """An edit that comes after the deletion changes nothing."""
    posted = acts.post(crowd)
    late = meanwhile(crowd, partial(acts.delete, crowd, posted))
    with pytest.raises(CommentNotFoundError):
        acts.edit(late, posted, "Too late")
    assert acts.row(crowd, posted).body == "A comment."


def test_two_deletions_are_one(crowd: Container) -> None:
    """Whoever deletes at the same moment is told that it is gone; it counts once."""
    posted = acts.post(crowd)
    acts.post(crowd, "Another")
    delete = partial(acts.delete, met(crowd), posted)
    assert at_once(delete, delete) == [None, None]
    assert acts.page(crowd).thread.count == 1
    assert _done(crowd, posted, "delete") == 1


def test_approval_does_not_bring_back(crowd: Container) -> None:
    """What its author deleted while a moderator approved it stays away."""
    posted = acts.post(crowd)
    acts.decide(crowd, Verb.REJECT, posted)
    approve = partial(acts.decide, crowd, Verb.APPROVE, posted)
    acts.delete(meanwhile(crowd, approve), posted)
    stored = acts.row(crowd, posted)
    assert (stored.status, stored.is_listed) == (Status.APPROVED, False)
    assert acts.page(crowd).thread.count == 0


def test_approval_against_deletion(crowd: Container) -> None:
    """Whoever comes first, a comment that its author deletes is gone in the end."""
    posted = acts.post(crowd)
    acts.decide(crowd, Verb.REJECT, posted)
    at_once(
        partial(acts.delete, crowd, posted),
        partial(acts.outcomes, crowd, Verb.APPROVE, posted.comment.id),
    )
    assert acts.row(crowd, posted).deleted_at is not None
    assert acts.page(crowd).comments == ()
    assert _done(crowd, posted, "delete") == 1


def test_two_moderators_decide_once(crowd: Container) -> None:
    """Lists of comments in opposite order are decided once each, by one of the two."""
    made = [acts.post(crowd, key=f"/{number % 2}") for number in range(6)]
    ids = [posted.comment.id for posted in made]
    one, other = at_once(
        partial(acts.outcomes, crowd, Verb.REJECT, *ids),
        partial(acts.outcomes, crowd, Verb.REJECT, *reversed(ids)),
    )
    assert not isinstance(one, DomainError)
    assert not isinstance(other, DomainError)
    done = [each.comment_id for each in (*one, *other) if not each.problem]
    assert sorted(done) == sorted(ids)
    assert [_done(crowd, posted, "reject") for posted in made] == [1] * 6


def test_thread_closed_before_post(crowd: Container) -> None:
    """Who writes while the thread is closed is told, and leaves no row."""
    acts.post(crowd)
    late = meanwhile(crowd, partial(threads.close, crowd, "blog", key="/a"))
    with pytest.raises(ThreadClosedError):
        acts.post(late, "Too late")
    assert _bodies(crowd) == ["A comment."]


def test_crowd_loses_nothing(crowd: Container) -> None:
    """Twenty at once, roots and replies, are all there, and the version says so."""
    parent = acts.post(crowd)
    before = acts.page(crowd).thread.version
    together = met(crowd, people=20)
    above = (None, parent.comment.id)
    posts = [
        partial(acts.post, together, f"Number {n}", parent_id=above[n % 2])
        for n in range(20)
    ]
    assert refusals(at_once(*posts)) == []
    shown = acts.page(crowd)
    assert (shown.thread.count, shown.thread.version) == (21, before + 20)
    assert acts.row(crowd, parent).reply_count == 10
