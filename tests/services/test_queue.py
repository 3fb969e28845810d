"""What a moderator finds in the queue: what waits, for how long, and why."""

import pytest

from app.domain.moderation import Status, Verb
from app.services import moderation
from app.services.container import Container
from tests.service import MovableClock
from tests.services import acts
from tests.web.asking import set_policy

pytestmark = pytest.mark.usefixtures("site")


def _queued(
    container: Container, status: Status | None = Status.PENDING, *, limit: int = 10
) -> list[str]:
    """Give the texts of a queue."""
    found = moderation.queue(container, "blog", status=status, limit=limit)
    return [view.body for view in found]


def test_longest_waiting_is_first(container: Container, clock: MovableClock) -> None:
    """The queue of all threads begins with who has waited longest, and may be cut."""
    set_policy(container, hold_all="yes")
    for body, key in (("One", "/a"), ("Two", "/b"), ("Three", "/a")):
        acts.post(container, body, key=key)
        clock.advance(seconds=1)
    assert _queued(container) == ["One", "Two", "Three"]
    assert _queued(container, limit=2) == ["One", "Two"]


def test_queue_is_of_one_status(container: Container, clock: MovableClock) -> None:
    """Each status has its list, no status has all, and what is gone is in none."""
    set_policy(container, hold_words="hold", disallowed_words="casino")
    for body in ("Fine", "On hold", "Casino", "Rude", "Gone"):
        posted = acts.post(container, body)
        clock.advance(seconds=1)
        if body == "Rude":
            acts.decide(container, Verb.REJECT, posted)
        if body == "Gone":
            acts.decide(container, Verb.DELETE, posted)
    assert _queued(container, Status.APPROVED) == ["Fine"]
    assert _queued(container, Status.PENDING) == ["On hold"]
    assert _queued(container, Status.SPAM) == ["Casino"]
    assert _queued(container, Status.REJECTED) == ["Rude"]
    assert _queued(container, None) == ["Fine", "On hold", "Casino", "Rude"]


def test_queue_says_why(container: Container) -> None:
    """Every reason is named with its evidence, and spam is called spam."""
    set_policy(container, hold_all="yes", hold_words="dice", disallowed_words="casino")
    acts.post(container, "Casino with *dice*", name="Ada", honeypot_filled=True)
    (view,) = moderation.queue(container, "blog", status=Status.SPAM, limit=10)
    assert (view.thread_key, view.author_name) == ("/a", "Ada")
    assert (view.body, view.status) == ("Casino with *dice*", Status.SPAM)
    assert view.reasons == (
        ("honeypot", ""),
        ("disallowed_word", "casino"),
        ("all_held", ""),
        ("hold_word", "dice"),
    )


def test_decided_leaves_the_queue(container: Container) -> None:
    """What is approved waits no more, and waits again once an edit holds it."""
    set_policy(container, hold_words="dice")
    posted = acts.post(container, "Some dice")
    acts.decide(container, Verb.APPROVE, posted)
    assert _queued(container) == []
    acts.edit(container, posted, "More dice")
    assert _queued(container) == ["More dice"]
