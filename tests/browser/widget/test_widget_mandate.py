"""How a page comes to moderate in a moderator's name, and how that ends."""

import pytest
from playwright.sync_api import expect

from tests.browser.widget.moderator import (
    ASKED,
    SITE,
    account,
    agree,
    bar,
    do,
    listed,
    moderator,
    post,
    sign_in,
    tools,
)
from tests.browser.widget.visitor import Visitor
from tests.browser.widget.world import World

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("signin")]


def test_declining_and_asking_again(
    watched: World, visitor: Visitor, thread: str
) -> None:
    """No is an answer: the page says so, and asks once more only after a click."""
    tab = moderator(visitor)
    with visitor.context.expect_page() as opened:
        visitor.press("Moderate")
    sign_in(opened.value, visitor)
    with opened.value.expect_event("close"):
        opened.value.get_by_role("button", name="Cancel").click()
    expect(bar(tab)).to_contain_text("You are not moderating.")
    bar(tab).get_by_role("button", name="Cancel").click()
    expect(bar(tab)).to_have_count(0)
    agree(visitor, first=False)


def test_time_runs_out(watched: World, visitor: Visitor, thread: str) -> None:
    """After a quarter of an hour the buttons are gone, and one click asks again."""
    post(watched, thread, "Seen by all.", held=False)
    tab = moderator(visitor)
    tab.clock.install()
    agree(visitor)
    expect(tools(tab, "Seen by all.")).to_be_visible()
    tab.clock.fast_forward("15:01")
    expect(bar(tab)).to_contain_text("Your 15 minutes of moderating are over.")
    expect(tools(tab, "Seen by all.")).to_have_count(0)
    expect(bar(tab).get_by_role("button", name="Moderate")).to_be_visible()


def test_a_part_that_was_taken_back(
    watched: World, visitor: Visitor, thread: str
) -> None:
    """Who is no moderator any more cannot go on, whatever his token's time."""
    post(watched, thread, "Seen by all.", held=False)
    tab = moderator(visitor)
    agree(visitor)
    who, container = account(visitor), watched.service.container
    with container.store.read() as unit:
        site = unit.sites.find(SITE)
        assert site is not None
        site_id = site.id
    container.store.write(lambda unit: unit.staff.revoke(who, site_id=site_id))
    do(tab, "Seen by all.", "Delete")
    expect(bar(tab)).to_contain_text("are over")
    assert listed(watched, tab, thread) == ["Seen by all."]


def test_a_thread_that_nobody_has_begun(
    watched: World, visitor: Visitor, thread: str
) -> None:
    """There is nothing to close yet; that is said, and moderating goes on."""
    tab = moderator(visitor)
    agree(visitor)
    expect(tab.get_by_role("heading", name="Nothing waits here.")).to_be_visible()
    visitor.press("Close thread")
    expect(bar(tab).get_by_role("alert").last).to_be_visible()
    expect(bar(tab)).to_contain_text("You are moderating watched until")


def test_by_the_pages_address(watched: World, visitor: Visitor, thread: str) -> None:
    """Who logs in at the desk alone adds a word to the address; others see nothing."""
    tab = moderator(visitor)
    visitor.press("Log Out")
    tab.goto(f"{tab.url}#rejoinder-moderate")
    tab.reload()
    expect(bar(tab)).to_contain_text("Moderate watched on this page?")
    agree(visitor)


def test_in_this_tab(watched: World, visitor: Visitor, thread: str) -> None:
    """Where no window may open it goes by this tab, and comes back moderating."""
    post(watched, thread, ASKED, held=True)
    tab = moderator(visitor)
    tab.evaluate("window.open = () => null")
    visitor.press("Moderate")
    expect(bar(tab)).to_contain_text("Your browser blocked the window.")
    visitor.press("Log in on this page")
    sign_in(tab, visitor)
    tab.get_by_role("button", name="Moderate").click()
    visitor.is_home()
    expect(bar(tab)).to_contain_text("You are moderating watched until")
    expect(bar(tab).get_by_text(ASKED)).to_be_visible()


def test_readers_are_not_offered_it(
    watched: World, visitor: Visitor, thread: str
) -> None:
    """Nothing of it is there for a reader, nor is its chunk ever fetched."""
    asked: list[str] = []
    visitor.context.on("request", lambda request: asked.append(request.url))
    tab = visitor.visit(site=SITE)
    visitor.box.focus()
    visitor.log_in()
    expect(tab.get_by_role("button", name="Moderate")).to_have_count(0)
    assert not [url for url in asked if "/embed/moderate." in url]
