"""What a moderator finds in the queue: what waits, for how long, and why."""

import pytest

from app.domain.moderation import Status, Verb
from app.domain.queue import Pile
from app.services import sites
from app.services.container import Container
from app.services.sites import SiteChange
from tests.service import BLOG, MovableClock
from tests.services import acts
from tests.web.asking import set_policy

pytestmark = pytest.mark.usefixtures("site")


def _queued(
    container: Container,
    pile: Pile | None = Pile.PENDING,
    *,
    newest_first: bool = False,
    limit: int = 10,
) -> list[str]:
    """Give the texts of a pile."""
    page = acts.queue(container, pile, newest_first=newest_first, limit=limit)
    return [view.body for view in page.comments]


def test_longest_waiting_is_first(container: Container, clock: MovableClock) -> None:
    """The queue of all threads begins with who has waited longest, and may be cut."""
    set_policy(container, hold_all="yes")
    for body, key in (("One", "/a"), ("Two", "/b"), ("Three", "/a")):
        acts.post(container, body, key=key)
        clock.advance(seconds=1)
    waiting = acts.queue(container)
    assert [view.body for view in waiting.comments] == ["One", "Two", "Three"]
    assert _queued(container, limit=2) == ["One", "Two"]
    assert _queued(container, newest_first=True) == ["Three", "Two", "One"]


def test_queue_is_of_one_pile(container: Container, clock: MovableClock) -> None:
    """Each pile has its list and its number; no pile named is all that is living."""
    set_policy(container, hold_words="hold", disallowed_words="casino")
    for body in ("Fine", "On hold", "Casino", "Rude", "Gone"):
        posted = acts.post(container, body)
        clock.advance(seconds=1)
        if body == "Rude":
            acts.decide(container, Verb.REJECT, posted)
        if body == "Gone":
            acts.decide(container, Verb.DELETE, posted)
    assert _queued(container, Pile.APPROVED) == ["Fine"]
    assert _queued(container, Pile.PENDING) == ["On hold"]
    assert _queued(container, Pile.SPAM) == ["Casino"]
    assert _queued(container, Pile.REJECTED) == ["Rude"]
    assert _queued(container, Pile.DELETED) == ["Gone"]
    assert _queued(container, None) == ["Fine", "On hold", "Casino", "Rude"]
    assert acts.queue(container).counts == dict.fromkeys(Pile, 1)


def test_queue_says_why(container: Container) -> None:
    """Every reason is named with its evidence, and spam is called spam."""
    set_policy(container, hold_all="yes", hold_words="dice", disallowed_words="casino")
    acts.post(container, "Casino with *dice*", name="Ada", honeypot_filled=True)
    (view,) = acts.queue(container, Pile.SPAM).comments
    assert (view.site, view.thread_key, view.author.name) == ("blog", "/a", "Ada")
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


def test_row_has_its_context(container: Container, clock: MovableClock) -> None:
    """A comment comes with what it answers, its page, and its author's numbers."""
    set_policy(container, hold_words="dice")
    first = acts.post(container, "**Well** said.", name="Ada")
    clock.advance(seconds=1)
    by = acts.holding(first)
    acts.post(container, "Some dice", by=by, parent_id=first.comment.id)
    (view,) = acts.queue(container).comments
    assert view.parent is not None
    assert (view.parent.author_name, view.parent.excerpt) == ("Ada", "**Well** said.")
    assert view.author_counts == {
        **dict.fromkeys(Status, 0),
        Status.APPROVED: 1,
        Status.PENDING: 1,
    }
    assert (view.title, view.page_url, view.page_confirmed) == (None, None, False)
    acts.delete(container, first)
    (view,) = acts.queue(container).comments
    assert view.parent is not None
    assert (view.parent.author_name, view.parent.excerpt) == ("", "")


def test_queue_of_several_sites(container: Container, clock: MovableClock) -> None:
    """Sites are merged in time order, with their numbers added up."""
    sites.add(container, "other", change=SiteChange(add_origins=(BLOG,)))
    bodies = []
    for number in range(6):
        clock.advance(seconds=1)
        slug = ("blog", "other")[number % 2]
        acts.post(container, f"No. {number} of {slug}", site=slug)
        bodies.append(f"No. {number} of {slug}")
    page = acts.queue(container, Pile.APPROVED, sites=("other", "blog"), limit=4)
    assert [view.body for view in page.comments] == bodies[:1:-1]
    assert [view.site for view in page.comments[:2]] == ["other", "blog"]
    assert page.counts[Pile.APPROVED] == 6
    alone = acts.queue(container, Pile.APPROVED, sites=("other",))
    assert [view.body for view in alone.comments] == bodies[5::-2]
