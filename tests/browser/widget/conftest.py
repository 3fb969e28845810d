"""What every test of the widget is given."""

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.widget.world import SITE, Host, Service, World

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
