"""Why a comment waits, and the form token that proves some patience."""

from typing import Any

import pytest

from app.domain.moderation import Verb
from app.services.container import Container
from tests.service import Api
from tests.web.asking import decide, fields, problem, set_policy, token


def _refused(api: Api, status: int, code: str, **post: Any) -> dict[str, Any]:
    return problem(api.post(**post), status, code=code)


@pytest.mark.parametrize(
    ("policy", "body"),
    [
        ({"hold_links": "1"}, "See https://a.example"),
        ({"hold_links": "2"}, "[a](https://a.example) and https://b.example"),
        ({"hold_words": "casino"}, "A CASINO"),
        ({"hold_words": "casino"}, "cas<b></b>ino ca&#115;ino"),
        ({"hold_words": "ada@x.example"}, "x"),
        ({"hold_without_token": "yes"}, "x"),
        ({"hold_first": "yes"}, "x"),
    ],
)
def test_each_reason_holds(
    api: Api, container: Container, policy: dict[str, str], body: str
) -> None:
    """Each rule alone makes a comment wait."""
    set_policy(container, **policy)
    answer = api.post(body, author={"email": "ada@x.example"})
    assert (answer.status_code, answer.get_json()["status"]) == (202, "pending")


def test_known_author_is_not_held(api: Api, container: Container) -> None:
    """With hold_first, who holds the token of an approved comment goes through."""
    set_policy(container, hold_first="yes")
    first = api.made("First")
    assert api.post("Second", headers=token(first)).status_code == 202
    decide(container, Verb.APPROVE, first)
    assert api.post("Third", headers=token(first)).status_code == 201
    assert api.post("A stranger's").status_code == 202


def test_fresh_challenge_lifts_the_hold(api: Api, container: Container) -> None:
    """A form token of some seconds is proof enough where one is wanted."""
    set_policy(container, hold_without_token="yes")
    challenge = api.call("POST", "/challenge", json={}).get_json()["challenge"]
    api.clock.advance(seconds=4)
    assert api.post("x", challenge=challenge).status_code == 201


def test_hasty_challenge_holds(api: Api) -> None:
    """A form sent at once is held, never refused."""
    challenge = api.call("POST", "/challenge", json={}).get_json()["challenge"]
    assert api.post("x", challenge=challenge).status_code == 202


def test_bad_challenge_is_refused(api: Api) -> None:
    """A forged, spent or expired form token is 422, each with its code."""
    spent = api.call("POST", "/challenge", json={}).get_json()["challenge"]
    api.post("x", challenge=spent)
    old = api.call("POST", "/challenge", json={}).get_json()["challenge"]
    api.clock.advance(hours=25)
    for challenge, code in (
        ("forged", "bad_challenge"),
        ("", "bad_challenge"),
        ("\x00\ud7ff", "bad_challenge"),
        (f"{spent}x", "bad_challenge"),
        (old, "expired_challenge"),
    ):
        found = _refused(api, 422, "invalid_input", body="y", challenge=challenge)
        assert fields(found) == {"challenge": code}


def test_spent_challenge_is_refused(api: Api) -> None:
    """A form token is good for one post."""
    spent = api.call("POST", "/challenge", json={}).get_json()["challenge"]
    api.post("x", challenge=spent)
    found = _refused(api, 422, "invalid_input", body="y", challenge=spent)
    assert fields(found) == {"challenge": "replayed_challenge"}
