"""What an author alone sees of a thread, by edit token."""

from typing import Any

import pytest

from app.domain.moderation import Verb
from app.services.container import Container
from tests.service import Api
from tests.web.asking import decide, fields, problem, set_policy, token


def _own(api: Api, *made: dict[str, Any], key: str = "/a") -> list[str]:
    tokens = ",".join(each["edit_token"] for each in made)
    headers = {"X-Edit-Token": tokens} if made else {}
    answer = api.call("GET", "/own", query_string={"thread": key}, headers=headers)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    assert answer.headers["Cache-Control"] == "no-store"
    return [each["id"] for each in answer.get_json()["comments"]]


@pytest.fixture
def held(api: Api, container: Container) -> dict[str, Any]:
    """Give a comment that waits."""
    set_policy(container, hold_all="yes")
    return api.made("Held")


def test_waiting_comment_is_shown_to_its_author(api: Api, held: dict[str, Any]) -> None:
    """The author's waiting comment comes with its source and status."""
    assert _own(api, held) == [held["id"]]
    headers = token(held)
    answer = api.call("GET", "/own?thread=/a", headers=headers).get_json()
    assert answer["comments"][0]["body"] == "Held"
    assert answer["comments"][0]["status"] == "pending"
    assert "edit_token" not in answer["comments"][0]


def test_strangers_see_nothing(api: Api, held: dict[str, Any]) -> None:
    """Without a token, or with a wrong one, the list is empty, not an error."""
    forged = {"edit_token": held["edit_token"][:-2] + "xx"}
    assert _own(api) == []
    assert _own(api, forged) == []
    assert _own(api, {"edit_token": "nonsense"}) == []


def test_public_comments_are_not_repeated(
    api: Api, container: Container, held: dict[str, Any]
) -> None:
    """What everybody sees is not in this list."""
    decide(container, Verb.APPROVE, held)
    assert _own(api, held) == []


def test_only_the_thread_is_listed(api: Api, held: dict[str, Any]) -> None:
    """A comment of another thread is not in the list, nor of an unknown one."""
    elsewhere = api.made("Elsewhere", key="/b")
    assert _own(api, held, elsewhere) == [held["id"]]
    assert _own(api, held, elsewhere, key="/b") == [elsewhere["id"]]
    assert _own(api, held, key="/unknown") == []


def test_fifty_tokens_count(api: Api, held: dict[str, Any]) -> None:
    """The fiftieth token is looked at, the fifty-first is not."""
    forged = {"edit_token": f"{'0' * 32}.{'A' * 43}"}
    nonsense = [{"edit_token": f"{n:032x}.{'A' * 43}"} for n in range(49)]
    assert _own(api, *nonsense, held) == [held["id"]]
    assert _own(api, *nonsense, forged, held) == []


def test_own_replies_are_found_by_any_token(api: Api, held: dict[str, Any]) -> None:
    """Who posts holding a token is the same author, so that one token shows both."""
    second = api.made("Second", headers=token(held))
    assert _own(api, held) == [held["id"], second["id"]]
    assert _own(api, second) == [held["id"], second["id"]]


@pytest.mark.parametrize("verb", [Verb.DELETE, Verb.REJECT])
def test_removed_comment_is_not_pending(
    api: Api, container: Container, held: dict[str, Any], verb: Verb
) -> None:
    """What was deleted or rejected waits no longer."""
    decide(container, verb, held)
    assert _own(api, held) == []


def test_thread_must_be_named(api: Api) -> None:
    """Without a thread it is 422."""
    found = problem(api.call("GET", "/own"), 422, code="invalid_input")
    assert fields(found) == {"thread": "required"}


def test_unknown_bearer_is_401(api: Api, held: dict[str, Any]) -> None:
    """An unknown bearer token is not passed over for the edit token beside it."""
    headers = token(held) | {"Authorization": "Bearer x"}
    answer = api.call("GET", "/own?thread=/a", headers=headers)
    problem(answer, 401, code="unauthenticated")
