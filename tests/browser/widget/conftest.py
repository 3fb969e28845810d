"""What every test of the widget is given."""

import itertools
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.widget.moderator import SITE as WATCHED
from tests.browser.widget.visitor import Visitor
from tests.browser.widget.world import SITE, Host, Service, World
from tests.issuers.running import Issuers

Open = Callable[..., Page]

_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Start both sites once for each worker."""
    expect.set_options(timeout=10_000)
    host, service = Host(), Service(tmp_path_factory.mktemp("service"))
    host.start()
    service.add_site(SITE, host.url)
    service.add_site("strict", host.url, require_name="true", require_email="true")
    service.add_site("held", host.url, hold_all="true")
    service.start()
    yield World(service, host)
    service.stop()


@pytest.fixture(scope="session")
def login_service(
    tmp_path_factory: pytest.TempPathFactory, issuers: Issuers
) -> Iterator[World]:
    """Start a page's site, and a service with every provider on, for each worker."""
    expect.set_options(timeout=10_000)
    host, folder = Host("blog.localhost"), tmp_path_factory.mktemp("login")
    service = Service(folder, environ=issuers.environ(*issuers), clock=_now)
    host.start()
    service.add_site(SITE, host.url)
    service.add_site("members", host.url, guests="no")
    service.start()
    yield World(service, host)
    service.stop()


def _now() -> datetime:
    """Tell the time that issuers go by as well."""
    return datetime.now(UTC)


@pytest.fixture
def login_world(login_service: World, issuers: Issuers) -> World:
    """Give the three sites of a login, with issuers that know the service."""
    issuers.control.allow(login_service.service.url)
    return login_service


@pytest.fixture
def watched(login_world: World) -> World:
    """Give a site on which everything by strangers waits."""
    container = login_world.service.container
    with container.store.read() as unit:
        known = unit.sites.find(WATCHED)
    if known is None:
        login_world.service.add_site(WATCHED, login_world.host.url, hold_all="true")
    return login_world


@pytest.fixture
def visitor(login_world: World, context: BrowserContext, thread: str) -> Visitor:
    """Give somebody who has never been here."""
    return Visitor(login_world, context, thread)


@pytest.fixture
def thread() -> str:
    """Name a thread that no other test uses."""
    return f"/thread-{next(_numbers)}"


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """Make a fresh browser profile; nothing of the page's own CSP is bypassed."""
    made = browser.new_context(viewport={"width": 900, "height": 900})
    yield made
    made.close()


@pytest.fixture
def visit(world: World, context: BrowserContext, thread: str) -> Open:
    """Open a page with the thread of this test, and give it when it has loaded."""

    def visit(
        attributes: str = "", *, ready: bool = True, site: str = SITE, **page: str
    ) -> Page:
        tag = f'thread="{thread}" loading="eager" {attributes}'
        body = page.pop("before", "") + world.snippet(tag, site)
        address = world.put(f"/page{thread}", body, **page)  # type: ignore[arg-type]
        tab = context.new_page()
        tab.goto(address)
        if ready:
            expect(tab.locator("section[aria-busy=false]")).to_be_attached()
        return tab

    return visit


@pytest.fixture
def shots(tmp_path: Path) -> Path:
    """Name a folder for pictures of what went wrong."""
    return tmp_path
