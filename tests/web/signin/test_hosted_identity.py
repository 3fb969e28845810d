"""On the hosted page what is shown is what is posted, whoever was there before."""

from app.services import sites
from app.services.sites import SiteChange
from app.storage.account_models import DraftRow
from tests.services import acts
from tests.web.hosted import Page
from tests.web.signin.reader import TYPED, WHERE, Reader, text_of


def test_change_keeps_login_and_guest(reader: Reader) -> None:
    """Change shows the guest as he was; what is shown is what is posted; and back."""
    reader.log_in(**TYPED)
    changed = Page(reader.press("guest"))
    assert changed.status == 200
    assert text_of(changed) == TYPED
    assert "You are commenting" not in changed.text()
    assert "comment as Alice" in changed.text()
    assert changed.form is not None
    back = Page(reader.alice.client.post(WHERE, data=changed.form | {"act": "account"}))
    assert "You are commenting using your GitHub account." in back.text()
    assert text_of(back) == TYPED
    reader.advance(seconds=5)
    page = reader.follow(reader.alice.client.post(WHERE, data=changed.form))
    (made,) = reader.listed()
    assert made["author"]["name"] == "A guest"
    assert made["author"]["verified"] is False
    assert "comment as Alice" in page.text()


def test_log_out_keeps_the_text(reader: Reader) -> None:
    """Log Out ends the login and nothing else: the guest has his words again."""
    reader.log_in()
    page = reader.follow(reader.leave("logout", **TYPED))
    assert "You are commenting" not in page.text()
    assert text_of(page) == TYPED


def test_guests_comments_stay_his(reader: Reader) -> None:
    """Logged in or not, what he wrote as a guest he edits and deletes as before."""
    reader.follow(reader.press(body="By the guest"))
    guests = str(reader.listed()[0]["id"])
    reader.log_in()
    reader.follow(reader.press(body="By the account"))
    accounts = str(reader.listed()[1]["id"])
    html = reader.get().html
    for made in (guests, accounts):
        assert f"/t/blog/edit/{made}" in html
        page = reader.get(f"/t/blog/edit/{made}")
        assert page.form is not None
        form = page.form | {"body": f"Changed {made}"}
        answer = reader.alice.client.post(f"/t/blog/edit/{made}", data=form)
        assert answer.status_code == 303
    assert all("Changed" in str(each["html"]) for each in reader.listed())
    reader.follow(reader.leave("logout"))
    html = reader.get().html
    assert f"/t/blog/edit/{guests}" in html
    assert f"/t/blog/edit/{accounts}" not in html


def test_ended_login_posts_nothing_as_guest(reader: Reader) -> None:
    """A login that ends while one writes loses nothing and posts nothing."""
    reader.log_in(name="A guest")
    page = reader.get()
    assert page.form is not None
    reader.advance(days=31)
    sent = page.form | {"body": "Not lost."}
    answer = Page(reader.alice.client.post(WHERE, data=sent))
    assert answer.status == 401
    assert "Your login has ended" in answer.alert
    assert answer.form is not None
    assert (answer.form["body"], answer.form["name"]) == ("Not lost.", "A guest")
    assert answer.form["identity"] == "guest"
    assert reader.listed() == []


def test_members_only_site_keeps_the_text(reader: Reader) -> None:
    """Where one must log in, the text of an ended login comes along to the next."""
    container = reader.alice.app.extensions["rejoinder"]
    sites.set_(container, "blog", change=SiteChange(policy={"guests": "no"}))
    reader.alice.enter("github", WHERE)
    assert 'value="guest"' not in reader.get().html
    page = reader.get()
    assert page.form is not None
    sent = page.form | {"body": "Not lost."}
    reader.advance(days=31)
    told = Page(reader.alice.client.post(WHERE, data=sent))
    assert "Not lost." in told.text()
    fields = {
        each.get("name", ""): each.get("value", "") for each in told.all(".//input")
    }
    reader.sent = fields | {"act": "login:github"}
    begun = reader.send_on(reader.alice.client.post(WHERE, data=reader.sent))
    back = reader.follow(reader.alice.client.get(reader.alice.through(begun)))
    assert text_of(back)["body"] == "Not lost."


def test_erasure_forgets_drafts(reader: Reader) -> None:
    """Whoever erases his account leaves no half-written text behind."""
    reader.log_in(**TYPED)
    page = Page(reader.alice.client.get("/me/"))
    token = page.all(".//input[@name='csrf_token']")[0].get("value", "")
    reader.alice.client.post("/me/erase", data={"csrf_token": token})
    container = reader.alice.app.extensions["rejoinder"]
    assert acts.stored(container, DraftRow) == []


def test_last_identity_is_remembered(reader: Reader) -> None:
    """Whoever posted as a guest is one next time too, until he says otherwise."""
    reader.log_in()
    page = Page(reader.press("guest"))
    assert page.form is not None
    reader.advance(seconds=5)
    reader.follow(reader.alice.client.post(WHERE, data=page.form | {"body": "First."}))
    assert "comment as Alice" in reader.get().text()
    back = Page(reader.press("account", body="Second."))
    assert back.form is not None
    reader.advance(seconds=5)
    reader.follow(reader.alice.client.post(WHERE, data=back.form))
    assert "You are commenting using your GitHub account." in reader.get().text()
    assert [each["author"]["verified"] for each in reader.listed()] == [False, True]
