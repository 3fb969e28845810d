"""The moderation part of the API: by a program's token, within scope and grant."""

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from werkzeug.test import TestResponse

from app.domain.identity import Role
from app.services import api_tokens, sites
from app.services.api_tokens import TokenOrder
from app.services.container import Container
from app.services.sites import SiteChange
from app.storage.moderation_models import ApiTokenRow
from tests import people
from tests.service import Api
from tests.services import acts
from tests.web.asking import everything, fields, problem, set_policy

Token = Callable[..., dict[str, str]]


@pytest.fixture
def moderator(container: Container, site: object) -> UUID:
    """Make somebody a moderator of the site."""
    return people.grant(container, people.account(container, "Mo"))


@pytest.fixture
def token(container: Container, moderator: UUID) -> Token:
    """Give a way to make the moderator's tokens, as the header that carries one."""

    def make(scope: str = "moderate", **more: Any) -> dict[str, str]:
        order = TokenOrder(who=moderator.hex, name="bot", scope=scope, **more)
        return {"Authorization": f"Bearer {api_tokens.create(container, order)}"}

    return make


def _queue(api: Api, headers: dict[str, str], **query: Any) -> dict[str, Any]:
    answer = api.call("GET", "/moderation", headers=headers, query_string=query)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    found: dict[str, Any] = answer.get_json()
    return found


def _decide(
    api: Api, headers: dict[str, str], action: str, ids: list[str]
) -> TestResponse:
    body = {"action": action, "ids": ids}
    return api.call("POST", "/moderation", headers=headers, json=body)


def test_queue_with_its_context(api: Api, container: Container, token: Token) -> None:
    """A program sees what waits, why, on which page, by whom; and no e-mail."""
    set_policy(container, hold_words="dice")
    top = api.made("Top", author={"name": "Ada", "email": "ada@example.org"})
    held = api.made("*dice*", parent_id=top["id"], author={"name": "Bob"})
    answer = api.call("GET", "/moderation", headers=token("read"))
    assert "ada@example.org" not in answer.get_data(as_text=True)
    assert answer.headers["Cache-Control"] == "no-store"
    page = answer.get_json()
    (row,) = page["comments"]
    assert (row["id"], row["body"], row["status"]) == (held["id"], "*dice*", "pending")
    assert row["reasons"] == [{"code": "hold_word", "evidence": "dice"}]
    assert row["thread"] == {
        "key": "/a",
        "title": None,
        "url": None,
        "confirmed": False,
    }
    assert (row["parent"]["author"], row["parent"]["excerpt"]) == ("Ada", "Top")
    assert row["author_counts"]["pending"] == 1
    assert page["counts"] == {
        "pending": 1,
        "approved": 1,
        "spam": 0,
        "rejected": 0,
        "deleted": 0,
    }


def test_search_and_pages(api: Api, token: Token) -> None:
    """Filters narrow, cursors lead on and back, nonsense is named."""
    read = token("read")
    made = [api.made(f"No. {n}", author={"name": "Ada"})["id"] for n in range(3)]
    api.made("No. 9", key="/b")
    query = {"status": "approved", "q": "no. author:ada thread:/a", "limit": 2}
    first = _queue(api, read, **query)
    assert [each["id"] for each in first["comments"]] == made[:0:-1]
    second = _queue(api, read, **query, cursor=first["next"])
    assert [each["id"] for each in second["comments"]] == made[:1]
    back = _queue(api, read, **query, cursor=second["previous"])
    assert back["comments"] == first["comments"]
    assert (
        _queue(api, read, status="any", since="2099-01-01T00:00:00Z")["comments"] == []
    )
    for bad in (
        {"status": "x"},
        {"reason": "x"},
        {"limit": 101},
        {"cursor": "x"},
        {"q": "x" * 301},
        {"since": "2026-01-01T00:00:00"},
        {"until": "yesterday"},
    ):
        answer = api.call("GET", "/moderation", headers=read, query_string=bad)
        assert set(fields(problem(answer, 422, code="invalid_input"))) == set(bad)


def test_bulk_and_undo(api: Api, container: Container, token: Token) -> None:
    """Many are decided in one call, each with its own result, and undone as easily."""
    set_policy(container, hold_all="yes")
    program = token()
    ids = [api.made(f"No. {number}")["id"] for number in range(5)]
    unknown = str(uuid4())
    answer = _decide(api, program, "approve", [*ids, unknown, ids[0]])
    results = answer.get_json()["results"]
    assert [each["id"] for each in results] == [*ids, unknown]
    assert [each["done"] for each in results] == [True] * 5 + [False]
    assert results[-1]["code"] == "comment_not_found"
    assert results[-1]["detail"]
    assert len(api.listed()["comments"]) == 5
    again = _decide(api, program, "approve", ids[:1]).get_json()["results"]
    assert again[0]["code"] == "bad_transition"
    undone = _decide(api, program, "restore", ids).get_json()["results"]
    assert all(each["done"] for each in undone)
    assert len(_queue(api, program)["comments"]) == 5
    _decide(api, program, "delete", ids)
    assert len(_queue(api, program, status="deleted")["comments"]) == 5
    _decide(api, program, "restore", ids)
    assert len(_queue(api, program)["comments"]) == 5


def test_five_hundred_at_once_and_no_more(api: Api, token: Token) -> None:
    """One call takes 1 to 500 ids."""
    program = token()
    for count, status in ((0, 422), (500, 200), (501, 422)):
        ids = [str(uuid4()) for _ in range(count)]
        assert _decide(api, program, "spam", ids).status_code == status


def test_log_says_who(
    api: Api, container: Container, token: Token, moderator: UUID
) -> None:
    """Each decision is logged with the account and the way; the log has pages."""
    program = token()
    made = api.made()
    api.clock.advance(seconds=1)
    _decide(api, program, "spam", [made["id"]])
    path = "/moderation/log"
    lines = api.call("GET", path, headers=program).get_json()["lines"]
    assert [each["action"] for each in lines] == ["spam", "post"]
    said = {name: lines[0][name] for name in ("actor", "name", "via", "new_status")}
    assert said == {
        "actor": f"account:{moderator.hex}",
        "name": "Mo",
        "via": "api",
        "new_status": "spam",
    }
    query = {"limit": 1, "comment": made["id"]}
    first = api.call("GET", path, headers=program, query_string=query).get_json()
    query["cursor"] = first["next"]
    second = api.call("GET", path, headers=program, query_string=query).get_json()
    assert (first["lines"] + second["lines"], second["next"]) == (lines, None)


def test_reading_is_not_deciding(api: Api, token: Token, container: Container) -> None:
    """A token that was given to read decides nothing."""
    made = api.made()
    read = token("read")
    for action in ("approve", "reject", "spam", "delete", "restore"):
        problem(_decide(api, read, action, [made["id"]]), 403, code="forbidden")
    assert acts.stored(container, ApiTokenRow)[0].used_at is not None


def test_token_ends(api: Api, token: Token, container: Container) -> None:
    """A token that is unknown, expired or revoked is 401."""
    made_up = {"Authorization": f"Bearer rejoinder_api_{'x' * 43}"}
    short, long = token(days=1), token()
    (_, row) = acts.stored(container, ApiTokenRow)
    api.clock.advance(days=2)
    api_tokens.revoke(container, row.id)
    for headers in ({}, made_up, short, long):
        answer = api.call("GET", "/moderation", headers=headers)
        problem(answer, 401, code="unauthenticated")


def test_grant_is_looked_up_each_time(
    api: Api, token: Token, container: Container, moderator: UUID
) -> None:
    """Who is no moderator any more has tokens that open nothing."""
    program = token()
    _queue(api, program)

    def revoke(unit: Any) -> None:
        unit.staff.revoke(moderator, site_id=unit.sites.find("blog").id)

    container.store.write(revoke)
    answer = api.call("GET", "/moderation", headers=program)
    problem(answer, 404, code="site_not_found")


def test_token_of_another_site(
    api: Api, token: Token, container: Container, moderator: UUID
) -> None:
    """A token for one site is none for another, whatever its owner is there."""
    sites.add(container, "other", change=SiteChange())
    people.grant(container, moderator, role=Role.OWNER, site="other")
    problem(
        api.call("GET", "/moderation", headers=token(site="other")),
        404,
        code="site_not_found",
    )
    _queue(api, token())
    _queue(api, token(site="blog"))


def test_token_is_for_moderation_alone(
    api: Api, token: Token, container: Container
) -> None:
    """Nowhere else is a program's token taken for a reader's."""
    made, program = api.made(), token()
    before = everything(container)
    path = f"/comments/{made['id']}"
    answers = [
        api.post("As Mo", headers=program),
        api.call("PATCH", path, json={"body": "x"}, headers=program),
        api.call("DELETE", path, headers=program),
        api.call("GET", "/own?thread=/a", headers=program),
        api.call("POST", f"{path}/reports", json={"reason": "spam"}, headers=program),
        api.client.get("/api/v1/me", headers=program),
    ]
    for answer in answers:
        problem(answer, 401, code="unauthenticated")
    assert everything(container) == before


def test_foreign_page_cannot_use_a_token(api: Api, token: Token) -> None:
    """A token in a page of another origin opens nothing."""
    headers = {**token(), "Origin": "https://evil.example"}
    answer = api.call("GET", "/moderation", headers=headers)
    problem(answer, 403, code="origin_not_allowed")
