"""Readers report; enough of them hide a comment until a moderator has looked."""

import pytest

from app.domain.errors import (
    CommentNotFoundError,
    InvalidInputError,
    TooManyRequestsError,
)
from app.domain.moderation import Status, Verb
from app.services import privacy, reports
from app.services.container import Container
from app.services.reports import ReportRequest
from app.services.requests import Posted
from app.services.steps.credentials import NOBODY, Credentials
from app.storage.moderation_models import ReportRow
from app.storage.outbox_models import OutboxRow
from tests import people
from tests.service import MovableClock
from tests.services import acts
from tests.web.asking import set_policy

pytestmark = pytest.mark.usefixtures("site")


def _at(number: int) -> Credentials:
    """Be a stranger at an address."""
    return Credentials(address_block=f"192.0.2.{number}")


def _report(container: Container, posted: Posted, by: Credentials, **said: str) -> None:
    request = ReportRequest(
        site="blog",
        comment_id=posted.comment.id,
        credentials=by,
        **{"reason": "abuse", **said},
    )
    reports.report(container, request)


def test_enough_readers_hide(container: Container, clock: MovableClock) -> None:
    """The third reader hides a comment; it waits, with what they said as evidence."""
    posted = acts.post(container)
    clock.advance(seconds=1)
    _report(container, posted, _at(1), reason="spam", note=" Look\x00 here. ")
    _report(container, posted, _at(2))
    assert acts.status(container, posted) is Status.APPROVED
    _report(container, posted, _at(3))
    assert acts.status(container, posted) is Status.PENDING
    (view,) = acts.queue(container).comments
    assert view.reasons == (("reported", "abuse 2, spam 1"),)
    said = sorted((each.reason, each.note) for each in view.reports)
    assert said == [("abuse", ""), ("abuse", ""), ("spam", "Look here.")]
    assert acts.page(container).thread.count == 0
    last = acts.log(container, posted)[-1]
    assert (last.actor, last.action, last.new_status) == (
        "system",
        "report",
        Status.PENDING,
    )


def test_each_report_is_an_event(container: Container) -> None:
    """Moderators are told of each new report, and of the one that hid it."""
    posted = acts.post(container)
    for number in (1, 1, 2, 3):
        _report(container, posted, _at(number))
    rows = acts.stored(container, OutboxRow)
    told = [row.payload for row in rows if row.kind == "CommentReported"]
    assert [each["hidden"] for each in told] == ["False", "False", "True"]
    assert {each["reason"] for each in told} == {"abuse"}
    assert set(told[0]) == {"comment_id", "reason", "hidden"}


def test_once_each(container: Container, clock: MovableClock) -> None:
    """Whoever reports again, a day later too, is heard once and told the same."""
    set_policy(container, report_limit="0")
    posted, held = acts.post(container), acts.post(container, "Mine", key="/b")
    account = people.at_home(container, people.account(container), address="192.0.2.9")
    for by in (_at(1), account, acts.holding(held, address="192.0.2.7"), NOBODY):
        for _ in range(3):
            _report(container, posted, by)
    assert len(acts.stored(container, ReportRow)) == 4
    clock.advance(days=1)
    _report(container, posted, _at(1))
    assert len(acts.stored(container, ReportRow)) == 4


def test_one_address_is_one_guest(container: Container) -> None:
    """What a guest holds is to be had for a post, so his address counts with it."""
    posted = acts.post(container)
    guests = [acts.post(container, body, key="/b") for body in "abcd"]
    for each in guests:
        _report(container, posted, acts.holding(each, address="192.0.2.1"))
    for cookie in "efgh":
        secret = Credentials(guest_secret=cookie, address_block="192.0.2.1")
        _report(container, posted, secret)
    assert len(acts.stored(container, ReportRow)) == 1
    for number in (2, 3, 4):
        _report(container, posted, acts.holding(guests[1], address=f"192.0.2.{number}"))
    assert len(acts.stored(container, ReportRow)) == 2
    assert acts.status(container, posted) is Status.APPROVED


def test_accounts_behind_one_address_are_several(container: Container) -> None:
    """A household with three accounts is three readers."""
    posted = acts.post(container)
    for name in ("Ada", "Bob", "Cy"):
        who = people.account(container, name)
        _report(container, posted, people.at_home(container, who, address="192.0.2.1"))
    assert acts.status(container, posted) is Status.PENDING


def test_approval_is_final_for_a_text(
    container: Container, clock: MovableClock
) -> None:
    """What a moderator approved is hidden by readers no more, a new text is."""
    posted = acts.post(container)
    for number in (1, 2, 3):
        _report(container, posted, _at(number))
    clock.advance(seconds=1)
    acts.decide(container, Verb.APPROVE, posted)
    for number in (4, 5, 6):
        clock.advance(seconds=1)
        _report(container, posted, _at(number))
    assert acts.status(container, posted) is Status.APPROVED
    acts.edit(container, posted, "Something worse.")
    _report(container, posted, _at(7))
    assert acts.status(container, posted) is Status.PENDING


def test_undo_shows_it_again(container: Container) -> None:
    """Restore takes back what the readers did."""
    posted = acts.post(container)
    for number in (1, 2, 3):
        _report(container, posted, _at(number))
    acts.decide(container, Verb.RESTORE, posted)
    assert acts.status(container, posted) is Status.APPROVED


@pytest.mark.parametrize(("limit", "status"), [("0", "approved"), ("1", "pending")])
def test_limit_is_the_sites(container: Container, limit: str, status: str) -> None:
    """A site says how many reports hide; 0 is none."""
    set_policy(container, report_limit=limit)
    posted = acts.post(container)
    for number in range(5):
        if acts.status(container, posted) is Status.APPROVED:
            _report(container, posted, _at(number))
    assert acts.status(container, posted) == status


def test_nothing_unseen_is_reported(container: Container) -> None:
    """What is not there for everybody is not there to be reported."""
    set_policy(container, hold_words="dice")
    waiting, gone = acts.post(container, "dice"), acts.post(container, "Gone")
    acts.decide(container, Verb.DELETE, gone)
    for posted in (waiting, gone):
        with pytest.raises(CommentNotFoundError):
            _report(container, posted, acts.holding(posted))


@pytest.mark.parametrize(
    ("said", "field"),
    [({"reason": "because"}, "reason"), ({"note": "x" * 501}, "note")],
    ids=["reason", "note"],
)
def test_bad_reports(container: Container, said: dict[str, str], field: str) -> None:
    """A reason is one of the list, a note has an end."""
    posted = acts.post(container)
    with pytest.raises(InvalidInputError) as caught:
        _report(container, posted, _at(1), **said)
    assert [each.field for each in caught.value.errors] == [field]


def test_reports_are_limited(limited: Container, clock: MovableClock) -> None:
    """One address reports ten comments at once and then one in a while."""
    posted = []
    for number in range(11):
        clock.advance(minutes=1)
        posted.append(acts.post(limited, f"No. {number}"))
    for each in posted[:10]:
        _report(limited, each, _at(1))
    with pytest.raises(TooManyRequestsError):
        _report(limited, posted[10], _at(1))
    _report(limited, posted[10], _at(2))


def test_reports_go_with_their_account(container: Container) -> None:
    """An account can read its reports, and takes them along when it goes."""
    posted, by = (
        acts.post(container),
        people.at_home(container, people.account(container)),
    )
    _report(container, posted, by, note="My name is in it.")
    (exported,) = privacy.export(container, by)["reports"]
    assert exported["note"] == "My name is in it."
    privacy.erase(container, by, with_comments=False)
    assert acts.stored(container, ReportRow) == []
