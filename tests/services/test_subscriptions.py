"""Mail for who is logged in: his own list, and nothing left once he is forgotten."""

import pytest

from app.domain.comment import Draft
from app.domain.errors import UnauthenticatedError
from app.domain.identity import Role
from app.domain.mail_errors import SubscriptionNotFoundError
from app.domain.notices import Mode
from app.domain.subscription import Wish
from app.services import comments, mailed, privacy, subscriptions
from app.services.container import Container
from app.services.requests import PostRequest
from app.services.steps.credentials import NOBODY, Credentials
from app.services.steps.lookup import ThreadRef
from app.storage.mail_models import OptInRow, SubscriptionRow
from tests import people
from tests.postbox import ADA, Postbox, deliver
from tests.services import acts


@pytest.fixture
def ada(mailing: Container) -> Credentials:
    """Log somebody in on our own pages."""
    return people.at_home(mailing, people.account(mailing))


def _wish(container: Container, by: Credentials) -> None:
    draft = Draft(body="Hello.", email=ADA, wish=Wish.THREAD)
    thread = ThreadRef(key="/a")
    request = PostRequest(site="blog", thread=thread, draft=draft, credentials=by)
    comments.post(container, request)


def test_an_account_gives_an_address_for_mail_alone(
    mailing: Container, ada: Credentials
) -> None:
    """The address is kept for the subscription, and not with the comment."""
    _wish(mailing, ada)
    (row,) = acts.stored(mailing, SubscriptionRow)
    assert (row.email, row.confirmed_at) == (ADA, None)
    (view,) = subscriptions.mine(mailing, ada)
    assert (view.site, view.thread_key, view.is_confirmed) == ("blog", "/a", False)
    assert ADA not in repr(view)


def test_one_ends_ones_own(mailing: Container, ada: Credentials) -> None:
    """Nobody else does, and what is gone is not there."""
    _wish(mailing, ada)
    (view,) = subscriptions.mine(mailing, ada)
    eve = people.at_home(mailing, people.account(mailing, "Eve"))
    for who, error in (
        (eve, SubscriptionNotFoundError),
        (NOBODY, UnauthenticatedError),
    ):
        with pytest.raises(error):
            subscriptions.end(mailing, who, wanted=view.id)
    subscriptions.end(mailing, ada, wanted=view.id)
    assert subscriptions.mine(mailing, ada) == ()
    with pytest.raises(SubscriptionNotFoundError):
        subscriptions.end(mailing, ada, wanted=view.id)


def test_export_and_erasure_cover_mail(
    mailing: Container, ada: Credentials, postbox: Postbox
) -> None:
    """One takes one's subscriptions along; erased, nothing queued is sent any more."""
    _wish(mailing, ada)
    deliver(mailing)
    postbox.take()
    exported = privacy.export(mailing, ada)
    assert [each["email"] for each in exported["subscriptions"]] == [ADA]
    acts.post(mailing, "Another.")
    privacy.erase(mailing, ada, with_comments=False)
    deliver(mailing)
    assert postbox.take() == []
    assert acts.stored(mailing, SubscriptionRow) == []
    assert acts.stored(mailing, OptInRow) == []


def test_staff_choose_their_letters(mailing: Container) -> None:
    """Who has a part in a site chooses how to hear of it; nobody else does."""
    account_id = people.account(mailing)
    people.grant(mailing, account_id, role=Role.OWNER)
    owner = people.at_home(mailing, account_id)
    assert [view.mode for view in mailed.notices(mailing, owner)] == [Mode.EACH]
    mailed.set_notices(mailing, owner, slug="blog", mode=Mode.DAILY)
    assert [view.mode for view in mailed.notices(mailing, owner)] == [Mode.DAILY]
    with pytest.raises(UnauthenticatedError):
        mailed.notices(mailing, NOBODY)
