"""Readers say in the thread what is wrong with somebody else's comment."""

from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, Request, Route, expect

from tests.browser.widget.acts import (
    alert,
    article,
    articles,
    box,
    expect_status,
    field,
    press,
    write,
)
from tests.browser.widget.conftest import Open
from tests.browser.widget.test_widget_signin_access import LOOKS, NARROW, Eye
from tests.browser.widget.visitor import Visitor
from tests.browser.widget.world import World

pytestmark = pytest.mark.browser

NOTE = "Anything a moderator should know?"
THANKS = "Thank you. The moderators have your report and will have a look."
LISTEN = """window.heard = [], document.addEventListener(
  'rejoinder:reported', (event) => heard.push(event.detail))"""


def _button(page: Page) -> Locator:
    return page.get_by_role("button", name="Report comment by Grace Hopper")


def _reason(page: Page, label: str) -> Locator:
    return page.get_by_role("radio", name=label)


def _lose(route: Route) -> None:
    """Let a request go unanswered."""
    route.abort()


def _sent(page: Page) -> list[Request]:
    """Note each report that goes out from now on."""
    sent: list[Request] = []

    def note(request: Request) -> None:
        if request.url.endswith("/reports") and request.method == "POST":
            sent.append(request)

    page.on("request", note)
    return sent


def _answered(request: Request) -> tuple[Any, int]:
    """Give what was sent, and the status that came back."""
    answer = request.response()
    assert answer is not None
    return request.post_data_json, answer.status


def test_report_is_sent_once(visit: Open, world: World, thread: str) -> None:
    """A reason and a note go out; thanks take the button's place, with the focus."""
    comment = world.post(thread, "Buy my watches")
    page = visit()
    page.evaluate(LISTEN)
    sent = _sent(page)
    _button(page).click()
    _reason(page, "Spam or advertising").check()
    field(page, NOTE).fill("He does it everywhere.")
    press(page, "Send Report")
    expect(page.get_by_text(THANKS)).to_be_focused()
    expect(_button(page)).to_have_count(0)
    expect(field(page, NOTE)).to_have_count(0)
    expect(page.get_by_role("button", name="Reply to Grace Hopper")).to_be_visible()
    said = {"reason": "spam", "note": "He does it everywhere."}
    assert [_answered(each) for each in sent] == [(said, 204)]
    assert "authorization" not in sent[0].headers
    assert page.evaluate("heard") == [{"id": comment["id"]}]
    assert page.evaluate("localStorage.length") == 0


def test_reporting_costs_readers_nothing(
    visit: Open, world: World, context: BrowserContext, thread: str
) -> None:
    """The form's chunk comes with the first click, and once."""
    world.post(thread, "One")
    world.post(thread, "Two")
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    page = visit()
    assert not [url for url in asked if "/embed/report." in url]
    for text in ("One", "Two"):
        article(page, text).get_by_role("button", name="Report").click()
        expect(_reason(page, "Something else")).to_be_visible()
        press(page, "Cancel")
    assert len({url for url in asked if "/embed/report." in url}) == 1


def test_by_keyboard(visit: Open, world: World, thread: str) -> None:
    """Enter opens it at the reasons, Escape gives the button back its focus."""
    world.post(thread, "A remark")
    page = visit()
    _button(page).focus()
    page.keyboard.press("Enter")
    first = _reason(page, "Spam or advertising")
    expect(first).to_be_focused()
    page.keyboard.press("Escape")
    expect(_button(page)).to_be_focused()
    expect(first).to_have_count(0)
    page.keyboard.press("Enter")
    expect(first).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(_reason(page, "Insults, hate or threats")).to_be_checked()
    page.keyboard.press("Tab")
    expect(field(page, NOTE)).to_be_focused()
    page.keyboard.type("See above.")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text(THANKS)).to_be_focused()


def test_names_for_screen_readers(visit: Open, world: World, thread: str) -> None:
    """The reasons are a group with a name, and what is missing is said of it."""
    world.post(thread, "A remark")
    page = visit()
    _button(page).click()
    group = page.get_by_role("group", name="What is wrong with it?")
    expect(group.get_by_role("radio")).to_have_count(6)
    press(page, "Send Report")
    expect(group).to_have_accessible_description("Please choose a reason.")
    expect(_reason(page, "Spam or advertising")).to_be_focused()
    _reason(page, "Against the law").check()
    expect(page.get_by_text("Please choose a reason.")).to_be_hidden()


def test_errors_keep_the_note(visit: Open, world: World, thread: str) -> None:
    """A long note and a lost connection are said, and nothing typed is gone."""
    world.post(thread, "A remark")
    page = visit()
    sent = _sent(page)
    _button(page).click()
    _reason(page, "Something else").check()
    field(page, NOTE).fill("ü" * 501)
    press(page, "Send Report")
    expect(field(page, NOTE)).to_be_focused()
    words = "Please shorten this by 1 character"
    expect(field(page, NOTE)).to_have_accessible_description(words)
    assert sent == []
    field(page, NOTE).fill("ü" * 500)
    page.route("**/reports", _lose)
    press(page, "Send Report")
    expect(alert(page)).to_contain_text("Your text is safe; please try again.")
    expect(field(page, NOTE)).to_have_value("ü" * 500)
    page.unroute("**/reports")
    press(page, "Send Report")
    expect(page.get_by_text(THANKS)).to_be_focused()
    assert _answered(sent[-1])[1] == 204


def test_comment_that_is_gone(visit: Open, world: World, thread: str) -> None:
    """What was taken away meanwhile is said to be so, by the service's own words."""
    made = world.post(thread, "A remark")
    page = visit()
    _button(page).click()
    _reason(page, "Something else").check()
    gone = page.request.delete(
        f"{world.service.url}/api/v1/sites/blog/comments/{made['id']}",
        headers={"X-Edit-Token": made["edit_token"]},
    )
    assert gone.status == 204
    press(page, "Send Report")
    expect(alert(page)).to_be_visible()
    expect(_reason(page, "Something else")).to_be_checked()


def test_chunk_that_does_not_come(visit: Open, world: World, thread: str) -> None:
    """When the form cannot be fetched, that is said, and the next click tries again."""
    world.post(thread, "A remark")
    page = visit()
    page.route("**/embed/report.*", _lose)
    _button(page).click()
    expect(alert(page)).to_be_visible()
    page.unroute("**/embed/report.*")
    _button(page).click()
    expect(_reason(page, "Something else")).to_be_visible()


def test_nobody_reports_himself(visit: Open, world: World, thread: str) -> None:
    """What is one's own has no such button, now, later, and once it is too late."""
    world.post(thread, "A remark")
    page = visit()
    write(page, "My answer")
    expect_status(page, "Comment posted.")
    mine = article(page, "My answer")
    expect(mine.get_by_role("button", name="Edit")).to_be_visible()
    expect(mine.get_by_role("button", name="Report")).to_have_count(0)
    expect(_button(page)).to_have_count(1)
    # The service's own clock is ahead of ours.
    now = world.service.container.clock()
    page.clock.install(time=now + timedelta(days=9))
    page.reload()
    expect(articles(page)).to_have_count(2)
    expect(_button(page)).to_have_count(1)
    expect(mine.get_by_role("button", name="Report")).to_have_count(0)
    expect(mine.get_by_role("button", name="Edit")).to_have_count(0)


@pytest.mark.parametrize("look", sorted(LOOKS))
def test_axe_finds_nothing(visit: Open, world: World, thread: str, look: str) -> None:
    """The form, its errors and the thanks have no flaw, and fit into 320 pixels."""
    world.post(thread, "A remark")
    page = visit(**LOOKS[look])
    eye = Eye("dark" if look == "dark" else "light", (NARROW,))
    eye.open(page)
    _button(page).click()
    expect(_reason(page, "Something else")).to_be_visible()
    eye.see(page, "open")
    press(page, "Send Report")
    eye.see(page, "no reason")
    page.route("**/reports", _lose)
    _reason(page, "Something else").check()
    press(page, "Send Report")
    expect(alert(page)).to_be_visible()
    eye.see(page, "error")
    page.unroute("**/reports")
    press(page, "Send Report")
    expect(page.get_by_text(THANKS)).to_be_visible()
    eye.see(page, "thanks")
    assert eye.found == []


@pytest.mark.xdist_group("signin")
def test_report_of_somebody_logged_in(visitor: Visitor, thread: str) -> None:
    """It goes out in the account's name, so that the account counts once."""
    visitor.world.post(thread, "A remark")
    tab = visitor.visit()
    box(tab).focus()
    visitor.log_in()
    sent = _sent(tab)
    _button(tab).click()
    _reason(tab, "Something else").check()
    press(tab, "Send Report")
    expect(tab.get_by_text(THANKS)).to_be_focused()
    assert sent[0].headers["authorization"].startswith("Bearer ")
    assert _answered(sent[0]) == ({"reason": "other", "note": ""}, 204)
