"""The hosted page, to be written on: post, reply, refuse, all without JavaScript."""

from app.domain.moderation import Verb
from app.factory import create_app
from app.services import threads
from app.services.container import Container
from app.services.views import SiteView
from app.settings import Settings
from tests.service import Api
from tests.web.asking import decide, everything, set_policy
from tests.web.hosted import THREAD, Page, Reader, cookies

GONE = "00000000-0000-7000-8000-000000000000"


def _refused(reader: Reader, status: int, path: str = THREAD, **fields: str) -> Page:
    """Send a form that is refused; the page must have the text again."""
    page = Page(reader.send(path, **fields))
    assert page.status == status, page.text()
    assert page.form is not None
    for name, value in fields.items():
        if name in {"body", "name", "email", "url"}:
            assert page.form[name] == value
    return page


def _heading(page: Page) -> str:
    return page.text(".//*[@id='respond-title']")


def test_post_leads_to_the_comment(reader: Reader, api: Api) -> None:
    """A post is 303 to the comment, which is then on the page for everybody."""
    answer = reader.send(body="Hello *you*", name="Ada", email="ada@x.example")
    assert answer.status_code == 303
    (shown,) = api.listed()["comments"]
    assert answer.headers["Location"].endswith(f"#comment-{shown['id']}")
    assert shown["author"]["name"] == "Ada"
    page = reader.follow(answer)
    assert page.comments == [shown["id"]]
    assert "ada@x.example" not in page.html


def test_post_by_address_opens_its_thread(reader: Reader, api: Api) -> None:
    """Posting at ?url= opens that page's thread with its address and title."""
    path = "/t/blog?url=https://blog.example/new?utm_source=x&title=New%20page"
    reader.post("Hello", path)
    shown = api.listed("/new")["thread"]
    assert shown["url"].startswith("https://blog.example/new")
    assert shown["title"] == "New page"


def test_post_far_down_leads_to_its_page(reader: Reader, api: Api) -> None:
    """The fifty-first root is led to where it can be seen."""
    for number in range(50):
        api.made(f"Root {number}")
    answer = reader.send(body="The last one")
    wanted = answer.headers["Location"].rpartition("#comment-")[2]
    assert wanted in reader.follow(answer).comments


def test_all_errors_stand_beside_their_fields(
    reader: Reader, container: Container
) -> None:
    """Every bad field is marked with its own sentence at once, and nothing is lost."""
    set_policy(container, require_name="yes")
    fields = {"body": "", "name": "", "email": "nonsense", "url": "javascript:x"}
    page = _refused(reader, 422, **fields)
    assert page.alert
    assert page.error("body") != ""
    for name in ("name", "email", "url"):
        assert "Please enter" in page.error(name), name
    assert everything(container)["comments"] == []


def test_rules_are_mirrored_by_attributes(reader: Reader, container: Container) -> None:
    """What the policy requires is marked as required in the form, and no more."""

    def required() -> set[str | None]:
        return {
            e.get("name") for e in reader.get().tree.iter() if "required" in e.attrib
        }

    assert required() == {"body"}
    set_policy(container, require_name="yes", require_email="yes")
    assert required() == {"body", "name", "email"}


def test_duplicate_keeps_the_text(reader: Reader) -> None:
    """Saying the same twice is 409 with the form's sentence, and the text is kept."""
    reader.post("The same")
    page = _refused(reader, 409, body="The same", name="Ada")
    assert "Duplicate comment detected" in page.alert


def test_closed_thread_keeps_the_text(
    reader: Reader, api: Api, container: Container
) -> None:
    """When the thread closes while one types, one is told and can still copy it."""
    api.made("Root")
    filled = reader.fresh() | {"body": "Typed for an hour"}
    threads.close(container, "blog", key="/a")
    page = Page(reader.client.post(THREAD, data=filled))
    assert page.status == 403
    assert "closed" in page.text()
    assert "Typed for an hour" in page.html


def test_foreign_page_takes_no_post(reader: Reader, container: Container) -> None:
    """A page on no origin of the site opens no thread; the text is kept."""
    before = everything(container)
    page = _refused(reader, 403, "/t/blog?url=https://evil.example/a", body="Hi")
    assert "does not lie on an origin" in page.alert
    assert everything(container)["comments"] == before["comments"]


def test_too_fast_is_told_when_to_come_again(
    settings: Settings, limited: Container, site: SiteView, reader: Reader
) -> None:
    """The sixth post at once is 429 with Retry-After, and the text is kept."""
    app = create_app(settings, container=limited)
    hasty = Reader(app.test_client(), reader.clock)
    forms = [hasty.fresh() | {"body": f"Post {number}"} for number in range(6)]
    hasty.clock.advance(seconds=4)
    answers = [hasty.client.post(THREAD, data=form) for form in forms]
    assert [each.status_code for each in answers] == [*([303] * 5), 429]
    page = Page(answers[-1])
    assert page.form is not None
    assert page.form["body"] == "Post 5"
    assert int(answers[-1].headers["Retry-After"]) >= 1


def test_reading_is_never_limited(
    settings: Settings, limited: Container, site: SiteView
) -> None:
    """An office full of readers behind one address may all read."""
    client = create_app(settings, container=limited).test_client()
    statuses = {client.get(THREAD).status_code for _ in range(80)}
    assert statuses == {200}


def test_largest_post_fits(reader: Reader) -> None:
    """Ten thousand letters of any script go through the form, and one more is told."""
    for letter in ("日", "\U0001f600"):
        reader.post(letter * 10_000)
        page = _refused(reader, 422, body=letter * 10_001)
        assert "too long" in page.error("body")


def test_windows_newlines_are_newlines(reader: Reader, api: Api) -> None:
    """What browsers send as CRLF counts as one character and is stored as LF."""
    reader.post("\r\n".join("x" * 99 for _ in range(100)))
    assert "\r" not in api.listed()["comments"][0]["html"]


def test_waiting_comment_is_seen_by_its_author(
    reader: Reader, api: Api, container: Container
) -> None:
    """A held comment is on its author's page alone, and marked."""
    set_policy(container, hold_all="yes")
    held = reader.post("Held words")
    page = reader.get()
    assert page.comments == [held]
    assert "awaiting moderation" in page.text()
    assert reader.get(f"/t/blog?comment={held}").status == 200
    stranger = Reader(reader.client.application.test_client(), reader.clock)
    assert "Held words" not in stranger.get().html
    decide(container, Verb.APPROVE, {"id": held})
    assert "awaiting moderation" not in reader.get().text()


def test_cookie_names_the_guest(reader: Reader, container: Container) -> None:
    """Posting sets one cookie; with it hold_first knows the author again."""
    set_policy(container, hold_first="yes")
    answer = reader.send(body="First")
    assert len(cookies(answer)) == 1
    first = answer.headers["Location"].rpartition("#comment-")[2]
    decide(container, Verb.APPROVE, {"id": first})
    second = reader.post("Second")
    assert "awaiting" not in reader.get(f"/t/blog?comment={second}").text()
