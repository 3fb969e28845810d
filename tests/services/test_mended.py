"""Faults that were found once, and must not come back."""

from functools import partial

import pytest

from app.domain.errors import TooManyRequestsError
from app.domain.identity import Role
from app.domain.moderation import Verb
from app.services import comments, reading, sites
from app.services.container import Container
from app.services.requests import Change
from app.services.sites import SiteChange
from app.services.steps.credentials import Credentials
from tests.service import MovableClock
from tests.services import acts
from tests.services.together import at_once

pytestmark = pytest.mark.usefixtures("site")


def test_author_deletes_what_a_moderator_deleted(container: Container) -> None:
    """What its author has deleted as well stays away when a moderator restores."""
    posted = acts.post(container)
    acts.decide(container, Verb.DELETE, posted)
    acts.delete(container, posted)
    (outcome,) = acts.outcomes(container, Verb.RESTORE, posted.comment.id)
    assert outcome.problem
    assert acts.page(container).comments == ()


def test_moderators_deletion_can_be_taken_back(container: Container) -> None:
    """A moderator who deletes another's comment is not its author."""
    posted = acts.post(container)
    by = Credentials(role=Role.MODERATOR, guest_secret="mod")
    change = Change(site="blog", comment_id=posted.comment.id, credentials=by)
    comments.delete(container, change)
    assert acts.row(container, posted).deleted_by != "author"
    acts.decide(container, Verb.RESTORE, posted)


def test_two_settings_at_once_both_hold(crowd: Container) -> None:
    """Two operators who set different things at once have both set."""
    deep = partial(sites.set_, crowd, "blog", change=SiteChange(policy={"depth": "2"}))
    shut = partial(
        sites.set_, crowd, "blog", change=SiteChange(policy={"guests": "no"})
    )
    before = reading.site(crowd, "blog").version
    at_once(deep, shut)
    now = reading.site(crowd, "blog")
    assert (now.policy.depth, now.policy.guests) == (2, False)
    assert now.version == before + 2


def test_retry_after_is_enough(limited: Container, clock: MovableClock) -> None:
    """Whoever waits as long as he was told is let in."""
    me = Credentials(address_block="x", guest_secret="me")
    for number in range(5):
        acts.post(limited, f"Mine {number}.", by=me)
    for number in range(15):
        other = Credentials(address_block="x", guest_secret=f"other {number}")
        acts.post(limited, f"Another's {number}.", by=other)
    with pytest.raises(TooManyRequestsError) as caught:
        acts.post(limited, "Again.", by=me)
    clock.advance(seconds=caught.value.retry_after or 0)
    acts.post(limited, "Again.", by=me)
