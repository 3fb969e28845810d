"""Muting, banning and notes, as the use cases keep them."""

import pytest

from app.domain.moderation import Status
from app.domain.restraint import Effect, Kind, Order
from app.services import privacy, restraining
from app.services.container import Container
from app.services.steps.credentials import Credentials
from app.storage.moderation_models import NoteRow, RestraintRow
from tests import people
from tests.service import MovableClock
from tests.services import acts

pytestmark = pytest.mark.usefixtures("site")

HERE = "203.0.113.7"


def _order(kind: Kind, effect: Effect = Effect.MUTE) -> Order:
    return Order(kind=kind, effect=effect, days=30, reason="")


def _clerk(container: Container) -> Credentials:
    account_id = people.account(container, "Clerk")
    people.grant(container, account_id)
    return people.at_home(container, account_id)


def test_account_is_met_wherever_it_comes_from(container: Container) -> None:
    """A muted account's comments wait, also those it edits afterwards."""
    ada = people.at_home(container, people.account(container))
    posted = acts.post(container, "One.", by=ada)
    restraining.restrain(
        container,
        "blog",
        credentials=_clerk(container),
        comment_id=posted.comment.id,
        order=_order(Kind.AUTHOR),
    )
    again = acts.post(container, "Two.", by=ada)
    assert acts.status(container, again) is Status.PENDING
    assert [why["code"] for why in acts.row(container, again).reasons] == ["muted"]


def test_erased_accounts_leave_no_traces(container: Container) -> None:
    """Notes and restraints that name an account go when it is erased."""
    account_id = people.account(container)
    ada, clerk = people.at_home(container, account_id), _clerk(container)
    posted = acts.post(container, "One.", by=ada)
    order, found = _order(Kind.AUTHOR), posted.comment.id
    restraining.restrain(
        container, "blog", credentials=clerk, comment_id=found, order=order
    )
    restraining.note(
        container, "blog", credentials=clerk, comment_id=found, text="A note."
    )
    privacy.erase(container, ada, with_comments=False)
    assert acts.stored(container, NoteRow) == []
    assert acts.stored(container, RestraintRow) == []


def test_banned_address_is_kept_under_the_sites_key(
    container: Container, clock: MovableClock
) -> None:
    """The day's pseudonym is replaced the first time that the address is met again."""
    guest = Credentials(address_block=HERE)
    posted = acts.post(container, "One.", by=guest)
    day = acts.row(container, posted).address_key
    restraining.restrain(
        container,
        "blog",
        credentials=_clerk(container),
        comment_id=posted.comment.id,
        order=_order(Kind.BLOCK, Effect.BAN),
    )
    assert [row.value for row in acts.stored(container, RestraintRow)] == [day]
    clock.advance(hours=20)
    assert acts.status(container, acts.post(container, "Two.", by=guest)) is Status.SPAM
    (kept,) = acts.stored(container, RestraintRow)
    assert kept.value not in {day, HERE}
    elsewhere = Credentials(address_block="203.0.113.8")
    other = acts.post(container, "Three.", by=elsewhere)
    assert acts.status(container, other) is Status.APPROVED
