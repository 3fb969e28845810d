"""Clicking an icon to log in, on somebody else's page, in a real browser.

Three parties on three sites: the page, the service, and real issuers. Third-party
cookies are as the browser has them; test_widget_signin_sites.py settles them.
"""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser.widget.visitor import Visitor
from tests.issuers.control import Coop
from tests.issuers.running import Issuers

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("signin")]

LABELS = {"x": "X", "facebook": "Facebook", "github": "GitHub", "google": "Google"}


@pytest.mark.parametrize("provider", sorted(LABELS))
def test_icon_logs_in_and_signs_the_comment(
    visitor: Visitor, context: BrowserContext, provider: str
) -> None:
    """Icon, provider, consent: the text is still there, and goes out signed."""
    tab = visitor.visit()
    visitor.box.fill("Typed before the login.")
    visitor.log_in(LABELS[provider])
    visitor.press("Post Comment")
    article = tab.locator("article", has_text="Typed before the login.")
    expect(article).to_be_visible()
    assert context.cookies(visitor.world.host.url) == []


def test_denial_keeps_the_text(visitor: Visitor) -> None:
    """Whoever denies at the provider is told so, and has lost nothing."""
    visitor.visit()
    visitor.box.fill("Still here.")
    popup = visitor.open()
    with popup.expect_event("close"):
        visitor.answer(popup, "Deny")
    visitor.is_told("You did not log in with GitHub.", draft="Still here.")


@pytest.mark.parametrize(
    "coop", ["same-origin", "same-origin-allow-popups", "redirect"]
)
def test_severed_opener_finds_home(
    visitor: Visitor, issuers: Issuers, coop: Coop
) -> None:
    """A provider that cuts the opener off (COOP) stops nobody; the popup closes."""
    issuers.control.coop("github", coop)
    visitor.visit()
    visitor.box.focus()
    visitor.log_in()


def test_host_that_cuts_popups_off(visitor: Visitor) -> None:
    """A page with COOP of its own logs its readers in all the same."""
    visitor.visit(headers={"Cross-Origin-Opener-Policy": "same-origin"})
    visitor.box.focus()
    visitor.log_in()


def test_redirect_in_this_tab(visitor: Visitor, context: BrowserContext) -> None:
    """With login="redirect" no window opens, and the draft is there afterwards."""
    tab = visitor.visit('login="redirect"')
    visitor.box.fill("A draft.")
    visitor.icon().click()
    visitor.answer(tab)
    tab.get_by_role("button", name="Continue").click()
    visitor.is_home()
    visitor.is_using()
    expect(visitor.box).to_have_value("A draft.")
    assert len(context.pages) == 1


def test_logging_out_brings_the_guest_back(visitor: Visitor) -> None:
    """Log Out ends the session on the server too, and keeps the text."""
    tab = visitor.visit(site="members")
    visitor.box.focus()
    visitor.log_in()
    visitor.box.fill("Kept.")
    with tab.expect_response(
        lambda answer: answer.request.method == "DELETE"
    ) as answered:
        visitor.press("Log Out")
    assert answered.value.status == 204
    expect(tab.get_by_text("Log in to leave a reply")).to_be_visible()
    expect(visitor.box).to_have_value("Kept.")


def test_clicks_from_icon_to_comment(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Five clicks the first time, four the next, two once logged in."""
    clicks: list[str] = []
    really = Locator.click

    def click(self: Locator, **how: Any) -> None:
        clicks.append(str(self))
        really(self, **how)

    monkeypatch.setattr(Locator, "click", click)
    tab = visitor.visit()
    counted = [_write_counted(visitor, clicks, visitor.finish)]
    visitor.box.focus()
    visitor.press("Log Out")
    counted.append(_write_counted(visitor, clicks, visitor.finish_again))
    counted.append(_write_counted(visitor, clicks, None))
    # One of each login's is the provider's own button, which we cannot spare anybody.
    assert counted == [5, 4, 2]
    expect(tab.get_by_role("article")).to_have_count(3)


def _write_counted(
    visitor: Visitor, clicks: list[str], log_in: Callable[[Page], None] | None
) -> int:
    """Click into the box, type, log in or not, and post; how many clicks that took."""
    clicks.clear()
    visitor.box.click()
    way = log_in.__name__ if log_in else "logged in already"
    visitor.tab.keyboard.type(f"After {len(clicks)} clicks, {way}.")
    if log_in:
        log_in(visitor.open())
        visitor.is_using()
    visitor.press("Post Comment")
    expect(visitor.box).to_have_value("")
    return len(clicks)
