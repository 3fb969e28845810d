"""Who may read, edit and delete one comment: the whole matrix of credentials."""

from typing import Any

import pytest

from app.domain.moderation import Verb
from app.services.container import Container
from tests.service import Api
from tests.web.asking import decide, everything, fields, problem, token

NOWHERE = "00000000-0000-7000-8000-000000000000"
CHANGES: list[tuple[str, dict[str, Any]]] = [
    ("PATCH", {"json": {"body": "Changed"}}),
    ("DELETE", {}),
]
changes = pytest.mark.parametrize(("method", "more"), CHANGES, ids=["patch", "delete"])


@pytest.fixture
def wrong(api: Api) -> dict[str, dict[str, str]]:
    """Give every kind of credential that is not the author's."""
    other = token(api.made("Somebody else's", key="/other"))["X-Edit-Token"]
    flipped = other[:-1] + ("A" if other[-1] != "A" else "B")
    return {
        "other": {"X-Edit-Token": other},
        "flipped": {"X-Edit-Token": flipped},
        "nonsense": {"X-Edit-Token": "nonsense"},
        "many": {"X-Edit-Token": f"{other}, {flipped},,x"},
    }


@changes
def test_missing_credential_is_401(
    api: Api, container: Container, method: str, more: dict[str, Any]
) -> None:
    """Without a credential it is 401, whether there is such a comment or not."""
    made = api.made()
    before = everything(container)
    for comment_id in (made["id"], NOWHERE):
        answer = api.call(method, f"/comments/{comment_id}", **more)
        problem(answer, 401, code="unauthenticated")
        assert "WWW-Authenticate" in answer.headers
    assert everything(container) == before


@changes
def test_wrong_credential_is_403_in_public(
    api: Api,
    container: Container,
    wrong: dict[str, dict[str, str]],
    method: str,
    more: dict[str, Any],
) -> None:
    """Somebody else's token, a forged one, nonsense: 403 on what everybody sees."""
    path = f"/comments/{api.made()['id']}"
    before = everything(container)
    for headers in wrong.values():
        answer = api.call(method, path, headers=headers, **more)
        problem(answer, 403, code="wrong_credential")
    assert everything(container) == before


@changes
@pytest.mark.parametrize("verb", [Verb.SPAM, Verb.REJECT, Verb.DELETE])
def test_wrong_credential_is_404_on_invisible(
    api: Api,
    container: Container,
    wrong: dict[str, dict[str, str]],
    verb: Verb,
    method: str,
    more: dict[str, Any],
) -> None:
    """What is not seen is not there, for whoever did not write it."""
    made = api.made()
    decide(container, verb, made)
    for headers in wrong.values():
        answer = api.call(method, f"/comments/{made['id']}", headers=headers, **more)
        problem(answer, 404, code="comment_not_found")


@changes
def test_unknown_comment_is_404(
    api: Api, wrong: dict[str, dict[str, str]], method: str, more: dict[str, Any]
) -> None:
    """An id that is unknown, or none at all, is 404 for who shows a credential."""
    for comment_id in (NOWHERE, "1", "x" * 300, "%00"):
        path = f"/comments/{comment_id}"
        answer = api.call(method, path, headers=wrong["other"], **more)
        problem(answer, 404, code="comment_not_found")


@changes
def test_late_change_is_403(api: Api, method: str, more: dict[str, Any]) -> None:
    """To the second after the window, the author too is refused."""
    made = api.made()
    api.clock.advance(minutes=15)
    answer = api.call(method, f"/comments/{made['id']}", headers=token(made), **more)
    problem(answer, 403, code="edit_window_closed")


@changes
def test_last_second_counts(api: Api, method: str, more: dict[str, Any]) -> None:
    """One second before its end the window is open."""
    made = api.made()
    api.clock.advance(minutes=14, seconds=59)
    answer = api.call(method, f"/comments/{made['id']}", headers=token(made), **more)
    assert answer.status_code in {200, 204}


@changes
def test_bearer_comes_first(api: Api, method: str, more: dict[str, Any]) -> None:
    """An unknown bearer token is 401, even beside the right edit token."""
    made = api.made()
    headers = token(made) | {"Authorization": "Bearer x"}
    answer = api.call(method, f"/comments/{made['id']}", headers=headers, **more)
    problem(answer, 401, code="unauthenticated")


def test_author_edits(api: Api) -> None:
    """The author's edit is shown to everybody, marked, under a new tag."""
    made = api.made("Old")
    path = f"/comments/{made['id']}"
    answer = api.call("PATCH", path, json={"body": "*New*"}, headers=token(made))
    assert answer.status_code == 200
    assert answer.headers["ETag"] == '"2"'
    assert answer.get_json()["body"] == "*New*"
    (shown,) = api.listed()["comments"]
    assert shown["html"] == "<p><em>New</em></p>"
    assert shown["edited_at"] is not None


def test_deleting_twice_is_deleting_once(api: Api, container: Container) -> None:
    """DELETE is 204, again 204 and even after the window, and changes nothing more."""
    made = api.made()
    path, headers = f"/comments/{made['id']}", token(made)
    first = api.call("DELETE", path, headers=headers)
    assert (first.status_code, first.get_data()) == (204, b"")
    before = everything(container)
    assert api.call("DELETE", path, headers=headers).status_code == 204
    api.clock.advance(hours=1)
    assert api.call("DELETE", path, headers=headers).status_code == 204
    assert everything(container) == before


def test_deleted_is_gone_for_others(api: Api, wrong: dict[str, dict[str, str]]) -> None:
    """After deletion nobody reads, edits or finds the words, not even the author."""
    made = api.made("Secret words")
    path = f"/comments/{made['id']}"
    api.call("DELETE", path, headers=token(made))
    for headers in ({}, *wrong.values()):
        problem(api.call("GET", path, headers=headers), 404, code="comment_not_found")
    again = api.call("PATCH", path, json={"body": "Back"}, headers=token(made))
    problem(again, 404, code="comment_not_found")
    assert b"Secret" not in api.call("GET", path, headers=token(made)).get_data()


def test_deleted_twin_may_be_said_again(api: Api) -> None:
    """Who has deleted his words may say them anew."""
    made = api.made("Same")
    api.call("DELETE", f"/comments/{made['id']}", headers=token(made))
    assert api.post("Same", headers=token(made)).status_code == 201


def test_edit_can_hold(api: Api, container: Container) -> None:
    """An edit goes through every rule again, and can hold what was approved."""
    made = api.made("Fine")
    path = f"/comments/{made['id']}"
    body = {"body": "a.example and https://b.example https://c.example"}
    answer = api.call("PATCH", path, json=body, headers=token(made))
    assert answer.get_json()["status"] == "pending"
    assert api.listed()["thread"]["count"] == 0
    problem(api.call("GET", path), 404, code="comment_not_found")
    back = api.call("PATCH", path, json={"body": "Fine again"}, headers=token(made))
    assert back.get_json()["status"] == "pending"


@pytest.mark.parametrize("body", ["", " ", "x" * 10_001, "[a]: https://a.example"])
def test_bad_edit_changes_nothing(api: Api, container: Container, body: str) -> None:
    """An edit that breaks a rule is 422 and leaves the comment as it was."""
    made = api.made("Old")
    before = everything(container)
    path = f"/comments/{made['id']}"
    answer = api.call("PATCH", path, json={"body": body}, headers=token(made))
    assert list(fields(problem(answer, 422, code="invalid_input"))) == ["body"]
    assert everything(container) == before


def test_edit_into_a_twin_is_refused(api: Api) -> None:
    """An edit cannot say what its author has said beside it; the same text is fine."""
    first = api.made("First")
    second = api.made("Second", headers=token(first))
    path = f"/comments/{second['id']}"
    twin = api.call("PATCH", path, json={"body": "First"}, headers=token(second))
    problem(twin, 409, code="duplicate_comment")
    same = api.call("PATCH", path, json={"body": "Second"}, headers=token(second))
    assert same.status_code == 200
