"""The hosted page, to take words back: edit and delete one's own, by the cookie."""

import pytest

from app.services.container import Container
from tests.service import Api
from tests.web.asking import everything, set_policy
from tests.web.hosted import THREAD, Page, Reader

GONE = "00000000-0000-7000-8000-000000000000"
verbs = pytest.mark.parametrize("verb", ["edit", "delete"])


def _csrf(page: Page) -> dict[str, str]:
    """Give the hidden fields of a page's only form."""
    fields = page.all(".//form//input")
    return {each.get("name", ""): each.get("value", "") for each in fields}


def _send(reader: Reader, path: str, **fields: str) -> Page:
    """Open one's own page and send its form."""
    page = reader.get(path)
    assert page.status == 200, page.text()
    filled = _csrf(page) | fields
    answer = reader.client.post(path, data=filled)
    return reader.follow(answer) if answer.status_code == 303 else Page(answer)


@pytest.fixture
def stranger(reader: Reader) -> Reader:
    """Give another browser, whose guest has a comment of his own."""
    other = Reader(reader.client.application.test_client(), reader.clock)
    other.post("A stranger's", "/t/blog?thread=/other")
    return other


def test_own_comment_is_edited(reader: Reader, api: Api) -> None:
    """The author edits his words and is led back to them."""
    made = reader.post("Old *words*")
    page = reader.get(f"/t/blog/edit/{made}")
    assert page.form is not None
    assert page.form["body"] == "Old *words*"
    after = _send(reader, f"/t/blog/edit/{made}", body="New words")
    assert made in after.comments
    assert "New words" in after.text()
    assert api.listed()["comments"][0]["edited_at"] is not None


def test_own_comment_is_deleted(reader: Reader, api: Api) -> None:
    """The author is asked, deletes, and is led back to the thread without it."""
    made = reader.post("Regretted")
    assert "Regretted" in reader.get(f"/t/blog/delete/{made}").text()
    after = _send(reader, f"/t/blog/delete/{made}")
    assert after.comments == []
    assert api.listed()["comments"] == []


def test_links_are_for_the_author_alone(reader: Reader, stranger: Reader) -> None:
    """Edit and Delete stand at one's own comments and at nobody else's."""
    made = reader.post("Mine")
    links = [f"/t/blog/edit/{made}", f"/t/blog/delete/{made}"]
    own, foreign = reader.get().html, stranger.get().html
    assert [each in own for each in links] == [True, True]
    assert [each in foreign for each in links] == [False, False]


def test_links_go_with_the_window(reader: Reader) -> None:
    """After the window the links are gone."""
    made = reader.post("Mine")
    reader.clock.advance(minutes=15)
    assert f"/t/blog/edit/{made}" not in reader.get().html


@verbs
def test_strangers_find_nothing_to_change(
    reader: Reader, stranger: Reader, container: Container, verb: str
) -> None:
    """For anybody else the page is 404, to look at and to send to."""
    path = f"/t/blog/{verb}/{reader.post('Mine')}"
    before = everything(container)
    nobody = Reader(reader.client.application.test_client(), reader.clock)
    for other in (stranger, nobody):
        filled = other.fresh() | {"body": "Theirs"}
        assert other.get(path).status == 404
        assert other.client.post(path, data=filled).status_code == 404
    assert everything(container) == before


@verbs
def test_nothing_is_found_of_nothing(reader: Reader, verb: str) -> None:
    """An unknown id, or none, is a 404 page."""
    reader.post("Mine")
    for name in (GONE, "nonsense", "%00", "x" * 500):
        assert reader.get(f"/t/blog/{verb}/{name}").status == 404


@verbs
def test_comment_over_rest_is_not_the_cookies(
    reader: Reader, api: Api, verb: str
) -> None:
    """What was posted over REST in the same browser belongs to its token alone."""
    reader.post("By the form")
    made = api.made("Over REST")
    assert reader.get(f"/t/blog/{verb}/{made['id']}").status == 404


@verbs
@pytest.mark.parametrize("token", [None, "", "wrong"])
def test_csrf_is_required(
    reader: Reader, container: Container, verb: str, token: str | None
) -> None:
    """Without our CSRF token nothing changes, and the typed words are kept."""
    path = f"/t/blog/{verb}/{reader.post('Mine')}"
    before = everything(container)
    filled = {"body": "Typed"} | ({} if token is None else {"csrf_token": token})
    page = Page(reader.client.post(path, data=filled))
    assert 400 <= page.status < 500
    assert page.alert
    if verb == "edit":
        assert page.form is not None
        assert page.form["body"] == "Typed"
    assert everything(container) == before


@verbs
def test_late_change_is_told(reader: Reader, container: Container, verb: str) -> None:
    """After the window the author is told, keeps what he typed, and changes nothing."""
    path = f"/t/blog/{verb}/{reader.post('Mine')}"
    filled = _csrf(reader.get(path)) | {"body": "Too late"}
    before = everything(container)
    reader.clock.advance(minutes=15)
    page = Page(reader.client.post(path, data=filled))
    assert page.status == 403
    assert "is over" in page.text()
    assert everything(container) == before


@pytest.mark.parametrize("body", ["", "  ", "x" * 10_001])
def test_bad_edit_keeps_the_text(reader: Reader, body: str) -> None:
    """An edit that breaks a rule is 422, told beside the field, with the text kept."""
    page = _send(reader, f"/t/blog/edit/{reader.post('Mine')}", body=body)
    assert page.status == 422
    assert page.error("body")
    assert page.form is not None
    assert page.form["body"] == body


def test_edit_can_hold(reader: Reader, container: Container) -> None:
    """An edited comment that is held is shown to its author, marked."""
    made = reader.post("Mine")
    set_policy(container, hold_words="kitten")
    page = _send(reader, f"/t/blog/edit/{made}", body="A kitten")
    assert "awaiting moderation" in page.text()


def test_answered_comment_leaves_its_place(reader: Reader, api: Api) -> None:
    """Who deletes what was answered is told that its place will stay; so it does."""
    made = reader.post("Mine", name="Ada")
    reply = api.made("Reply", parent_id=made)
    assert "its place will stay" in reader.get(f"/t/blog/delete/{made}").text()
    page = _send(reader, f"/t/blog/delete/{made}")
    assert page.comments == [made, reply["id"]]
    assert "Ada" not in page.text()
    assert reader.get(f"/t/blog/edit/{made}").status == 404


def test_deleting_twice_harms_nothing(reader: Reader) -> None:
    """A second click on Delete is a page that says that there is nothing left."""
    path = f"/t/blog/delete/{reader.post('Mine')}"
    filled = _csrf(reader.get(path))
    assert reader.client.post(path, data=filled).status_code == 303
    assert reader.client.post(path, data=filled).status_code in {303, 404}


def test_no_address_holds_a_secret(reader: Reader) -> None:
    """No link on the author's pages holds the cookie's secret or a token."""
    made = reader.post("Mine")
    with reader.client.session_transaction() as session:
        secret = session["guest"]
    for path in (THREAD, f"/t/blog/edit/{made}", f"/t/blog/delete/{made}"):
        assert secret not in reader.get(path).html
