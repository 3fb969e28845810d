"""Nothing shifts, nothing stalls, and it fits from 320 pixels up, on paper as well."""

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.widget.acts import articles, box, press
from tests.browser.widget.conftest import Open
from tests.browser.widget.world import World

pytestmark = pytest.mark.browser

WATCH = """window.shift = 0; window.longest = 0;
new PerformanceObserver((list) => { for (const it of list.getEntries())
  if (!it.hadRecentInput) shift += it.value })
  .observe({ type: 'layout-shift', buffered: true });
new PerformanceObserver((list) => { for (const it of list.getEntries())
  longest = Math.max(longest, it.duration) })
  .observe({ type: 'longtask', buffered: true });"""
SETTLED = "() => new Promise((done) => requestAnimationFrame(() => setTimeout(done)))"


def _big(world: World, thread: str) -> None:
    """Make 200 comments: 40 roots with four replies each."""
    for n in range(40):
        root = world.post(thread, f"Root {n} with a *few* words and `code`.")
        for k in range(4):
            world.post(
                thread,
                f"Reply {n}-{k}: see [this](https://example.org).",
                parent_id=root["id"],
            )


def test_two_hundred_comments(
    visit: Open, world: World, thread: str, context: BrowserContext
) -> None:
    """Two hundred comments come without a long task and without a shift."""
    _big(world, thread)
    context.add_init_script(WATCH)
    page = visit(before="<p>An article.</p>")
    longest = []
    for _ in range(3):  # what the machine does besides is not ours: the best counts
        expect(articles(page)).to_have_count(200)
        page.evaluate(SETTLED)
        longest.append(page.evaluate("longest"))
        assert page.evaluate("shift") <= 0.01
        page.reload()
    assert min(longest) <= 50


def test_empty_thread_shifts_nothing(visit: Open, context: BrowserContext) -> None:
    """The place that an empty thread takes is the place that was kept for it."""
    context.add_init_script(WATCH)
    page = visit()
    page.evaluate(SETTLED)
    assert page.evaluate("shift") <= 0.01


def test_more_comments_shift_nothing(
    visit: Open, world: World, thread: str, context: BrowserContext
) -> None:
    """Loading more grows downward only."""
    for n in range(55):
        world.post(thread, f"Root {n}")
    context.add_init_script(WATCH)
    page = visit()
    press(page, "Load more comments")
    expect(articles(page)).to_have_count(55)
    page.evaluate(SETTLED)
    assert page.evaluate("shift") <= 0.01


@pytest.mark.parametrize("width", [320, 768, 1440])
@pytest.mark.parametrize(
    "html", ['lang="en"', 'lang="ar" dir="rtl"'], ids=["ltr", "rtl"]
)
def test_nothing_sticks_out(
    visit: Open, world: World, thread: str, width: int, html: str
) -> None:
    """At any width, deep replies, long words and the form stay within the page."""
    parent = world.post(thread, "W" * 400, name="N" * 200)
    for _ in range(4):
        parent = world.post(
            thread, "```\n" + "x" * 300 + "\n```", parent_id=parent["id"]
        )
    page = visit(html=html)
    page.set_viewport_size({"width": width, "height": 800})
    page.get_by_role("button", name="Reply").last.click()
    expect(box(page)).to_be_focused()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    targets = page.locator("rejoinder-thread :is(button, input:not([type=checkbox]))")
    for target in targets.all():
        size = target.bounding_box()
        assert size is None or min(size["width"], size["height"]) >= 24


def test_print_has_the_comments_alone(visit: Open, world: World, thread: str) -> None:
    """On paper there are comments, and no form and no button."""
    world.post(thread, "On paper")
    page = visit()
    page.emulate_media(media="print")
    expect(page.get_by_text("On paper")).to_be_visible()
    expect(box(page)).to_be_hidden()
    expect(page.get_by_role("button")).to_have_count(0)


def test_forced_colors_and_reduced_motion(
    browser: Browser, world: World, thread: str
) -> None:
    """Edges show where colours are the system's; nothing moves where unwanted."""
    world.post(thread, "Plain")
    context = browser.new_context(forced_colors="active", reduced_motion="reduce")
    page = context.new_page()
    page.goto(world.put("/forced", world.snippet(f'thread="{thread}" loading="eager"')))
    expect(page.locator(".avatar")).to_have_css("border-top-width", "1px")
    box(page).focus()
    expect(page.locator(".tray")).to_have_css("animation-name", "none")
    context.close()


def _height(page: Page) -> float:
    """Measure the thread."""
    height: float = page.locator("rejoinder-thread").evaluate("it => it.offsetHeight")
    return height


def test_place_is_reserved(visit: Open, context: BrowserContext) -> None:
    """While nothing has come yet the thread is as tall as the page asked for."""
    context.route("**/api/**", lambda route: None)
    page = visit(
        ready=False,
        head="<style>rejoinder-thread { --rejoinder-reserve: 300px }</style>",
    )
    expect(page.locator(".ghost").first).to_be_visible()
    assert _height(page) >= 300
