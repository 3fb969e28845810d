"""Every state of a login, for those who use another theme, direction or width."""

from dataclasses import dataclass
from typing import Any, Literal

import pytest
from playwright.sync_api import Page, Route, ViewportSize, expect

from tests.browser.widget.visitor import Visitor, flaws

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("signin")]

DARK = "<style>html { background: #14171c; color: #dfe3e8 }</style>"
LOOKS: dict[str, dict[str, Any]] = {
    "light": {},
    "dark": {"head": DARK},
    "rtl": {"html": 'lang="ar" dir="rtl"'},
}
WIDE = ViewportSize(width=900, height=900)
NARROW = ViewportSize(width=320, height=640)
# Name what sticks out of the window, in the page and in the thread's own tree.
TOO_WIDE = """() => document.documentElement.scrollWidth <= innerWidth ? [] :
  [document, document.querySelector("rejoinder-thread")?.shadowRoot]
    .flatMap(root => [...(root?.querySelectorAll("*") ?? [])])
    .filter(each => each.getBoundingClientRect().right > innerWidth + 1
      || each.getBoundingClientRect().left < -1)
    .map(each => `${each.tagName} ${each.className} ${each.textContent}`)"""


@dataclass
class Eye:
    """Looks at one state after another, and notes what is wrong with it."""

    scheme: Literal["light", "dark"] = "light"
    sizes: tuple[ViewportSize, ...] = (NARROW,)

    def __post_init__(self) -> None:
        self.found: list[str] = []

    def open(self, page: Page) -> None:
        """Look at this page from now on in the scheme, without movement."""
        page.emulate_media(color_scheme=self.scheme, reduced_motion="reduce")

    def see(self, page: Page, state: str) -> None:
        """Look at a state in each of its sizes."""
        for size in self.sizes:
            page.set_viewport_size(size)
            self.found += [f"{state}, {size['width']}: {each}" for each in flaws(page)]
            wide = page.evaluate(TOO_WIDE)
            self.found += [f"{state} is too wide: {each}" for each in wide]


def _refuse(route: Route) -> None:
    body = '{"status": 401, "code": "unauthenticated", "title": "", "detail": "Over."}'
    route.fulfill(
        status=401,
        body=body,
        content_type="application/problem+json",
        headers={"Access-Control-Allow-Origin": "*"},
    )


@pytest.mark.parametrize("look", sorted(LOOKS))
def test_axe_finds_nothing_on_the_way(visitor: Visitor, look: str) -> None:
    """No state between the icon and the end of a login has a flaw that axe knows."""
    sizes = (NARROW, WIDE) if look == "light" else (NARROW,)
    eye = Eye("dark" if look == "dark" else "light", sizes)
    tab = visitor.visit(**LOOKS[look])
    eye.open(tab)
    visitor.box.fill("A draft.")
    expect(visitor.icon()).to_be_visible()
    eye.see(tab, "icons")
    _log_in(visitor, eye)
    eye.see(tab, "logged in")
    visitor.press("Change")
    eye.see(tab, "changed")
    visitor.icon().click()
    visitor.is_using()
    for path in ("**/comments", "**/sessions/refresh"):
        tab.route(path, _refuse)
    visitor.press("Post Comment")
    expect(tab.get_by_text("Your GitHub login has ended.")).to_be_visible()
    eye.see(tab, "ended")
    assert eye.found == []


def _log_in(visitor: Visitor, eye: Eye) -> None:
    tab, popup = visitor.tab, visitor.open()
    eye.open(popup)
    eye.see(tab, "connecting")
    tab.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(tab.get_by_text("Still waiting for GitHub")).to_be_visible()
    eye.see(tab, "still waiting")
    with popup.expect_event("close"):
        visitor.answer(popup, "Deny")
    expect(tab.get_by_text("You did not log in with GitHub.")).to_be_visible()
    eye.see(tab, "denied")
    popup = visitor.open()
    eye.open(popup)
    visitor.answer(popup)
    popup.get_by_role("button", name="Continue").wait_for()
    eye.see(popup, "consent")
    with popup.expect_event("close"):
        popup.get_by_role("button", name="Continue").click()
    visitor.is_using()


def test_axe_finds_nothing_when_blocked(visitor: Visitor) -> None:
    """Nor has what is said where no window may open."""
    eye = Eye()
    visitor.context.add_init_script("window.open = () => null")
    tab = visitor.visit()
    eye.open(tab)
    visitor.box.focus()
    visitor.icon().click()
    expect(tab.get_by_text("Your browser blocked the login window.")).to_be_visible()
    eye.see(tab, "blocked")
    assert eye.found == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_our_own_pages(
    visitor: Visitor, scheme: Literal["light", "dark"]
) -> None:
    """Nor have the hosted form, before and after, a login that is over, and /me/."""
    eye, service = Eye(scheme), visitor.world.service.url
    tab = visitor.tab = visitor.context.new_page()
    eye.open(tab)
    tab.goto(f"{service}/t/blog?thread={visitor.thread}")
    eye.see(tab, "hosted guest")
    tab.get_by_role("button", name="Log in via GitHub").click()
    visitor.answer(tab, "Deny")
    tab.get_by_role("link", name="Back to where you came from").wait_for()
    eye.see(tab, "hosted denial")
    tab.get_by_role("link", name="Back to where you came from").click()
    tab.get_by_role("button", name="Log in via GitHub").click()
    visitor.answer(tab)
    visitor.is_using()
    eye.see(tab, "hosted account")
    visitor.press("Change")
    expect(tab.get_by_role("textbox", name="Name")).to_be_visible()
    eye.see(tab, "hosted change")
    tab.goto(f"{service}/me/")
    eye.see(tab, "me")
    assert eye.found == []
