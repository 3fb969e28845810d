"""One comment read by its author and others, and edits that race."""

from typing import Any

import pytest

from app.services.container import Container
from tests.service import Api
from tests.web.asking import problem, set_policy, token

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
@pytest.mark.parametrize(
    ("tag", "status"),
    [
        ('"1"', 0),
        ("*", 0),
        ('"7", "1"', 0),
        ('W/"1"', 0),
        ('"2"', 412),
        ('W/"2"', 412),
        ("nonsense", 412),
    ],
)
def test_if_match_is_honoured(
    api: Api, method: str, more: dict[str, Any], tag: str, status: int
) -> None:
    """A tag that was read lets through, its weak mark aside; any other is 412."""
    made = api.made()
    headers = token(made) | {"If-Match": tag}
    answer = api.call(method, f"/comments/{made['id']}", headers=headers, **more)
    if status:
        problem(answer, status, code="precondition_failed")
    else:
        assert answer.status_code in {200, 204}


def test_second_of_two_edits_is_noticed(api: Api) -> None:
    """Of two programs that read the same version, the second is told."""
    made = api.made()
    path, headers = f"/comments/{made['id']}", token(made)
    seen = api.call("GET", path, headers=headers).headers["ETag"]
    headers["If-Match"] = seen
    answers = [
        api.call("PATCH", path, json={"body": body}, headers=headers).status_code
        for body in ("One", "Two")
    ]
    assert answers == [200, 412]


def test_public_comment_is_read_by_all(
    api: Api, wrong: dict[str, dict[str, str]]
) -> None:
    """A visible comment is shown to everybody, with source and status to its author."""
    made = api.made("*Hi*")
    path = f"/comments/{made['id']}"
    for headers in ({}, *wrong.values()):
        shown = api.call("GET", path, headers=headers).get_json()
        assert not {"body", "status", "edit_token"} & set(shown)
    own = api.call("GET", path, headers=token(made)).get_json()
    assert (own["body"], own["status"]) == ("*Hi*", "approved")
    assert "edit_token" not in own


def test_waiting_comment_is_its_authors(
    api: Api, container: Container, wrong: dict[str, dict[str, str]]
) -> None:
    """A pending comment is there for its author and 404 for everybody else."""
    set_policy(container, hold_all="yes")
    made = api.made("Held")
    path = f"/comments/{made['id']}"
    for headers in ({}, *wrong.values()):
        problem(api.call("GET", path, headers=headers), 404, code="comment_not_found")
    own = api.call("GET", path, headers=token(made)).get_json()
    assert (own["status"], own["body"]) == ("pending", "Held")
