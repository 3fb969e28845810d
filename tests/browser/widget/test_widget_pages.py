"""Pages as strangers have them: a framework's style sheet, a newspaper in Arabic."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.widget.acts import article, box, write
from tests.browser.widget.conftest import Open
from tests.browser.widget.world import World

pytestmark = pytest.mark.browser

TAG = "rejoinder-thread"

# A framework's ground rules, of the kind that most themes begin with: what they set
# for the whole page is inherited; what they set for elements must not get in.
FONT = "body { margin: 0; font: 400 1rem/1.5 system-ui, sans-serif; color: #212529 }"
GROUND_RULES = (
    FONT
    + """
*, *::before, *::after { box-sizing: border-box }
h2, h3 { margin: 0 0 .5rem; font-weight: 500; line-height: 1.2; font-size: 3rem }
p, ol, ul, dl, blockquote { margin: 0 0 1rem }
ol, ul { padding-left: 2rem }
a { color: #0d6efd; text-decoration: underline }
label { display: inline-block; margin-bottom: .5rem; font-weight: 700 }
button { border-radius: 0; text-transform: uppercase; background: hotpink }
button:focus:not(:focus-visible) { outline: 0 }
input, button, select, textarea { margin: 0; font: inherit; line-height: inherit }
textarea { resize: none; height: 2px; border: 9px solid }
input[type=text], input[type=email] { width: 40px; float: left }
pre, code { font-size: .875em; color: #d63384; display: block }
article, section, header, time { display: flex; position: absolute }
.button, .input, .list, .comment, .badge, .alert, .root, .empty, .body, .time {
  position: fixed; background: red; color: red; border: 7px dotted }
"""
)
LOOK = """() => {
  const root = document.querySelector("rejoinder-thread").shadowRoot;
  return [...root.querySelectorAll("*")].flatMap((it) => {
    const style = getComputedStyle(it);
    return [...style].map((name) => [
      `${it.localName}.${it.className} ${name}`, style.getPropertyValue(name)]);
  });
}"""


def _look(page: Page) -> dict[str, Any]:
    """Open the form, put the mouse away, and read every style of every element."""
    box(page).focus()
    expect(page.get_by_role("button", name="Post Comment")).to_be_visible()
    page.mouse.move(0, 0)
    resting = "it => it.shadowRoot.getAnimations().length === 0"
    page.wait_for_function(f"() => ({resting})(document.querySelector('{TAG}'))")
    look: dict[str, Any] = dict(page.evaluate(LOOK))
    return look


def test_framework_changes_no_style(visit: Open, world: World, thread: str) -> None:
    """A framework's rules for elements and classes move not one property inside."""
    world.post(
        thread, "# A heading\n\n- a list\n\n`code` and [a link](https://a.example)"
    )
    plain = _look(visit(head=f"<style>{FONT}</style>"))
    framed = _look(visit(head=f"<style>{GROUND_RULES}</style>"))
    assert len(plain) > 1000
    changed = {name: (plain[name], framed.get(name)) for name in plain}
    assert {name: both for name, both in changed.items() if both[0] != both[1]} == {}


def test_unset_page(visit: Open, world: World, thread: str) -> None:
    """A page that unsets all it has keeps a thread that is laid out and works."""
    world.post(thread, "Unmoved")
    page = visit(head="<style>* { all: unset }</style>")
    assert page.locator(TAG).evaluate("it => getComputedStyle(it).display") == "block"
    write(page, "Works")
    expect(article(page, "Works")).to_be_visible()


NEWSPAPER = """<style>
  body { margin: 0; font: 1.1rem/1.8 serif }
  main { display: grid; grid-template-columns: 14rem 1fr; gap: 2rem; padding: 1rem }
  h1 { grid-column: 1 / -1 }
</style>"""


def test_newspaper_from_right_to_left(visit: Open, world: World, thread: str) -> None:
    """In an Arabic column all is mirrored, and each text runs in its own direction."""
    world.post(thread, "An English comment.", name="Ada")
    world.post(thread, "تعليق بالعربية.", name="ليلى")
    page = visit(html='lang="ar" dir="rtl"', head=NEWSPAPER, before="<nav>جانب</nav>")
    sides = page.locator("article").evaluate_all("""them => them.map((it) => {
      const left = (name) => it.querySelector(name).getBoundingClientRect().left;
      const text = it.querySelector(".body p");
      return [left(".avatar") > left(".author"),
        text.matches(":dir(rtl)") ? "rtl" : "ltr"] })""")
    assert sides == [[True, "ltr"], [True, "rtl"]]
    column = page.locator(TAG).bounding_box()
    assert column
    assert column["width"] < 900 - 14 * 16
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
