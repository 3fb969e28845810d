"""The same words, in the same place, by the same author, within a day: once."""

from typing import Any

import pytest

from app.domain.errors import DuplicateCommentError
from app.domain.moderation import Verb
from app.services.container import Container
from app.services.steps.credentials import Credentials
from app.storage.models import CommentRow
from tests.service import MovableClock
from tests.services import acts
from tests.storage.rows import every
from tests.web.asking import everything, set_policy

ADA = Credentials(guest_secret="ada's secret")
BOB = Credentials(guest_secret="bob's secret")
HOUSE = Credentials(address_block="192.0.2.7")

pytestmark = pytest.mark.usefixtures("site")


def _is_refused(container: Container, body: str = "Well said.", **post: Any) -> bool:
    """Tell whether a post is refused as a duplicate, and leaves nothing then."""
    before = everything(container)
    try:
        acts.post(container, body, **post)
    except DuplicateCommentError:
        assert everything(container) == before
        return True
    return False


@pytest.mark.parametrize(
    "body",
    [
        "Well said.",
        "well SAID.",
        "  Well \n said. ",
        "\uff37ell said.",
        "We\u200bll said.",
    ],
    ids=["same", "case", "space", "width", "unseen"],
)
def test_spelling_makes_no_other_words(container: Container, body: str) -> None:
    """Case, spaces, width and unseen letters do not make a text another one."""
    acts.post(container, "Well said.", by=ADA)
    assert _is_refused(container, body, by=ADA)


def test_other_words_are_none(container: Container) -> None:
    """One letter more is another text."""
    acts.post(container, "Well said.", by=ADA)
    assert not _is_refused(container, "Well said!", by=ADA)


def test_other_place_is_none(container: Container) -> None:
    """The same words in another thread or under another comment are fine."""
    first = acts.post(container, "Well said.", by=ADA)
    assert not _is_refused(container, by=ADA, key="/b")
    top = first.comment.id
    assert not _is_refused(container, by=ADA, parent_id=top)
    assert _is_refused(container, by=ADA, parent_id=top)


def test_holders_are_told_apart(container: Container) -> None:
    """Who holds something is known by that alone, whatever address he shares."""
    house = HOUSE.address_block
    acts.post(container, "Well said.", by=HOUSE)
    bob = Credentials(guest_secret=BOB.guest_secret, address_block=house)
    assert not _is_refused(container, by=bob)
    assert _is_refused(container, by=BOB)


def test_edit_token_is_a_holder(container: Container) -> None:
    """Who sends the edit token of an earlier comment is its author."""
    first = acts.post(container, "Well said.")
    assert not _is_refused(container)
    assert _is_refused(container, by=acts.holding(first))


def test_strangers_are_known_by_address(container: Container) -> None:
    """Who holds nothing is taken for whoever else posts from his address block."""
    acts.post(container, "Well said.", by=HOUSE)
    assert _is_refused(container, by=HOUSE)
    other = Credentials(address_block="192.0.2.8")
    assert not _is_refused(container, by=other)


def test_midnight_makes_nobody_new(container: Container, clock: MovableClock) -> None:
    """Address blocks get another pseudonym each day, and are found by yesterday's."""
    clock.advance(hours=11, minutes=59)
    acts.post(container, "Well said.", by=HOUSE)
    clock.advance(minutes=2)
    assert _is_refused(container, by=HOUSE)


@pytest.mark.parametrize("by", [ADA, HOUSE], ids=["held", "address"])
def test_day_is_long_enough(
    container: Container, clock: MovableClock, by: Credentials
) -> None:
    """A second before 24 hours are over it is a duplicate, then no more."""
    acts.post(container, "Well said.", by=by)
    clock.advance(hours=23, minutes=59, seconds=59)
    assert _is_refused(container, by=by)
    clock.advance(seconds=1)
    assert not _is_refused(container, by=by)


@pytest.mark.parametrize(
    ("verb", "refused"),
    [
        (Verb.SPAM, True),
        (Verb.REJECT, False),
        (Verb.DELETE, False),
    ],
)
def test_what_moderators_did_counts(
    container: Container, verb: Verb, *, refused: bool
) -> None:
    """Spam is a twin still, so that its author learns nothing; what is gone is none."""
    first = acts.post(container, "Well said.", by=ADA)
    acts.decide(container, verb, first)
    assert _is_refused(container, by=ADA) is refused


def test_held_twin_counts(container: Container) -> None:
    """What waits for a moderator has been said."""
    set_policy(container, hold_all="yes")
    acts.post(container, "Well said.", by=ADA)
    assert _is_refused(container, by=ADA)


def test_deleted_words_may_be_said_again(container: Container) -> None:
    """Who deleted his words may say them anew."""
    acts.delete(container, acts.post(container, "Well said."))
    assert not _is_refused(container, by=ADA)


def test_edit_makes_no_twin(container: Container) -> None:
    """An edit into the words of one's other comment is refused and changes nothing."""
    acts.post(container, "Well said.", by=ADA)
    other = acts.post(container, "Not so.", by=ADA)
    before = everything(container)
    with pytest.raises(DuplicateCommentError):
        acts.edit(container, other, "Well said.")
    assert everything(container) == before
    assert acts.edit(container, other, "Not  so.").body == "Not  so."


def test_nobody_is_nobodys_twin(container: Container) -> None:
    """A stranger without address or credential is nobody's twin."""
    for _ in range(3):
        acts.post(container, "Well said.")
    assert len(every(container.store, CommentRow)) == 3
