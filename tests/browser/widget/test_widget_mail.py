"""Readers ask in the thread for mail about new comments: a real letter comes."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, Request, expect

from app.domain.identity import Role
from app.domain.moderation import Verb
from app.domain.queue import Pile, QueueFilters
from app.services import moderation
from app.services.moderation import QueueRequest
from app.services.steps.credentials import Credentials
from tests.browser.widget.acts import article, box, expect_status, field, press
from tests.browser.widget.conftest import Open
from tests.browser.widget.test_widget_signin_access import LOOKS, NARROW, Eye
from tests.browser.widget.visitor import Visitor
from tests.browser.widget.world import SITE, Host, Service, World
from tests.issuers.running import Issuers
from tests.postbox import ADA, BEA, SENDER, Postbox, deliver, text_of

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("signin")]

NEXT = (
    "One email asks you to confirm, unless you have before. "
    "Without a yes nothing more is sent."
)


@pytest.fixture(scope="module")
def letters() -> Iterator[Postbox]:
    """Give a mail server for all tests of this module."""
    made = Postbox()
    yield made
    made.close()


@pytest.fixture(scope="module")
def mail_world(
    tmp_path_factory: pytest.TempPathFactory, issuers: Issuers, letters: Postbox
) -> Iterator[World]:
    """Start a page's site, and a service with mail and every provider on."""
    expect.set_options(timeout=10_000)
    mail = {
        "REJOINDER_SMTP_URL": f"smtp://127.0.0.1:{letters.port}",
        "REJOINDER_MAIL_FROM": SENDER,
    }
    folder = tmp_path_factory.mktemp("mail")
    environ = {**issuers.environ(*issuers), **mail}
    host, service = Host("blog.localhost"), Service(folder, environ=environ, clock=_now)
    host.start()
    service.add_site(SITE, host.url)
    service.start()
    yield World(service, host)
    service.stop()


@pytest.fixture
def reader(
    mail_world: World,
    issuers: Issuers,
    letters: Postbox,
    context: BrowserContext,
    thread: str,
) -> Visitor:
    """Let somebody look at an empty thread; no letter is under way."""
    issuers.control.allow(mail_world.service.url)
    letters.take()
    made = Visitor(mail_world, context, thread)
    made.visit()
    return made


def _now() -> datetime:
    """Tell the time that issuers go by as well."""
    return datetime.now(UTC)


def _tick(page: Page) -> Locator:
    return page.get_by_role("checkbox", name="Notify me of new comments via email.")


def _email(page: Page) -> Locator:
    return field(page, "Email")


def _posts(page: Page) -> list[Any]:
    """Note what each comment that goes out from now on says."""
    said: list[Any] = []

    def note(request: Request) -> None:
        if request.url.endswith("/comments") and request.method == "POST":
            said.append(request.post_data_json)

    page.on("request", note)
    return said


def _publish(world: World) -> None:
    """Let a moderator approve what waits, and the worker send what is due."""
    container = world.service.container
    request = QueueRequest(filters=QueueFilters(pile=Pile.PENDING))
    vouched = Credentials(role=Role.OWNER)
    page = moderation.queue_page(
        container, [SITE], request=request, credentials=vouched
    )
    ids = [view.id for view in page.comments]
    by = ("operator", "cli")
    moderation.decide(container, SITE, verb=Verb.APPROVE, ids=ids, by=by)
    deliver(container)


def _say_yes(reader: Visitor, letters: Postbox, who: str) -> None:
    """Follow the letter's link, and press the button there.

    An address is asked once a day, so no two tests have the same.
    """
    letter = letters.one()
    assert letter["To"] == who
    link = re.search(rf"{reader.world.service.url}/mail/confirm/\S+", text_of(letter))
    assert link
    page = reader.context.new_page()
    page.goto(link[0])
    page.get_by_role("button", name="Yes, send me mail").click()
    expect(page.get_by_role("heading", name="You will hear of it")).to_be_visible()


def _gets_news(reader: Visitor, letters: Postbox, who: str) -> None:
    """Somebody else comments, and a letter says so."""
    reader.world.post(reader.thread, "News for you")
    _publish(reader.world)
    letter = letters.one()
    assert letter["To"] == who
    assert "News for you" in text_of(letter)


def test_guest_asks_for_mail(reader: Visitor, letters: Postbox) -> None:
    """Tick, post, confirm by the letter's link: the next comment comes by mail."""
    tab = reader.tab
    box(tab).fill("Tell me more.")
    expect(_tick(tab)).not_to_be_checked()
    expect(tab.get_by_text(NEXT)).to_be_hidden()
    _tick(tab).check()
    expect(tab.get_by_text(NEXT).first).to_be_visible()
    expect_status(tab, NEXT)
    _email(tab).fill(ADA)
    press(tab, "Post Comment")
    expect(article(tab, "Tell me more.")).to_be_visible()
    _publish(reader.world)
    _say_yes(reader, letters, ADA)
    _gets_news(reader, letters, ADA)
    box(tab).focus()
    expect(_tick(tab)).not_to_be_checked()


def test_guest_without_an_address(reader: Visitor, letters: Postbox) -> None:
    """Whoever ticks and gives no address is asked for one, and has lost nothing."""
    tab = reader.tab
    box(tab).fill("Where to?")
    _tick(tab).check()
    press(tab, "Post Comment")
    expect(_email(tab)).to_be_focused()
    words = "Please enter your email address here"
    expect(_email(tab)).to_have_accessible_description(words)
    expect(box(tab)).to_have_value("Where to?")
    _tick(tab).uncheck()
    press(tab, "Post Comment")
    expect(article(tab, "Where to?")).to_be_visible()
    _publish(reader.world)
    assert letters.take() == []


def test_account_asks_for_mail(reader: Visitor, letters: Postbox) -> None:
    """Who is logged in is asked for an address when he ticks, and for nothing else."""
    tab = reader.tab
    sent = _posts(tab)
    box(tab).fill("As an account.")
    reader.log_in()
    expect(_email(tab)).to_be_hidden()
    _tick(tab).check()
    press(tab, "Post Comment")
    expect(_email(tab)).to_be_focused()
    _email(tab).fill("nonsense")
    press(tab, "Post Comment")
    expect(_email(tab)).to_have_accessible_description("Invalid email address")
    _email(tab).fill(BEA)
    press(tab, "Post Comment")
    expect(article(tab, "As an account.")).to_be_visible()
    (said,) = sent
    assert (said["author"], said["subscribe"]) == ({"email": BEA}, "thread")
    _publish(reader.world)
    _say_yes(reader, letters, BEA)
    _gets_news(reader, letters, BEA)


def test_typed_address_comes_along(reader: Visitor) -> None:
    """A guest who ticks, and then logs in, is not asked for his address twice."""
    tab = reader.tab
    box(tab).fill("As a guest, or not.")
    _tick(tab).check()
    _email(tab).fill(ADA)
    reader.log_in()
    expect(_tick(tab)).to_be_checked()
    expect(_email(tab)).to_have_value(ADA)


def test_service_without_mail(visit: Open) -> None:
    """Where the service has no mail, nothing is offered."""
    page = visit()
    box(page).focus()
    expect(field(page, "Email")).to_have_count(1)
    expect(page.get_by_role("button", name="Post Comment")).to_be_visible()
    expect(_tick(page)).to_have_count(0)


@pytest.mark.parametrize("look", sorted(LOOKS))
def test_axe_finds_nothing(reader: Visitor, look: str) -> None:
    """Ticked, as a guest and as an account, the form has no flaw at 320 pixels."""
    tab = reader.visit(**LOOKS[look])
    eye = Eye("dark" if look == "dark" else "light", (NARROW,))
    eye.open(tab)
    box(tab).fill("A draft.")
    _tick(tab).check()
    eye.see(tab, "guest")
    reader.log_in()
    expect(_email(tab)).to_be_visible()
    press(tab, "Post Comment")
    expect(_email(tab)).to_be_focused()
    eye.see(tab, "account")
    assert eye.found == []
