"""Walks the application: nothing is reachable that nobody has thought about."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.domain.errors import DomainError
from app.services.container import Container
from app.web import problems
from app.web.admin.common import RIGHTS
from app.web.api.operations import OPERATIONS, Access
from app.web.limits import MalformedJsonError
from app.web.origins import Reach
from tests.guards.classes import (
    AUTHORS,
    CLASSES,
    CLASSIFIED,
    MEMBERS,
    MODERATORS,
    ONSITE,
    PUBLIC,
)
from tests.guards.tables import all_errors
from tests.service import Api
from tests.web.asking import everything


def _calls() -> set[str]:
    return {f"api.{declared.name}" for declared in OPERATIONS}


def _preflights(app: Flask) -> set[str]:
    found = (rule.endpoint for rule in app.url_map.iter_rules())
    return {name for name in found if name.startswith("api.options ")}


def _filled(app: Flask, method: str) -> Iterator[str]:
    """Give an address for every rule that knows a method."""
    values = {
        "site": "blog",
        "comment_id": "0" * 32,
        "thread_id": "0" * 32,
        "name": "x",
        "filename": "x.js",
        "provider": "x",
        "key": "x",
        "code": "x",
        "login_id": "x",
        "session_id": "0" * 32,
        "subscription_id": "0" * 32,
        "token": "x",
        "purpose": "invite",
    }
    adapter = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        if method in (rule.methods or ()):
            given = {name: values[name] for name in rule.arguments}
            yield adapter.build(rule.endpoint, given, method=method)


def _forms_at_the_desk(app: Flask) -> int:
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint in RIGHTS]
    return sum("POST" in (rule.methods or ()) for rule in rules)


def test_every_route_is_classified(app: Flask) -> None:
    """Each route is a call of the API, its preflight, or in one of the classes."""
    routes = {rule.endpoint for rule in app.url_map.iter_rules()}
    assert routes == CLASSIFIED | _calls() | _preflights(app)
    assert sum(map(len, CLASSES.values())) == len(CLASSIFIED)


def test_every_call_declares_access() -> None:
    """Each call of the API says who may, and how far its answer reaches."""
    for declared in OPERATIONS:
        assert isinstance(declared.access, Access)
        assert isinstance(declared.reach, Reach)
    authors = {each.name for each in OPERATIONS if each.access is Access.AUTHOR}
    members = {each.name for each in OPERATIONS if each.access is Access.MEMBER}
    moderators = {e.name for e in OPERATIONS if e.access is Access.MODERATOR}
    onsite = {each.name for each in OPERATIONS if each.access is Access.ONSITE}
    public = {each.name for each in OPERATIONS if each.reach is Reach.PUBLIC}
    assert (authors, members, public) == (AUTHORS, MEMBERS, PUBLIC)
    assert (moderators, onsite) == (MODERATORS, ONSITE)


def test_public_calls_only_read() -> None:
    """Nothing that writes or minds a credential is public."""
    for declared in OPERATIONS:
        if declared.reach is Reach.PUBLIC:
            assert declared.method == "GET"
            assert declared.access is Access.ANYONE
            assert declared.headers == ()


def test_authors_calls_want_a_credential(api: Api) -> None:
    """Each call for authors is 401 without a credential, and says so."""
    for declared in OPERATIONS:
        if declared.access is Access.AUTHOR:
            where = declared.path.removeprefix("/sites/{site}")
            where = where.format(comment_id="0" * 32)
            answer = api.call(declared.method, where, json={"body": "x"})
            assert answer.status_code == 401
            codes = {problems.status_of(kind())[0] for kind in declared.errors}
            assert 401 in codes


def test_members_calls_want_a_bearer(client: FlaskClient) -> None:
    """Each call for members is 401 without a bearer token, and with a made-up one."""
    for declared in OPERATIONS:
        if declared.access is Access.MEMBER:
            for headers in ({}, {"Authorization": "Bearer made-up"}):
                answer = client.open(
                    f"/api/v1{declared.path}",
                    method=declared.method,
                    json={"name": "x"},
                    headers=headers,
                )
                assert answer.status_code == 401, declared.name


def test_moderators_calls_want_a_token(api: Api) -> None:
    """Each call for moderators is 401 without a token, and with a made-up one."""
    decision: dict[str, Any] = {"action": "approve", "ids": ["0" * 32]}
    turn = {"action": "close", "thread": {"key": "/a"}}
    for declared in OPERATIONS:
        if declared.access in {Access.MODERATOR, Access.ONSITE}:
            sent = turn if declared.path.endswith("/thread") else decision
            query = "?thread=/a" if declared.method == "GET" else ""
            where = declared.path.removeprefix("/sites/{site}")
            for token in ("", "made-up", "rejoinder_api_made-up"):
                headers = {"Authorization": f"Bearer {token}"} if token else {}
                answer = api.call(
                    declared.method, where + query, json=sent, headers=headers
                )
                assert answer.status_code == 401, declared.name


def test_every_error_has_a_status_and_a_code() -> None:
    """Each DomainError maps to one status, and no two share a code."""
    kinds = set(all_errors(DomainError))
    assert MalformedJsonError in kinds
    codes: dict[str, type[DomainError]] = {}
    for kind in kinds:
        status, title = problems.status_of(kind())
        assert 400 <= status < 600
        assert title
        assert "code" in vars(kind), f"{kind.__name__} has no code of its own"
        assert codes.setdefault(kind.code, kind) is kind
        assert kind.code.isidentifier()
        assert kind.sentence.endswith((".", "!"))


def test_no_status_is_mapped_in_vain() -> None:
    """Each row of the table of statuses is an error that exists."""
    kinds = {DomainError, *all_errors(DomainError)}
    assert set(problems.STATUS) <= kinds


def test_every_call_names_errors_it_can_answer() -> None:
    """Each call that takes a site can miss it, each that checks origins refuse them."""
    for declared in OPERATIONS:
        codes = {kind.code for kind in declared.errors}
        if "{site}" in declared.path:
            assert "site_not_found" in codes, declared.name
        if declared.reach is not Reach.PUBLIC:
            assert "origin_not_allowed" in codes, declared.name


def test_every_get_changes_nothing(
    app: Flask, api: Api, client: FlaskClient, container: Container
) -> None:
    """No GET and no HEAD of any route changes a row or sets the guest's cookie."""
    api.made()
    before = everything(container)
    for where in (*_filled(app, "GET"), "/t/blog?thread=/a"):
        for method in ("GET", "HEAD"):
            answer = client.open(where, method=method)
            assert answer.status_code < 500, where
            answer.close()
    with client.session_transaction() as session:
        assert "guest" not in session
    assert everything(container) == before


def test_every_form_wants_csrf(
    app: Flask, api: Api, client: FlaskClient, container: Container
) -> None:
    """Each page that takes a POST refuses it without our token, and does nothing."""
    before = everything(container)
    pages = [path for path in _filled(app, "POST") if not path.startswith("/api/")]
    pages.remove("/auth/x/callback")
    assert len(pages) == 21 + _forms_at_the_desk(app)
    for where in pages:
        for token in ({}, {"csrf_token": ""}, {"csrf_token": "forged"}):
            path = f"{where}?thread=/a" if where == "/t/blog" else where
            answer = client.post(path, data={"body": "x", **token})
            assert 400 <= answer.status_code < 500, where
    assert everything(container) == before


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_pages_know_get_and_post(app: Flask, method: str) -> None:
    """No page outside the API is changed by any other method."""
    for rule in app.url_map.iter_rules():
        if not rule.rule.startswith("/api/"):
            assert method not in (rule.methods or ())
