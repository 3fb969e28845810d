"""Posting over REST: what is stored, what is answered, where it may be said."""

from datetime import timedelta
from typing import Any

import pytest

from app.domain.moderation import Verb
from app.services import threads
from app.services.container import Container
from tests.service import START, Api
from tests.web.asking import decide, everything, fields, problem, set_policy, token


def _refused(api: Api, status: int, code: str, **post: Any) -> dict[str, Any]:
    return problem(api.post(**post), status, code=code)


def test_post_is_created_where_it_says(api: Api) -> None:
    """A visible comment is 201 with a Location that shows it to everybody."""
    answer = api.post("Hello")
    made = answer.get_json()
    assert answer.status_code == 201
    assert answer.headers["Location"].endswith(f"/comments/{made['id']}")
    shown = api.client.get(answer.headers["Location"])
    assert shown.get_json()["html"] == "<p>Hello</p>"
    assert made["permalink"].startswith("http://localhost:8000/t/blog?comment=")
    assert made["created_at"] == "2026-11-23T12:00:00Z"


def test_held_post_is_accepted(api: Api, container: Container) -> None:
    """A comment that waits is 202, pending, and in no list until it is approved."""
    set_policy(container, hold_all="yes")
    answer = api.post()
    assert (answer.status_code, answer.get_json()["status"]) == (202, "pending")
    assert api.listed()["comments"] == []
    decide(container, Verb.APPROVE, answer.get_json())
    assert len(api.listed()["comments"]) == 1


def test_nameless_author_is_anonymous(api: Api) -> None:
    """A guest needs no name, and is then shown as Anonymous."""
    assert api.made()["author"]["name"] == "Anonymous"
    assert api.made("x", author={"name": " \t\u200b "})["author"]["name"] == "Anonymous"


def test_bare_host_gets_a_scheme(api: Api) -> None:
    """A website without a scheme is taken as https."""
    made = api.made(author={"name": "Ada", "url": "ada.example/me"})
    assert made["author"]["url"] == "https://ada.example/me"


def test_every_bad_field_is_named(api: Api, container: Container) -> None:
    """All field errors come at once, each with its own code."""
    set_policy(container, require_name="yes")
    author = {"name": "", "email": "nonsense", "url": "javascript:alert(1)"}
    found = _refused(api, 422, "invalid_input", body=" \n", author=author)
    assert fields(found) == {
        "body": "required",
        "author.name": "required",
        "author.email": "bad_email",
        "author.url": "bad_url",
    }


@pytest.mark.parametrize(
    ("field", "wrap", "limit"),
    [
        ("body", "\U00020000{}", 10_000),
        ("author.name", "\U00020000{}", 245),
        ("author.email", "{}@a.example", 100),
        ("author.url", "https://a.example/{}", 200),
    ],
)
def test_lengths_are_in_code_points(
    api: Api, field: str, wrap: str, limit: int
) -> None:
    """A field takes exactly its limit, whatever the bytes, and one more is too long."""
    longest = wrap.format("a" * (limit - len(wrap) + 2))
    way, _, name = field.rpartition(".")
    answers = []
    for text in (longest, longest.replace("a", "aa", 1)):
        post: dict[str, Any] = {way: {name: text}} if way else {name: text}
        answers.append(api.post(**{"body": "x", **post}))
    statuses = [answer.status_code for answer in answers]
    assert statuses == [201, 422]
    assert fields(answers[1].get_json()) == {field: "too_long"}


def test_length_counts_composed_letters(api: Api) -> None:
    """A letter typed as base and accent counts as one."""
    assert api.post("e\u0301" * 10_000).status_code == 201
    assert api.post("e\u0301" * 10_001).status_code == 422


def test_largest_honest_post_fits(api: Api) -> None:
    """Ten thousand emoji, each escaped as two surrogates, are not too large."""
    answer = api.post("\U0001f600" * 10_000, author={"name": "\U0001f600" * 245})
    assert answer.status_code == 201


def test_empty_looking_body_is_required(api: Api) -> None:
    """What shows nothing is no comment: spaces, unseen letters, a mere definition."""
    for body in ("", "   ", "\u200b\u2060", "\u00ad\ufeff", "[a]: https://a.example"):
        found = _refused(api, 422, "invalid_input", body=body)
        assert fields(found) == {"body": "required"}, ascii(body)


@pytest.mark.parametrize("verb", [Verb.REJECT, Verb.SPAM, Verb.DELETE])
def test_parent_must_be_visible(api: Api, container: Container, verb: Verb) -> None:
    """Nobody replies to what is not seen, not even where a tombstone is."""
    root = api.made("Root")
    api.made("Reply", parent_id=root["id"])
    decide(container, verb, root)
    _refused(api, 404, "parent_not_found", body="New", parent_id=root["id"])


def test_parent_must_be_of_the_thread(api: Api) -> None:
    """A parent from another thread, or from nowhere, is 404."""
    root = api.made("Root")
    _refused(api, 404, "parent_not_found", key="/b", parent_id=root["id"])
    nowhere = "00000000-0000-7000-8000-000000000000"
    _refused(api, 404, "parent_not_found", parent_id=nowhere)


def test_own_waiting_comment_is_no_parent(api: Api, container: Container) -> None:
    """A pending comment cannot be replied to, not even by its author."""
    set_policy(container, hold_all="yes")
    held = api.made("Held")
    reply = {"body": "Reply", "parent_id": held["id"], "headers": token(held)}
    _refused(api, 404, "parent_not_found", **reply)


def test_twin_is_refused(api: Api) -> None:
    """The same words in the same place by the same author are 409, with a sentence."""
    api.made("The same *words*")
    found = _refused(api, 409, "duplicate_comment", body="the  same *WORDS*\n")
    assert found["detail"].startswith("Duplicate comment detected")


def test_twin_elsewhere_is_welcome(api: Api) -> None:
    """Another thread, another parent, another author, another day: no duplicate."""
    root = api.made("Same")
    assert api.post("Same", key="/b").status_code == 201
    assert api.post("Same", parent_id=root["id"]).status_code == 201
    mine = token(api.made("Mine"))
    assert api.post("Same", headers=mine).status_code == 201
    api.clock.advance(hours=24, seconds=1)
    assert api.post("Same").status_code == 201


@pytest.mark.parametrize("verb", [Verb.REJECT, Verb.DELETE])
def test_removed_twin_does_not_block(
    api: Api, container: Container, verb: Verb
) -> None:
    """What was rejected or deleted may be said again."""
    decide(container, verb, api.made("Same"))
    assert api.post("Same").status_code == 201


def test_closed_thread_takes_nothing(api: Api, container: Container) -> None:
    """A closed thread is 403 for roots and replies, is marked, and can be reopened."""
    root = api.made("Root")
    threads.close(container, "blog", key="/a")
    _refused(api, 403, "thread_closed", body="New")
    _refused(api, 403, "thread_closed", body="New", parent_id=root["id"])
    assert api.listed()["thread"]["open"] is False
    threads.reopen(container, "blog", key="/a")
    assert api.post("New").status_code == 201


def test_old_thread_closes_by_itself(api: Api, container: Container) -> None:
    """After the policy's days a thread takes nothing, to the second."""
    set_policy(container, close_after_days="2")
    api.post("First")
    api.clock.now = START + timedelta(days=2, seconds=-1)
    assert api.post("In time").status_code == 201
    api.clock.advance(seconds=1)
    _refused(api, 403, "thread_closed", body="Too late")
    assert api.listed()["thread"]["open"] is False


def test_unknown_threads_may_be_refused(api: Api, container: Container) -> None:
    """With threads=known nobody opens a new one, and old ones go on."""
    api.made("Old")
    set_policy(container, threads="known")
    _refused(api, 403, "thread_unknown", key="/new")
    assert api.post("More").status_code == 201
    assert api.listed("/new")["thread"]["open"] is False


def test_guests_may_be_refused(api: Api, container: Container) -> None:
    """With guests=no a stranger is told to log in."""
    set_policy(container, guests="no")
    _refused(api, 403, "guests_not_allowed")


def test_refused_post_leaves_nothing(api: Api, container: Container) -> None:
    """No refusal leaves a thread, a row or a count behind."""
    api.made("Same")
    threads.close(container, "blog", key="/a")
    before = everything(container)
    _refused(api, 403, "thread_closed", body="New")
    _refused(api, 422, "invalid_input", body="", key="/new")
    _refused(api, 404, "parent_not_found", key="/new", parent_id="0" * 32)
    foreign = {"key": "/new", "url": "https://evil.example/"}
    _refused(api, 403, "page_not_allowed", thread=foreign)
    assert everything(container) == before
