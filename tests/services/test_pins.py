"""What is pinned, and what cannot be."""

from uuid import UUID

import pytest

from app.domain.moderation import Verb
from app.services.container import Container
from tests.services import acts

pytestmark = pytest.mark.usefixtures("site")


def _problem(container: Container, verb: Verb, comment_id: UUID) -> str:
    (outcome,) = acts.outcomes(container, verb, comment_id)
    return outcome.problem


def test_pins(container: Container) -> None:
    """What is approved can be pinned and unpinned, once each; the log has both."""
    posted = acts.post(container)
    for verb, pinned in ((Verb.PIN, True), (Verb.UNPIN, False)):
        acts.decide(container, verb, posted)
        assert [view.pinned for view in acts.page(container).comments] == [pinned]
        assert "cannot be put through" in _problem(container, verb, posted.comment.id)
    acts.decide(container, Verb.REJECT, posted)
    assert "cannot be put through" in _problem(container, Verb.PIN, posted.comment.id)
