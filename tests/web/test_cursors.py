"""Cursors are opaque, name what they page through, and never break anything."""

import itertools
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any

import pytest
from werkzeug.test import TestResponse

from tests.service import Api
from tests.web.asking import fields, problem


def _unpack(cursor: str) -> list[Any]:
    parts: list[Any] = json.loads(urlsafe_b64decode(cursor + "=" * 3))
    return parts


def _pack(parts: object) -> str:
    return urlsafe_b64encode(json.dumps(parts).encode()).decode().rstrip("=")


def _is_refused(answer: TestResponse) -> bool:
    return fields(problem(answer, 422, code="invalid_input")) == {
        "cursor": "bad_cursor"
    }


def _page(api: Api, **query: Any) -> TestResponse:
    return api.call("GET", "/comments", query_string={"thread": "/a", **query})


@pytest.fixture
def cursor(api: Api) -> str:
    """Give a cursor of a thread of three roots."""
    for text in ("One", "Two", "Three"):
        api.made(text)
    found: str = api.listed(limit=1)["next"]
    return found


@pytest.mark.parametrize("sort", ["oldest", "newest", "best"])
@pytest.mark.parametrize("limit", [1, 2, 3, 100])
def test_walk_meets_everybody_once(api: Api, sort: str, limit: int) -> None:
    """Following next to its end meets each root exactly once, whatever the page."""
    made = [api.made(f"Root {number}")["id"] for number in range(5)]
    seen: list[str] = []
    page = api.listed(sort=sort, limit=limit)
    seen += [each["id"] for each in page["comments"]]
    while page["next"]:
        page = api.listed(sort=sort, limit=limit, cursor=page["next"])
        seen += [each["id"] for each in page["comments"]]
    assert seen == (made if sort == "oldest" else made[::-1])


def test_new_comment_disturbs_no_walk(api: Api, cursor: str) -> None:
    """A comment posted between two pages is neither lost nor shown twice."""
    late = api.made("Late")
    rest = api.listed(cursor=cursor)["comments"]
    assert [each["html"] for each in rest] == [
        "<p>Two</p>",
        "<p>Three</p>",
        late["html"],
    ]


def test_deleted_place_does_not_end_a_walk(api: Api) -> None:
    """A cursor still works when the comment that it points behind is gone."""
    first, second = api.made("One"), api.made("Two")
    cursor = api.listed(limit=1)["next"]
    headers = {"X-Edit-Token": first["edit_token"]}
    api.call("DELETE", f"/comments/{first['id']}", headers=headers)
    rest = api.listed(cursor=cursor)["comments"]
    assert [each["id"] for each in rest] == [second["id"]]


def test_cursor_names_its_sort(api: Api, cursor: str) -> None:
    """A cursor of another sort is foreign."""
    assert _is_refused(_page(api, cursor=cursor, sort="newest"))
    assert _is_refused(_page(api, cursor=cursor, sort="best"))


def test_cursor_names_its_thread(api: Api, cursor: str) -> None:
    """A cursor of another thread is foreign, also where the thread is unknown."""
    api.made("Elsewhere", key="/b")
    assert _is_refused(_page(api, cursor=cursor, thread="/b"))
    assert _is_refused(_page(api, cursor=cursor, thread="/unknown"))


def test_lists_do_not_share_cursors(api: Api, cursor: str) -> None:
    """A cursor of roots does not page through replies, nor the other way round."""
    root = api.listed()["comments"][0]
    api.made("Reply", parent_id=root["id"])
    below = api.listed(replies=0)["comments"][0]["replies_next"]
    path = f"/comments/{root['id']}/replies"
    assert _is_refused(api.call("GET", path, query_string={"cursor": cursor}))
    assert _is_refused(_page(api, cursor=below))


TAMPERED: list[int | str] = [
    *(10**30, -(10**30), 2**63, -(2**63) - 1, 10**16, -(10**17), "x", "", "0" * 32)
]
FORGED = [
    *("null", "{}", "[]", "1", '"a"', "[1,2,3,4,5]", "[[],[],[],[],[]]", "\ufffd"),
    "[" + "9" * 5_000 + "]",
]


def _root_and_pages(api: Api, cursor: str) -> list[TestResponse]:
    """Use a cursor for the thread and for the replies of its first root."""
    root = api.listed()["comments"][0]["id"]
    query = {"cursor": cursor}
    below = api.call("GET", f"/comments/{root}/replies", query_string=query)
    return [_page(api, cursor=cursor), below]


def test_forged_cursor_is_refused(api: Api, cursor: str) -> None:
    """Whatever is no cursor of ours is 422, however it is made."""
    for forged in FORGED:
        packed = urlsafe_b64encode(forged.encode()).decode()
        assert all(map(_is_refused, _root_and_pages(api, packed))), forged


def test_deeply_nested_cursor_is_refused(api: Api, cursor: str) -> None:
    """A cursor of thousands of brackets is 422 as well."""
    packed = urlsafe_b64encode(b"[" * 5_000).decode()
    assert all(map(_is_refused, _root_and_pages(api, packed)))


def test_nonsense_cursor_breaks_nothing(api: Api, cursor: str) -> None:
    """A cursor that is not even base64 is refused."""
    for forged in ("\xfc", "\x00", "%", "a", "====", "A" * 4_000):
        assert all(map(_is_refused, _root_and_pages(api, forged))), forged


@pytest.mark.parametrize("sort", ["oldest", "newest", "best"])
def test_tampered_cursor_breaks_nothing(api: Api, sort: str) -> None:
    """A genuine cursor with one part exchanged is answered or refused, never 500."""
    api.made("One")
    api.made("Two")
    genuine = _unpack(api.listed(sort=sort, limit=1)["next"])
    broken = []
    for position, value in itertools.product((2, 3, 4), TAMPERED):
        parts = [*genuine[:position], value, *genuine[position + 1 :]]
        answer = _page(api, cursor=_pack(parts), sort=sort)
        if answer.status_code not in {200, 422}:
            broken.append((position, value, answer.status_code))
    assert broken == []
