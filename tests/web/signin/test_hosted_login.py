"""The hosted page, for whoever logs in there: his text comes along, by no script."""

from dataclasses import dataclass
from urllib.parse import urldefrag

import pytest
from werkzeug.test import TestResponse

from app.services import sites
from app.services.sites import SiteChange
from app.storage.account_models import DraftRow
from tests.services import acts
from tests.web.asking import everything
from tests.web.hosted import Page
from tests.web.signin.conftest import LateClock
from tests.web.signin.person import Person

WHERE = "/t/blog?thread=%2Fa"
TYPED = {
    "body": "Typed *before*.\n\nAnd more.",
    "name": "A guest",
    "email": "guest@x.example",
    "url": "https://guest.example/",
}


@dataclass
class Reader:
    """Alice at the hosted page, in a browser without JavaScript."""

    alice: Person
    late: LateClock

    def get(self, path: str = WHERE) -> Page:
        """Open a page."""
        return Page(self.alice.client.get(urldefrag(path).url))

    def press(self, act: str = "", path: str = WHERE, **typed: str) -> TestResponse:
        """Open the page, fill the form in and press a button; "" posts."""
        page = self.get(path)
        assert page.form is not None, page.text()
        self.late.advance(seconds=5)
        data = page.form | typed | ({"act": act} if act else {})
        return self.alice.client.post(page.action, data=data)

    def send_on(self, answer: TestResponse) -> TestResponse:
        """Send the same form where a 307 leads to, as browsers do."""
        assert answer.status_code == 307, answer.get_data(as_text=True)
        return self.alice.client.post(answer.headers["Location"], data=self.sent)

    def leave(self, act: str, path: str = WHERE, **typed: str) -> TestResponse:
        """Press a button that leads away."""
        page = self.get(path)
        assert page.form is not None, page.text()
        self.sent = page.form | typed | {"act": act}
        answer = self.alice.client.post(page.action, data=self.sent)
        assert not set(typed.values()) & set(answer.headers["Location"].split("?"))
        return self.send_on(answer)

    def log_in(self, path: str = WHERE, **typed: str) -> Page:
        """Log in by the form's button, and see where that ends."""
        begun = self.leave("login:github", path, **typed)
        ended = self.alice.client.get(self.alice.through(begun))
        return self.follow(ended)

    def follow(self, answer: TestResponse) -> Page:
        """Go where an answer leads."""
        assert answer.status_code == 303, answer.get_data(as_text=True)
        return self.get(answer.headers["Location"])


@pytest.fixture
def reader(alice: Person, late: LateClock) -> Reader:
    """Give Alice at the hosted page."""
    return Reader(alice, late)


def _text(page: Page) -> dict[str, str]:
    assert page.form is not None, page.text()
    return {name: page.form[name] for name in TYPED}


def _listed(reader: Reader) -> list[dict[str, object]]:
    found = reader.alice.call("GET", "/sites/blog/comments?thread=/a").get_json()
    comments: list[dict[str, object]] = found["comments"]
    return comments


def test_text_comes_along(reader: Reader) -> None:
    """After the login the form has the words again, and posts them as the account."""
    page = reader.log_in(**TYPED)
    assert "You are commenting using your GitHub account." in page.text()
    assert _text(page) == TYPED
    reader.follow(reader.press())
    (made,) = _listed(reader)
    assert "Typed" in str(made["html"])
    assert made["author"]["provider"] == "github"  # type: ignore[index]
    assert _text(reader.get()) == dict.fromkeys(TYPED, "")
    assert acts.stored(reader.alice.app.extensions["rejoinder"], DraftRow) == []


def test_no_address_and_no_stranger_has_the_text(reader: Reader) -> None:
    """What is kept shows in no address, in no other browser and in no other thread."""
    begun = reader.leave("login:github", **TYPED)
    callback = reader.alice.through(begun)
    for where in (begun.headers["Location"], callback):
        assert "guest" not in where.replace("%40", "@")
        assert "Typed" not in where
    other = Reader(Person(reader.alice.app), reader.late)
    assert _text(other.get())["body"] == ""
    assert _text(reader.get("/t/blog?thread=/b"))["body"] == ""
    assert _text(reader.get())["body"] == TYPED["body"]


def test_denial_leads_back_to_the_text(reader: Reader) -> None:
    """Whoever denies is told so, with a link to the page where his words still are."""
    reader.alice.account = None
    begun = reader.leave("login:github", **TYPED)
    page = Page(reader.alice.client.get(reader.alice.through(begun)))
    assert page.status == 403, page.text()
    assert "You did not log in with GitHub." in page.text()
    assert _text(reader.get(_way_back(page))) == TYPED


def _way_back(page: Page) -> str:
    links = page.all(".//main//a")
    found = [each.get("href", "") for each in links if "Back" in (each.text or "")]
    return found[0]


def test_failure_leads_back_to_the_text(reader: Reader) -> None:
    """A login that fails at the provider says so, and loses nothing."""
    begun = reader.leave("login:github", **TYPED)
    callback = reader.alice.through(begun)
    bad = callback.replace("code=", "code=x")
    page = Page(reader.alice.client.get(bad))
    assert page.status == 502
    assert _text(reader.get(_way_back(page))) == TYPED


def test_late_login_leads_back_to_the_text(reader: Reader, late: LateClock) -> None:
    """Whoever took too long finds the way back, and his words for an hour."""
    begun = reader.leave("login:github", **TYPED)
    callback = reader.alice.through(begun)
    late.advance(minutes=11)
    page = Page(reader.alice.client.get(callback))
    assert page.status == 400
    assert _text(reader.get(_way_back(page))) == TYPED
    late.advance(minutes=50)
    assert _text(reader.get())["body"] == ""


def test_reload_of_the_callback_leads_back(reader: Reader) -> None:
    """A callback that is asked for again says that it is over, and the way on."""
    begun = reader.leave("login:github", **TYPED)
    callback = reader.alice.through(begun)
    reader.alice.client.get(callback)
    page = Page(reader.alice.client.get(callback))
    assert page.status == 400
    assert "You are commenting" in reader.get(_way_back(page)).text()
    thief = Person(reader.alice.app)
    assert "Back to" not in thief.client.get(callback).text


def test_unknown_way_in_leads_back(reader: Reader) -> None:
    """A provider that is not there is 404, with the way back to the text."""
    page = Page(reader.leave("login:nobody", **TYPED))
    assert page.status == 404
    assert _text(reader.get(_way_back(page))) == TYPED


def test_reply_keeps_its_place(reader: Reader) -> None:
    """What is an answer is one after the login too."""
    made = reader.alice.call(
        "POST", "/sites/blog/comments", json={"thread": {"key": "/a"}, "body": "Root"}
    ).get_json()
    page = reader.log_in(f"{WHERE}&replytocom={made['id']}", body="An answer")
    assert page.form is not None
    assert page.form["parent"] == made["id"]


def test_change_keeps_login_and_guest(reader: Reader) -> None:
    """Change shows the guest as he was; what is shown is what is posted; and back."""
    reader.log_in(**TYPED)
    changed = Page(reader.press("guest"))
    assert changed.status == 200
    assert _text(changed) == TYPED
    assert "You are commenting" not in changed.text()
    assert "comment as Alice" in changed.text()
    assert changed.form is not None
    back = Page(reader.alice.client.post(WHERE, data=changed.form | {"act": "account"}))
    assert "You are commenting using your GitHub account." in back.text()
    assert _text(back) == TYPED
    reader.late.advance(seconds=5)
    page = reader.follow(reader.alice.client.post(WHERE, data=changed.form))
    (made,) = _listed(reader)
    assert made["author"]["name"] == "A guest"  # type: ignore[index]
    assert made["author"]["verified"] is False  # type: ignore[index]
    assert "You are commenting using your GitHub account." in page.text()


def test_log_out_keeps_the_text(reader: Reader) -> None:
    """Log Out ends the login and nothing else: the guest has his words again."""
    reader.log_in()
    page = reader.follow(reader.leave("logout", **TYPED))
    assert "You are commenting" not in page.text()
    assert _text(page) == TYPED


def test_guests_comments_stay_his(reader: Reader) -> None:
    """Logged in or not, what he wrote as a guest he edits and deletes as before."""
    reader.follow(reader.press(body="By the guest"))
    guests = str(_listed(reader)[0]["id"])
    reader.log_in()
    reader.follow(reader.press(body="By the account"))
    accounts = str(_listed(reader)[1]["id"])
    html = reader.get().html
    for made in (guests, accounts):
        assert f"/t/blog/edit/{made}" in html
        page = reader.get(f"/t/blog/edit/{made}")
        assert page.form is not None
        form = page.form | {"body": f"Changed {made}"}
        answer = reader.alice.client.post(f"/t/blog/edit/{made}", data=form)
        assert answer.status_code == 303
    assert all("Changed" in str(each["html"]) for each in _listed(reader))
    reader.follow(reader.leave("logout"))
    html = reader.get().html
    assert f"/t/blog/edit/{guests}" in html
    assert f"/t/blog/edit/{accounts}" not in html


def test_ended_login_posts_nothing_as_guest(reader: Reader) -> None:
    """A login that ends while one writes loses nothing and posts nothing."""
    reader.log_in(name="A guest")
    page = reader.get()
    assert page.form is not None
    reader.late.advance(days=31)
    sent = page.form | {"body": "Not lost."}
    answer = Page(reader.alice.client.post(WHERE, data=sent))
    assert answer.status == 401
    assert "Your login has ended" in answer.alert
    assert answer.form is not None
    assert (answer.form["body"], answer.form["name"]) == ("Not lost.", "A guest")
    assert answer.form["identity"] == "guest"
    assert _listed(reader) == []


def test_members_only_site_keeps_the_text(reader: Reader) -> None:
    """Where one must log in, the text of an ended login comes along to the next."""
    container = reader.alice.app.extensions["rejoinder"]
    sites.set_(container, "blog", change=SiteChange(policy={"guests": "no"}))
    reader.alice.enter("github", WHERE)
    assert 'value="guest"' not in reader.get().html
    page = reader.get()
    assert page.form is not None
    sent = page.form | {"body": "Not lost."}
    reader.late.advance(days=31)
    told = Page(reader.alice.client.post(WHERE, data=sent))
    assert "Not lost." in told.text()
    fields = {
        each.get("name", ""): each.get("value", "") for each in told.all(".//input")
    }
    reader.sent = fields | {"act": "login:github"}
    begun = reader.send_on(reader.alice.client.post(WHERE, data=reader.sent))
    back = reader.follow(reader.alice.client.get(reader.alice.through(begun)))
    assert _text(back)["body"] == "Not lost."


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
    assert _text(answer)["body"] == "x" * 20_001


def test_erasure_forgets_drafts(reader: Reader) -> None:
    """Whoever erases his account leaves no half-written text behind."""
    reader.log_in(**TYPED)
    page = Page(reader.alice.client.get("/me/"))
    token = page.all(".//input[@name='csrf_token']")[0].get("value", "")
    reader.alice.client.post("/me/erase", data={"csrf_token": token})
    container = reader.alice.app.extensions["rejoinder"]
    assert acts.stored(container, DraftRow) == []
