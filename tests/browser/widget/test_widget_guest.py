"""A good guest: nothing of the host's rules breaks it, and it leaves nothing behind."""

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from tests.browser.widget.acts import (
    article,
    articles,
    box,
    field,
    press,
    stored,
    write,
)
from tests.browser.widget.conftest import Open
from tests.browser.widget.world import World

pytestmark = pytest.mark.browser

WATCH = """(window.violations = [], document.addEventListener(
  'securitypolicyviolation',
  (e) => violations.push(e.violatedDirective + e.blockedURI)))"""
HOSTILE = """* { all: unset !important; display: inline !important;
  color: red !important; font-size: 3px !important; visibility: visible !important }
  button, input, textarea, ol, article { display: none !important }"""


def test_strict_policy_and_trusted_types(
    visit: Open, world: World, context: BrowserContext
) -> None:
    """With script-src and connect-src alone, and Trusted Types, all of it works."""
    service = world.service.url
    policy = (
        f"default-src 'none'; script-src {service}; connect-src {service}; "
        "require-trusted-types-for 'script'; trusted-types 'none'"
    )
    context.add_init_script(WATCH)
    page = visit(headers={"Content-Security-Policy": policy})
    write(page, "Under **guard**")
    expect(article(page, "Under guard").locator("strong")).to_be_visible()
    press(page, "Edit")
    page.get_by_role("textbox", name="Edit your comment").fill("Still under *guard*")
    press(page, "Save")
    expect(article(page, "Still under guard").locator("em")).to_be_visible()
    press(page, "Delete")
    press(page, "Delete")
    expect(articles(page)).to_have_count(0)
    assert page.evaluate("violations") == []


def test_hostile_style_sheet(visit: Open, world: World, thread: str) -> None:
    """A page that unsets everything with !important changes nothing but the host."""
    world.post(thread, "Unmoved")
    page = visit(head=f"<style>{HOSTILE}</style>")
    expect(article(page, "Unmoved")).to_be_visible()
    expect(box(page)).to_be_visible()
    kind = "getComputedStyle(document.querySelector('rejoinder-thread')).display"
    assert page.evaluate(kind) == "block"
    write(page, "Works")
    expect(article(page, "Works")).to_be_visible()


def test_no_style_leaks_out(visit: Open) -> None:
    """The page's own elements look the same with and without the thread."""
    page = visit(before="<button id=own>Own</button><ol id=list><li>x</ol>")
    look = """() => ['own', 'list'].map((id) => {
      const s = getComputedStyle(document.getElementById(id));
      return [s.color, s.padding, s.borderRadius, s.listStyleType].join() })"""
    before = page.evaluate(look)
    page.evaluate("document.querySelector('rejoinder-thread').remove()")
    assert page.evaluate(look) == before
    assert page.evaluate("document.adoptedStyleSheets.length") == 0
    assert page.evaluate("document.querySelectorAll('style, link').length") == 0


def test_no_global_name(browser: Browser, visit: Open, world: World) -> None:
    """The widget adds no name to the page's window."""
    tab = browser.new_page()
    tab.goto(world.put("/bare", "nothing"))
    before = set(tab.evaluate("Object.keys(window)"))
    tab.close()
    assert set(visit().evaluate("Object.keys(window)")) <= before


def test_nothing_before_the_reader_acts(
    visit: Open, world: World, context: BrowserContext, thread: str
) -> None:
    """Reading stores nothing, sets no cookie and asks no third party."""
    world.post(thread, "Read me")
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    page = visit()
    expect(article(page, "Read me")).to_be_visible()
    page.reload()
    expect(article(page, "Read me")).to_be_visible()
    assert stored(page) == "{}"
    assert page.evaluate("Object.keys(sessionStorage).length") == 0
    assert context.cookies() == []
    ours = (world.service.url, world.host.url)
    assert [url for url in asked if not url.startswith(ours)] == []


def test_requests_of_one_view(visit: Open, context: BrowserContext) -> None:
    """A thread that is read costs the entry, one chunk and two answers."""
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    visit()
    paths = [url.split("/", 3)[3].partition("?")[0] for url in asked]
    kinds = [path.split(".")[0].rpartition("/")[2] for path in paths[1:]]
    assert sorted(kinds) == ["blog", "comments", "embed", "thread"]
    assert kinds[0] == "embed"


def test_remembering_is_asked_for(visit: Open) -> None:
    """Who one is is kept only with the box ticked, and forgotten when unticked."""
    page = visit()
    box(page).focus()
    field(page, "Name").fill("Ada Lovelace")
    write(page, "Not yet")
    expect(articles(page)).to_have_count(1)
    assert "guest" not in stored(page)
    box(page).focus()
    page.get_by_role("checkbox").check()
    write(page, "Now")
    expect(articles(page)).to_have_count(2)
    page.reload()
    box(page).focus()
    expect(field(page, "Name")).to_have_value("Ada Lovelace")
    expect(page.get_by_role("checkbox")).to_be_checked()
    page.get_by_role("checkbox").uncheck()
    write(page, "Forget me")
    expect(articles(page)).to_have_count(3)
    assert "Lovelace" not in stored(page)


def test_host_shortcuts_stay_out_of_the_form(visit: Open) -> None:
    """Typing in the form does not set off the page's single-key shortcuts."""
    keys = "window.keys = []; addEventListener('keydown', (e) => keys.push(e.key))"
    page = visit(head=f"<script>{keys}</script>")
    box(page).press_sequentially("/s")
    expect(box(page)).to_have_value("/s")
    assert page.evaluate("keys") == []


def test_hostile_names_and_bodies(
    visit: Open, world: World, thread: str, context: BrowserContext
) -> None:
    """What people write to break in shows as text, runs nothing and widens nothing."""
    context.add_init_script(WATCH)
    context.add_init_script("window.alert = () => violations.push('alert')")
    hostile = [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1)) [y](data:text/html,<script>alert(1)</script>)",
        "<svg><a xlink:href=javascript:alert(1)>z</a></svg>",
        "\u202e\u2066 right to left \u200b",
        "W" * 3000,
        "Z\u0351\u036b\u0343" * 200,
        "`" * 500 + "<style>*{display:none}</style>",
    ]
    for body in hostile:
        world.post(thread, body, name=body[:200])
    page = visit(
        headers={
            "Content-Security-Policy-Report-Only": "script-src 'none'; img-src 'none'"
        }
    )
    expect(articles(page)).to_have_count(len(hostile))
    for link in page.locator("article a:not(.time)").all():
        href = link.get_attribute("href")
        assert href is None or href.startswith(("http://", "https://", "mailto:"))
    assert page.locator("article :is(script, img, svg, style, iframe)").count() == 0
    ours = "localhost|favicon"  # the widget's own scripts; the browser's own wish
    assert page.evaluate(f"violations.filter((v) => !/{ours}/.test(v))") == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
