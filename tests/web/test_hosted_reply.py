"""Replying on the hosted page: by ?replytocom=ID, to what may be replied to."""

import pytest

from app.domain.moderation import Verb
from app.services.container import Container
from tests.service import Api
from tests.web.asking import decide, set_policy
from tests.web.hosted import THREAD, Page, Reader

GONE = "00000000-0000-7000-8000-000000000000"


def _refused(reader: Reader, status: int, path: str = THREAD, **fields: str) -> Page:
    """Send a form that is refused; the page must have the text again."""
    page = Page(reader.send(path, **fields))
    assert page.status == status, page.text()
    assert page.form is not None
    for name, value in fields.items():
        if name in {"body", "name", "email", "url"}:
            assert page.form[name] == value
    return page


def _heading(page: Page) -> str:
    return page.text(".//*[@id='respond-title']")


def test_reply_goes_below_its_parent(reader: Reader, api: Api) -> None:
    """?replytocom=ID heads the form with the name and posts below the comment."""
    root = api.made("Root", author={"name": "Ada"})
    path = f"{THREAD}&replytocom={root['id']}#respond"
    page = reader.get(path)
    assert _heading(page) == "Leave a Reply to Ada"
    assert "Cancel reply" in page.text()
    reader.post("A reply", path)
    assert [each["depth"] for each in api.listed()["comments"]] == [0, 1]


def test_every_comment_can_be_replied_to(reader: Reader, api: Api) -> None:
    """The Reply link of a comment leads to its form, on later pages, too."""
    root = api.made("Root")
    for number in range(25):
        api.made(f"R {number}", parent_id=root["id"])
    last = api.made("Last", author={"name": "Zoe"}, parent_id=root["id"])
    page = reader.get(f"/t/blog?comment={last['id']}")
    links = [each.get("href") or "" for each in page.all(".//a[@rel='nofollow']")]
    (path,) = (each for each in links if f"replytocom={last['id']}" in each)
    assert _heading(reader.get(path)) == "Leave a Reply to Zoe"
    reader.post("A reply", path)
    below = api.call("GET", f"/comments/{last['id']}/replies").get_json()["comments"]
    assert len(below) == 1


@pytest.mark.parametrize("wanted", ["", "nonsense", GONE, "1", "\x00", "%", "../x"])
def test_unknown_parent_falls_back(reader: Reader, api: Api, wanted: str) -> None:
    """A reply to nothing is a form for the thread, and its post becomes a root."""
    api.made("Root")
    page = reader.get(f"{THREAD}&replytocom={wanted}")
    assert _heading(page) == "Leave a Reply"
    assert "Cancel reply" not in page.text()


def test_other_pages_parent_falls_back(reader: Reader, api: Api) -> None:
    """A comment of another thread is no parent here."""
    other = api.made("Elsewhere", key="/b")
    assert _heading(reader.get(f"{THREAD}&replytocom={other['id']}")) == "Leave a Reply"


@pytest.mark.parametrize("verb", [Verb.REJECT, Verb.SPAM, Verb.DELETE])
def test_unseen_parent_falls_back(
    reader: Reader, api: Api, container: Container, verb: Verb
) -> None:
    """A comment that is not seen, or a tombstone, is no parent."""
    root = api.made("Root")
    api.made("Reply", parent_id=root["id"])
    decide(container, verb, root)
    assert _heading(reader.get(f"{THREAD}&replytocom={root['id']}")) == "Leave a Reply"


def test_own_waiting_parent_falls_back(reader: Reader, container: Container) -> None:
    """One's own comment that waits is no parent, for nobody could see the reply."""
    set_policy(container, hold_all="yes")
    held = reader.post("Held")
    page = reader.get(f"{THREAD}&replytocom={held}")
    assert held in page.comments
    assert _heading(page) == "Leave a Reply"


def test_parent_that_went_meanwhile_keeps_the_text(
    reader: Reader, api: Api, container: Container
) -> None:
    """When the parent is removed while one types, one is told and keeps the text."""
    root = api.made("Root")
    path = f"{THREAD}&replytocom={root['id']}"
    filled = reader.fresh(path) | {"body": "Typed long"}
    decide(container, Verb.REJECT, root)
    page = Page(reader.client.post(THREAD, data=filled))
    assert page.status == 404
    assert "not there any more" in page.alert
    assert page.form is not None
    assert page.form["body"] == "Typed long"


def test_refused_reply_stays_a_reply(reader: Reader, api: Api) -> None:
    """After an error the form still answers the same comment."""
    root = api.made("Root", author={"name": "Ada"})
    path = f"{THREAD}&replytocom={root['id']}"
    page = _refused(reader, 422, path, body="Reply", email="nonsense")
    assert _heading(page) == "Leave a Reply to Ada"
    assert page.form is not None
    assert page.form["parent"] == root["id"]


def test_refused_deep_reply_stays_a_reply(reader: Reader, api: Api) -> None:
    """So it does for a reply that the thread's first page does not show."""
    root = api.made("Root")
    for number in range(25):
        api.made(f"R {number}", parent_id=root["id"])
    last = api.made("Last", author={"name": "Zoe"}, parent_id=root["id"])
    path = f"/t/blog?comment={last['id']}&replytocom={last['id']}"
    page = _refused(reader, 422, path, body="Reply", email="nonsense")
    assert _heading(page) == "Leave a Reply to Zoe"
    assert page.form is not None
    assert page.form["parent"] == last["id"]
