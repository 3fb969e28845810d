"""Which thread an address leads to, and that nobody takes a page from its owner."""

import re
from pathlib import Path
from typing import Any

import pytest

from app.domain.errors import TakenError
from app.services import threads
from app.services.container import Container
from tests.service import BLOG, SECOND, Api
from tests.web.asking import everything, problem, set_policy

DOCS = Path(__file__).parents[2] / "docs" / "threads.md"
ROW = re.compile(r"^\| `([^`]+)` \| `([^`]+)` \|$", re.MULTILINE)
TABLE = ROW.findall(DOCS.read_text("utf-8"))
TRACKING = [
    *("fbclid=1", "gclid=1", "utm_source=x&utm_medium=y", "mc_cid=1&mc_eid=2"),
    *("msclkid=1", "igshid=1", "_ga=1", "_gl=1", "replytocom=3", "UTM_Source=x"),
    *("twclid=1", "yclid=1", "mtm_campaign=x", "_hsenc=1&_hsmi=2", "FBCLID=1"),
]


def _key(api: Api, **query: str) -> str:
    answer = api.call("GET", "/comments", query_string=query)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    key: str = answer.get_json()["thread"]["key"]
    return key


def _listed(api: Api, **query: str) -> list[str]:
    page = api.call("GET", "/comments", query_string=query).get_json()
    return [each["html"] for each in page["comments"]]


def test_table_has_twenty_rows() -> None:
    """The documented table is there, with twenty examples at the least."""
    assert len(TABLE) >= 20
    assert len(set(TABLE)) == len(TABLE)


def test_documented_addresses_give_documented_keys(api: Api) -> None:
    """Every address of docs/threads.md gives the key beside it."""
    found = [(url, _key(api, url=url)) for url, _ in TABLE]
    assert found == TABLE


def test_keys_are_their_own_keys(api: Api) -> None:
    """A key that we gave leads to itself, as key and as path of a page."""
    for key in {key for _, key in TABLE}:
        assert _key(api, thread=key) == key
        assert _key(api, url=f"https://blog.example{key}") == key


@pytest.mark.parametrize("thread", [{"url": f"{BLOG}/a"}, {"key": "/a"}])
def test_tracking_never_splits_a_thread(api: Api, thread: dict[str, str]) -> None:
    """What advertisers append leads to the same thread, to read and to write."""
    api.made("First", thread=thread)
    for number, tail in enumerate(TRACKING):
        assert _key(api, url=f"{BLOG}/a?{tail}#x") == "/a"
        assert _key(api, thread=f"/a/?{tail}") == "/a"
        api.made(f"Post {number}", thread={"url": f"{SECOND}/a/index.html?{tail}"})
    assert api.listed()["thread"]["count"] == len(TRACKING) + 1


def test_own_parameters_do_split(api: Api) -> None:
    """A parameter of the page's own makes another page."""
    assert _key(api, url=f"{BLOG}/?p=1") != _key(api, url=f"{BLOG}/?p=2")
    assert _key(api, url=f"{BLOG}/?a=1&b=2") == _key(api, url=f"{BLOG}/?b=2&a=1")


def test_post_with_a_key_makes_no_alias(api: Api, container: Container) -> None:
    """A url given with a key leads to that thread from nowhere else."""
    api.made("Squatter", thread={"key": "mine", "url": f"{BLOG}/victim"})
    assert _listed(api, url=f"{BLOG}/victim") == []
    assert _listed(api, thread="mine") == ["<p>Squatter</p>"]
    owner = api.made("Owner", thread={"url": f"{BLOG}/victim"})
    assert _listed(api, url=f"{BLOG}/victim") == [owner["html"]]
    assert everything(container)["thread_aliases"] == []


def test_key_wins_over_url(api: Api) -> None:
    """Where both are given the key names the thread, in posts and lists."""
    api.made("Here", thread={"key": "/a", "url": f"{BLOG}/b"})
    assert _key(api, thread="/a", url=f"{BLOG}/b") == "/a"
    assert _listed(api, thread="/b") == []


def test_page_is_named_once(api: Api) -> None:
    """Title and address come from the first post, and no later one changes them."""
    first = {"key": "k", "url": f"{BLOG}/first", "title": "First"}
    api.made("One", thread=first)
    api.made("Two", thread={"key": "k", "url": f"{BLOG}/other", "title": "Other"})
    shown = api.listed("k")["thread"]
    assert (shown["url"], shown["title"]) == (f"{BLOG}/first", "First")


@pytest.mark.parametrize(
    "url",
    [
        *("https://evil.example/a", "https://blog.example.evil.example/a"),
        *("http://blog.example/a", "https://blog.example:8443/a", "http://localhost/"),
        *("https://sub.blog.example/", "https://xn--blog-hva.example/"),
    ],
)
def test_foreign_page_opens_no_thread(api: Api, container: Container, url: str) -> None:
    """A page on no registered origin is 403, with a key or without, and makes none."""
    before = everything(container)
    for thread in ({"url": url}, {"key": "/a", "url": url}):
        problem(api.post("x", thread=thread), 403, code="page_not_allowed")
    assert everything(container) == before


@pytest.mark.parametrize(
    "url",
    [
        *("https://blog.example@evil.example/", "https://u:p@blog.example/"),
        *("https://blog.example\\@evil.example/", "https:/blog.example/a"),
        *("javascript:alert(1)", "data:text/html,x", "//blog.example/a", "/a"),
        *("https://blog.example/a b", "https://blog.example/\ta", "https://"),
        *("https://blog.example:99999/", "https://[::1", "https://blog..example/"),
    ],
)
def test_no_address_of_a_page_is_refused(api: Api, url: str) -> None:
    """What is no plain address of a web page is 422, to read and to write."""
    answer = api.call("GET", "/comments", query_string={"url": url})
    problem(answer, 422, code="invalid_input")
    problem(api.post("x", thread={"url": url}), 422, code="invalid_input")


def test_reading_makes_no_thread(api: Api, container: Container) -> None:
    """No GET, not even of the hosted page, leaves a row behind."""
    before = everything(container)
    query = {"url": f"{BLOG}/new", "title": "New"}
    api.call("GET", "/comments", query_string=query)
    api.call("GET", "/counts", query_string=query)
    api.call("GET", "/own", query_string=query)
    assert api.client.get("/t/blog", query_string=query).status_code == 200
    assert everything(container) == before


def test_alias_leads_to_its_thread(api: Api, container: Container) -> None:
    """After a moderator has named another key, both lead to one thread."""
    first: dict[str, Any] = api.made("First", key="/new")
    threads.add_alias(container, "blog", alias="/old/?utm_source=x", key="/new")
    api.made("Second", key="/old")
    assert len(_listed(api, thread="/old")) == 2
    assert _key(api, thread="/old") == "/new"
    reply = api.made("Reply", key="/old", parent_id=first["id"])
    assert reply["depth"] == 1


def test_alias_takes_no_key(api: Api, container: Container) -> None:
    """The key of a thread that is there stays that thread's."""
    api.made("One", key="/a")
    api.made("Two", key="/b")
    with pytest.raises(TakenError):
        threads.add_alias(container, "blog", alias="/b", key="/a")


def test_alias_of_a_known_page_opens_no_thread(api: Api, container: Container) -> None:
    """With threads=known an alias is known as well."""
    api.made("First", key="/new")
    threads.add_alias(container, "blog", alias="/old", key="/new")
    set_policy(container, threads="known")
    assert api.post("Second", key="/old").status_code == 201


def test_titles_are_cleaned_and_cut(api: Api) -> None:
    """A title is one clean line of at most 300 characters, whatever was sent."""
    title = "\u202e A\x00\r\ntitle \ud7ff" + "x" * 500
    api.made("One", thread={"key": "/a", "title": title})
    shown = api.listed()["thread"]["title"]
    assert shown.startswith("A title")
    assert len(shown) == 300
