"""Who a comment will be from: the last identity again, and never another silently."""

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.widget.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("signin")]


def _again(visitor: Visitor) -> Page:
    """Come back to the page another day."""
    visitor.tab.reload()
    expect(visitor.tab.locator("section[aria-busy=false]")).to_be_attached()
    visitor.box.focus()
    return visitor.tab


def _post(visitor: Visitor, text: str) -> None:
    visitor.box.fill(text)
    visitor.press("Post Comment")
    expect(visitor.tab.get_by_role("article").filter(has_text=text)).to_be_visible()


def test_last_identity_is_remembered(visitor: Visitor, context: BrowserContext) -> None:
    """Account, guest, account: each is there again next time, and no window opens."""
    tab = visitor.visit()
    visitor.box.focus()
    visitor.log_in()
    _post(visitor, "As the account.")
    _again(visitor)
    visitor.is_using()
    visitor.press("Change")
    _post(visitor, "As a guest.")
    _again(visitor)
    expect(tab.get_by_role("textbox", name="Name")).to_be_visible()
    expect(tab.get_by_text("You are commenting using")).to_have_count(0)
    visitor.icon().click()
    visitor.is_using()
    _post(visitor, "As the account once more.")
    _again(visitor)
    visitor.is_using()
    assert context.pages == [tab]
    guests = tab.get_by_role("article").filter(has_text="As a guest.")
    expect(guests).to_contain_text("Anonymous")


def test_login_that_ends_while_one_writes(visitor: Visitor) -> None:
    """Nothing is lost, nothing goes out as a guest, and logging in again sends it."""
    tab = visitor.visit()
    visitor.box.focus()
    visitor.log_in()
    visitor.box.fill("Written while the login ended.")
    own = visitor.context.new_page()
    own.goto(f"{visitor.world.service.url}/me/login")
    own.get_by_role("button", name="Log in via GitHub").click()
    visitor.answer(own)
    own.get_by_role("button", name="Take back").click()
    expect(own.get_by_text("None yet.")).to_be_visible()
    visitor.press("Post Comment")
    expect(tab.get_by_text("Your GitHub login has ended.")).to_be_visible()
    expect(visitor.box).to_have_value("Written while the login ended.")
    expect(tab.get_by_role("article")).to_have_count(0)
    with visitor.context.expect_page() as opened:
        visitor.press("Log in again")
    visitor.finish(opened.value)
    visitor.is_using()
    visitor.press("Post Comment")
    article = tab.get_by_role("article")
    expect(article).to_contain_text("Written while the login ended.")
    expect(article).to_contain_text("Example")
