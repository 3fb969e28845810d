"""The pages that a newcomer sees first, in a real browser: front page and demo."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, Page, ViewportSize, expect

from app.services import demo
from tests.browser.widget.world import Service

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("front")]

PATHS = ["/", "/demo"]
# Name what is not in a link or a button and looks as if it were.
LIKE_LINKS = """() => [...document.querySelectorAll("body :not(script)")].filter(
  each => {
    const own = [...each.childNodes].some(
      node => node.nodeType === Node.TEXT_NODE && node.data.trim());
    if (!own || each.closest("a, button")) return false;
    for (let up = each; up; up = up.parentElement) {
      if (getComputedStyle(up).textDecorationLine.includes("underline")) return true;
    }
    return false;
  }).map(each => `${each.tagName} ${each.className}: ${each.textContent.trim()}`)"""


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """Serve the demo as `make run` does."""
    served = Service(tmp_path_factory.mktemp("front"))
    demo.prepare(served.container)
    served.start()
    yield served
    served.stop()


@pytest.fixture(params=["light", "dark"])
def page(
    browser: Browser, service: Service, request: pytest.FixtureRequest
) -> Iterator[Page]:
    """Give a page of a phone's width, in either scheme."""
    context = browser.new_context(
        base_url=service.url,
        color_scheme=request.param,
        viewport=ViewportSize(width=360, height=780),
    )
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("path", PATHS)
def test_text_looks_like_text(page: Page, path: str) -> None:
    """Only what can be followed is underlined: a page all of links is unreadable."""
    page.goto(path)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert page.evaluate(LIKE_LINKS) == []


@pytest.mark.parametrize("path", PATHS)
def test_axe_finds_nothing(page: Page, path: str) -> None:
    """Names, landmarks and contrast are right on the pages that come first."""
    page.goto(path)
    if path == "/demo":
        expect(page.get_by_role("heading", name="26 Comments")).to_be_visible()
    assert Axe().run(page).response["violations"] == []


def test_demo_shows_its_thread(page: Page) -> None:
    """The demo's article ends in the thread, its form, and the way without scripts."""
    page.goto("/demo")
    expect(page.get_by_role("heading", name="Leave a Reply")).to_be_visible()
    expect(page.get_by_role("article").filter(has_text="Margaret")).not_to_have_count(0)
    page.get_by_role("link", name="on a page of its own").click()
    expect(page.get_by_role("heading", name="26 Comments")).to_be_visible()
