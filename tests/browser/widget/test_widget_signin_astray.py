"""Logins that go astray: each ends logged in, or told why, the draft intact."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.widget.visitor import Visitor
from tests.browser.widget.world import World

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("signin")]

DRAFT = "A draft that is not to be lost."
# A script clicks without the reader, which is what popup blockers block.
CLICKED_BY_A_SCRIPT = """<script>
  const wait = setInterval(() => {
    const root = document.querySelector("rejoinder-thread")?.shadowRoot;
    root?.querySelector("textarea")?.focus();
    const icon = root?.querySelector("[aria-label='Log in via GitHub']");
    if (!icon) return;
    clearInterval(wait);
    icon.click();
    console.log("clicked");
  }, 50);
</script>"""
IN_AN_APP = "Mozilla/5.0 (iPhone) AppleWebKit/605.1.15 [FBAN/FBIOS;FBAV/1.0]"


@pytest.fixture
def in_app(browser: Browser, login_world: World, thread: str) -> Iterator[Visitor]:
    """Give somebody who reads the page inside an app."""
    context = browser.new_context(user_agent=IN_AN_APP)
    yield Visitor(login_world, context, thread)
    context.close()


def _goes_on_in_this_tab(visitor: Visitor) -> None:
    visitor.answer(visitor.tab)
    visitor.tab.get_by_role("button", name="Continue").click()
    visitor.is_home()
    visitor.is_using()


def test_blocked_window(visitor: Visitor) -> None:
    """Where the browser lets no window open, the form says so, and goes on in the tab.

    Until the click nothing is asked of the page, since Playwright asks as if the reader
    had clicked.
    """
    opened: list[Page] = []
    visitor.context.on("page", lambda window: opened.append(window))  # noqa: PLW0108 -- the driver marks what it is given, and a built-in takes no mark
    address = visitor.put(before=CLICKED_BY_A_SCRIPT)
    tab = visitor.tab = visitor.context.new_page()
    with tab.expect_console_message(lambda message: message.text == "clicked"):
        tab.goto(address)
    assert opened == [tab]
    expect(tab.get_by_text("Your browser blocked the login window.")).to_be_visible()
    visitor.box.fill(DRAFT)
    visitor.press("Log in on this page")
    _goes_on_in_this_tab(visitor)
    expect(visitor.box).to_have_value(DRAFT)


def test_inside_an_app(in_app: Visitor) -> None:
    """An app's browser has one window: the login goes through it, and comes home."""
    in_app.visit()
    in_app.box.fill(DRAFT)
    in_app.icon().click()
    _goes_on_in_this_tab(in_app)
    expect(in_app.box).to_have_value(DRAFT)
    assert len(in_app.context.pages) == 1


def _come_back(visitor: Visitor) -> None:
    """Let the page have the focus again, which a window took away."""
    visitor.tab.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(visitor.tab.get_by_text("Still waiting for GitHub")).to_be_visible()


def test_abandoned_login_is_cancelled(visitor: Visitor) -> None:
    """Whoever comes back without an answer is still waited for, until he cancels."""
    visitor.visit()
    visitor.box.fill(DRAFT)
    popup = visitor.open()
    expect(visitor.tab.get_by_text("Connecting to GitHub…")).to_be_visible()
    _come_back(visitor)
    with popup.expect_event("close"):
        visitor.press("Cancel")
    expect(visitor.icon()).to_be_visible()
    expect(visitor.box).to_have_value(DRAFT)


def test_abandoned_login_is_tried_again(visitor: Visitor) -> None:
    """Try again opens a second window; either one may log in."""
    visitor.visit()
    visitor.box.fill(DRAFT)
    first = visitor.open()
    _come_back(visitor)
    with visitor.context.expect_page() as opened:
        visitor.press("Try again")
    visitor.finish(opened.value)
    visitor.is_using()
    expect(visitor.box).to_have_value(DRAFT)
    first.close()


def test_first_of_two_windows_still_counts(visitor: Visitor) -> None:
    """Whoever tries again and then finishes in the first window is logged in."""
    visitor.visit()
    visitor.box.fill(DRAFT)
    first = visitor.open()
    _come_back(visitor)
    with visitor.context.expect_page() as opened:
        visitor.press("Try again")
    visitor.finish(first)
    visitor.is_using()
    expect(visitor.box).to_have_value(DRAFT)
    opened.value.close()


def test_window_that_is_closed(visitor: Visitor) -> None:
    """Whoever closes the window himself has a way on, and his words."""
    visitor.visit()
    visitor.box.fill(DRAFT)
    visitor.open().close()
    _come_back(visitor)
    visitor.press("Cancel")
    expect(visitor.icon()).to_be_visible()
    expect(visitor.box).to_have_value(DRAFT)


def test_reload_of_the_callback(visitor: Visitor) -> None:
    """The provider's answer counts once; asked for again, it leads back to the page."""
    visitor.visit()
    visitor.box.fill(DRAFT)
    popup = visitor.open()
    asked: list[str] = []
    popup.on("request", lambda request: asked.append(request.url))
    visitor.finish(popup)
    visitor.is_using()
    (callback,) = {url for url in asked if "/callback?" in url}
    again = visitor.context.new_page()
    again.goto(callback)
    expect(again.get_by_text("This login is over")).to_be_visible()
    again.get_by_role("link", name="Back to where you came from").click()
    visitor.tab = again
    visitor.is_home()
    visitor.is_using()
    expect(visitor.box).to_have_value(DRAFT)


def test_back_before_logging_in(visitor: Visitor) -> None:
    """Back at the provider is back on the page, where one can go on or not."""
    tab = visitor.visit('login="redirect"')
    visitor.box.fill(DRAFT)
    visitor.icon().click()
    tab.get_by_label("Username").wait_for()
    tab.go_back()
    visitor.is_home()
    expect(visitor.box).to_have_value(DRAFT)
    _leave_again(visitor)
    _goes_on_in_this_tab(visitor)
    expect(visitor.box).to_have_value(DRAFT)


def _leave_again(visitor: Visitor) -> None:
    """Begin anew, from the icon or, where the page was kept alive, by Try again."""
    visitor.box.focus()
    again = visitor.tab.get_by_role("button", name="Try again", exact=True)
    visitor.icon().or_(again).click()


def test_back_after_logging_in(visitor: Visitor) -> None:
    """Back after the login ends on a page that says so and leads home, logged in."""
    tab = visitor.visit('login="redirect"')
    visitor.box.fill(DRAFT)
    visitor.icon().click()
    _goes_on_in_this_tab(visitor)
    tab.go_back()
    expect(tab.get_by_text("This login is over")).to_be_visible()
    tab.get_by_role("link", name="Back to where you came from").click()
    visitor.is_home()
    visitor.is_using()
    expect(visitor.box).to_have_value(DRAFT)


def test_denial_in_this_tab(visitor: Visitor) -> None:
    """Whoever denies in the page's own tab is told so there."""
    visitor.visit('login="redirect"')
    visitor.box.fill(DRAFT)
    visitor.icon().click()
    visitor.answer(visitor.tab, "Deny")
    visitor.is_home()
    visitor.is_told("You did not log in with GitHub.", draft=DRAFT)


def test_network_that_is_gone_at_the_click(visitor: Visitor) -> None:
    """Offline, the form says that it did not work; online again, it does."""
    visitor.visit()
    visitor.box.fill(DRAFT)
    visitor.context.set_offline(offline=True)
    visitor.icon().click()
    visitor.is_told("Logging in with GitHub did not work.", draft=DRAFT)
    visitor.context.set_offline(offline=False)
    visitor.log_in()
    expect(visitor.box).to_have_value(DRAFT)


def test_network_that_is_gone_at_the_end(visitor: Visitor) -> None:
    """A code that cannot be redeemed is no login; the next one is."""
    visitor.visit()
    visitor.box.fill(DRAFT)
    visitor.context.route("**/api/v1/sessions", lambda route: route.abort())
    visitor.finish(visitor.open())
    visitor.is_told("Logging in with GitHub did not work.", draft=DRAFT)
    visitor.context.unroute("**/api/v1/sessions")
    visitor.finish_again(visitor.open())
    visitor.is_using()
    expect(visitor.box).to_have_value(DRAFT)
