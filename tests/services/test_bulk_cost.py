"""What many decisions in one go ask of the database: little for each of them."""

from uuid import UUID

import sqlalchemy as sa

from app.domain.moderation import Verb
from app.services import moderation
from app.services.container import Container
from app.services.views import SiteView
from tests.services import acts, recount
from tests.web.asking import set_policy


def _statements(container: Container, verb: Verb, ids: list[UUID]) -> list[str]:
    """Decide, and list the statements that were run."""
    ran: list[str] = []
    engine = container.store._engine
    listener = lambda *args: ran.append(args[2])  # noqa: E731
    sa.event.listen(engine, "before_cursor_execute", listener)
    done = moderation.decide(container, "blog", verb=verb, ids=ids, by=acts.MODERATOR)
    sa.event.remove(engine, "before_cursor_execute", listener)
    assert [each for each in done if each.problem] == []
    return ran


def test_many_decisions(container: Container, site: SiteView) -> None:
    """They are read together; each adds its event and its line, and no more."""
    set_policy(container, hold_all="yes")
    ids = [
        acts.post(container, f"Number {number}.", key=f"/{number % 4}").comment.id
        for number in range(24)
    ]
    few = _statements(container, Verb.APPROVE, ids[:4])
    many = _statements(container, Verb.APPROVE, ids[4:])
    assert len(many) - len(few) == 2 * (20 - 4), "\n".join(many)
    assert len(few) <= 2 * 4 + 8, "\n".join(few)
    assert recount.wrong(container) == []
    assert len(acts.page(container, key="/0").comments) == 6
