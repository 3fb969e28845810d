"""A login from the click to a comment, by every provider."""

import pytest

from tests.service import BLOG
from tests.web.signin.person import PAGE, Person

PROVIDERS = ("wordpress", "x", "facebook", "google", "github", "oidc", "oidc2")


@pytest.mark.parametrize("provider", PROVIDERS)
def test_login_ends_with_a_signed_comment(alice: Person, provider: str) -> None:
    """Whoever logs in writes under the provider's name for him, verified."""
    ended = alice.log_in(provider)
    assert ended.data["origin"] == BLOG
    assert ended.data["return-url"] == PAGE
    tokens = alice.redeem(ended).get_json()
    assert tokens["account"]["provider"] == provider
    answer = alice.call(
        "POST",
        "/sites/blog/comments",
        json={"thread": {"key": "/a"}, "body": "Signed.", "author": {"name": "Eve"}},
        bearer=tokens["access_token"],
    )
    assert answer.status_code == 201, answer.get_data(as_text=True)
    made = answer.get_json()
    author = made["author"]
    assert author["name"] == tokens["account"]["name"] != "Eve"
    assert (author["provider"], author["verified"]) == (provider, True)
    assert "edit_token" not in made


def test_site_lists_its_providers(alice: Person) -> None:
    """The site document names each way to log in, with its label."""
    offered = alice.call("GET", "/sites/blog").get_json()["providers"]
    assert [each["id"] for each in offered] == [
        *("wordpress", "x", "facebook", "google", "github", "oidc", "oidc2"),
    ]
    labels = {each["id"]: each["label"] for each in offered}
    assert labels["wordpress"] == "WordPress.com"
    assert labels["x"] == "X"


def test_second_login_asks_no_consent(alice: Person) -> None:
    """Consent is asked once for each account, site and origin."""
    alice.log_in("github")
    page = alice.client.get(alice.go("github"))
    assert page.status_code == 200
    assert "data-code" in page.get_data(as_text=True)


def test_own_comment_is_edited_by_bearer(alice: Person) -> None:
    """The token that posted a comment edits and deletes it."""
    bearer = alice.tokens()["access_token"]
    body = {"thread": {"key": "/a"}, "body": "First words."}
    made = alice.call(
        "POST", "/sites/blog/comments", json=body, bearer=bearer
    ).get_json()
    where = f"/sites/blog/comments/{made['id']}"
    edited = alice.call("PATCH", where, json={"body": "Other words."}, bearer=bearer)
    assert edited.status_code == 200
    assert "Other words." in edited.get_json()["html"]
    mine = alice.call("GET", "/me/comments", bearer=bearer).get_json()["comments"]
    assert [each["comment"]["id"] for each in mine] == [made["id"]]
    assert alice.call("DELETE", where, bearer=bearer).status_code == 204
