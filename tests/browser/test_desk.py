"""The desk in a real browser: cleared by keyboard alone, and what axe finds."""

from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import uuid4

import pytest
import sqlalchemy as sa
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from flask.sessions import SecureCookieSessionInterface
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect

from app.domain.identity import Role
from app.domain.moderation import Status, Verb
from app.domain.queue import Pile
from app.services import moderation
from app.storage.models import CommentRow
from tests.browser.widget.world import Service
from tests.web.admin.desk import give_up, hire, seed

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("desk")]

# A slow machine has its time; nobody waits this long on any other.
PATIENCE = 60_000
PHONE = ViewportSize(width=360, height=740)
WIDE = ViewportSize(width=1200, height=800)
# Name what sticks out of the window, where the window can be scrolled sideways.
TOO_WIDE = """() => document.documentElement.scrollWidth <= innerWidth ? [] :
  [...document.querySelectorAll("main *")].filter(each => {
    const box = each.getBoundingClientRect();
    return box.width && (box.right > innerWidth + 1 || box.left < -1);
  }).map(each => `${each.tagName} ${each.id} ${each.className}`)"""


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """Serve a site by the machine's clock."""
    folder = tmp_path_factory.mktemp("desk")
    served = Service(folder, clock=lambda: datetime.now(UTC))
    served.add_site("blog", "https://blog.example")
    served.start()
    yield served
    served.stop()


@pytest.fixture
def logged_in(browser: Browser, service: Service) -> Iterator[BrowserContext]:
    """Give the browser of an owner who is logged in."""
    _, token = hire(service.container, Role.OWNER, name=f"Owner {uuid4()}")
    app = service.app
    signer = SecureCookieSessionInterface().get_signing_serializer(app)
    assert signer is not None
    name = app.config["SESSION_COOKIE_NAME"]
    value = signer.dumps({"account": token, "_permanent": True})
    context = browser.new_context(viewport=WIDE)
    context.add_cookies([{"name": name, "value": value, "url": service.url}])
    yield context
    context.close()


@pytest.fixture
def page(logged_in: BrowserContext) -> Page:
    """Give its page; what goes wrong in a script fails the test."""
    page = logged_in.new_page()
    page.on("pageerror", lambda error: pytest.fail(str(error)))
    return page


def _open(page: Page, service: Service, path: str = "") -> None:
    page.goto(f"{service.url}/admin/blog/{path}")


def _counts(service: Service) -> dict[Pile, int]:
    with service.container.store.read() as unit:
        site = unit.sites.find("blog")
        assert site is not None
        return unit.queue.counts(site.id)


def _let_nothing_wait(service: Service) -> None:
    """Decide about what other tests have left."""
    container = service.container
    with container.store.read() as unit:
        waiting = sa.select(CommentRow.id).where(CommentRow.status == Status.PENDING)
        ids = list(unit.sites._session.scalars(waiting))
    by = ("operator", "cli")
    moderation.decide(container, "blog", verb=Verb.REJECT, ids=ids, by=by)


def test_hundred_cleared_by_keyboard(page: Page, service: Service) -> None:
    """A hundred pending comments are decided about by single keys, and no mouse."""
    _let_nothing_wait(service)
    seed(service.container, 100, key="/keyboard")
    before = _counts(service)[Pile.APPROVED]
    _open(page, service)
    for left in (100, 50):
        number = page.locator("#tabs [aria-current] .number")
        expect(number).to_have_text(str(left), timeout=PATIENCE)
        expect(page.locator("#rows > .current .body")).to_have_text(
            f"Comment {100 - left}", timeout=PATIENCE
        )
        expect(page.locator("#rows > .current")).to_be_focused()
        for _ in range(50):
            page.keyboard.press("a")
    expect(page.locator(".nothing")).to_contain_text(
        "Nothing waits for you.", timeout=PATIENCE
    )
    assert _counts(service)[Pile.APPROVED] == before + 100


def test_keys_as_in_wordpress(page: Page, service: Service) -> None:
    """j, k, x, shift and letters, digits, z and ? do what the help says."""
    _let_nothing_wait(service)
    seed(service.container, 4, key="/keys")
    _open(page, service, "?pile=pending")
    current = page.locator("#rows > .current .body")
    expect(current).to_have_text("Comment 0")
    page.keyboard.press("j")
    expect(current).to_have_text("Comment 1")
    page.keyboard.press("k")
    expect(current).to_have_text("Comment 0")
    page.keyboard.press("s")
    expect(page.locator("#toast")).to_contain_text("1 comment marked as spam.")
    expect(current).to_have_text("Comment 1")
    page.keyboard.press("z")
    expect(page.locator("#done")).to_contain_text("1 comment put back.")
    page.keyboard.press("Shift+X")
    page.keyboard.press("Shift+D")
    expect(page.locator("#done")).to_contain_text("4 comments deleted.")
    page.keyboard.press("5")
    expect(page.locator("#tabs [aria-current]")).to_contain_text("Deleted")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()


def test_keys_stay_out_of_fields(page: Page, service: Service) -> None:
    """Who types a search types letters; with the keys off nothing happens at all."""
    (one,) = seed(service.container, 1, key="/fields")
    _open(page, service, "?q=Comment")
    page.get_by_label("Words").press_sequentially("aj?")
    expect(page.get_by_label("Words")).to_have_value("aj?Comment")
    expect(page.locator("#toast")).to_be_hidden()
    page.get_by_role("button", name="Switch single keys off").click()
    page.keyboard.press("a")
    page.get_by_role("button", name="Switch single keys on").click()
    expect(page.locator(f"#c-{one}")).to_be_visible()


def test_row_is_replaced_in_place(page: Page, service: Service) -> None:
    """A button answers where it stands, says so, and the next row has the focus."""
    ids = seed(service.container, 2, key="/place")
    _open(page, service, "?thread=/place")
    row = page.locator(f"#c-{ids[0]}")
    row.get_by_role("button", name="Approve").click()
    expect(row).to_contain_text("Approved")
    expect(page.locator("#said")).to_have_text("1 comment approved.")
    expect(page.locator(f"#c-{ids[1]}")).to_be_focused()
    page.locator("#toast").get_by_role("button", name="Undo").click()
    expect(row.get_by_role("button", name="Approve")).to_be_visible()


@pytest.mark.parametrize(
    "path",
    [
        *("", "?pile=deleted", "comments/ID", "authors/ID"),
        *("threads", "stats", "log", "settings", "outgoing", "kept-back"),
    ],
)
def test_pages_are_accessible(page: Page, service: Service, path: str) -> None:
    """Axe finds nothing, light or dark, narrow or wide, and nothing sticks out."""
    ids = seed(service.container, 2, key="/axe", body_html="<p>" + "word" * 60 + "</p>")
    seed(service.container, 1, key="/axe", status=Status.SPAM)
    give_up(service.container)
    for size, scheme, direction in (
        (WIDE, "light", "ltr"),
        (PHONE, "dark", "rtl"),
    ):
        page.set_viewport_size(size)
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        _open(page, service, path.replace("ID", str(ids[0])))
        page.evaluate(f"document.dir = {direction!r}")
        assert page.evaluate(TOO_WIDE) == []
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
