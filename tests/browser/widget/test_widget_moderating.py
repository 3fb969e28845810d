"""A moderator works through a thread on the page where it is read."""

import pytest
from playwright.sync_api import expect

from tests.browser.widget.acts import article, articles, expect_status
from tests.browser.widget.moderator import (
    ASKED,
    agree,
    bar,
    do,
    listed,
    moderator,
    post,
    sign_in,
    tools,
    via,
)
from tests.browser.widget.test_widget_signin_access import LOOKS, NARROW, WIDE, Eye
from tests.browser.widget.visitor import Visitor
from tests.browser.widget.world import World

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("signin")]


def test_what_waits_is_decided(watched: World, visitor: Visitor, thread: str) -> None:
    """From the click to the published comment, which another reader then sees."""
    post(watched, thread, "Seen by all.", held=False)
    for text in (ASKED, "Buy my watches", "Rude words"):
        post(watched, thread, text, held=True)
    tab = moderator(visitor)
    expect(articles(tab)).to_have_count(1)
    agree(visitor)
    heading = tab.get_by_role("heading", name="3 comments wait here")
    expect(heading).to_be_focused()
    expect(bar(tab).get_by_text("Every comment waits here")).to_have_count(3)
    do(tab, ASKED, "Approve")
    expect(bar(tab).get_by_role("button", name="Undo")).to_be_focused()
    expect_status(tab, "Comment approved.")
    expect(tab.get_by_role("heading", name="2 Comments", exact=True)).to_be_visible()
    do(tab, "Buy my watches", "Spam")
    do(tab, "Rude words", "Reject")
    expect(tab.get_by_role("heading", name="Nothing waits here.")).to_be_visible()
    assert listed(watched, tab, thread) == ["Seen by all.", ASKED]
    assert {("approve", "widget"), ("spam", "widget"), ("reject", "widget")} <= via(
        watched
    )
    assert tab.evaluate("JSON.stringify({...sessionStorage})") == "{}"
    kept = tab.evaluate("JSON.stringify({...localStorage})")
    assert "moderate" not in kept.replace('"role\\":\\"moderator', "")


def test_everything_can_be_undone(
    watched: World, visitor: Visitor, thread: str
) -> None:
    """Undo stands where the comment stood, and brings it back there."""
    post(watched, thread, "Seen by all.", held=False)
    post(watched, thread, ASKED, held=True)
    tab = moderator(visitor)
    agree(visitor)
    for what in ("Reject", "Spam", "Delete"):
        do(tab, "Seen by all.", what)
        undo = tab.get_by_role("button", name="Undo")
        expect(undo).to_be_focused()
        expect(article(tab, "Seen by all.")).to_have_count(0)
        assert listed(watched, tab, thread) == []
        tab.keyboard.press("Enter")
        expect(article(tab, "Seen by all.")).to_be_focused()
        expect(undo).to_have_count(0)
        assert listed(watched, tab, thread) == ["Seen by all."]
    do(tab, ASKED, "Approve")
    expect(article(tab, ASKED)).to_have_count(1)
    tab.get_by_role("button", name="Undo").click()
    expect(bar(tab).get_by_role("heading", name="1 comment waits")).to_be_visible()
    expect(tab.get_by_role("heading", name="1 Comment", exact=True)).to_be_visible()
    assert listed(watched, tab, thread) == ["Seen by all."]


def test_last_reply_of_a_tombstone(
    watched: World, visitor: Visitor, thread: str
) -> None:
    """The tombstone goes with it, and Undo is there all the same."""
    top = post(watched, thread, "The top.", held=False)
    post(watched, thread, "The reply.", held=False, parent_id=top)
    post(watched, thread, "Another.", held=False)
    tab = moderator(visitor)
    agree(visitor)
    do(tab, "The top.", "Delete")
    tab.get_by_role("button", name="Undo").wait_for()
    do(tab, "The reply.", "Spam")
    expect(tab.get_by_text("This comment was deleted.")).to_have_count(0)
    undo = tab.get_by_text("Marked as spam.").get_by_role("button", name="Undo")
    expect(undo).to_be_focused()
    undo.press("Enter")
    expect(article(tab, "The reply.")).to_be_focused()


def test_pin_and_close(watched: World, visitor: Visitor, thread: str) -> None:
    """A pin is a mark that everybody sees; a closed thread takes no more."""
    post(watched, thread, "Seen by all.", held=False)
    tab = moderator(visitor)
    agree(visitor)
    do(tab, "Seen by all.", "Pin")
    expect(article(tab, "Seen by all.").get_by_text("Pinned")).to_be_visible()
    expect(
        tools(tab, "Seen by all.").get_by_role("button", name="Unpin")
    ).to_be_focused()
    visitor.box.fill("A draft.")
    visitor.press("Close thread")
    expect(tab.get_by_text("Comments are closed.")).to_be_visible()
    expect(tab.get_by_role("button", name="Reopen thread")).to_be_focused()
    visitor.press("Reopen thread")
    expect(visitor.box).to_have_value("A draft.")
    visitor.press("Stop")
    expect(bar(tab)).to_have_count(0)
    expect(tools(tab, "Seen by all.")).to_have_count(0)
    expect(
        article(tab, "Seen by all.").get_by_role("button", name="Report")
    ).to_be_visible()


def test_tombstones_come_and_go(watched: World, visitor: Visitor, thread: str) -> None:
    """A comment with replies leaves its place, and comes back to it."""
    top = post(watched, thread, "The top.", held=False)
    post(watched, thread, "The reply.", held=False, parent_id=top)
    tab = moderator(visitor)
    agree(visitor)
    do(tab, "The top.", "Delete")
    expect(tab.get_by_text("This comment was deleted.")).to_be_visible()
    expect(article(tab, "The reply.")).to_be_visible()
    tab.get_by_role("button", name="Undo").click()
    expect(article(tab, "The top.")).to_be_focused()
    expect(tab.get_by_text("This comment was deleted.")).to_have_count(0)
    expect(tab.get_by_role("heading", name="2 Comments")).to_be_visible()


@pytest.mark.parametrize("look", sorted(LOOKS))
def test_axe_finds_nothing(
    watched: World, visitor: Visitor, thread: str, look: str
) -> None:
    """No state of it has a flaw that axe knows, nor sticks out of 320 pixels."""
    post(watched, thread, "Seen by all.", held=False)
    post(watched, thread, ASKED, held=True)
    post(watched, thread, "Buy my watches", held=True)
    eye = Eye("dark" if look == "dark" else "light", (WIDE, NARROW))
    tab = moderator(visitor, **LOOKS[look])
    eye.open(tab)
    with visitor.context.expect_page() as opened:
        visitor.press("Moderate")
    popup = opened.value
    eye.open(popup)
    sign_in(popup, visitor)
    popup.get_by_role("button", name="Moderate").wait_for()
    eye.see(tab, "asking")
    eye.see(popup, "the question")
    with popup.expect_event("close"):
        popup.get_by_role("button", name="Moderate").click()
    expect(tab.get_by_role("heading", name="2 comments wait here")).to_be_visible()
    eye.see(tab, "moderating")
    do(tab, ASKED, "Approve")
    do(tab, "Seen by all.", "Spam")
    expect(tab.get_by_role("button", name="Undo")).to_have_count(2)
    eye.see(tab, "done")
    tab.route("**/moderation", lambda route: route.abort())
    do(tab, "Buy my watches", "Reject")
    expect(bar(tab).get_by_role("alert").last).to_be_visible()
    eye.see(tab, "failed")
    assert eye.found == []
