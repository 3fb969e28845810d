"""A page that moderates in a moderator's name: asked each time, and for minutes."""

from typing import Any
from uuid import UUID

import sqlalchemy as sa

from app.services.container import Container
from app.storage.account_models import SessionRow
from app.storage.moderation import LogFilters
from tests.service import BLOG, SECOND
from tests.web.asking import everything, set_policy
from tests.web.signin import errand
from tests.web.signin.conftest import LateClock
from tests.web.signin.person import Ended, Person, data_of

WHERE = "/sites/blog/moderation"
THREAD = f"{WHERE}/thread"


def _held(alice: Person, container: Container, body: str = "A comment.") -> str:
    set_policy(container, hold_all="yes")
    document = {
        "thread": {"key": "/a"},
        "body": body,
        "author": {"email": "ann@mail.example"},
    }
    answer = alice.call("POST", "/sites/blog/comments", json=document)
    assert answer.status_code == 202, answer.text
    return str(answer.get_json()["id"])


def _act(alice: Person, bearer: str, action: str, *ids: str) -> dict[str, Any]:
    body = {"action": action, "ids": list(ids)}
    answer = alice.call("POST", WHERE, bearer=bearer, json=body)
    assert answer.status_code == 200, answer.text
    done: dict[str, Any] = answer.get_json()
    return done


def test_a_thread_is_moderated(alice: Person, mo: UUID, container: Container) -> None:
    """With the token one sees what waits in the thread, decides, and pins."""
    held = _held(alice, container)
    granted = errand.granted(alice)
    assert (granted["scope"], granted["refresh_token"]) == ("moderate", None)
    assert granted["account"]["role"] == "moderator"
    bearer = granted["access_token"]
    seen = alice.call("GET", f"{THREAD}?thread=/a", bearer=bearer)
    assert seen.headers["Access-Control-Allow-Origin"] == BLOG
    assert seen.headers["Cache-Control"] == "no-store"
    assert "ann@mail.example" not in seen.text
    found = seen.get_json()
    assert (found["key"], found["open"], found["waiting"]) == ("/a", True, 1)
    assert [each["id"] for each in found["comments"]] == [held]
    assert found["comments"][0]["reasons"] == [{"code": "all_held", "evidence": ""}]
    for action in ("approve", "pin"):
        assert _act(alice, bearer, action, held)["results"][0]["done"]
    listed = alice.call("GET", "/sites/blog/comments?thread=/a").get_json()
    assert [(e["id"], e["pinned"]) for e in listed["comments"]] == [(held, True)]
    again = alice.call("GET", f"{THREAD}?url={BLOG}/a", bearer=bearer).get_json()
    assert (again["waiting"], again["comments"]) == (0, [])


def test_the_log_says_how(alice: Person, mo: UUID, container: Container) -> None:
    """Whatever was done that way stands in the log as done in the widget."""
    held = _held(alice, container)
    bearer = errand.granted(alice)["access_token"]
    _act(alice, bearer, "spam", held)
    _act(alice, bearer, "restore", held)
    for action, is_open in (("close", False), ("close", False), ("reopen", True)):
        body = {"action": action, "thread": {"key": "/a"}}
        answer = alice.call("POST", THREAD, bearer=bearer, json=body)
        assert answer.get_json()["open"] is is_open
    with container.store.read() as unit:
        lines = unit.moderation.lines(1, wanted=LogFilters(), after=None, limit=50)
    by_hand = {
        (line.action, line.via, line.actor) for line in lines if line.via != "rules"
    }
    actor = f"account:{mo.hex}"
    wanted = {"spam", "restore", "close", "reopen"}
    assert by_hand == {(action, "widget", actor) for action in wanted}
    assert sum(line.action == "close" for line in lines) == 1


def test_it_opens_nothing_else(alice: Person, mo: UUID, container: Container) -> None:
    """No queue of the site, no log, no account, no other site or origin."""
    held = _held(alice, container)
    bearer = errand.granted(alice)["access_token"]
    decision = {"action": "approve", "ids": [held]}
    refused: list[tuple[str, str, dict[str, Any], int]] = [
        ("GET", WHERE, {}, 403),
        ("GET", f"{WHERE}/log", {}, 403),
        ("PATCH", "/me", {"json": {"name": "x"}}, 401),
        ("GET", "/me/comments", {}, 401),
        ("GET", "/me/subscriptions", {}, 401),
        ("GET", "/sites/other/moderation/thread?thread=/a", {}, 401),
        ("POST", "/sites/other/moderation", {"json": decision}, 401),
        ("POST", WHERE, {"json": decision, "origin": SECOND}, 403),
        ("POST", WHERE, {"json": decision, "origin": None}, 403),
    ]
    before = everything(container)
    for method, path, more, status in refused:
        answer = alice.call(method, path, bearer=bearer, **more)
        assert answer.status_code == status, (method, path, answer.text)
    assert everything(container) == before
    assert alice.call("GET", "/session", bearer=bearer).status_code == 200


def test_a_readers_token_does_not_moderate(alice: Person, mo: UUID) -> None:
    """The same person's login in the widget is a reader's; it only tells his role."""
    tokens = alice.tokens()
    assert tokens["scope"] == "reader"
    assert tokens["account"]["role"] == "moderator"
    bearer = tokens["access_token"]
    calls: list[tuple[str, str, dict[str, Any]]] = [
        ("GET", f"{THREAD}?thread=/a", {}),
        ("POST", WHERE, {"json": {"action": "approve", "ids": ["0" * 32]}}),
        ("POST", THREAD, {"json": {"action": "close", "thread": {"key": "/a"}}}),
    ]
    for method, path, more in calls:
        assert alice.call(method, path, bearer=bearer, **more).status_code == 404


def test_it_ends(
    alice: Person, mo: UUID, container: Container, late: LateClock
) -> None:
    """After a quarter of an hour, at once when it is given back or the part is lost."""
    for end in ("time", "by hand", "grant"):
        alice.state += "x"
        bearer = errand.granted(alice)["access_token"]
        look = f"{THREAD}?thread=/a"
        assert alice.call("GET", look, bearer=bearer).status_code == 200
        if end == "time":
            late.advance(minutes=14, seconds=50)
            assert alice.call("GET", look, bearer=bearer).status_code == 200
            late.advance(seconds=15)
        elif end == "by hand":
            assert alice.call("DELETE", "/session", bearer=bearer).status_code == 204
        else:
            container.store.write(_revoke(mo))
        status = 404 if end == "grant" else 401
        assert alice.call("GET", look, bearer=bearer).status_code == status


def _revoke(account_id: UUID) -> Any:
    return lambda unit: unit.staff.revoke(account_id, site_id=1)


def test_there_is_no_second_token(
    alice: Person, mo: UUID, container: Container
) -> None:
    """The handle that would belong to its session, were there one, is refused."""
    errand.granted(alice)
    with container.store.read() as unit:
        scoped = sa.select(SessionRow.id).where(SessionRow.scope == "moderate")
        session_id = unit.sessions._session.scalars(scoped).one()
    for generation in (0, 1):
        handle = container.tokens.refresh_handle(session_id, generation=generation)
        body = {"refresh_token": handle}
        assert alice.call("POST", "/sessions/refresh", json=body).status_code == 401


def test_the_code_serves_once(alice: Person, mo: UUID) -> None:
    """A wrong verifier burns it, and so does another origin or the right use."""
    for verifier, origin, status in (
        ("v" * 43, BLOG, 401),
        (alice.verifier, SECOND, 401),
        (alice.verifier, BLOG, 201),
    ):
        alice.state += "x"
        ended = Ended(data_of(errand.answered(alice)), verifier)
        assert alice.redeem(ended, origin=origin).status_code == status
        ended.verifier = alice.verifier
        assert alice.redeem(ended).status_code == 401
