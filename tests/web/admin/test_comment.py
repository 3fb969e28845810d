"""One comment at the desk: its context, its history, edit and reply."""

import re
from uuid import UUID

import pytest

from app.domain.moderation import Status
from app.services.container import Container
from app.storage.models import CommentRow
from tests.service import Api, MovableClock
from tests.services import acts
from tests.web.admin.desk import Clerk, seed
from tests.web.asking import set_policy

pytestmark = pytest.mark.usefixtures("site")


def _row(container: Container, comment_id: str) -> CommentRow:
    rows = {row.id: row for row in acts.stored(container, CommentRow)}
    return rows[UUID(comment_id)]


def _version(html: str) -> str:
    found = re.search(r'name="version" value="(\d+)"', html)
    assert found is not None
    return found[1]


def test_page_shows_what_is_around(moderator: Clerk, api: Api) -> None:
    """A comment's page has what it answers, what is below, its address and history."""
    root = api.made("The root.")
    middle = api.made(
        "The middle.",
        parent_id=root["id"],
        author={"name": "Ada", "email": "ada@x.example"},
    )
    api.made("The leaf.", parent_id=middle["id"])
    html = moderator.html(f"comments/{middle['id']}")
    for text in ("The root.", "The middle.", "The leaf.", "ada@x.example", "the rules"):
        assert text in html


def test_unknown_comment_is_none(moderator: Clerk) -> None:
    """What is no comment of the site has no page."""
    assert moderator.get(f"comments/{UUID(int=1)}").status_code == 404
    assert moderator.get("comments/nonsense").status_code == 404


def test_edit_at_any_time_is_logged(
    container: Container, clock: MovableClock, moderator: Clerk, api: Api
) -> None:
    """A moderator edits long after, the comment stays seen, the log names him."""
    made = api.made("Rude words.")
    clock.advance(days=20)
    path = f"comments/{made['id']}"
    form = {"body": "Kind *words*.", "version": _version(moderator.html(path))}
    assert moderator.post(f"{path}/edit", form).status_code == 303
    row = _row(container, made["id"])
    assert (row.body, row.status) == ("Kind *words*.", Status.APPROVED)
    assert row.body_html == "<p>Kind <em>words</em>.</p>"
    html = moderator.html(path)
    assert "Edited" in html
    assert "Clerk moderator" in html


def test_edit_against_another_is_told(moderator: Clerk, api: Api) -> None:
    """Who edits what has changed meanwhile is told, and his text is kept."""
    made = api.made("A text.")
    form = {"body": "My own text.", "version": "99"}
    answer = moderator.post(f"comments/{made['id']}/edit", form)
    assert answer.status_code == 412
    assert "My own text." in answer.get_data(as_text=True)
    empty = moderator.post(f"comments/{made['id']}/edit", {"body": " ", "version": "1"})
    assert empty.status_code == 422


def test_reply_shows_the_badge(
    moderator: Clerk, api: Api, container: Container
) -> None:
    """A reply at the desk is published at once, under one's name and role."""
    set_policy(container, hold_all="yes")
    made = api.made("A question?")
    answer = moderator.post(f"comments/{made['id']}/reply", {"body": "An answer."})
    assert answer.status_code == 303
    question, reply = api.listed()["comments"]
    assert question["id"] == made["id"]
    assert reply["author"]["name"] == "Clerk moderator"
    assert reply["author"]["role"] == "moderator"


def test_reply_keeps_the_text_after_an_error(moderator: Clerk, api: Api) -> None:
    """An empty reply is told, and approves nothing."""
    made = api.made("A question?")
    answer = moderator.post(f"comments/{made['id']}/reply", {"body": "  "})
    assert answer.status_code == 422
    assert "Please type your comment text." in answer.get_data(as_text=True)


def test_buttons_of_the_page_lead_back(container: Container, moderator: Clerk) -> None:
    """A decision on a comment's page leads back to it, with an undo."""
    (one,) = seed(container, 1)
    path = f"/admin/blog/comments/{one}"
    answer = moderator.post("act", {"one": f"approve:{one}", "next": path})
    assert answer.headers["Location"].startswith(f"{path}?done=")
    html = moderator.client.get(answer.headers["Location"]).get_data(as_text=True)
    assert "1 comment approved." in html
    evil = moderator.post(
        "act", {"one": f"reject:{one}", "next": "https://evil.example/"}
    )
    assert evil.headers["Location"].startswith("/admin/blog/")


def test_pinned_at_the_desk(container: Container, moderator: Clerk) -> None:
    """What is published is pinned by a button, says so, and comes off by another."""
    (one,) = seed(container, 1, status=Status.APPROVED)
    for verb, word, label in (("pin", "Unpin", True), ("unpin", "Pin", False)):
        done = moderator.post("act", {"one": f"{verb}:{one}", "next": "/admin/blog/"})
        assert done.status_code == 303
        html = moderator.html("", pile="approved")
        assert f">{word}</button>" in html
        assert ('class="flag">Pinned' in html) is label
