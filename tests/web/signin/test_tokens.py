"""Codes, tokens and handles: for one site, one origin, one time."""

import pytest

from tests.service import BLOG, SECOND
from tests.web.signin.conftest import LateClock
from tests.web.signin.person import Ended, Person

POST = {"thread": {"key": "/a"}, "body": "Words."}


def test_code_is_redeemed_once(alice: Person) -> None:
    """The second time a code is unknown."""
    ended = alice.log_in("github")
    assert alice.redeem(ended).status_code == 201
    assert alice.redeem(ended).status_code == 401


def test_wrong_verifier_burns_the_code(alice: Person) -> None:
    """A thief has one guess, and then nobody has the code."""
    ended = alice.log_in("github")
    assert alice.redeem(Ended(ended.data, "x" * 43)).status_code == 401
    assert alice.redeem(ended).status_code == 401


@pytest.mark.parametrize("origin", [SECOND, None])
def test_code_is_for_its_origin(alice: Person, origin: str | None) -> None:
    """Another origin of the same site, or a program without one, gets nothing."""
    assert alice.redeem(alice.log_in("github"), origin=origin).status_code == 401


def test_code_lives_a_minute(alice: Person, late: LateClock) -> None:
    """After sixty seconds a code is over."""
    ended = alice.log_in("github")
    late.advance(seconds=61)
    assert alice.redeem(ended).status_code == 401


def test_bearer_is_for_its_site_and_origin(alice: Person) -> None:
    """At another site a token is unknown, from another origin it is refused."""
    bearer = alice.tokens()["access_token"]
    other = alice.call("POST", "/sites/other/comments", json=POST, bearer=bearer)
    assert other.status_code == 401
    for origin in (SECOND, None):
        answer = alice.call(
            "POST", "/sites/blog/comments", json=POST, bearer=bearer, origin=origin
        )
        assert answer.status_code == 403


def test_dead_bearer_never_posts_as_guest(alice: Person, late: LateClock) -> None:
    """A token that is over is 401, and nothing is stored under no name."""
    bearer = alice.tokens()["access_token"]
    late.advance(minutes=16)
    answer = alice.call("POST", "/sites/blog/comments", json=POST, bearer=bearer)
    assert answer.status_code == 401
    page = alice.call("GET", "/sites/blog/comments?thread=/a").get_json()
    assert page["comments"] == []


def test_guests_comment_is_his_while_logged_in(alice: Person) -> None:
    """With both credentials both's comments can be changed; with a dead bearer none."""
    made = alice.call("POST", "/sites/blog/comments", json=POST).get_json()
    bearer = alice.tokens()["access_token"]
    own = alice.call(
        "POST", "/sites/blog/comments", json=POST | {"body": "Mine."}, bearer=bearer
    ).get_json()
    both = {"X-Edit-Token": made["edit_token"]}
    for comment in (made, own):
        where = f"/sites/blog/comments/{comment['id']}"
        dead = alice.call("DELETE", where, bearer="dead", headers=both)
        assert dead.status_code == 401
        edited = alice.call(
            "PATCH",
            where,
            json={"body": f"Other words of {comment['id']}."},
            bearer=bearer,
            headers=both,
        )
        assert edited.status_code == 200, edited.text
    third = alice.call(
        "POST", "/sites/blog/comments", json=POST, bearer=bearer, headers=both
    ).get_json()
    assert third["author"]["verified"] is True


def _refresh(alice: Person, handle: str, **more: str) -> tuple[int, str]:
    answer = alice.call(
        "POST", "/sessions/refresh", json={"refresh_token": handle}, **more
    )
    body = answer.get_json()
    return answer.status_code, body.get("refresh_token", "")


def test_handles_rotate_and_two_tabs_stay(alice: Person) -> None:
    """Two tabs that refresh at once are told the same next handle."""
    first = alice.tokens()["refresh_token"]
    status, second = _refresh(alice, first)
    assert (status, second != first) == (200, True)
    assert _refresh(alice, first) == (200, second)


def test_reused_handle_ends_the_session(alice: Person, late: LateClock) -> None:
    """An old handle after the grace was stolen: everybody is logged out."""
    first = alice.tokens()["refresh_token"]
    _, second = _refresh(alice, first)
    late.advance(seconds=11)
    assert _refresh(alice, first)[0] == 401
    assert _refresh(alice, second)[0] == 401


def test_handle_is_for_its_origin(alice: Person) -> None:
    """From another origin a handle is worth nothing, and stays whole."""
    handle = alice.tokens()["refresh_token"]
    assert _refresh(alice, handle, origin=SECOND)[0] == 401
    assert _refresh(alice, handle, origin=BLOG)[0] == 200


def test_logging_out_ends_every_token(alice: Person) -> None:
    """After Log Out neither the access token nor the handle works."""
    tokens = alice.tokens()
    bearer = tokens["access_token"]
    assert alice.call("DELETE", "/session", bearer=bearer).status_code == 204
    assert alice.call("GET", "/session", bearer=bearer).status_code == 401
    assert _refresh(alice, tokens["refresh_token"])[0] == 401


def test_members_only_site_takes_a_login(alice: Person) -> None:
    """Where guests may not write, somebody who is logged in may."""
    from app.services import sites  # noqa: PLC0415 -- of this test alone
    from app.services.sites import SiteChange  # noqa: PLC0415 -- the same

    container = alice.app.extensions["rejoinder"]
    sites.set_(container, "blog", change=SiteChange(policy={"guests": "no"}))
    assert alice.call("POST", "/sites/blog/comments", json=POST).status_code == 403
    bearer = alice.tokens()["access_token"]
    answer = alice.call("POST", "/sites/blog/comments", json=POST, bearer=bearer)
    assert answer.status_code == 201


def test_name_changes_on_this_site_alone(alice: Person) -> None:
    """A site's token renames here, under old comments too, and nowhere else."""
    bearer = alice.tokens()["access_token"]
    alice.call("POST", "/sites/blog/comments", json=POST, bearer=bearer)
    named = alice.call("PATCH", "/me", json={"name": "Al"}, bearer=bearer)
    assert named.get_json()["name"] == "Al"
    page = alice.call("GET", "/sites/blog/comments?thread=/a").get_json()
    assert page["comments"][0]["author"]["name"] == "Al"
    alice.enter()
    assert "<strong><bdi>Al</bdi></strong>" not in alice.client.get("/me/").text
