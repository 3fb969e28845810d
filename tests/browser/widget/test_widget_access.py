"""The thread for those who use no mouse, no eyes, or another theme or direction."""

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.widget.acts import article, articles, box, press, write
from tests.browser.widget.conftest import Open
from tests.browser.widget.world import World

pytestmark = pytest.mark.browser

DARK = "<style>html { background: #14171c; color: #dfe3e8 }</style>"
PAGES = {
    "light": {},
    "dark": {"head": DARK},
    "rtl": {"html": 'lang="ar" dir="rtl"'},
}
# What fades in has less contrast for a moment; axe is to see what the reader reads.
AT_REST = """() => Promise.all(
  [document, ...[...document.querySelectorAll("*")].map((it) => it.shadowRoot)]
    .flatMap((root) => root?.getAnimations() ?? [])
    .filter((it) => it.effect.getComputedTiming().endTime < Infinity)
    .map((it) => it.finished.catch(() => {})))"""


def _talk(world: World, thread: str) -> None:
    """Fill a thread with all that a comment can be."""
    root = world.post(
        thread, "A *root* with `code`, a [link](https://example.org)\n\n> a quote"
    )
    reply = world.post(thread, "A reply", parent_id=root["id"], name="محمد علي")
    world.post(thread, "- a list\n- of two", parent_id=reply["id"])
    for n in range(6):
        world.post(thread, f"Another reply {n}", parent_id=root["id"])


def _flaws(page: Page) -> list[str]:
    """Run axe over the page once nothing moves; name what it finds."""
    page.evaluate(AT_REST)
    options = {"resultTypes": ["violations"]}
    found = Axe().run(page, options=options).response["violations"]
    return [
        f"{flaw['id']}: {node['html']} {node['failureSummary']}"
        for flaw in found
        for node in flaw["nodes"]
    ]


@pytest.mark.parametrize("look", sorted(PAGES))
def test_axe_finds_nothing(visit: Open, world: World, thread: str, look: str) -> None:
    """List, form, errors and own comment have no flaw that axe knows."""
    _talk(world, thread)
    page = visit(**PAGES[look])
    assert _flaws(page) == []
    page.get_by_role("button", name="Reply to Grace Hopper").first.click()
    press(page, "Post Comment")
    expect(page.get_by_text("Please enter a comment")).to_be_visible()
    assert _flaws(page) == []
    write(page, "Mine")
    expect(article(page, "Mine").last).to_be_focused()
    press(page, "Edit")
    expect(page.get_by_role("textbox", name="Edit your comment")).to_be_visible()
    assert _flaws(page) == []


@pytest.mark.parametrize("theme", ["light", "dark", "html.night"])
def test_axe_finds_nothing_in_a_theme(
    visit: Open, world: World, thread: str, theme: str
) -> None:
    """The widget's own themes keep their contrast on any page."""
    _talk(world, thread)
    night = theme == "html.night"
    page = visit(
        f'theme="{theme}"',
        **({"html": 'lang="en" class="night"', "head": DARK} if night else {}),
    )
    box(page).focus()
    expect(page.get_by_role("button", name="Post Comment")).to_be_visible()
    assert _flaws(page) == []


@pytest.mark.parametrize("site", ["blog", "held"])
def test_axe_finds_nothing_when_empty_or_held(visit: Open, site: str) -> None:
    """An empty thread, and one with a comment that waits, have no flaw either."""
    page = visit(site=site)
    assert _flaws(page) == []
    write(page, "A first word")
    expect(articles(page)).to_have_count(1)
    assert _flaws(page) == []


def test_axe_finds_nothing_in_an_error(visit: Open, context: BrowserContext) -> None:
    """The state in which nothing could be loaded has no flaw either."""
    context.route("**/api/**", lambda route: route.abort())
    page = visit()
    expect(page.get_by_role("button", name="Retry")).to_be_visible()
    assert _flaws(page) == []


def test_theme_selector_is_followed_live(
    visit: Open, world: World, thread: str
) -> None:
    """A selector that means dark is followed as the page's class comes and goes."""
    world.post(thread, "Look")
    page = visit('theme="html.night"')
    scheme = "it => getComputedStyle(it).colorScheme"
    root = page.locator("rejoinder-thread .root")
    assert root.evaluate(scheme) == "light"
    page.evaluate("document.documentElement.classList.add('night')")
    expect(root).to_have_css("color-scheme", "dark")
    page.evaluate("document.documentElement.classList.remove('night')")
    expect(root).to_have_css("color-scheme", "light")


def test_auto_theme_takes_the_pages_colour(visit: Open) -> None:
    """Auto has no colours of its own: the text is the page's, now and later."""
    page = visit(head="<style>body { color: rgb(1, 2, 3) }</style>")
    heading = page.get_by_role("heading", name="Leave a Reply")
    expect(heading).to_have_css("color", "rgb(1, 2, 3)")
    page.evaluate("document.body.style.color = 'rgb(250, 250, 250)'")
    expect(heading).to_have_css("color", "rgb(250, 250, 250)")


def _tab_to(page: Page, name: str) -> None:
    """Press Tab until the focus is on what has that name."""
    deep = """() => { let at = document.activeElement;
      while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
      return at.ariaLabel || at.labels?.[0]?.textContent || at.textContent }"""
    seen = []
    for _ in range(40):
        page.keyboard.press("Tab")
        seen.append(page.evaluate(deep))
        if seen[-1].startswith(name):
            return
    pytest.fail(f"Tab never reached {name!r}: {seen}")


def test_journey_by_keyboard(visit: Open, world: World, thread: str) -> None:
    """Read, write, reply, cancel, edit and delete without a mouse."""
    world.post(thread, "A question")
    page = visit()
    _tab_to(page, "Comment")
    page.keyboard.type("By keys")
    expect(page.get_by_role("button", name="Post Comment")).to_be_visible()
    for name in ("Email", "Name", "Website", "Save my name", "Post Comment"):
        _tab_to(page, name)
    page.keyboard.press("Enter")
    expect(article(page, "By keys")).to_be_focused()
    _tab_to(page, "Reply to Anonymous")
    page.keyboard.press("Enter")
    expect(box(page)).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Reply to Anonymous")).to_be_focused()
    _tab_to(page, "Edit")
    page.keyboard.press("Enter")
    expect(page.get_by_role("textbox", name="Edit your comment")).to_be_focused()
    page.keyboard.type(", changed")
    page.keyboard.press("Control+Enter")
    expect(article(page, "By keys, changed")).to_be_focused()
    _tab_to(page, "Delete")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Keep")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    expect(articles(page)).to_have_count(1)
    expect(article(page, "A question")).to_be_focused()


def test_accessibility_tree(visit: Open, world: World, thread: str) -> None:
    """Region, headings, nested lists, named articles and fields are all announced."""
    root = world.post(thread, "Question", name="Ada")
    world.post(thread, "Answer", name="Bob", parent_id=root["id"])
    page = visit()
    expect(page.locator("rejoinder-thread")).to_match_aria_snapshot("""
      - region "Comments":
        - heading "2 Comments" [level=2]
        - text: Sort by
        - combobox "Sort by"
        - heading "Leave a Reply" [level=3]
        - text: Comment (required)
        - textbox "Comment (required)"
        - list:
          - listitem:
            - article /Ada .+/:
              - text: Ada
              - link:
                - time: just now
              - paragraph: Question
              - button "Reply to Ada"
            - list:
              - listitem:
                - article /Bob .+/:
                  - text: Bob
                  - paragraph: Answer
                  - button "Reply to Bob"
      - status
    """)


def test_heading_level(visit: Open) -> None:
    """The thread's headings join the page's outline where it says."""
    page = visit('heading-level="4"')
    expect(page.get_by_role("heading", name="Comments", level=4)).to_be_visible()
    expect(page.get_by_role("heading", name="Leave a Reply", level=5)).to_be_visible()
