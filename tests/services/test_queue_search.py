"""What a moderator looks for in the queue is found, and paged through both ways."""

from datetime import timedelta
from typing import Any

import pytest

from app.domain.errors import InvalidInputError
from app.domain.moderation import HoldReason, Verb
from app.domain.queue import Pile, QueueFilters, read_search
from app.services import moderation, threads
from app.services.container import Container
from app.services.moderation import QueuePage, QueueRequest
from app.services.views import SiteView
from tests.service import START, MovableClock
from tests.services import acts
from tests.web.asking import set_policy

pytestmark = pytest.mark.usefixtures("site")


STRASSE, PERCENT, DICE = "Straße und ÜBER", "100% of it", "Dice: https://example.org"
SEARCHES: dict[str, list[str]] = {
    "über": [STRASSE],
    "STRASSE": [],
    "und straße": [STRASSE],
    '"und straße"': [],
    "0%": [PERCENT],
    "_": [],
    "author:_": [DICE],
    "author:émile": [PERCENT],
    "author:LOVELACE": [STRASSE],
    'author:"ada l" und': [STRASSE],
    "author:Ada@Example.org": [STRASSE],
    "author:@example.org": [],
    "thread:/b": [PERCENT],
    "thread:/b/index.html it": [PERCENT],
    "thread:/nowhere": [],
    "https://example.org": [DICE],
    "' OR 1=1 --": [],
    "\\": [],
}


def _found(container: Container, line: str = "", **filters: Any) -> list[str]:
    """Give the texts that a line of search and filters lead to, the newest first."""
    search = read_search(line)
    wanted = QueueFilters(
        words=search.words, author=search.author, thread=search.thread, **filters
    )
    page = moderation.queue_page(
        container,
        ["blog"],
        request=QueueRequest(filters=wanted),
        credentials=acts.OPERATOR,
    )
    return [view.body for view in page.comments]


@pytest.fixture
def written(container: Container, clock: MovableClock, site: SiteView) -> None:
    """Write what the tests look for, a minute apart."""
    set_policy(container, hold_words="dice, 100%", hold_links="1")
    for body, key, name, email in (
        (STRASSE, "/a", "Ada Lovelace", "ada@example.org"),
        (PERCENT, "/b", "Émile", ""),
        (DICE, "/a", "Bob_", ""),
    ):
        clock.advance(minutes=1)
        acts.post(container, body, key=key, name=name, email=email)


@pytest.mark.usefixtures("written")
def test_search(container: Container) -> None:
    """Words, authors and threads are found in any case, and nothing is a pattern."""
    assert {line: _found(container, line) for line in SEARCHES} == SEARCHES


@pytest.mark.usefixtures("written")
def test_search_by_reason(container: Container) -> None:
    """A reason is found where it is a reason, not where a text quotes it."""
    assert _found(container, reason=HoldReason.LINKS) == [DICE]
    held = [DICE, PERCENT]
    assert _found(container, reason=HoldReason.HOLD_WORD) == held
    assert _found(container, reason=HoldReason.HONEYPOT) == []
    set_policy(container, hold_words='"code": "honeypot"')
    acts.post(container, 'See "code": "honeypot" here')
    assert _found(container, reason=HoldReason.HONEYPOT) == []


@pytest.mark.usefixtures("written")
def test_search_by_time(container: Container) -> None:
    """A span has its first moment and not the one after its last."""
    second = START + timedelta(minutes=2)
    assert _found(container, since=second, until=second) == []
    until = second + timedelta(minutes=1)
    assert _found(container, since=second, until=until) == [PERCENT]


@pytest.mark.usefixtures("written")
def test_alias_leads_to_its_thread(container: Container) -> None:
    """A thread is found by each of its keys."""
    threads.add_alias(container, "blog", alias="/old", key="/b")
    assert _found(container, "thread:/old") == [PERCENT]


@pytest.mark.parametrize("line", ["x" * 301, " ".join("abcdefghijk")])
def test_search_has_an_end(line: str) -> None:
    """Nobody makes the database look for more than it should."""
    with pytest.raises(InvalidInputError):
        read_search(line)


def _bodies(page: QueuePage) -> str:
    return "".join(view.body for view in page.comments)


@pytest.mark.parametrize("newest_first", [True, False], ids=["newest", "oldest"])
def test_pages_go_on_and_back(
    container: Container, clock: MovableClock, *, newest_first: bool
) -> None:
    """On and back again shows the same, whatever was posted at the same moment."""
    for body in "abcdefgh":
        acts.post(container, body)
        clock.advance(seconds=ord(body) % 2)
    order = "hgfedcba" if newest_first else "abcdefgh"
    everything = _bodies(acts.queue(container, None, newest_first=newest_first))
    assert sorted(everything) == sorted(order)

    def turn(cursor: str | None) -> QueuePage:
        return acts.queue(
            container, None, newest_first=newest_first, limit=3, cursor=cursor
        )

    first = turn(None)
    assert first.previous is None
    second, third = turn(first.next), turn(turn(first.next).next)
    assert [_bodies(each) for each in (first, second, third)] == [
        everything[:3],
        everything[3:6],
        everything[6:],
    ]
    assert third.next is None
    again = turn(third.previous)
    assert _bodies(again) == everything[3:6]
    start = turn(again.previous)
    assert (_bodies(start), start.previous) == (everything[:3], None)
    assert _bodies(turn(start.next)) == everything[3:6]


def test_decisions_move_no_page(container: Container) -> None:
    """Whoever decides a page and goes on misses nothing."""
    set_policy(container, hold_all="yes")
    for body in "abcd":
        acts.post(container, body)
    first = acts.queue(container, limit=2)
    acts.outcomes(container, Verb.APPROVE, *(view.id for view in first.comments))
    following = acts.queue(container, limit=2, cursor=first.next)
    assert sorted(_bodies(first) + _bodies(following)) == list("abcd")
    assert _bodies(acts.queue(container, cursor=following.previous)) == ""


def test_cursor_of_another_order_is_refused(container: Container) -> None:
    """A cursor fits the order that it came from, and no other list."""
    for body in "ab":
        acts.post(container, body)
    cursor = acts.queue(container, Pile.APPROVED, limit=1).next
    for other in (cursor, "x", "W10"):
        with pytest.raises(InvalidInputError):
            acts.queue(container, Pile.APPROVED, newest_first=False, cursor=other)
