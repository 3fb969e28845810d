"""A reader reads, writes, replies, edits and deletes on a stranger's page."""

import pytest
from playwright.sync_api import expect

from tests.browser.widget.acts import (
    article,
    articles,
    box,
    expect_status,
    field,
    press,
    stored,
    write,
)
from tests.browser.widget.conftest import Open
from tests.browser.widget.world import World

pytestmark = pytest.mark.browser


def test_reader_posts(visit: Open, world: World, thread: str) -> None:
    """A comment that was posted shows, has the focus, is counted and announced."""
    world.post(thread, "The first word")
    page = visit()
    expect(page.get_by_role("heading", name="1 Comment")).to_be_visible()
    write(page, "Hello from *another* site")
    posted = article(page, "Hello from another site")
    expect(posted).to_be_focused()
    expect(posted.locator("em")).to_have_text("another")
    expect_status(page, "Comment posted.")
    expect(page.get_by_role("heading", name="2 Comments")).to_be_visible()
    expect(box(page)).to_have_value("")


def test_box_is_collapsed_until_it_has_the_focus(visit: Open) -> None:
    """Only the box shows at first; the rest of the form opens with it."""
    page = visit()
    expect(page.get_by_role("heading", name="Leave a Reply")).to_be_visible()
    expect(page.get_by_role("button", name="Post Comment")).to_be_hidden()
    box(page).focus()
    for name in ("Email (Address never made public)", "Name", "Website"):
        expect(field(page, name)).to_be_visible()
    label = (
        "Save my name, email, and website in this browser for the next time I comment."
    )
    expect(page.get_by_role("checkbox", name=label)).not_to_be_checked()


def test_reply_moves_the_form(visit: Open, world: World, thread: str) -> None:
    """Reply brings form and text below the comment; Escape and Cancel bring it back."""
    world.post(thread, "A question")
    page = visit()
    box(page).fill("Half a thought")
    reply = page.get_by_role("button", name="Reply to Grace Hopper")
    reply.click()
    heading = page.get_by_role("heading", name="Leave a Reply to Grace Hopper")
    expect(heading).to_be_visible()
    expect(box(page)).to_be_focused()
    expect(box(page)).to_have_value("Half a thought")
    page.keyboard.press("Escape")
    expect(heading).to_be_hidden()
    expect(reply).to_be_focused()
    reply.click()
    press(page, "Cancel reply")
    expect(box(page)).to_have_value("Half a thought")


def test_reply_lands_below_its_parent(visit: Open, world: World, thread: str) -> None:
    """A reply stands inside the list of what it answers, also after a reload."""
    world.post(thread, "A question")
    world.post(thread, "Something else")
    page = visit()
    page.get_by_role("button", name="Reply to Grace Hopper").first.click()
    write(page, "An answer")
    below = page.locator("li", has_text="A question").locator("ol article")
    expect(below).to_contain_text("An answer")
    expect(
        page.get_by_role("heading", name="Leave a Reply", exact=True)
    ).to_be_visible()
    page.reload()
    expect(below).to_contain_text("An answer")


def test_own_comment_is_edited(visit: Open) -> None:
    """Its author finds the text as typed, changes it, and sees the mark."""
    page = visit()
    write(page, "A *tpyo*")
    press(page, "Edit")
    edit = page.get_by_role("textbox", name="Edit your comment")
    expect(edit).to_be_focused()
    expect(edit).to_have_value("A *tpyo*")
    edit.fill("A *typo*")
    edit.press("Control+Enter")
    expect(article(page, "A typo")).to_be_focused()
    expect_status(page, "Comment saved.")
    page.reload()
    expect(article(page, "A typo")).to_contain_text("edited")
    press(page, "Edit")
    expect(edit).to_have_value("A *typo*")
    edit.press("Escape")
    expect(article(page, "A typo")).to_be_focused()


def test_own_comment_is_deleted(visit: Open) -> None:
    """Deleting asks once, in place, then the comment and its token are gone."""
    page = visit()
    write(page, "Gone soon")
    press(page, "Delete")
    expect(page.get_by_text("Delete this comment?")).to_be_visible()
    expect(page.get_by_role("button", name="Keep")).to_be_focused()
    press(page, "Keep")
    expect(page.get_by_role("button", name="Delete")).to_be_focused()
    press(page, "Delete")
    press(page, "Delete")
    expect(articles(page)).to_have_count(0)
    expect_status(page, "Comment deleted.")
    expect(page.get_by_text("No comments yet. Be the first.")).to_be_visible()
    assert "token" not in stored(page)


def test_deleted_parent_leaves_a_tombstone(visit: Open, world: World) -> None:
    """What was answered leaves a mark, so that the answers keep their place."""
    page = visit()
    write(page, "The parent")
    page.get_by_role("button", name="Reply to Anonymous").click()
    write(page, "The child")
    expect(articles(page)).to_have_count(2)
    press(page, "Delete")
    press(page, "Delete")
    expect(page.get_by_text("This comment was deleted.")).to_be_visible()
    page.reload()
    expect(page.get_by_text("This comment was deleted.")).to_be_visible()
    expect(articles(page)).to_have_count(2)


def test_held_comment_is_its_authors_alone(visit: Open) -> None:
    """A held comment says so, survives a reload, and nobody else sees it."""
    page = visit(site="held")
    write(page, "Please look at me")
    expect_status(page, "Your comment is awaiting moderation.")
    page.reload()
    mine = article(page, "Please look at me")
    expect(mine).to_contain_text("Your comment is awaiting moderation.")
    page.evaluate("localStorage.clear()")
    page.reload()
    expect(page.get_by_text("No comments yet. Be the first.")).to_be_visible()


def test_preview_shows_what_will_be(visit: Open) -> None:
    """Preview shows the rendered text in the box's place, and back again."""
    page = visit()
    box(page).fill("A **bold** claim")
    press(page, "Preview")
    preview = page.get_by_role("group", name="Preview")
    expect(preview.locator("strong")).to_have_text("bold")
    press(page, "Write")
    expect(box(page)).to_be_focused()
    expect(box(page)).to_have_value("A **bold** claim")


def test_page_hears_what_happens(visit: Open, world: World, thread: str) -> None:
    """Ready, count, posted and deleted reach a listener on the document."""
    listen = """['ready', 'count', 'posted', 'deleted'].forEach((name) =>
      document.addEventListener('rejoinder:' + name, (event) =>
        (window.heard ??= []).push([name, Object.keys(event.detail).join()])))"""
    page = visit(head=f"<script>{listen}</script>")
    write(page, "Hear me")
    press(page, "Delete")
    press(page, "Delete")
    expect(articles(page)).to_have_count(0)
    assert page.evaluate("heard") == [
        ["ready", "count"],
        ["count", "count"],
        ["posted", "id,status"],
        ["count", "count"],
        ["deleted", "id"],
    ]
