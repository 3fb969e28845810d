"""Somebody who logs in on a page of the host: one name, one browser, one thread.

Page, service and issuers are three sites to the browser: blog.localhost, localhost and
127.0.0.1. Each visitor has a name that no other has, so that each is asked to consent.
"""

import itertools
import re
from dataclasses import dataclass, field
from typing import Any

from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser.widget.world import SITE, World

_names = (f"visitor{number}" for number in itertools.count(1))
# What fades in has less contrast for a moment; axe is to see what the reader reads.
_AT_REST = """() => Promise.all(
  [document, ...[...document.querySelectorAll("*")].map((it) => it.shadowRoot)]
    .flatMap((root) => root?.getAnimations() ?? [])
    .filter((it) => it.effect.getComputedTiming().endTime < Infinity)
    .map((it) => it.finished.catch(() => {})))"""


@dataclass
class Visitor:
    """A person, the page that he has open, and what he does there."""

    world: World
    context: BrowserContext
    thread: str
    name: str = field(default_factory=lambda: next(_names))

    def put(
        self, attributes: str = "", *, site: str = SITE, before: str = "", **page: Any
    ) -> str:
        """Put the page on the host; its address."""
        tag = f'thread="{self.thread}" loading="eager" {attributes}'
        body = before + self.world.snippet(tag, site)
        return self.world.put(f"/page{self.thread}", body, **page)

    def visit(self, attributes: str = "", **page: Any) -> Page:
        """Open the page; the thread is there, and nobody has touched it."""
        address = self.put(attributes, **page)
        self.tab = self.context.new_page()
        self.tab.goto(address)
        expect(self.tab.locator("section[aria-busy=false]")).to_be_attached()
        return self.tab

    @property
    def box(self) -> Locator:
        """Find the box one writes in."""
        return self.tab.get_by_role("textbox", name="Comment (required)")

    def icon(self, label: str = "GitHub") -> Locator:
        """Find a provider's icon."""
        return self.tab.get_by_role("button", name=f"Log in via {label}", exact=True)

    def press(self, name: str) -> None:
        """Press a button of the form."""
        self.tab.get_by_role("button", name=name, exact=True).click()

    def open(self, label: str = "GitHub") -> Page:
        """Click an icon; the window that opens, when it shows something."""
        with self.context.expect_page() as opened:
            self.icon(label).click()
        opened.value.get_by_label("Username").wait_for()
        return opened.value

    def answer(self, page: Page, button: str = "Continue") -> None:
        """Say at the provider who one is, or that one will not."""
        page.get_by_label("Username").fill(self.name)
        page.get_by_role("button", name=button).click()

    def finish(self, popup: Page) -> None:
        """Log in and consent in a window, which then closes by itself."""
        self.answer(popup)
        with popup.expect_event("close"):
            popup.get_by_role("button", name="Continue").click()

    def finish_again(self, popup: Page) -> None:
        """Log in once more in a window, where consent is not asked again."""
        with popup.expect_event("close"):
            self.answer(popup)

    def log_in(self, label: str = "GitHub") -> None:
        """Log in by a window, from the click to the sentence."""
        self.finish(self.open(label))
        self.is_using(label)

    def is_using(self, label: str = "GitHub") -> None:
        """Wait until the form says whose account it is."""
        sentence = f"You are commenting using your {label} account."
        expect(self.tab.get_by_text(sentence)).to_be_visible()

    def is_told(self, text: str, *, draft: str) -> None:
        """Wait for a sentence; the draft and the icons are there as before."""
        expect(self.tab.get_by_text(text)).to_be_visible()
        expect(self.box).to_have_value(draft)
        expect(self.icon()).to_be_visible()

    def is_home(self) -> None:
        """Wait until the tab is back at its page, with nothing left in its address."""
        self.tab.wait_for_url(re.compile(rf"/page{self.thread}$"))


def flaws(page: Page) -> list[str]:
    """Run axe over a page once nothing moves; name what it finds."""
    page.evaluate(_AT_REST)
    options = {"resultTypes": ["violations"]}
    found = Axe().run(page, options=options).response["violations"]
    return [
        f"{flaw['id']}: {node['html'][:200]} {node['failureSummary']}"
        for flaw in found
        for node in flaw["nodes"]
    ]
