"""From nothing to the first approved comment, on a phone, with the clicks counted."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Locator,
    Page,
    ViewportSize,
    expect,
)

from app.services import setup
from tests.browser.test_hosted_page import TOO_WIDE
from tests.browser.widget.world import Service

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("hosted")]

PHONE = ViewportSize(width=360, height=640)
MOST_CLICKS = 10
PASSWORD = "a quiet evening"


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    """Serve what has just been installed: no owner, no site."""
    # A fresh sign-in lasts ten minutes, so here the time is the real one.
    served = Service(tmp_path, clock=lambda: datetime.now(UTC))
    served.start()
    yield served
    served.stop()


def _link(service: Service) -> str:
    link = setup.new_link(service.container)
    assert link is not None
    return link


class Thumb:
    """Clicks, and counts; what a page has wrong is kept."""

    def __init__(self, page: Page) -> None:
        """Begin on a page."""
        self.page, self.clicks = page, 0
        self.flaws: list[str] = []
        self.said: list[str] = []
        page.on("console", lambda message: self.said.append(message.text))

    def click(self, what: Locator) -> None:
        """Look the page over, then click."""
        found = Axe().run(self.page).response["violations"]
        self.flaws += [f"{each['id']}: {each['nodes'][0]['html']}" for each in found]
        self.flaws += [f"too wide: {each}" for each in self.page.evaluate(TOO_WIDE)]
        self.clicks += 1
        with self.page.expect_event("load"):
            what.click()

    def press(self, name: str) -> None:
        """Click a button."""
        self.click(self.page.get_by_role("button", name=name, exact=True))

    def follow(self, name: str) -> None:
        """Click a link."""
        self.click(self.page.get_by_role("link", name=name))


def _become_owner(page: Page) -> None:
    page.get_by_label("Name").fill("Ada")
    page.get_by_label("E-mail address").fill("ada@notes.example")
    page.get_by_label("Password").fill(PASSWORD)


def _describe_site(page: Page) -> None:
    page.get_by_label("Name", exact=True).fill("My notes")
    page.get_by_label("Where its pages are").fill("https://notes.example/hello")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_ten_clicks_are_enough(browser: Browser, service: Service, scheme: str) -> None:
    """Owner, site, logins, mail, rules, snippet, comment; nothing sticks out."""
    context = browser.new_context(viewport=PHONE, color_scheme=scheme)  # type: ignore[arg-type]
    page = context.new_page()
    thumb = Thumb(page)
    page.goto(_link(service))
    expect(page.get_by_role("heading", name="Set up Rejoinder")).to_be_visible()
    expect(page.get_by_label("Password")).to_be_visible()
    assert "#" not in page.url
    _become_owner(page)
    thumb.press("Go on")
    _describe_site(page)
    thumb.press("Go on")
    thumb.follow("Go on")
    expect(page.get_by_role("heading", name="Mail", exact=True)).to_be_visible()
    thumb.follow("Go on")
    page.get_by_label("Every comment").check()
    thumb.clicks += 1
    thumb.press("Go on")
    expect(page.get_by_text("rejoinder-thread")).to_be_visible()
    thumb.follow("Try it")
    page.get_by_role("textbox", name="Comment").fill("First!")
    thumb.press("Post Comment")
    expect(page.get_by_role("article")).to_contain_text("First!")
    expect(page.get_by_role("article")).not_to_contain_text("moderation")
    assert (thumb.flaws, thumb.said) == ([], [])
    assert thumb.clicks <= MOST_CLICKS
    _is_public(browser, page.url)
    context.close()


def _is_public(browser: Browser, address: str) -> None:
    """Let a stranger look at the comment."""
    other = browser.new_context()
    stranger = other.new_page()
    stranger.goto(address)
    expect(stranger.get_by_role("article")).to_contain_text("First!")
    other.close()


@pytest.fixture
def plain(browser: Browser) -> Iterator[BrowserContext]:
    """Give a phone whose owner has switched JavaScript off."""
    context = browser.new_context(java_script_enabled=False, viewport=PHONE)
    yield context
    context.close()


def test_it_works_without_javascript(plain: BrowserContext, service: Service) -> None:
    """The code is pasted by hand, and everything else is the same."""
    page, link = plain.new_page(), _link(service)
    page.goto(link)
    page.get_by_label("Code").fill(link)
    page.get_by_role("button", name="Go on").click()
    _become_owner(page)
    page.get_by_role("button", name="Go on").click()
    _describe_site(page)
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("heading", name="Ways to log in")).to_be_visible()


def test_people_are_invited_and_come(browser: Browser, service: Service) -> None:
    """An invitation is made, opened elsewhere, taken up; both see who is there."""
    ada, ida = (browser.new_context(viewport=PHONE) for _ in range(2))
    page = ada.new_page()
    page.goto(_link(service))
    expect(page.get_by_label("Password")).to_be_visible()
    thumb = Thumb(page)
    _become_owner(page)
    thumb.press("Go on")
    _describe_site(page)
    thumb.press("Go on")
    page.goto(f"{service.url}/admin/my-notes/people")
    thumb.press("Invite a moderator")
    link = page.locator("code").inner_text()
    thumb.press("Take back")
    thumb.press("Invite a moderator")
    link = page.locator("code").inner_text()
    guest = ida.new_page()
    guest.goto(link)
    expect(guest.get_by_text("My notes")).to_be_visible()
    guest.get_by_label("Name").fill("Ida")
    guest.get_by_label("E-mail address").fill("ida@notes.example")
    guest.get_by_label("Password").fill(PASSWORD)
    guest.get_by_role("button", name="Go on").click()
    expect(guest.get_by_role("link", name="Comments")).to_be_visible()
    page.reload()
    expect(page.get_by_text("Ida")).to_be_visible()
    assert (thumb.flaws, thumb.said) == ([], [])
    ada.close()
    ida.close()


def test_signing_in_again(browser: Browser, service: Service) -> None:
    """Login and its pages have no flaw that axe knows, with an error as well."""
    context = browser.new_context(viewport=PHONE)
    page = context.new_page()
    page.goto(_link(service))
    expect(page.get_by_label("Password")).to_be_visible()
    thumb = Thumb(page)
    _become_owner(page)
    thumb.press("Go on")
    context.clear_cookies()
    page.goto(f"{service.url}/admin/sites/new")
    page.get_by_label("E-mail address").fill("ada@notes.example")
    page.get_by_label("Password").fill("a loud evening")
    thumb.press("Sign in")
    expect(page.get_by_role("alert")).to_be_focused()
    page.get_by_label("Password").fill(PASSWORD)
    thumb.press("Sign in")
    expect(page.get_by_role("heading", name="Your site")).to_be_visible()
    page.goto(f"{service.url}/admin/password")
    page.get_by_label("New password").fill("another evening")
    thumb.press("Save")
    expect(page.get_by_role("status")).to_contain_text("Saved")
    thumb.follow("Where you are signed in")
    assert (thumb.flaws, [s for s in thumb.said if "422" not in s]) == ([], [])
    context.close()
