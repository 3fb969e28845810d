"""What goes wrong is said where it went wrong, and no text is lost."""

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.browser.widget.acts import (
    alert,
    article,
    articles,
    box,
    field,
    press,
    write,
)
from tests.browser.widget.conftest import Open
from tests.browser.widget.world import World

pytestmark = pytest.mark.browser


def test_all_faults_show_at_once(visit: Open) -> None:
    """Every wrong field says so in words tied to it, and the first has the focus."""
    page = visit(site="strict")
    box(page).focus()
    field(page, "Website").fill("not a website")
    press(page, "Post Comment")
    expect(box(page)).to_be_focused()
    wrong = {
        "Comment (required)": "Please enter a comment",
        "Email": "Please enter your email address here",
        "Name": "Please enter your name here",
        "Website": "Please enter a web address that starts with https:// or http://",
    }
    for label, words in wrong.items():
        expect(field(page, label)).to_have_attribute("aria-invalid", "true")
        expect(field(page, label)).to_have_accessible_description(words)
    expect(field(page, "Website")).to_have_value("not a website")
    field(page, "Name").fill("Ada")
    expect(field(page, "Name")).not_to_have_attribute("aria-invalid", "true")


def test_required_marks_follow_the_site(visit: Open) -> None:
    """Name and email are marked and required exactly where the site asks for them."""
    page = visit(site="strict")
    box(page).focus()
    expect(field(page, "Name (required)")).to_have_attribute("required", "")
    page = visit()
    box(page).focus()
    expect(field(page, "Name")).not_to_have_attribute("required", "")
    expect(page.get_by_text("(required)")).to_have_count(1)


def _once(page: Page, pattern: str, method: str) -> list[str]:
    """Let the first such request fail without an answer; list the keys of all."""
    keys: list[str] = []

    def handle(route: Route) -> None:
        if route.request.method != method:
            route.fallback()
            return
        keys.append(route.request.headers["idempotency-key"])
        if len(keys) == 1:
            route.fetch()  # it arrives, and the answer is lost
            route.abort()
        else:
            route.fallback()

    page.route(pattern, handle)
    return keys


def test_lost_answer_and_retry_post_once(visit: Open) -> None:
    """When the answer is lost, Retry sends the same thing again and it counts once."""
    page = visit()
    keys = _once(page, "**/comments", "POST")
    write(page, "Only once")
    expect(alert(page)).to_contain_text("Your text is safe")
    expect(page.get_by_role("button", name="Retry")).to_be_focused()
    expect(box(page)).to_have_value("Only once")
    press(page, "Retry")
    expect(article(page, "Only once")).to_be_focused()
    assert len(keys) == 2
    assert len(set(keys)) == 1
    page.reload()
    expect(articles(page)).to_have_count(1)


def test_double_click_posts_once(visit: Open) -> None:
    """While a comment is sent the button says so and sends nothing more."""
    page = visit()
    waiting: list[Route] = []
    page.route("**/comments", lambda route: waiting.append(route))  # noqa: PLW0108 -- Playwright wants a Python function
    box(page).fill("Twice?")
    button = page.locator(".submit")
    button.dblclick()
    expect(button).to_be_disabled()
    expect(button).to_have_text("Posting Comment…")
    box(page).press("Control+Enter")
    assert len(waiting) == 1
    waiting[0].fallback()
    expect(articles(page)).to_have_count(1)


def test_server_down_and_back(visit: Open, world: World, thread: str) -> None:
    """A page whose service is down says so and offers Retry; then all is well."""
    world.post(thread, "Still here")
    page = visit()
    page.route("**/api/**", lambda route: route.abort())
    page.reload()
    expect(alert(page)).to_contain_text("The comments could not be loaded.")
    page.unroute("**/api/**")
    press(page, "Retry")
    expect(article(page, "Still here")).to_be_visible()
    expect(alert(page)).to_have_count(0)


def test_without_the_service_the_link_remains(visit: Open, world: World) -> None:
    """When not even the script comes, the page keeps its link to the hosted thread."""
    world.service.stop()
    try:
        page = visit(ready=False)
        link = page.get_by_role("link", name="Read and write comments")
        expect(link).to_be_visible()
    finally:
        world.service.start()


def test_offline_and_back(
    visit: Open, context: BrowserContext, world: World, thread: str
) -> None:
    """Offline is said in so many words, and the thread comes by itself when it ends."""
    world.post(thread, "Patience")
    page = visit()
    context.set_offline(offline=True)
    page.locator("rejoinder-thread").evaluate("it => it.setAttribute('sort', 'newest')")
    expect(alert(page)).to_contain_text("You are offline.")
    context.set_offline(offline=False)
    expect(article(page, "Patience")).to_be_visible()


def test_writing_chunk_that_fails_can_be_had_again(visit: Open) -> None:
    """When the form's chunk does not come, the box says so, and Retry brings it."""
    page = visit()
    page.route("**/writing.*", lambda route: route.abort())
    box(page).fill("Typed meanwhile")
    expect(alert(page)).to_contain_text("Your text is safe")
    page.unroute("**/writing.*")
    press(page, "Retry")
    press(page, "Post Comment")
    expect(article(page, "Typed meanwhile")).to_be_visible()


def test_closed_thread(visit: Open, context: BrowserContext) -> None:
    """A closed thread shows its comments and the words that it is closed."""
    _answer(context, '"open":true', '"open":false')
    page = visit()
    expect(page.get_by_text("Comments are closed.")).to_be_visible()
    expect(box(page)).to_have_count(0)


def _answer(context: BrowserContext, old: str, new: str) -> None:
    """Change one thing in what the service says of a thread."""

    def handle(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, body=answer.text().replace(old, new))

    context.route("**/comments?*", handle)


def test_too_many_comments(visit: Open, context: BrowserContext) -> None:
    """A refusal for haste says how long to wait, and keeps the text."""
    page = visit()
    headers = {
        "Access-Control-Allow-Origin": "*",
        "Access-Control-Expose-Headers": "Retry-After",
        "Retry-After": "15",
        "Content-Type": "application/problem+json",
    }
    problem = '{"status": 429, "detail": "You comment too quickly.", "code": "limited"}'
    context.route(
        "**/comments",
        lambda route: route.fulfill(status=429, headers=headers, body=problem),
    )
    write(page, "Fast")
    words = "You comment too quickly. Please wait 15 seconds and try again."
    expect(alert(page)).to_contain_text(words)
    expect(box(page)).to_have_value("Fast")


def test_unregistered_page_tells_its_owner(
    world: World, context: BrowserContext
) -> None:
    """The console names the command that lets this page's origin comment."""
    world.service.add_site("elsewhere", "https://elsewhere.example")
    page = context.new_page()
    page.goto(world.put("/unregistered", world.snippet('thread="/u"', "elsewhere")))
    command = f"rejoinder site set elsewhere --add-origin {world.host.url}"
    with page.expect_console_message(lambda message: command in message.text):
        box(page).focus()
    write(page, "Can I?")
    expect(alert(page)).to_contain_text("Comments are not set up for this page yet.")
