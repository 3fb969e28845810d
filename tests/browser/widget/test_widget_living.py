"""Pages that come, go and change under the thread."""

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.widget.acts import article, articles, write
from tests.browser.widget.conftest import Open
from tests.browser.widget.world import World

pytestmark = pytest.mark.browser


def test_thread_changes_in_place(visit: Open, world: World, thread: str) -> None:
    """Another thread attribute shows another thread, as client-side routers do."""
    world.post(thread, "On the first page")
    world.post(thread + "-b", "On the second page")
    page = visit()
    page.locator("rejoinder-thread").evaluate(
        f"it => it.setAttribute('thread', '{thread}-b')"
    )
    expect(article(page, "On the second page")).to_be_visible()
    expect(article(page, "On the first page")).to_have_count(0)


def test_swapped_body(visit: Open, world: World, thread: str) -> None:
    """A body replaced by script, as Turbo does, brings a working thread."""
    world.post(thread, "Back again")
    page = visit()
    page.evaluate("""() => { const copy = document.body.cloneNode(true);
      document.body.replaceWith(copy) }""")
    expect(article(page, "Back again")).to_be_visible()
    write(page, "Alive")
    expect(article(page, "Alive")).to_be_visible()


def test_two_threads_on_a_page(visit: Open, world: World, thread: str) -> None:
    """Each thread of a page keeps its own form, text and comments."""
    other = world.snippet(f'thread="{thread}-x" title="Other" loading="eager"')
    page = visit(before=other.partition("\n")[2], ready=False)
    boxes = page.get_by_role("textbox", name="Comment (required)")
    expect(boxes).to_have_count(2)
    boxes.first.fill("Only here")
    expect(boxes.last).to_have_value("")
    page.get_by_role("button", name="Post Comment").first.click()
    region = page.get_by_role("region", name="Comments: Other")
    expect(region.get_by_role("article")).to_have_count(1)
    expect(articles(page)).to_have_count(1)


LEAK = """async () => {
  const it = document.querySelector('rejoinder-thread');
  const settled = () => new Promise((done) =>
    document.addEventListener('rejoinder:ready', done, { once: true }));
  let open = 0;
  const set = window.setInterval, clear = window.clearInterval;
  window.setInterval = (...a) => (open += 1, set(...a));
  window.clearInterval = (id) => (open -= 1, clear(id));
  const refs = [];
  for (let n = 0; n < 50; n += 1) {
    const parent = it.parentNode;
    it.remove();
    refs.push(new WeakRef(it.shadowRoot.firstChild));
    const ready = settled();
    parent.append(it);
    if (n % 10 === 9) await ready;
  }
  it.remove();
  return { open, refs: (window.refs = refs).length };
}"""


def test_added_and_removed_fifty_times(visit: Open, context: BrowserContext) -> None:
    """Nothing ticks, listens or stays in memory after the thread has gone."""
    page = visit()
    result = page.evaluate(LEAK)
    assert result["open"] <= 0
    assert _alive(page, context) <= 1


def _alive(page: Page, context: BrowserContext) -> int:
    """Count the removed threads that are still in memory after a collection."""
    tools = context.new_cdp_session(page)
    tools.send("HeapProfiler.collectGarbage")
    alive: int = page.evaluate("refs.filter((ref) => ref.deref()).length")
    return alive


def test_counts_share_one_request(
    world: World, context: BrowserContext, thread: str
) -> None:
    """All counts of a page come by one request, with the right plural."""
    world.post(thread, "One")
    for n in range(2):
        world.post(thread + "-two", f"Two {n}")
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    keys = [thread, thread + "-two", *(f"{thread}-no-{n}" for n in range(20))]
    tags = "".join(
        f'<rejoinder-count site="blog" thread="{key}"></rejoinder-count>'
        for key in keys
    )
    page = context.new_page()
    page.goto(
        world.put(
            "/counts", f"{world.snippet().partition('</script>')[0]}</script>{tags}"
        )
    )
    counts = page.locator("rejoinder-count")
    expect(counts.nth(0)).to_have_text("1 comment")
    expect(counts.nth(1)).to_have_text("2 comments")
    expect(counts.nth(2)).to_have_text("0 comments")
    assert len([url for url in asked if "/api/" in url]) == 1
