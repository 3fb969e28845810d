"""Long threads, links into them, and text that is not lost."""

import pytest
from playwright.sync_api import BrowserContext, Dialog, expect

from tests.browser.widget.acts import (
    article,
    articles,
    box,
    expect_status,
    press,
    stored,
    write,
)
from tests.browser.widget.conftest import Open
from tests.browser.widget.world import World

pytestmark = pytest.mark.browser

TALL = '<div style="height: 5000px">far</div>'


def _fill(world: World, thread: str, count: int) -> list[str]:
    """Post that many roots; return their ids."""
    return [world.post(thread, f"Root number {n}.")["id"] for n in range(count)]


def test_more_comments(visit: Open, world: World, thread: str) -> None:
    """Load more brings the rest, puts the focus on the first new one, and goes away."""
    _fill(world, thread, 53)
    page = visit()
    expect(articles(page)).to_have_count(50)
    press(page, "Load more comments")
    expect(articles(page)).to_have_count(53)
    expect(article(page, "Root number 50.")).to_be_focused()
    expect_status(page, "3 more comments loaded")
    expect(page.get_by_role("button", name="Load more comments")).to_be_hidden()


def test_more_replies(visit: Open, world: World, thread: str) -> None:
    """Show more replies says how many, brings them, and focuses the first new one."""
    root = world.post(thread, "Root")["id"]
    for n in range(8):
        world.post(thread, f"Reply number {n}.", parent_id=root)
    page = visit()
    expect(articles(page)).to_have_count(6)
    press(page, "Show 3 more replies")
    expect(articles(page)).to_have_count(9)
    expect(article(page, "Reply number 5.")).to_be_focused()


def test_own_comment_is_not_shown_twice(visit: Open, world: World, thread: str) -> None:
    """A comment posted before its page was loaded stands once, where it belongs."""
    _fill(world, thread, 52)
    page = visit()
    write(page, "Mine, last of all")
    expect(articles(page)).to_have_count(51)
    press(page, "Load more comments")
    expect(articles(page)).to_have_count(53)
    expect(articles(page).last).to_contain_text("Mine, last of all")


def test_sorts(visit: Open, world: World, thread: str) -> None:
    """Each sort that the API has is offered, and brings its order."""
    _fill(world, thread, 3)
    page = visit()
    expect(articles(page).first).to_contain_text("Root number 0.")
    sort = page.get_by_label("Sort by")
    assert sort.locator("option").all_text_contents() == ["Oldest", "Newest", "Best"]
    sort.select_option("Newest")
    expect(articles(page).first).to_contain_text("Root number 2.")
    expect(articles(page)).to_have_count(3)


def test_deep_link_to_the_third_page(
    world: World, context: BrowserContext, thread: str
) -> None:
    """A link to a reply below its root's fold on page three finds and focuses it."""
    roots = _fill(world, thread, 120)
    replies = [
        world.post(thread, f"Reply number {n}.", parent_id=roots[115])["id"]
        for n in range(8)
    ]
    body = TALL + world.snippet(f'thread="{thread}"')
    page = context.new_page()
    page.goto(world.put("/deep", body) + f"#comment-{replies[7]}")
    expect(article(page, "Reply number 7.")).to_be_focused()
    expect(article(page, "Reply number 7.")).to_be_in_viewport()
    page.evaluate(f"location.hash = 'comment-{roots[1]}'")
    expect(article(page, "Root number 1.")).to_be_focused()


def test_nothing_is_asked_for_far_away(
    world: World, context: BrowserContext, thread: str
) -> None:
    """A thread far below the fold asks for nothing until the reader comes near."""
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    page = context.new_page()
    page.goto(world.put("/far", TALL + world.snippet(f'thread="{thread}"')))
    page.wait_for_function("() => Boolean(customElements.get('rejoinder-thread'))")
    page.evaluate(
        "() => new Promise((done) => requestIdleCallback(() => setTimeout(done)))"
    )
    assert not any("/api/" in url or "/embed/" in url for url in asked)
    page.mouse.wheel(0, 4200)
    expect(box(page)).to_be_attached()


def test_loading_on_click(world: World, context: BrowserContext, thread: str) -> None:
    """With loading=click nothing is asked for until the button is pressed."""
    page = context.new_page()
    page.goto(world.put("/click", world.snippet(f'thread="{thread}" loading="click"')))
    press(page, "Show comments")
    expect(box(page)).to_be_visible()


def test_draft_survives_a_reload(visit: Open, world: World, thread: str) -> None:
    """What was typed, and whom it answers, is there again; success clears it."""
    world.post(thread, "A question")
    page = visit()
    page.get_by_role("button", name="Reply to Grace Hopper").click()
    box(page).fill("Half an answer")
    page.reload()
    expect(box(page)).to_have_value("Half an answer")
    heading = page.get_by_role("heading", name="Leave a Reply to Grace Hopper")
    expect(heading).to_be_visible()
    press(page, "Post Comment")
    expect(article(page, "Half an answer")).to_be_focused()
    assert "draft" not in stored(page)


def test_unstorable_text_warns_before_leaving(
    visit: Open, context: BrowserContext
) -> None:
    """Only a text that could not be kept asks before the page is left."""
    page = visit()
    box(page).fill("Kept")
    expect(page.get_by_role("button", name="Post Comment")).to_be_visible()
    page.reload()
    expect(box(page)).to_have_value("Kept")
    context.add_init_script(
        "Storage.prototype.setItem = () => { throw new Error('full') }"
    )
    page = visit()
    box(page).press_sequentially("Lost?")
    asked: list[str] = []

    def accept(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", accept)
    page.reload()
    assert asked == ["beforeunload"]
