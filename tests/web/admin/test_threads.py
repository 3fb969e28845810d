"""Threads at the desk: found, closed, named, moved, merged."""

from uuid import UUID

import pytest

from app.services.container import Container
from app.storage.mail_models import SubscriptionRow
from app.storage.models import ThreadRow
from tests.service import Api, MovableClock
from tests.services import acts, recount
from tests.web.admin.desk import Clerk

pytestmark = pytest.mark.usefixtures("site")


def _path(container: Container, key: str = "/a") -> str:
    rows = acts.stored(container, ThreadRow)
    (found,) = [row.id for row in rows if row.key == key]
    return f"threads/{found}"


def test_threads_are_found(moderator: Clerk, api: Api) -> None:
    """Threads are listed with what they hold, and found by words of key or title."""
    assert "No thread yet" in moderator.html("threads")
    api.made("One.", key="/apples")
    api.made("Two.", key="/pears")
    html = moderator.html("threads", q="APP")
    assert "/apples" in html
    assert "/pears" not in html
    assert "No thread has that" in moderator.html("threads", q="plums")
    assert moderator.get("threads", cursor="x").status_code == 422


def test_closed_takes_no_comments(
    container: Container, moderator: Clerk, api: Api
) -> None:
    """A closed thread says so to everybody at once, and opens again."""
    api.made()
    path = _path(container)
    for deed, is_open, status in (("close", False, 403), ("reopen", True, 201)):
        assert moderator.post(path, {"do": deed}).status_code == 303
        assert api.listed()["thread"]["open"] is is_open
        assert api.post(f"After {deed}.").status_code == status


def test_title_is_confirmed(container: Container, moderator: Clerk, api: Api) -> None:
    """A title and a page of the site are kept and confirmed, a foreign one is not."""
    api.made()
    path = _path(container)
    good = {"do": "rename", "title": " A  title ", "url": "https://blog.example/a"}
    assert moderator.post(path, good).status_code == 303
    assert api.listed()["thread"]["title"] == "A title"
    assert "Confirmed" in moderator.html(path)
    foreign = moderator.post(path, {**good, "url": "https://evil.example/"})
    assert foreign.status_code == 403
    assert moderator.post(path, {**good, "url": "nonsense"}).status_code == 422


def test_moved_answers_under_both_keys(
    container: Container, moderator: Clerk, api: Api
) -> None:
    """A thread that moved is found by both its keys; a taken key is told."""
    api.made("Here.")
    api.made("There.", key="/b")
    path = _path(container)
    assert moderator.post(path, {"do": "move", "key": "/new"}).status_code == 303
    for key in ("/a", "/new"):
        assert len(api.listed(key)["comments"]) == 1
    assert api.listed("/a")["thread"]["key"] == "/new"
    assert moderator.post(path, {"do": "move", "key": "/b"}).status_code == 409
    # And back again, for its own alias is not in its way.
    assert moderator.post(path, {"do": "move", "key": "/a"}).status_code == 303
    assert api.listed("/new")["thread"]["key"] == "/a"


def test_merged_is_one(container: Container, moderator: Clerk, api: Api) -> None:
    """Both threads' comments and replies are in one, counted right, under both keys."""
    root = api.made("From a.")
    api.made("A reply.", parent_id=root["id"])
    api.made("From b.", key="/b")
    path = _path(container)
    assert moderator.post(path, {"do": "merge", "key": "/b"}).status_code == 422
    sure = {"do": "merge", "key": "/b", "sure": "y"}
    assert moderator.post(path, {**sure, "key": "/none"}).status_code == 404
    assert moderator.post(path, {**sure, "key": "/a"}).status_code == 422
    assert moderator.post(path, sure).status_code == 303
    for key in ("/a", "/b"):
        page = api.listed(key)
        assert page["thread"]["count"] == 3
        assert [each["html"] for each in page["comments"]] == [
            "<p>From a.</p>",
            "<p>A reply.</p>",
            "<p>From b.</p>",
        ]
    assert recount.wrong(container) == []
    later = api.made("A late reply.", parent_id=root["id"])
    assert later["depth"] == 1


def test_wishes_for_mail_move_along(
    container: Container, clock: MovableClock, moderator: Clerk, api: Api
) -> None:
    """Whoever wants mail about a thread wants it about what that was merged into."""
    root = api.made("From a.")
    (here,) = acts.stored(container, ThreadRow)
    wish = SubscriptionRow(
        id=UUID(int=1),
        site_id=here.site_id,
        thread_id=here.id,
        comment_id=UUID(root["id"]),
        scope="thread",
        email="ada@example.org",
        created_at=clock(),
    )
    container.store.write(lambda unit: unit.subscriptions.add(wish))
    api.made("From b.", key="/b")
    path = _path(container)
    sure = {"do": "merge", "key": "/b", "sure": "y"}
    assert moderator.post(path, sure).status_code == 303
    (left,) = acts.stored(container, ThreadRow)
    (kept,) = acts.stored(container, SubscriptionRow)
    assert (kept.thread_id, left.key) == (left.id, "/b")


def test_unknown_threads_and_deeds_are_told(moderator: Clerk, api: Api) -> None:
    """What is no thread has no page, and what is no deed is not done."""
    assert moderator.get("threads/nonsense").status_code == 404
    assert moderator.get(f"threads/{'0' * 32}").status_code == 404
    assert moderator.post(f"threads/{'0' * 32}", {"do": "close"}).status_code == 404
