"""Whatever people and moderators do, lists and counts are what a recount gives."""

import itertools
import tempfile
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from app.compose import build_container
from app.domain.comment import Draft
from app.domain.errors import DomainError
from app.domain.moderation import Verb
from app.services import comments, moderation, sites
from app.services.requests import Change, PostRequest
from app.services.sites import SiteChange
from app.services.steps.credentials import Credentials
from app.services.steps.lookup import ThreadRef
from app.settings import from_environ
from app.storage.models import CommentRow
from app.storage.schema import upgrade
from tests.service import MovableClock
from tests.services import recount

THREAD = ThreadRef(key="/a")
DEPTH = 2
PICK = st.integers(min_value=0, max_value=1_000)


class Thread(RuleBasedStateMachine):
    """People post, edit and delete; moderators decide; nobody may break the thread."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        environ = {
            "REJOINDER_DATABASE_URL": f"sqlite:///{Path(self.folder.name) / 'x.db'}",
            "REJOINDER_SECRET_KEY": "a secret that is long enough for tests",
            "REJOINDER_RATE_LIMITS": "off",
        }
        chosen = from_environ(environ)
        upgrade(chosen.database_url)
        self.clock = MovableClock()
        self.container = build_container(chosen, clock=self.clock)
        rules = {"hold_words": "hold", "depth": str(DEPTH), "edit_minutes": "10000"}
        sites.add(self.container, "blog", change=SiteChange(policy=rules))
        self.made: list[tuple[UUID, str]] = []
        self.numbers = itertools.count()

    def teardown(self) -> None:
        """Leave nothing behind."""
        self.container.store.close()
        self.folder.cleanup()

    def _picked(self, pick: int) -> tuple[UUID, str]:
        return self.made[pick % len(self.made)]

    def _rows(self) -> list[CommentRow]:
        with self.container.store.read() as unit:
            return unit.comments.find_many(1, [key for key, _ in self.made])

    @rule(pick=PICK, held=st.booleans(), is_reply=st.booleans())
    def post(self, pick: int, *, held: bool, is_reply: bool) -> None:
        """Write a root or a reply, held or not."""
        self.clock.advance(seconds=1)
        parent = self._picked(pick)[0] if is_reply and self.made else None
        draft = Draft(body=f"{'hold' if held else 'say'} {next(self.numbers)}")
        request = PostRequest(site="blog", thread=THREAD, draft=draft, parent_id=parent)
        try:
            posted = comments.post(self.container, request)
        except DomainError:
            assert is_reply, "only a parent that is not visible is refused"
            return
        assert posted.edit_token
        self.made.append((posted.comment.id, posted.edit_token))

    @precondition(lambda self: self.made)
    @rule(pick=PICK, held=st.booleans())
    def edit(self, pick: int, *, held: bool) -> None:
        """Change one's own words; a held word holds what was approved."""
        comment_id, token = self._picked(pick)
        change = Change(
            site="blog",
            comment_id=comment_id,
            credentials=Credentials(edit_tokens=(token,)),
        )
        body = f"{'hold' if held else 'say'} {next(self.numbers)}"
        try:
            comments.edit(self.container, change, body=body)
        except DomainError:
            row = next(row for row in self._rows() if row.id == comment_id)
            assert row.deleted_at is not None

    @precondition(lambda self: self.made)
    @rule(pick=PICK)
    def delete(self, pick: int) -> None:
        """Take one's own comment away, once or again."""
        comment_id, token = self._picked(pick)
        credentials = Credentials(edit_tokens=(token,))
        change = Change(site="blog", comment_id=comment_id, credentials=credentials)
        comments.delete(self.container, change)

    @precondition(lambda self: self.made)
    @rule(pick=PICK, verb=st.sampled_from(Verb))
    def decide(self, pick: int, verb: Verb) -> None:
        """Decide as a moderator; what does not fit is refused."""
        ids = [self._picked(pick)[0]]
        by = ("operator", "test")
        moderation.decide(self.container, "blog", verb=verb, ids=ids, by=by)

    @invariant()
    def counts_are_a_recount(self) -> None:
        """Compare counts, tombstones and order with what the rows say."""
        assert recount.wrong(self.container, depth=DEPTH) == []
        assert recount.wrongly_shown(self.container) == []


class TestThread(Thread.TestCase):  # type: ignore[misc,valid-type]
    """A short hunt, the same each time."""

    settings = settings(
        max_examples=20,
        stateful_step_count=25,
        deadline=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )


@pytest.mark.long
class TestThreadForLong(Thread.TestCase):  # type: ignore[misc,valid-type]
    """A long hunt, another each time."""

    settings = settings(
        max_examples=1_000,
        stateful_step_count=50,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
