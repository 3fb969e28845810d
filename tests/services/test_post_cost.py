"""What a post asks of the database, whatever else changes: few statements."""

import pytest
import sqlalchemy as sa

from app.domain.comment import Draft
from app.services import comments, sites
from app.services.container import Container
from app.services.requests import PostRequest
from app.services.sites import SiteChange
from app.services.steps.credentials import Credentials
from app.services.steps.lookup import ThreadRef
from app.services.views import SiteView
from tests.service import MovableClock

BLOCK = "192.0.2.0/24"


def _post(container: Container, body: str) -> None:
    request = PostRequest(
        site="blog",
        thread=ThreadRef(key="/a"),
        draft=Draft(body=body, name="Ada", email="", url=""),
        credentials=Credentials(address_block=BLOCK),
    )
    comments.post(container, request)


@pytest.mark.parametrize("moderated", [True, False])
def test_statements(
    limited: Container, site: SiteView, clock: MovableClock, *, moderated: bool
) -> None:
    """A post with its limits on is eleven statements; to lock the thread is one more.

    The site and the thread twice, the day's keys, restraints, limits read and
    written, twins, the comment with its event and its log line, the thread's counts.
    """
    policy = {"hold_all": "yes" if moderated else "no"}
    sites.set_(limited, site.slug, change=SiteChange(policy=policy))
    for number in range(2):
        clock.advance(minutes=1)
        _post(limited, f"Number {number}.")
    clock.advance(minutes=1)
    ran: list[str] = []
    engine = limited.store._engine
    listener = lambda *args: ran.append(args[2])  # noqa: E731
    sa.event.listen(engine, "before_cursor_execute", listener)
    _post(limited, "The one that counts.")
    sa.event.remove(engine, "before_cursor_execute", listener)
    ran = [each for each in ran if not each.startswith("BEGIN")]
    locks = engine.dialect.name == "postgresql"
    assert len(ran) == 11 - moderated + locks, "\n".join(ran)
