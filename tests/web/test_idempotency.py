"""The same request sent again under its Idempotency-Key is done once."""

import dataclasses
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from app.domain.moderation import Verb
from app.services.container import Container
from app.services.sites import SiteChange, add
from tests.service import Api
from tests.web.asking import decide, everything, fields, problem, set_policy, token

KEY = "a-key-of-more-than-16"


def _post(api: Api, body: str = "Once", *, key: str = KEY, **more: Any) -> TestResponse:
    headers = {"Idempotency-Key": key} | more.pop("headers", {})
    return api.post(body, headers=headers, **more)


def test_repeated_post_is_one_comment(api: Api, container: Container) -> None:
    """The second answer is the first, byte for byte, and no row is added."""
    first = _post(api)
    before = everything(container)
    api.clock.advance(seconds=5)
    again = _post(api)
    assert (again.status_code, again.get_data()) == (201, first.get_data())
    assert again.headers["Location"] == first.headers["Location"]
    assert everything(container) == before


def test_held_post_is_repeated_as_held(api: Api, container: Container) -> None:
    """A replay keeps the status that the first answer had, whatever came since."""
    set_policy(container, hold_all="yes")
    first = _post(api)
    decide(container, Verb.APPROVE, first.get_json())
    again = _post(api)
    assert (first.status_code, again.status_code) == (202, 202)
    assert again.get_json()["id"] == first.get_json()["id"]


@pytest.mark.parametrize(
    "other",
    [
        {"body": "Else"},
        {"thread": {"key": "/b"}},
        {"author": {"name": "Ada"}},
        {"author": {"email": "ada@x.example"}},
        {"parent_id": "0" * 32},
    ],
)
def test_other_request_is_refused(api: Api, other: dict[str, Any]) -> None:
    """A key that was used for another request is 422."""
    _post(api)
    post = {"body": "Once", **other}
    problem(_post(api, **post), 422, code="idempotency_mismatch")


def test_edit_token_is_repeated_for_ten_minutes(api: Api) -> None:
    """Who lost the answer gets the token again soon, and no more later."""
    wanted = _post(api).get_json()["edit_token"]
    api.clock.advance(minutes=9, seconds=59)
    assert _post(api).get_json()["edit_token"] == wanted
    api.clock.advance(seconds=1)
    assert "edit_token" not in _post(api).get_json()


def test_key_is_forgotten_after_a_day(api: Api) -> None:
    """A key is kept for 24 hours, and is then as good as new."""
    first = _post(api).get_json()["id"]
    api.clock.advance(hours=24)
    assert _post(api).get_json()["id"] == first
    api.clock.advance(seconds=1)
    assert _post(api).get_json()["id"] != first


def test_refusal_takes_no_key(api: Api) -> None:
    """After a refusal the same key may be used for the corrected request."""
    assert _post(api, "").status_code == 422
    assert _post(api, parent_id="0" * 32).status_code == 404
    assert _post(api, "Corrected").status_code == 201


def test_key_comes_before_the_rules(api: Api, container: Container) -> None:
    """A replay is answered although the same post would now be refused."""
    first = _post(api).get_json()["id"]
    set_policy(container, guests="no", require_name="yes")
    assert _post(api).get_json()["id"] == first


def test_keys_belong_to_a_site(api: Api, container: Container) -> None:
    """The same key on another site is another key."""
    add(container, "other", change=SiteChange())
    post = {"thread": {"key": "/a"}, "body": "Other"}
    _post(api)
    headers = {"Idempotency-Key": KEY}
    path = "/api/v1/sites/other/comments"
    assert api.client.post(path, json=post, headers=headers).status_code == 201


def test_keys_belong_to_an_actor(api: Api) -> None:
    """Two authors who choose the same key never get each other's edit token."""
    ada = token(api.made("Ada's first", key="/x"))
    bob = token(api.made("Bob's first", key="/y"))
    first = _post(api, headers=ada).get_json()
    second = _post(api, headers=bob)
    assert second.get_json().get("edit_token") != first["edit_token"]


@pytest.mark.parametrize(
    ("key", "good"),
    [
        ("x" * 16, True),
        ("x" * 255, True),
        ("!~" * 8, True),
        ("x" * 15, False),
        ("x" * 256, False),
        ("", False),
        ("sixteen  letters", False),
        ("ümlaut-of-sixteen", False),
        ("x" * 16 + "\x7f", False),
    ],
)
def test_key_has_its_form(api: Api, key: str, *, good: bool) -> None:
    """A key has 16 to 255 visible ASCII characters, or it is 422."""
    answer = _post(api, key=key)
    if good:
        assert answer.status_code == 201
    else:
        found = fields(problem(answer, 422, code="invalid_input"))
        assert found == {"Idempotency-Key": "bad_idempotency_key"}


def test_replay_of_deleted_comment_brings_nothing_back(api: Api) -> None:
    """A replay after the deletion neither posts anew nor shows the words."""
    made = _post(api, "Regretted").get_json()
    api.call("DELETE", f"/comments/{made['id']}", headers=token(made))
    again = _post(api, "Regretted")
    assert again.status_code < 500
    assert b"Regretted" not in again.get_data()
    assert api.listed()["comments"] == []


def test_parallel_posts_are_one_comment(app: Flask, container: Container) -> None:
    """Of eight posts at once under one key one is stored; the rest repeat or wait."""

    def post(_number: int) -> tuple[int, str]:
        path = "/api/v1/sites/blog/comments"
        body = {"thread": {"key": "/a"}, "body": "At once"}
        headers = {"Idempotency-Key": KEY}
        answer = app.test_client().post(path, json=body, headers=headers)
        return answer.status_code, answer.get_json().get("id", "")

    with ThreadPoolExecutor(8) as pool:
        done = list(pool.map(post, range(8)))
    assert {status for status, _ in done} <= {201, 409}
    assert len({found for status, found in done if status == 201}) == 1
    assert len(everything(container)["comments"]) == 1


def test_replay_is_not_limited(api: Api, container: Container) -> None:
    """A replay does not count as a post."""
    limited = dataclasses.replace(container, limits_on=True)
    api.client.application.extensions["rejoinder"] = limited
    answers = [_post(api).status_code for _ in range(10)]
    assert answers == [201] * 10
