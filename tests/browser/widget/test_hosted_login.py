"""Logging in on the hosted page in a real browser that runs no script."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.widget.visitor import Visitor
from tests.browser.widget.world import World

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("signin")]

TEXT = "Typed before the login.\n\nWith a second paragraph."


@pytest.fixture
def plain(browser: Browser) -> Iterator[BrowserContext]:
    """Give a browser whose owner has switched JavaScript off."""
    context = browser.new_context(java_script_enabled=False)
    yield context
    context.close()


@pytest.fixture
def visitor(login_world: World, plain: BrowserContext, thread: str) -> Visitor:
    """Let somebody open the hosted page of a thread."""
    made = Visitor(login_world, plain, thread)
    made.tab = plain.new_page()
    made.tab.goto(f"{login_world.service.url}/t/blog?thread={thread}")
    return made


def _name(page: Page) -> str:
    return page.get_by_role("textbox", name="Name").input_value()


def test_text_comes_along_without_a_script(visitor: Visitor) -> None:
    """Typed, logged in, changed, changed back, posted: nothing is typed twice."""
    tab = visitor.tab
    visitor.box.fill(TEXT)
    tab.get_by_role("textbox", name="Name").fill("A guest")
    visitor.press("Log in via GitHub")
    tab.get_by_role("link", name="Go on to GitHub").click()
    visitor.answer(tab)
    visitor.is_using()
    expect(visitor.box).to_have_value(TEXT)
    visitor.press("Change")
    assert _name(tab) == "A guest"
    expect(visitor.box).to_have_value(TEXT)
    tab.get_by_role("button", name="comment as").click()
    visitor.is_using()
    visitor.press("Post Comment")
    expect(tab.get_by_role("article")).to_contain_text("Typed before the login.")
    expect(visitor.box).to_have_value("")


def test_enter_posts_and_logs_nobody_in(visitor: Visitor) -> None:
    """Enter in a field means Post Comment, though other buttons stand before it."""
    visitor.box.fill("Sent by Enter.")
    visitor.tab.get_by_role("textbox", name="Name").press("Enter")
    expect(visitor.tab.get_by_role("article")).to_contain_text("Sent by Enter.")


def test_log_out_keeps_the_text(visitor: Visitor) -> None:
    """Log Out brings the guest back, and his words stay."""
    visitor.press("Log in via GitHub")
    visitor.tab.get_by_role("link", name="Go on to GitHub").click()
    visitor.answer(visitor.tab)
    visitor.is_using()
    visitor.box.fill(TEXT)
    visitor.press("Log Out")
    expect(visitor.icon()).to_be_visible()
    expect(visitor.box).to_have_value(TEXT)
