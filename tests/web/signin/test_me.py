"""One's own pages: what is stored, taken along, and erased."""

import json

from tests.service import BLOG
from tests.web.asking import everything
from tests.web.signin.conftest import LateClock
from tests.web.signin.person import Person, challenge_in, csrf_of

POST = {"thread": {"key": "/a"}, "body": "Words of mine."}


def _wrote(alice: Person) -> dict[str, object]:
    bearer = alice.tokens()["access_token"]
    answer = alice.call("POST", "/sites/blog/comments", json=POST, bearer=bearer)
    made: dict[str, object] = answer.get_json()
    return made


def _post(alice: Person, path: str, **form: str) -> int:
    token = csrf_of(alice.client.get("/me/"))
    return alice.client.post(path, data={"csrf_token": token, **form}).status_code


def test_stranger_is_asked_to_log_in(alice: Person) -> None:
    """Nobody sees an account who has none."""
    answer = alice.client.get("/me/")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/me/login")


def test_home_shows_what_there_is(alice: Person) -> None:
    """Consents, sessions and comments are all there."""
    _wrote(alice)
    entered = alice.enter()
    assert (entered.status_code, entered.headers["Location"]) == (303, "/me/")
    page = alice.client.get("/me/").text
    assert "Words of mine." in page
    assert BLOG in page
    assert "Log out there" in page


def test_consent_is_taken_back(alice: Person) -> None:
    """Then the site's token is over, and the next login asks again."""
    bearer = alice.tokens()["access_token"]
    alice.enter()
    assert _post(alice, "/me/consents/revoke", site="blog", origin=BLOG) == 303
    assert alice.call("GET", "/session", bearer=bearer).status_code == 401
    assert alice.client.get(alice.go("github")).status_code == 303


def test_export_holds_everything(alice: Person) -> None:
    """The file names identity, consent and every comment."""
    made = _wrote(alice)
    alice.enter()
    token = csrf_of(alice.client.get("/me/"))
    answer = alice.client.post("/me/export", data={"csrf_token": token})
    told = json.loads(answer.text)
    assert [each["id"] for each in told["comments"]] == [str(made["id"])]
    assert told["identities"][0]["provider"] == "github"
    assert told["consents"][0]["origin"] == BLOG


def test_erasure_wants_a_fresh_login(alice: Person, late: LateClock) -> None:
    """Ten minutes later one logs in once more first."""
    alice.enter()
    late.advance(minutes=11)
    token = csrf_of(alice.client.get("/me/"))
    for path in ("/me/erase", "/me/export"):
        answer = alice.client.post(path, data={"csrf_token": token})
        assert answer.headers["Location"] == "/me/login?again=1"
    assert alice.client.get("/me/").status_code == 200


def test_erasure_leaves_no_name(alice: Person) -> None:
    """The words stay under nobody's name; every table has forgotten the rest."""
    _wrote(alice)
    container = alice.app.extensions["rejoinder"]
    alice.enter()
    name = alice.call("GET", "/sites/blog/comments?thread=/a").get_json()
    author = name["comments"][0]["author"]["name"]
    assert _post(alice, "/me/erase") == 303
    page = alice.call("GET", "/sites/blog/comments?thread=/a").get_json()
    assert page["comments"][0]["author"]["name"] == "Anonymous"
    assert "Words of mine." in page["comments"][0]["html"]
    assert author not in repr(everything(container))
    assert alice.client.get("/me/").status_code == 303


def test_erasure_takes_comments_along(alice: Person) -> None:
    """With the box ticked the words are gone as well, and replies keep their place."""
    made = _wrote(alice)
    reply = {"thread": {"key": "/a"}, "body": "A reply.", "parent_id": made["id"]}
    alice.call("POST", "/sites/blog/comments", json=reply)
    alice.enter()
    assert _post(alice, "/me/erase", with_comments="y") == 303
    page = alice.call("GET", "/sites/blog/comments?thread=/a").get_json()
    assert [each["deleted"] for each in page["comments"]] == [True, False]
    container = alice.app.extensions["rejoinder"]
    assert "Words of mine" not in repr(everything(container))


def test_no_token_is_stored_as_it_is(alice: Person) -> None:
    """Neither our tokens nor a provider's can be read from the database."""
    tokens = alice.tokens()
    alice.enter()
    stored = repr(everything(alice.app.extensions["rejoinder"]))
    for secret in (tokens["access_token"], tokens["refresh_token"], alice.verifier):
        assert secret not in stored
    with alice.client.session_transaction() as session:
        assert session["account"] not in stored


def test_hosted_page_knows_who_is_logged_in(alice: Person, late: LateClock) -> None:
    """Without JavaScript one writes under one's account, and says so before."""
    where = "/t/blog?thread=%2Fa"
    stranger = alice.client.get(where).text
    assert "Log in via GitHub</button>" in stranger
    entered = alice.enter("github", where)
    assert entered.headers["Location"] == where
    page = alice.client.get(where)
    assert "You are commenting using your GitHub account." in page.text
    form = {"csrf_token": csrf_of(page), "identity": "account", "extra_note": ""}
    form |= {"body": "From the hosted page.", "challenge": challenge_in(page)}
    late.advance(seconds=5)
    assert alice.client.post(where, data=form).status_code == 303
    made = alice.call("GET", "/sites/blog/comments?thread=/a").get_json()["comments"]
    assert made[0]["author"]["provider"] == "github"


def test_ended_login_is_no_guest(alice: Person, late: LateClock) -> None:
    """A login that ended while somebody wrote loses nothing and posts nothing."""
    where = "/t/blog?thread=%2Fa"
    alice.enter("github", where)
    page = alice.client.get(where)
    late.advance(days=31)
    form = {"csrf_token": csrf_of(page), "identity": "account", "extra_note": ""}
    answer = alice.client.post(where, data=form | {"body": "Not lost."})
    assert answer.status_code == 401
    assert "Not lost." in answer.text
    made = alice.call("GET", "/sites/blog/comments?thread=/a").get_json()["comments"]
    assert made == []
