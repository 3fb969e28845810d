"""The hosted page, for whoever logs in there: his text comes along, by no script."""

import pytest

from app.storage.account_models import DraftRow
from tests.services import acts
from tests.web.asking import everything
from tests.web.hosted import Page
from tests.web.signin.conftest import LateClock
from tests.web.signin.person import Person
from tests.web.signin.reader import TYPED, WHERE, Reader, text_of, way_back


def test_text_comes_along(reader: Reader) -> None:
    """After the login the form has the words again, and posts them as the account."""
    page = reader.log_in(**TYPED)
    assert "You are commenting using your GitHub account." in page.text()
    assert text_of(page) == TYPED
    reader.follow(reader.press())
    (made,) = reader.listed()
    assert "Typed" in str(made["html"])
    assert made["author"]["provider"] == "github"
    assert text_of(reader.get()) == dict.fromkeys(TYPED, "")
    assert acts.stored(reader.alice.app.extensions["rejoinder"], DraftRow) == []


def test_no_address_and_no_stranger_has_the_text(reader: Reader) -> None:
    """What is kept shows in no address, in no other browser and in no other thread."""
    begun = reader.leave("login:github", **TYPED)
    callback = reader.alice.through(begun)
    for where in (begun.headers["Location"], callback):
        assert "guest" not in where.replace("%40", "@")
        assert "Typed" not in where
    other = Reader(Person(reader.alice.app), reader.advance)
    assert text_of(other.get())["body"] == ""
    assert text_of(reader.get("/t/blog?thread=/b"))["body"] == ""
    assert text_of(reader.get())["body"] == TYPED["body"]


def test_denial_leads_back_to_the_text(reader: Reader) -> None:
    """Whoever denies is told so, with a link to the page where his words still are."""
    reader.alice.account = None
    begun = reader.leave("login:github", **TYPED)
    page = Page(reader.alice.client.get(reader.alice.through(begun)))
    assert page.status == 403, page.text()
    assert "You did not log in with GitHub." in page.text()
    assert text_of(reader.get(way_back(page))) == TYPED


def test_failure_leads_back_to_the_text(reader: Reader) -> None:
    """A login that fails at the provider says so, and loses nothing."""
    begun = reader.leave("login:github", **TYPED)
    callback = reader.alice.through(begun)
    bad = callback.replace("code=", "code=x")
    page = Page(reader.alice.client.get(bad))
    assert page.status == 502
    assert text_of(reader.get(way_back(page))) == TYPED


def test_late_login_leads_back_to_the_text(reader: Reader, late: LateClock) -> None:
    """Whoever took too long finds the way back, and his words for an hour."""
    begun = reader.leave("login:github", **TYPED)
    callback = reader.alice.through(begun)
    late.advance(minutes=11)
    page = Page(reader.alice.client.get(callback))
    assert page.status == 400
    assert text_of(reader.get(way_back(page))) == TYPED
    late.advance(minutes=50)
    assert text_of(reader.get())["body"] == ""


def test_reload_of_the_callback_leads_back(reader: Reader) -> None:
    """A callback that is asked for again says that it is over, and the way on."""
    begun = reader.leave("login:github", **TYPED)
    callback = reader.alice.through(begun)
    reader.alice.client.get(callback)
    page = Page(reader.alice.client.get(callback))
    assert page.status == 400
    assert "You are commenting" in reader.get(way_back(page)).text()
    thief = Person(reader.alice.app)
    assert "Back to" not in thief.client.get(callback).text


def test_unknown_way_in_leads_back(reader: Reader) -> None:
    """A provider that is not there is 404, with the way back to the text."""
    page = Page(reader.leave("login:nobody", **TYPED))
    assert page.status == 404
    assert text_of(reader.get(way_back(page))) == TYPED


def test_reply_keeps_its_place(reader: Reader) -> None:
    """What is an answer is one after the login too."""
    made = reader.alice.call(
        "POST", "/sites/blog/comments", json={"thread": {"key": "/a"}, "body": "Root"}
    ).get_json()
    page = reader.log_in(f"{WHERE}&replytocom={made['id']}", body="An answer")
    assert page.form is not None
    assert page.form["parent"] == made["id"]


@pytest.mark.parametrize("act", ["login:github", "logout"])
def test_csrf_is_required_to_leave(reader: Reader, act: str) -> None:
    """Nobody else makes a browser keep a text, log in or log out."""
    container = reader.alice.app.extensions["rejoinder"]
    before = everything(container)
    answer = reader.alice.client.post(WHERE, data=TYPED | {"act": act})
    assert answer.status_code == 422
    assert "Typed *before*." in answer.text
    assert everything(container) == before


def test_too_long_a_text_is_not_lost(reader: Reader) -> None:
    """What is too long to be kept stays in the form, with the reason."""
    answer = Page(reader.press("login:github", body="x" * 20_001))
    assert answer.status == 422
    assert "too long" in answer.error("body")
    assert text_of(answer)["body"] == "x" * 20_001
