"""Nothing shifts, and it fits from 320 pixels up, on paper as well."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.widget.acts import articles, box, press
from tests.browser.widget.conftest import Open
from tests.browser.widget.world import World

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[3]
WATCH = """window.shift = 0;
new PerformanceObserver((list) => { for (const it of list.getEntries())
  if (!it.hadRecentInput) shift += it.value })
  .observe({ type: 'layout-shift', buffered: true });"""
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
    """Two hundred comments come without a shift; docs/comparison.md has the times."""
    _big(world, thread)
    context.add_init_script(WATCH)
    page = visit(before="<p>An article.</p>")
    expect(articles(page)).to_have_count(200)
    page.evaluate(SETTLED)
    assert page.evaluate("shift") <= 0.01


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


# As docs/widget.md has it, for pages on which something stands below the thread.
RULE = "<style>rejoinder-thread { display: block; min-height: 24em }</style>"
FOOTER = "</main><footer><p>A footer</p><p>of two lines</p></footer><main>"


def _shift_of_footer(page: Page, world: World, thread: str, head: str) -> float:
    """Measure what a thread does to a footer in view when its script comes late."""
    article = "<p>An article of one line.</p>" * 8
    tag = world.snippet(f'thread="{thread}" loading="eager"').partition("\n")[2]
    page.goto(world.put(f"/footer{thread}", article + tag + FOOTER, head=head))
    page.evaluate(SETTLED)
    page.add_script_tag(url=f"{world.service.url}/embed.js", type="module")
    expect(page.locator("section[aria-busy=false]")).to_be_attached()
    page.evaluate(SETTLED)
    shift: float = page.evaluate("shift")
    return shift


@pytest.mark.parametrize(
    ("count", "bound"), [(0, 0.01), (1, 0.01), (3, 0.1), (25, 0.1)]
)
def test_footer_in_view_shifts_little(
    world: World, thread: str, context: BrowserContext, count: int, bound: float
) -> None:
    """With the documented rule a footer below the thread stays, or moves little."""
    for n in range(count):
        world.post(thread, f"Comment {n} of some words, as people write them.")
    context.add_init_script(WATCH)
    page = context.new_page()
    assert _shift_of_footer(page, world, thread, RULE) <= bound


def test_rule_is_what_keeps_the_footer(
    world: World, thread: str, context: BrowserContext
) -> None:
    """Without the rule the same footer moves: the measurement above sees something."""
    context.add_init_script(WATCH)
    page = context.new_page()
    assert _shift_of_footer(page, world, thread, "") > 0.01


def test_demo_keeps_the_place() -> None:
    """The demo's pages have the rule themselves."""
    style = (ROOT / "app" / "static" / "rejoinder.css").read_text(encoding="utf-8")
    rule = re.search(r"^rejoinder-thread \{(.*?)\}", style, re.DOTALL | re.MULTILINE)
    assert rule
    assert "display: block" in rule[1]
    assert "min-height: 24em" in rule[1]


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
