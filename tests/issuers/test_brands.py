"""X, Facebook and GitHub speak as they do."""

from urllib.parse import parse_qs

from tests.issuers.client import AGENT
from tests.issuers.driver import query_of
from tests.issuers.names import Registered


def test_x_speaks_as_x(registered: Registered) -> None:
    """X wraps its profile, gives asked fields only, and wants both scopes."""
    client = registered("x")
    token = client.tokens()["access_token"]
    bare = client.profile(token, query={}).json()
    assert set(bare["data"]) == {"id", "name", "username"}
    full = client.profile(token).json()["data"]
    assert full["profile_image_url"].endswith("/avatar/alice_normal.png")
    one_scope = client.tokens(scope="users.read")["access_token"]
    answer = client.profile(one_scope)
    assert (answer.status_code, answer.json()["title"]) == (403, "Forbidden")


def test_facebook_wants_a_proof(registered: Registered) -> None:
    """Facebook's profile needs the right appsecret_proof, and errors are objects."""
    client = registered("facebook")
    token = client.tokens()["access_token"]
    for query in ({}, {"appsecret_proof": "0" * 64}):
        answer = client.profile(token, query=query)
        assert answer.status_code == 400
        assert answer.json()["error"]["code"] == 100
    picture = client.profile(token).json()["picture"]["data"]
    assert (picture["width"], client.get(picture["url"]).status_code) == (200, 200)
    assert client.exchange("no-code").json()["error"]["type"] == "OAuthException"
    assert query_of(client.landing(None))["error_reason"] == "user_denied"


def test_facebook_may_keep_the_email(registered: Registered) -> None:
    """Without the scope for it, Facebook gives no e-mail."""
    client = registered("facebook")
    token = client.tokens(scope="public_profile")["access_token"]
    assert "email" not in client.profile(token).json()


def test_github_answers_errors_as_success(registered: Registered) -> None:
    """GitHub says 200 whatever is wrong, as a form unless asked for JSON."""
    client = registered("github")
    answer = client.exchange("no-code")
    assert answer.status_code == 200
    assert answer.json()["error"] == "bad_verification_code"
    form = client.exchange("no-code", accept="*/*")
    assert parse_qs(form.text)["error"] == ["bad_verification_code"]
    assert isinstance(client.who()["id"], int)


def test_github_wants_to_know_who_asks(registered: Registered) -> None:
    """GitHub refuses programs without a User-Agent."""
    client = registered("github")
    token = client.tokens()["access_token"]
    assert client.profile(token, agent=AGENT).status_code == 200
    assert client.profile(token, agent="").status_code == 403
