"""A site that was filled is as if its comments had been posted."""

from itertools import islice

import pytest

from app.domain.errors import TakenError
from app.services import bare_loop, bodies, filling, reading, sites
from app.services.container import Container
from app.services.filling import Plan, key_of
from app.services.sites import SiteChange
from app.services.steps.lookup import ThreadRef
from app.settings import Settings
from app.storage.models import CommentRow
from tests.services import recount
from tests.storage.rows import every

PLAN = Plan(sizes=[40, 1, 0, 25], depth=3)


def _fill(container: Container, plan: Plan = PLAN) -> list[int]:
    told: list[int] = []
    filling.fill(container, plan, tell=told.append)
    return told


def test_what_is_counted_agrees_with_a_recount(container: Container) -> None:
    """Places, reply counts and counts of threads are as posting leaves them."""
    assert sum(_fill(container)) == 66
    assert recount.wrong(container, depth=3) == []
    assert filling.found(container) == (4, 66)
    depths = {row.depth for row in every(container.store, CommentRow)}
    assert depths == {0, 1, 2, 3}


def test_the_list_shows_every_comment(container: Container) -> None:
    """A filled thread is read like any other, in all its languages."""
    _fill(container)
    request = reading.PageRequest(
        thread=ThreadRef(key=key_of(0)), limit=100, replies=20
    )
    page = reading.thread_page(container, filling.SLUG, request=request)
    assert page.thread.count == len(page.comments) == 40
    assert any(
        "\u0590" <= letter <= "\u06ff" for c in page.comments for letter in c.html
    )


def test_the_same_seed_fills_the_same(container: Container) -> None:
    """Texts and languages come from the seed alone."""
    del container
    first = bodies.drafts(("de", "ar"), count=20, seed=5)
    assert first == bodies.drafts(("de", "ar"), count=20, seed=5)
    assert first != bodies.drafts(("de", "ar"), count=20, seed=6)


def test_nobodys_own_site_is_filled_up(container: Container) -> None:
    """A database that has sites is refused; an empty one is known to be empty."""
    assert filling.found(container) is None
    sites.add(container, "blog", change=SiteChange())
    with pytest.raises(TakenError):
        filling.found(container)


def test_the_bare_loop_stores_what_a_post_stores(
    container: Container, settings: Settings
) -> None:
    """Its comments are listed and counted like posted ones."""
    _fill(container)
    drafts = bodies.drafts(("en",), count=3, seed=1)
    posts = bare_loop.run(
        container, settings.database_url, key=key_of(1), drafts=drafts
    )
    assert all(took > 0 for took in islice(posts, 5))
    posts.close()
    assert filling.found(container) == (4, 71)
    assert recount.wrong(container, depth=3) == []
