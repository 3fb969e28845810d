"""Counts of many threads at once, in the spelling that was asked for."""

from typing import Any

from app.domain.moderation import Verb
from app.services import threads
from app.services.container import Container
from tests.service import Api
from tests.web.asking import decide, everything, problem, set_policy, token


def _counts(api: Api, **query: Any) -> dict[str, int]:
    answer = api.call("GET", "/counts", query_string=query)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    found: dict[str, int] = answer.get_json()["counts"]
    return found


def test_spelling_is_kept(api: Api) -> None:
    """Every spelling of a thread has its count, and a stranger to us has 0."""
    api.made("One")
    api.made("Two")
    keys = ["/a", "/a/", "/a?utm_source=x", "/a/index.html", "/b", "", "x" * 2_000]
    wanted = dict.fromkeys(keys, 0) | dict.fromkeys(keys[:4], 2)
    assert _counts(api, thread=keys) == wanted
    url = "https://blog.example/a?fbclid=1"
    assert _counts(api, thread="/b", url=url) == {"/b": 0, url: 2}


def test_asking_makes_no_thread(api: Api, container: Container) -> None:
    """Counting unknown threads leaves no row."""
    before = everything(container)
    assert _counts(api, thread=["/x", "/y"]) == {"/x": 0, "/y": 0}
    assert everything(container) == before


def test_only_what_is_seen_counts(api: Api, container: Container) -> None:
    """Tombstones, spam, held and rejected comments are left out, and come back."""
    root = api.made("Root")
    reply = api.made("Reply", parent_id=root["id"])
    decide(container, Verb.SPAM, reply)
    assert _counts(api, thread="/a") == {"/a": 1}
    decide(container, Verb.RESTORE, reply)
    api.call("DELETE", f"/comments/{root['id']}", headers=token(root))
    assert _counts(api, thread="/a") == {"/a": 1}
    set_policy(container, hold_all="yes")
    api.made("Held")
    assert _counts(api, thread="/a") == {"/a": 1}


def test_alias_counts(api: Api, container: Container) -> None:
    """A thread is counted under its alias, too."""
    api.made("One")
    threads.add_alias(container, "blog", alias="/old", key="/a")
    assert _counts(api, thread=["/old", "/a"]) == {"/old": 1, "/a": 1}


def test_a_hundred_may_be_asked_for(api: Api) -> None:
    """A hundred threads are counted, one more is 422, keys and addresses together."""
    keys = [f"/{number}" for number in range(101)]
    assert len(_counts(api, thread=keys[:100])) == 100
    urls = [f"https://blog.example{key}" for key in keys]
    for query in ({"thread": keys}, {"thread": keys[:51], "url": urls[:50]}):
        answer = api.call("GET", "/counts", query_string=query)
        problem(answer, 422, code="invalid_input")


def test_bad_address_is_refused(api: Api) -> None:
    """An address that is none is 422."""
    for url in ("javascript:alert(1)", "https://u@blog.example/", "/a"):
        answer = api.call("GET", "/counts", query_string={"url": url})
        problem(answer, 422, code="invalid_input")


def test_counts_may_be_kept(api: Api) -> None:
    """Counts may be kept by any cache for a minute, and have a tag."""
    api.made("One")
    first = api.call("GET", "/counts?thread=/a")
    assert first.headers["Cache-Control"] == "public, max-age=60"
    known = {"If-None-Match": first.headers["ETag"]}
    assert api.call("GET", "/counts?thread=/a", headers=known).status_code == 304
