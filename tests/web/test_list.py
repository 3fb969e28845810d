"""Reading a thread over REST: order, paging, tombstones, tags."""

from typing import Any

import pytest

from app.domain.moderation import Verb
from app.services.container import Container
from app.services.sites import SiteChange, add
from tests.service import Api
from tests.web.asking import decide, everything, fields, problem, token


def _ids(page: dict[str, Any]) -> list[str]:
    return [each["id"] for each in page["comments"]]


def test_unknown_thread_is_empty_and_not_made(api: Api, container: Container) -> None:
    """A thread that nobody has written in is 200, empty, and leaves no row."""
    before = everything(container)
    page = api.listed("/never")
    assert page["comments"] == []
    assert page["next"] is None
    assert page["thread"]["count"] == 0
    assert page["thread"]["open"] is True
    assert everything(container) == before


def test_comments_come_in_reading_order(api: Api) -> None:
    """Each root is followed by what is below it, siblings oldest first."""
    first, second = api.made("First"), api.made("Second")
    under_second = api.made("Under second", parent_id=second["id"])
    under_first = api.made("Under first", parent_id=first["id"])
    below = api.made("Below", parent_id=under_first["id"])
    last = api.made("Last under first", parent_id=first["id"])
    wanted = [first, under_first, below, last, second, under_second]
    assert _ids(api.listed()) == [each["id"] for each in wanted]


def test_newest_turns_roots_only(api: Api) -> None:
    """With sort=newest roots are newest first, and siblings stay oldest first."""
    first, second = api.made("First"), api.made("Second")
    one = api.made("One", parent_id=first["id"])
    two = api.made("Two", parent_id=first["id"])
    wanted = [second["id"], first["id"], one["id"], two["id"]]
    assert _ids(api.listed(sort="newest")) == wanted


def test_limit_counts_roots(api: Api) -> None:
    """A page holds as many roots as asked for, and their replies besides."""
    roots = [api.made(f"Root {number}") for number in range(3)]
    reply = api.made("Reply", parent_id=roots[0]["id"])
    page = api.listed(limit=2)
    assert _ids(page) == [roots[0]["id"], reply["id"], roots[1]["id"]]
    rest = api.listed(limit=2, cursor=page["next"])
    assert (_ids(rest), rest["next"]) == ([roots[2]["id"]], None)


def test_replies_are_cut_and_continued(api: Api) -> None:
    """Replies beyond the asked number are behind replies_next, none lost or twice."""
    root = api.made("Root")
    made = [api.made(f"Reply {n}", parent_id=root["id"])["id"] for n in range(7)]
    page = api.listed(replies=3)
    assert _ids(page) == [root["id"], *made[:3]]
    assert page["comments"][0]["reply_count"] == 7
    cursor = page["comments"][0]["replies_next"]
    path = f"/comments/{root['id']}/replies"
    query = {"cursor": cursor, "limit": 3}
    rest = api.call("GET", path, query_string=query).get_json()
    assert _ids(rest) == made[3:6]
    last = api.call("GET", path, query_string={"cursor": rest["next"]}).get_json()
    assert (_ids(last), last["next"]) == (made[6:], None)


def test_no_replies_may_be_asked_for(api: Api) -> None:
    """With replies=0 the cursor begins at the first reply."""
    root = api.made("Root")
    reply = api.made("Reply", parent_id=root["id"])
    shown = api.listed(replies=0)["comments"]
    assert [each["id"] for each in shown] == [root["id"]]
    query = {"cursor": shown[0]["replies_next"]}
    answer = api.call("GET", f"/comments/{root['id']}/replies", query_string=query)
    assert _ids(answer.get_json()) == [reply["id"]]


def test_tombstone_holds_place_only(api: Api) -> None:
    """A deleted comment with a reply keeps its place and nothing else."""
    root = api.made("Root", author={"name": "Ada", "url": "ada.example"})
    reply = api.made("Reply", parent_id=root["id"])
    api.call("DELETE", f"/comments/{root['id']}", headers=token(root))
    stone, kept = api.listed()["comments"]
    assert kept["id"] == reply["id"]
    assert (stone["deleted"], stone["author"], stone["html"]) == (True, None, "")
    assert "Ada" not in str(stone)
    assert api.listed()["thread"]["count"] == 1


@pytest.mark.parametrize("verb", [Verb.REJECT, Verb.SPAM, Verb.DELETE])
def test_removed_parent_is_a_tombstone(
    api: Api, container: Container, verb: Verb
) -> None:
    """What a moderator removes looks like any tombstone while replies remain."""
    root = api.made("Root")
    api.made("Reply", parent_id=root["id"])
    decide(container, verb, root)
    stone = api.listed()["comments"][0]
    assert (stone["deleted"], stone["author"], stone["html"]) == (True, None, "")
    assert "status" not in stone


def test_tombstone_goes_with_its_last_reply(api: Api) -> None:
    """When the last visible reply goes, its tombstones go too, to the root."""
    root = api.made("Root")
    middle = api.made("Middle", parent_id=root["id"])
    leaf = api.made("Leaf", parent_id=middle["id"])
    for each in (root, middle, leaf):
        api.call("DELETE", f"/comments/{each['id']}", headers=token(each))
    page = api.listed()
    assert (page["comments"], page["thread"]["count"]) == ([], 0)


def test_deep_reply_joins_deepest_level(api: Api) -> None:
    """Below the deepest level a reply gets, and shows, another parent."""
    chain = [api.made("0")]
    for depth in range(1, 6):
        chain.append(api.made(str(depth), parent_id=chain[-1]["id"]))
    assert [each["depth"] for each in chain] == [0, 1, 2, 3, 4, 4]
    assert chain[5]["parent_id"] == chain[3]["id"]


def test_list_is_tagged(api: Api) -> None:
    """The list has an ETag, is 304 where the reader has it, and changes with a post."""
    api.made("One")
    first = api.call("GET", "/comments?thread=/a")
    known = {"If-None-Match": first.headers["ETag"]}
    again = api.call("GET", "/comments?thread=/a", headers=known)
    assert (again.status_code, again.get_data()) == (304, b"")
    assert again.headers["Access-Control-Allow-Origin"] == "*"
    api.made("Two")
    assert api.call("GET", "/comments?thread=/a", headers=known).status_code == 200


def test_private_fields_are_absent(api: Api) -> None:
    """A list has neither status, body nor token of any comment."""
    api.made("One", author={"name": "Ada", "email": "ada@lovelace.example"})
    (shown,) = api.listed()["comments"]
    assert not {"status", "body", "edit_token", "email"} & set(shown)
    assert set(shown["author"]) == {
        *("name", "url", "avatar", "provider", "handle", "role", "verified")
    }


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"thread": "/a", "limit": "101"}, "limit"),
        ({"thread": "/a", "limit": "0"}, "limit"),
        ({"thread": "/a", "limit": "ten"}, "limit"),
        ({"thread": "/a", "replies": "21"}, "replies"),
        ({"thread": "/a", "replies": "-1"}, "replies"),
        ({"thread": "/a", "sort": "worst"}, "sort"),
        ({"thread": "/a", "cursor": "x"}, "cursor"),
        ({"thread": ["/a", "/b"]}, "thread"),
        ({"thread": ""}, "thread.key"),
        ({"url": "javascript:alert(1)"}, "thread.url"),
        ({}, "thread"),
    ],
)
def test_bad_parameter_is_named(
    api: Api, query: dict[str, str | list[str]], field: str
) -> None:
    """A parameter with a value out of range is 422 and named."""
    answer = api.call("GET", "/comments", query_string=query)
    assert list(fields(problem(answer, 422, code="invalid_input"))) == [field]


def test_other_site_is_other_world(api: Api, container: Container) -> None:
    """A comment of one site is not there on another, in any call."""
    made = api.made("One")
    add(container, "other", change=SiteChange())
    base = f"/api/v1/sites/other/comments/{made['id']}"
    for method, path in (("GET", base), ("GET", f"{base}/replies"), ("DELETE", base)):
        answer = api.client.open(path, method=method, headers=token(made))
        problem(answer, 404, code="comment_not_found")
    reply = {"thread": {"key": "/a"}, "body": "x", "parent_id": made["id"]}
    answer = api.client.post("/api/v1/sites/other/comments", json=reply)
    problem(answer, 404, code="parent_not_found")
