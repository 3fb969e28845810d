"""A moderator at the page of a thread, and what he does there."""

import re
from uuid import UUID

import sqlalchemy as sa
from playwright.sync_api import Locator, Page, Response, expect

from app.services import sites
from app.services.sites import SiteChange
from app.storage.account_models import AccountRow
from tests import people
from tests.browser.widget.acts import article
from tests.browser.widget.visitor import Visitor
from tests.browser.widget.world import World

SITE = "watched"
ASKED = "A question to the moderator?"


def hold(world: World, *, yes: bool) -> None:
    """Let everything by strangers wait, or nothing."""
    change = SiteChange(policy={"hold_all": "yes" if yes else "no"})
    sites.set_(world.service.container, SITE, change=change)


def account(visitor: Visitor) -> UUID:
    """Find the account that was made last: the visitor's."""
    container = visitor.world.service.container
    with container.store.read() as unit:
        newest = sa.select(AccountRow.id).order_by(AccountRow.created_at.desc())
        found: UUID = unit.sessions._session.scalars(newest.limit(1)).one()
    return found


def post(world: World, thread: str, body: str, *, held: bool, **more: str) -> str:
    """Post a comment that waits or does not; its id."""
    hold(world, yes=held)
    made = world.post(thread, body, site=SITE, **more)
    assert (made.get("status") == "pending") is held
    return str(made["id"])


def moderator(visitor: Visitor, attributes: str = "", **page: str) -> Page:
    """Log in as a reader, become a moderator, and come back as one."""
    tab = visitor.visit(attributes, site=SITE, **page)
    visitor.box.focus()
    visitor.log_in()
    people.grant(visitor.world.service.container, account(visitor), site=SITE)
    visitor.press("Log Out")
    popup = visitor.open()
    visitor.finish_again(popup)
    visitor.is_using()
    return tab


def sign_in(popup: Page, visitor: Visitor) -> None:
    """Come in at the desk's door, and be led back to the question."""
    popup.get_by_role("button", name="Sign in via GitHub").click()
    visitor.answer(popup)


def agree(visitor: Visitor, *, first: bool = True) -> None:
    """Click Moderate, on the page and in the window, which closes by itself."""
    with visitor.context.expect_page() as opened:
        visitor.press("Moderate")
    popup = opened.value
    if first:
        sign_in(popup, visitor)
    expect(popup.get_by_role("heading", level=1)).to_contain_text("Moderate watched")
    with visitor.tab.expect_response(_is_queue), popup.expect_event("close"):
        popup.get_by_role("button", name="Moderate").click()
    expect(bar(visitor.tab)).to_contain_text("You are moderating watched until")


def _is_queue(answer: Response) -> bool:
    """Tell whether an answer says what waits in the thread, and not the preflight's."""
    return "/moderation/thread" in answer.url and answer.request.method == "GET"


def bar(page: Page) -> Locator:
    """Find what a moderator has above the comments."""
    return page.get_by_role("group", name="Moderating")


def tools(page: Page, text: str) -> Locator:
    """Find a moderator's buttons on a comment."""
    return article(page, text).get_by_role("group", name="Moderate comment by")


def do(page: Page, text: str, what: str) -> None:
    """Press one of them."""
    tools(page, text).get_by_role("button", name=what, exact=True).click()


def listed(world: World, page: Page, thread: str) -> list[str]:
    """List the texts that everybody sees."""
    answer = page.request.get(
        f"{world.service.url}/api/v1/sites/{SITE}/comments?thread={thread}"
    )
    return [re.sub("<.*?>", "", each["html"]) for each in answer.json()["comments"]]


def via(world: World) -> set[tuple[str, str]]:
    """List what was done by people, and which way."""
    container = world.service.container
    with container.store.read() as unit:
        site = unit.sites.find(SITE)
        assert site is not None
        lines = unit.moderation.page(site.id, comment_id=None, before=None, limit=500)
    return {(line.action, line.via) for line in lines if line.via != "rules"}
