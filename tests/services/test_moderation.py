"""Moderators decide, take decisions back, and leave a line for each."""

from uuid import uuid4

import pytest

from app.domain.errors import CommentNotFoundError, SiteNotFoundError
from app.domain.moderation import Status, Verb
from app.services import moderation, sites
from app.services.container import Container
from app.services.requests import Posted
from app.services.sites import SiteChange
from app.storage.outbox_models import OutboxRow
from tests.service import MovableClock
from tests.services import acts, recount
from tests.web.asking import everything, set_policy

GONE = CommentNotFoundError.sentence
LEADS_TO = {
    Verb.APPROVE: Status.APPROVED,
    Verb.REJECT: Status.REJECTED,
    Verb.SPAM: Status.SPAM,
}
CHANGES = [
    (status, verb)
    for status in Status
    for verb, wanted in LEADS_TO.items()
    if status is not wanted
]

pytestmark = pytest.mark.usefixtures("site")


def _with_status(container: Container, status: Status) -> Posted:
    """Post a comment and bring it to a status."""
    set_policy(container, hold_words="" if status is Status.APPROVED else "words")
    posted = acts.post(container, "Some words")
    for verb, wanted in LEADS_TO.items():
        if status is wanted and status is not Status.APPROVED:
            acts.decide(container, verb, posted)
    assert acts.status(container, posted) is status
    return posted


def _problem(container: Container, verb: Verb, posted: Posted) -> str:
    """Let a moderator try what must be refused; the refusal changes nothing."""
    before = everything(container)
    (outcome,) = acts.outcomes(container, verb, posted.comment.id)
    assert outcome.problem
    assert everything(container) == before
    return outcome.problem


@pytest.mark.parametrize("verb", LEADS_TO)
@pytest.mark.parametrize("status", Status)
def test_verb_leads_to_its_status(
    container: Container, status: Status, verb: Verb
) -> None:
    """Each verb leads from every status to its own, and is refused where it is that."""
    posted = _with_status(container, status)
    if status is LEADS_TO[verb]:
        assert status.value in _problem(container, verb, posted)
    else:
        acts.decide(container, verb, posted)
    assert acts.status(container, posted) is LEADS_TO[verb]
    visible = LEADS_TO[verb] is Status.APPROVED
    assert [view.deleted for view in acts.page(container).comments] == [False] * visible
    assert recount.wrong(container) == []


@pytest.mark.parametrize(("status", "verb"), CHANGES)
def test_restore_takes_a_decision_back(
    container: Container, clock: MovableClock, status: Status, verb: Verb
) -> None:
    """Restore brings back the status that the last decision took away."""
    posted = _with_status(container, status)
    clock.advance(seconds=1)
    acts.decide(container, verb, posted)
    clock.advance(seconds=1)
    acts.decide(container, Verb.RESTORE, posted)
    assert acts.status(container, posted) is status
    assert recount.wrong(container) == []


def test_restore_needs_a_decision(container: Container) -> None:
    """Where nobody has decided there is nothing to take back."""
    for status in (Status.APPROVED, Status.PENDING):
        posted = _with_status(container, status)
        assert "no decision" in _problem(container, Verb.RESTORE, posted)


def test_restored_spam_waits(container: Container) -> None:
    """What the rules took for spam waits for a moderator once it is restored."""
    set_policy(container, disallowed_words="casino")
    posted = acts.post(container, "Casino!")
    acts.decide(container, Verb.RESTORE, posted)
    assert acts.status(container, posted) is Status.PENDING


@pytest.mark.parametrize("status", Status)
def test_deleted_comment_comes_back_as_it_was(
    container: Container, status: Status
) -> None:
    """A moderator's deletion can be taken back, and leaves the status alone."""
    posted = _with_status(container, status)
    shown = [view.id for view in acts.page(container).comments]
    acts.decide(container, Verb.DELETE, posted)
    assert acts.page(container).comments == ()
    for verb in (*LEADS_TO, Verb.DELETE):
        assert _problem(container, verb, posted) == GONE
    acts.decide(container, Verb.RESTORE, posted)
    assert acts.status(container, posted) is status
    assert [view.id for view in acts.page(container).comments] == shown
    assert recount.wrong(container) == []


@pytest.mark.parametrize("before", [None, Verb.REJECT, Verb.SPAM])
def test_what_its_author_deleted_stays_away(
    container: Container, before: Verb | None
) -> None:
    """No verb brings back what its author deleted, seen or not."""
    posted = acts.post(container)
    if before is not None:
        acts.decide(container, before, posted)
    acts.delete(container, posted)
    assert "author deleted" in _problem(container, Verb.RESTORE, posted)
    for verb in (*LEADS_TO, Verb.DELETE):
        assert _problem(container, verb, posted) == GONE
    assert acts.page(container).comments == ()


@pytest.mark.parametrize("verb", [Verb.REJECT, Verb.SPAM, Verb.DELETE])
def test_parent_leaves_a_tombstone(
    container: Container, clock: MovableClock, verb: Verb
) -> None:
    """Above visible replies a tombstone stays, and the comment can come back to it."""
    parent = acts.post(container)
    acts.reply(container, parent)
    clock.advance(seconds=1)
    acts.decide(container, verb, parent)
    tombstone, reply = acts.page(container).comments
    assert (tombstone.deleted, tombstone.html, tombstone.author) == (True, "", None)
    assert (reply.deleted, acts.page(container).thread.count) == (False, 1)
    clock.advance(seconds=1)
    acts.decide(container, Verb.RESTORE, parent)
    assert [view.deleted for view in acts.page(container).comments] == [False, False]
    assert recount.wrong(container) == []


def test_tombstone_goes_with_its_last_reply(container: Container) -> None:
    """When no reply is seen any more, nothing is."""
    parent = acts.post(container)
    reply = acts.reply(container, parent)
    acts.decide(container, Verb.DELETE, parent)
    acts.decide(container, Verb.SPAM, reply)
    assert acts.page(container).comments == ()
    assert recount.wrong(container) == []


def test_each_decision_leaves_a_line(container: Container, clock: MovableClock) -> None:
    """The log says who did what when, from which status to which, and why."""
    set_policy(container, hold_words="words")
    posted = acts.post(container, "Some words")
    for verb in (Verb.APPROVE, Verb.SPAM, Verb.RESTORE, Verb.DELETE, Verb.RESTORE):
        clock.advance(minutes=1)
        acts.decide(container, verb, posted)
    lines = acts.log(container, posted)
    seen, pending, spam = Status.APPROVED, Status.PENDING, Status.SPAM
    assert [(line.action, line.old_status, line.new_status) for line in lines] == [
        ("post", None, pending),
        ("approve", pending, seen),
        ("spam", seen, spam),
        ("restore", spam, seen),
        ("delete", seen, seen),
        ("restore", seen, seen),
    ]
    assert {(line.actor, line.via) for line in lines[1:]} == {acts.MODERATOR}
    assert (lines[0].actor, lines[-1].created_at) == ("system", clock.now)
    assert lines[0].reasons == [{"code": "hold_word", "evidence": "words"}]


def test_own_deletion_is_the_authors(container: Container, clock: MovableClock) -> None:
    """The log tells an author's deletion from a moderator's."""
    posted = acts.post(container)
    clock.advance(seconds=1)
    acts.delete(container, posted)
    last = acts.log(container, posted)[-1]
    assert (last.action, last.actor) == ("delete", "author")


def test_decision_is_announced(container: Container) -> None:
    """What moderators do waits in the outbox, and a refused decision does not."""
    posted = acts.post(container)
    acts.decide(container, Verb.REJECT, posted)
    acts.decide(container, Verb.DELETE, posted)
    acts.outcomes(container, Verb.APPROVE, posted.comment.id)
    told = [row.kind for row in acts.stored(container, OutboxRow)]
    assert sorted(told) == ["CommentDeleted", "CommentPosted", "StatusChanged"]


def test_decision_makes_a_new_version(container: Container) -> None:
    """After a decision neither the comment's nor the thread's tag is the old one."""
    posted = acts.post(container)
    before = acts.page(container).thread.version
    for number, verb in enumerate((Verb.REJECT, Verb.APPROVE, Verb.DELETE), 1):
        acts.decide(container, verb, posted)
        assert acts.row(container, posted).version == posted.comment.version + number
        assert acts.page(container).thread.version == before + number


def test_list_is_carried_out_as_far_as_possible(container: Container) -> None:
    """Each comment of a list gets its own answer, in order and once."""
    first, gone, last = (acts.post(container, body) for body in ("1", "2", "3"))
    acts.decide(container, Verb.REJECT, first)
    acts.delete(container, gone)
    unknown = uuid4()
    ids = [first.comment.id, gone.comment.id, unknown, last.comment.id]
    done = acts.outcomes(container, Verb.REJECT, *ids, last.comment.id)
    assert [each.comment_id for each in done] == ids
    assert [bool(each.problem) for each in done] == [True, True, True, False]
    assert [each.problem for each in done[1:3]] == [GONE, GONE]
    assert acts.status(container, last) is Status.REJECTED
    assert recount.wrong(container) == []


def test_site_is_a_wall(container: Container) -> None:
    """A moderator of one site finds no comment of another."""
    sites.add(container, "other", change=SiteChange())
    posted = acts.post(container)
    (done,) = moderation.decide(
        container,
        "other",
        verb=Verb.DELETE,
        ids=[posted.comment.id],
        by=acts.MODERATOR,
    )
    assert done.problem == GONE
    assert acts.row(container, posted).deleted_at is None
    assert acts.queue(container, None, sites=("other",)).comments == ()


def test_unknown_site_is_an_error(container: Container) -> None:
    """On a site that is not there nothing is listed or decided."""
    with pytest.raises(SiteNotFoundError):
        acts.queue(container, None, sites=("nowhere",))
    with pytest.raises(SiteNotFoundError):
        moderation.decide(
            container, "nowhere", verb=Verb.APPROVE, ids=[], by=acts.MODERATOR
        )
