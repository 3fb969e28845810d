"""Who is too fast is told for how long to wait, and takes nothing from others."""

import itertools
from functools import partial

import pytest

from app.domain.errors import (
    DuplicateCommentError,
    InvalidInputError,
    ParentNotFoundError,
    TooManyRequestsError,
)
from app.domain.identity import Role
from app.services import comments, composing
from app.services.container import Container
from app.services.requests import Change, Posted
from app.services.steps.credentials import Credentials
from app.storage.models import CommentRow
from tests.service import MovableClock
from tests.services import acts
from tests.services.together import at_once, refusals
from tests.storage.rows import every
from tests.web.asking import everything, set_policy

HOUSE = Credentials(address_block="192.0.2.7")
OTHER = Credentials(address_block="192.0.2.8")
NUMBERS = itertools.count()

pytestmark = pytest.mark.usefixtures("site")


def _inhabitant(number: int) -> Credentials:
    """Give one of many authors behind one address."""
    return Credentials(guest_secret=f"{number}", address_block=HOUSE.address_block)


def _post(container: Container, by: Credentials, *, key: str = "/a") -> Posted:
    """Say something new."""
    return acts.post(container, f"Words {next(NUMBERS)}", by=by, key=key)


def _wait(container: Container, by: Credentials, *, key: str = "/a") -> int:
    """Post what must be refused and leave nothing; for how long to wait."""
    before = everything(container)
    with pytest.raises(TooManyRequestsError) as caught:
        _post(container, by, key=key)
    assert everything(container) == before
    assert caught.value.retry_after is not None
    return caught.value.retry_after


@pytest.mark.parametrize(
    "by", [HOUSE, Credentials(guest_secret="ada's secret")], ids=["address", "held"]
)
def test_author_has_five_then_one(
    limited: Container, clock: MovableClock, by: Credentials
) -> None:
    """An author posts five at once, then one in fifteen seconds, to the second."""
    for _ in range(5):
        _post(limited, by)
    assert _wait(limited, by) == 15
    clock.advance(seconds=14.5)
    assert _wait(limited, by) == 1
    clock.advance(seconds=0.5)
    _post(limited, by)
    assert _wait(limited, by) == 15


def test_author_is_known_by_what_he_holds(limited: Container) -> None:
    """The limit follows an edit token to another address."""
    first = _post(limited, _inhabitant(0))
    for _ in range(4):
        _post(limited, acts.holding(first, address=HOUSE.address_block))
    away = acts.holding(first, address=OTHER.address_block)
    assert _wait(limited, away) == 15


def test_house_has_twenty_then_one(limited: Container, clock: MovableClock) -> None:
    """All behind one address post twenty at once, then one in five seconds."""
    for number in range(20):
        _post(limited, _inhabitant(number))
    assert _wait(limited, _inhabitant(20)) == 5
    clock.advance(seconds=5)
    _post(limited, _inhabitant(20))
    assert _wait(limited, _inhabitant(21)) == 5
    _post(limited, OTHER)


def test_bucket_is_full_again(limited: Container, clock: MovableClock) -> None:
    """Who rests for five times fifteen seconds may post five again, and no more."""
    for _ in range(5):
        _post(limited, HOUSE)
    clock.advance(days=0.4)
    for _ in range(5):
        _post(limited, HOUSE)
    assert _wait(limited, HOUSE) == 15


def test_site_has_its_cap(limited: Container, clock: MovableClock) -> None:
    """A site takes twice its posts a minute at once, from whomever, then so many."""
    set_policy(limited, posts_per_minute="3")
    for number in range(6):
        _post(limited, Credentials(address_block=f"192.0.2.{number}"))
    assert _wait(limited, OTHER) == 20
    clock.advance(seconds=20)
    _post(limited, OTHER)


def test_threads_are_opened_slowly(limited: Container, clock: MovableClock) -> None:
    """An address opens ten threads at once, then one a minute; old ones stay open."""
    for number in range(10):
        _post(limited, _inhabitant(number), key=f"/{number}")
    assert _wait(limited, _inhabitant(10), key="/10") == 60
    _post(limited, _inhabitant(10), key="/0")
    _post(limited, OTHER, key="/other")
    clock.advance(seconds=60)
    _post(limited, _inhabitant(10), key="/10")


def test_refusal_takes_no_token(limited: Container) -> None:
    """Neither a limit nor any other refusal counts against whoever is refused."""
    first = _post(limited, HOUSE)
    words = acts.row(limited, first).body
    for _ in range(10):
        with pytest.raises(DuplicateCommentError):
            acts.post(limited, words, by=HOUSE)
        with pytest.raises(InvalidInputError):
            acts.post(limited, "", by=HOUSE)
        with pytest.raises(ParentNotFoundError):
            acts.post(limited, "R", by=HOUSE, key="/b", parent_id=first.comment.id)
    for _ in range(4):
        _post(limited, HOUSE)
    assert _wait(limited, HOUSE) == 15


def test_refused_author_leaves_the_house_its_tokens(limited: Container) -> None:
    """One who hammers on is refused, and takes nothing from those beside him."""
    for _ in range(5):
        _post(limited, _inhabitant(0))
    for _ in range(30):
        assert _wait(limited, _inhabitant(0)) == 15
    for number in range(1, 16):
        _post(limited, _inhabitant(number))
    assert _wait(limited, _inhabitant(16)) == 5


def test_crowd_cannot_outrun_the_limit(crowd: Container, limited: Container) -> None:
    """Of twelve posts at once by one author five are stored."""
    together = acts.with_limits(crowd)
    results = at_once(*[partial(_post, together, HOUSE) for _ in range(12)])
    assert refusals(results) == [TooManyRequestsError] * 7
    assert len(every(limited.store, CommentRow)) == 5


def test_changes_are_limited(limited: Container, clock: MovableClock) -> None:
    """An address makes thirty changes at once, then one in two seconds."""
    made = _post(limited, OTHER)
    held = acts.holding(made, address=HOUSE.address_block)
    change = Change(site="blog", comment_id=made.comment.id, credentials=held)
    for number in range(30):
        comments.edit(limited, change, body=f"Version {number}")
    before = everything(limited)
    with pytest.raises(TooManyRequestsError) as edit:
        comments.edit(limited, change, body="One more")
    with pytest.raises(TooManyRequestsError) as deletion:
        comments.delete(limited, change)
    assert (edit.value.retry_after, deletion.value.retry_after) == (2, 2)
    assert everything(limited) == before
    clock.advance(seconds=2)
    comments.delete(limited, change)


def test_previews_are_limited(limited: Container, clock: MovableClock) -> None:
    """An address has thirty previews at once, then one a second; nobody else pays."""
    ask = partial(composing.preview, limited, "blog", body="*Hello*")
    for _ in range(30):
        ask(credentials=HOUSE)
    with pytest.raises(TooManyRequestsError) as caught:
        ask(credentials=HOUSE)
    assert caught.value.retry_after == 1
    assert ask(credentials=OTHER) == "<p><em>Hello</em></p>"
    clock.advance(seconds=1)
    ask(credentials=HOUSE)


def test_form_tokens_are_limited(limited: Container) -> None:
    """An address gets sixty form tokens at once; their buckets are not the posts'."""
    for _ in range(60):
        composing.challenge(limited, "blog", credentials=HOUSE)
    with pytest.raises(TooManyRequestsError) as caught:
        composing.challenge(limited, "blog", credentials=HOUSE)
    assert caught.value.retry_after == 1
    _post(limited, HOUSE)


@pytest.mark.parametrize("role", [Role.MODERATOR, Role.OWNER])
def test_moderators_are_exempt(limited: Container, role: Role) -> None:
    """Moderators post as fast as they can, and leave readers their tokens."""
    by = Credentials(address_block=HOUSE.address_block, role=role)
    for number in range(25):
        _post(limited, by, key=f"/{number}")
    for _ in range(5):
        _post(limited, HOUSE)
    assert _wait(limited, HOUSE) == 15


def test_switched_off_is_off(container: Container) -> None:
    """Without limits nobody waits."""
    for number in range(25):
        _post(container, HOUSE, key=f"/{number}")
    assert len(every(container.store, CommentRow)) == 25
