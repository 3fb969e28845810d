"""The hosted page in a real browser: people without JavaScript, and what axe finds."""

import itertools
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Locator,
    Page,
    ViewportSize,
    expect,
)

from app.domain.comment import Draft
from app.services import comments, sites
from app.services.requests import PostRequest
from app.services.sites import SiteChange
from app.services.steps.lookup import ThreadRef
from tests.browser.hostile import HOSTILE
from tests.browser.widget.world import Service

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("hosted")]

ORIGIN = "https://blog.example"
PHONE = ViewportSize(width=320, height=640)
DESK = ViewportSize(width=1000, height=800)
# Name what sticks out of the window, where the window can be scrolled sideways.
TOO_WIDE = """() => document.documentElement.scrollWidth <= innerWidth ? [] :
  [...document.querySelectorAll("main *")].filter(each => {
    const box = each.getBoundingClientRect();
    return box.width && (box.right > innerWidth + 1 || box.left < -1);
  }).map(each => `${each.tagName} ${each.id} ${each.className}`)"""
_numbers = itertools.count(1)


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """Serve two sites: one as most are, one in Arabic that wants a name."""
    served = Service(tmp_path_factory.mktemp("hosted"))
    served.add_site("blog", ORIGIN)
    served.add_site("held", ORIGIN, hold_all="true")
    served.add_site("arabic", ORIGIN, require_name="true")
    sites.set_(served.container, "arabic", change=SiteChange(language="ar"))
    served.start()
    yield served
    served.stop()


@pytest.fixture
def thread() -> str:
    """Name a thread that no other test uses."""
    return f"/hosted-{next(_numbers)}"


@pytest.fixture
def plain(browser: Browser) -> Iterator[BrowserContext]:
    """Give a browser whose owner has switched JavaScript off."""
    context = browser.new_context(java_script_enabled=False, viewport=DESK)
    yield context
    context.close()


@pytest.fixture
def person(plain: BrowserContext, service: Service, thread: str) -> Page:
    """Let a person look at an empty thread."""
    page = plain.new_page()
    page.goto(_address(service, thread))
    return page


def _address(service: Service, thread: str, site: str = "blog") -> str:
    return f"{service.url}/t/{site}?{urlencode({'thread': thread})}"


def _box(page: Page, label: str = "Comment") -> Locator:
    """Find a field by what stands beside it."""
    return page.get_by_role("textbox", name=label)


def _write(page: Page, text: str, **fields: str) -> None:
    """Fill the form in and send it."""
    _box(page).fill(text)
    for label, value in fields.items():
        _box(page, label).fill(value)
    page.get_by_role("button", name="Post Comment").click()


def test_person_posts(person: Page) -> None:
    """What a person writes is on the page, under his name, and he is led to it."""
    expect(person.get_by_role("heading", name="Leave a Reply")).to_be_visible()
    _write(person, "Hello *world*", Name="Ada", Email="ada@x.example")
    (comment,) = person.get_by_role("article").all()
    expect(comment).to_contain_text("Hello world")
    expect(comment).to_contain_text("Ada")
    assert "#comment-" in person.url
    assert "ada@x.example" not in person.content()


def test_person_replies_and_can_cancel(person: Page) -> None:
    """Reply moves the form below the comment and names it; Cancel takes it back."""
    _write(person, "A root", Name="Ada")
    person.get_by_role("link", name="Reply to Ada").click()
    heading = person.get_by_role("heading", name="Leave a Reply to Ada")
    expect(heading).to_be_visible()
    person.get_by_role("link", name="Cancel reply").click()
    expect(heading).to_have_count(0)
    person.get_by_role("link", name="Reply to Ada").click()
    _write(person, "A reply", Name="Grace")
    expect(person.get_by_role("article")).to_have_count(2)
    expect(person.get_by_role("article").nth(1)).to_contain_text("A reply")


def test_person_is_told_what_is_wrong(person: Page) -> None:
    """A mistake is told beside its field, which has the cursor; the text is kept."""
    _write(person, "Kept text", Email="nonsense")
    email = _box(person, "Email")
    expect(email).to_have_attribute("aria-invalid", "true")
    expect(email).to_have_accessible_description("Please enter a valid email address.")
    expect(email).to_be_focused()
    expect(_box(person)).to_have_value("Kept text")
    _write(person, "Kept text", Email="")
    expect(person.get_by_role("article")).to_have_count(1)


def test_person_edits_and_deletes(person: Page) -> None:
    """A person takes back what he wrote, with nothing but links and buttons."""
    _write(person, "Old words")
    person.get_by_role("link", name="Edit your comment").click()
    _box(person).fill("New words")
    person.get_by_role("button", name="Save Changes").click()
    expect(person.get_by_role("article")).to_contain_text("New words")
    person.get_by_role("link", name="Delete your comment").click()
    person.get_by_role("button", name="Delete Comment").click()
    expect(person.get_by_role("article")).to_have_count(0)


def test_waiting_comment_is_for_its_author(
    browser: Browser, plain: BrowserContext, service: Service, thread: str
) -> None:
    """A held comment is marked for who wrote it, and nowhere for anybody else."""
    page = plain.new_page()
    page.goto(_address(service, thread, "held"))
    _write(page, "Held words")
    expect(page.get_by_role("article")).to_contain_text("awaiting moderation")
    other = browser.new_context(java_script_enabled=False)
    stranger = other.new_page()
    stranger.goto(_address(service, thread, "held"))
    expect(stranger.get_by_text("Held words")).to_have_count(0)
    other.close()


def test_impatient_person_posts_once(person: Page) -> None:
    """Sending the same page again by Back and Post makes no second comment."""
    _write(person, "Once only")
    person.go_back()
    _write(person, "Once only")
    person.goto(person.url)
    expect(person.get_by_text("Once only", exact=True)).to_have_count(1)


def test_keyboard_is_enough(person: Page) -> None:
    """With Tab and Enter alone, in the order of the page, a comment is written."""
    _box(person).focus()
    person.keyboard.type("Typed")
    person.keyboard.press("Tab")
    expect(_box(person, "Name")).to_be_focused()
    person.keyboard.type("Ada")
    person.keyboard.press("Tab")
    expect(_box(person, "Email")).to_be_focused()
    for _ in range(2):
        person.keyboard.press("Tab")
    expect(person.get_by_role("button", name="Post Comment")).to_be_focused()
    person.keyboard.press("Enter")
    expect(person.get_by_role("article")).to_contain_text("Typed")


@pytest.fixture
def filled(service: Service, thread: str) -> str:
    """Give a thread of hostile and of ordinary comments, in both scripts."""
    for site, words in (("blog", HOSTILE), ("arabic", ["مرحبا *بالعالم*", "Hello"])):
        for number, text in enumerate(words):
            name = f"Name {number} <b>\u202e" + "long" * 9
            draft, where = Draft(body=text, name=name), ThreadRef(key=thread)
            request = PostRequest(site=site, thread=where, draft=draft)
            comments.post(service.container, request)
    return thread


def test_hostile_content_runs_nothing(
    browser: Browser, service: Service, filled: str
) -> None:
    """With JavaScript on, hostile comments run and load nothing and break no CSP."""
    context = browser.new_context(viewport=DESK)
    page = context.new_page()
    said, asked = list[str](), list[str]()
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(_address(service, filled), wait_until="networkidle")
    assert said == []
    assert [url for url in asked if not url.startswith(service.url)] == []
    assert page.title() != "owned"
    assert page.locator("article").count() == len(HOSTILE)
    context.close()


@pytest.mark.parametrize("site", ["blog", "arabic"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_axe_finds_nothing(
    browser: Browser,
    service: Service,
    filled: str,
    *,
    site: str,
    scheme: str,
    size: ViewportSize,
) -> None:
    """List, reply form, errors and own pages have no flaw that axe knows."""
    context = browser.new_context(color_scheme=scheme, viewport=size)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(_address(service, filled, site))
    found = [_flaws(page)]
    with page.expect_event("load"):
        page.get_by_role("link", name="Reply to").first.click()
    found.append(_flaws(page))
    with page.expect_event("load"):
        _write(page, "", Name="Ada", Email="nonsense", Website="javascript:x")
    found.append(_flaws(page))
    with page.expect_event("load"):
        _write(page, "Mine", Email="", Website="")
    for verb in ("Edit", "Delete"):
        # Else axe may look at a page that is just being left.
        with page.expect_event("load"):
            page.get_by_role("link", name=f"{verb} your comment").click()
        found.append(_flaws(page))
        page.go_back()
    assert found == [[]] * 5
    context.close()


def _flaws(page: Page) -> list[str]:
    """Run axe, and look for what is wider than the window."""
    found = Axe().run(page).response["violations"]
    flaws = [f"{each['id']}: {each['nodes'][0]['html']}" for each in found]
    return [*flaws, *(f"too wide: {each}" for each in page.evaluate(TOO_WIDE))]
