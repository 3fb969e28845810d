"""Clicking an icon to log in, on somebody else's page, in a real browser.

Three parties: the page, the service, and real issuers. Third-party cookies are
blocked, as the browser does by itself.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped] # it ships none
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.widget.world import SITE, Host, Service, World
from tests.issuers.running import Issuers

pytestmark = pytest.mark.browser

LABELS = {"x": "X", "facebook": "Facebook", "github": "GitHub", "google": "Google"}


def _now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture
def login_world(
    tmp_path_factory: pytest.TempPathFactory, issuers: Issuers
) -> Iterator[World]:
    """Start a page's site, and a service with every provider on."""
    host = Host()
    folder = tmp_path_factory.mktemp("login")
    service = Service(folder, environ=issuers.environ(*issuers), clock=_now)
    host.start()
    service.add_site(SITE, host.url)
    service.add_site("members", host.url, guests="no")
    service.start()
    issuers.control.allow(service.url)
    yield World(service, host)
    service.stop()


def _visit(
    world: World,
    context: BrowserContext,
    *,
    attributes: str = "",
    site: str = SITE,
    headers: dict[str, str] | None = None,
) -> Page:
    tag = f'thread="/a" loading="eager" {attributes}'
    address = world.put("/page", world.snippet(tag, site), headers=headers)
    tab = context.new_page()
    tab.goto(address)
    expect(tab.locator("section[aria-busy=false]")).to_be_attached()
    tab.get_by_role("textbox", name="Comment").focus()
    return tab


def _pass_issuer(page: Page, answer: str = "Continue") -> None:
    page.get_by_label("Username").fill("alice")
    page.get_by_role("button", name=answer).click()


def _using(tab: Page, label: str) -> None:
    sentence = f"You are commenting using your {label} account."
    expect(tab.get_by_text(sentence)).to_be_visible()


@pytest.mark.parametrize("provider", sorted(LABELS))
def test_icon_logs_in_and_signs_the_comment(
    login_world: World, context: BrowserContext, provider: str
) -> None:
    """Icon, provider, consent: the text is still there, and goes out signed."""
    tab = _visit(login_world, context)
    tab.get_by_role("textbox", name="Comment").fill("Typed before the login.")
    label = LABELS[provider]
    with context.expect_page() as opened:
        tab.get_by_role("button", name=f"Log in via {label}", exact=True).click()
    popup = opened.value
    _pass_issuer(popup)
    with popup.expect_event("close"):
        popup.get_by_role("button", name="Continue").click()
    _using(tab, label)
    tab.get_by_role("button", name="Post Comment").click()
    article = tab.locator("article", has_text="Typed before the login.")
    expect(article).to_be_visible()
    # The issuers set theirs on the same name; none is ours.
    names = [cookie["name"] for cookie in context.cookies(login_world.host.url)]
    assert not [name for name in names if "rejoinder" in name]


def test_denial_keeps_the_text(login_world: World, context: BrowserContext) -> None:
    """Whoever denies at the provider is told so, and has lost nothing."""
    tab = _visit(login_world, context)
    tab.get_by_role("textbox", name="Comment").fill("Still here.")
    with context.expect_page() as opened:
        tab.get_by_role("button", name="Log in via GitHub").click()
    with opened.value.expect_event("close"):
        _pass_issuer(opened.value, "Deny")
    expect(tab.get_by_text("You did not log in with GitHub.")).to_be_visible()
    expect(tab.get_by_role("textbox", name="Comment")).to_have_value("Still here.")


@pytest.mark.parametrize("coop", ["same-origin", "same-origin-allow-popups"])
def test_severed_opener_finds_home(
    login_world: World, context: BrowserContext, issuers: Issuers, coop: str
) -> None:
    """A provider that cuts the opener off (COOP) stops nobody; the popup closes."""
    issuers.control.coop("github", coop)  # type: ignore[arg-type] # one of its literals
    tab = _visit(login_world, context)
    with context.expect_page() as opened:
        tab.get_by_role("button", name="Log in via GitHub").click()
    popup = opened.value
    _pass_issuer(popup)
    with popup.expect_event("close"):
        popup.get_by_role("button", name="Continue").click()
    _using(tab, "GitHub")


def test_host_that_cuts_popups_off(login_world: World, context: BrowserContext) -> None:
    """A page with COOP of its own logs its readers in all the same."""
    headers = {"Cross-Origin-Opener-Policy": "same-origin"}
    tab = _visit(login_world, context, headers=headers)
    with context.expect_page() as opened:
        tab.get_by_role("button", name="Log in via GitHub").click()
    popup = opened.value
    _pass_issuer(popup)
    with popup.expect_event("close"):
        popup.get_by_role("button", name="Continue").click()
    _using(tab, "GitHub")


def test_redirect_in_this_tab(login_world: World, context: BrowserContext) -> None:
    """With login="redirect" no window opens, and the draft is there afterwards."""
    tab = _visit(login_world, context, attributes='login="redirect"')
    tab.get_by_role("textbox", name="Comment").fill("A draft.")
    tab.get_by_role("button", name="Log in via GitHub").click()
    _pass_issuer(tab)
    tab.get_by_role("button", name="Continue").click()
    tab.wait_for_url(re.compile(r"/page$"))
    _using(tab, "GitHub")
    expect(tab.get_by_role("textbox", name="Comment")).to_have_value("A draft.")
    assert len(context.pages) == 1


def test_logging_out_brings_the_guest_back(
    login_world: World, context: BrowserContext
) -> None:
    """Log Out ends the session on the server too, and keeps the text."""
    tab = _visit(login_world, context, site="members")
    with context.expect_page() as opened:
        tab.get_by_role("button", name="Log in via GitHub").click()
    popup = opened.value
    _pass_issuer(popup)
    with popup.expect_event("close"):
        popup.get_by_role("button", name="Continue").click()
    _using(tab, "GitHub")
    tab.get_by_role("textbox", name="Comment").fill("Kept.")
    with tab.expect_response(
        lambda answer: answer.request.method == "DELETE"
    ) as answered:
        tab.get_by_role("button", name="Log Out").click()
    assert answered.value.status == 204
    expect(tab.get_by_text("Log in to leave a reply")).to_be_visible()
    expect(tab.get_by_role("textbox", name="Comment")).to_have_value("Kept.")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_the_way(
    login_world: World, context: BrowserContext, scheme: Literal["light", "dark"]
) -> None:
    """Icons, consent, the logged-in form and one's own page have no flaw it knows."""
    tab = _visit(login_world, context)
    tab.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    with context.expect_page() as opened:
        tab.get_by_role("button", name="Log in via GitHub").click()
    popup = opened.value
    popup.emulate_media(color_scheme=scheme)
    _pass_issuer(popup)
    popup.get_by_role("button", name="Continue").wait_for()
    assert _flaws(popup) == []
    with popup.expect_event("close"):
        popup.get_by_role("button", name="Continue").click()
    _using(tab, "GitHub")
    assert _flaws(tab) == []
    own = context.new_page()
    own.emulate_media(color_scheme=scheme)
    own.goto(f"{login_world.service.url}/me/login")
    assert _flaws(own) == []
    own.get_by_role("button", name="Log in via GitHub").click()
    _pass_issuer(own)
    own.wait_for_url("**/me/")
    assert _flaws(own) == []


def _flaws(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{flaw['id']}: {flaw['nodes'][0]['html'][:120]}" for flaw in found]
